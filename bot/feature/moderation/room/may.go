package room

import (
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/feature/moderation/words"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/bot/staff"
)

// May implements bot.Command.
func (r *Room) May(t *bot.Turn, in *bot.Input) (string, error) {
	o := Read(t, in)
	for _, u := range o.Targets {
		if u.ID == o.By || u.ID == "" && u.Handle != "" && strings.EqualFold(u.Handle, t.Event.User.Handle) {
			return t.ToUser().Text("moderation.yourself", nil), nil
		}
	}
	_, why, err := r.entitled(t.ToUser(), o)
	return why, err
}

// entitled returns the rank of whoever gives an order, with a sentence why it
// is not for them; empty: it is.
func (r *Room) entitled(t *bot.Turn, o *Order) (rank staff.Rank, why string, err error) {
	if rank, err = staff.Of(t, r.Members, o.By); err != nil {
		return rank, "", err
	}
	switch {
	case rank >= staff.Moderator:
		why, err = r.lacks(t, o.By, rank, bot.Act(o.Command))
	case rank < staff.Helper:
		why = t.Text("staff.moderators_only", nil)
	case o.Command != "case" && o.Command != "cases" && o.Command != "info" && o.Command != "undo":
		longest, ok := bot.Setting[*staff.Helpers](t.Community, staff.SectionHelpers).Allow(o.Command)
		if wanted := o.Span(); !ok {
			why = t.Text("moderation.helper_denied", bot.Args{"Command": o.Command})
		} else if longest > 0 && (wanted == 0 || wanted > longest) {
			why = t.Text("moderation.helper_long", bot.Args{"Span": words.Span(t, longest)})
		}
	}
	return rank, why, err
}

// lacks tells, in a sentence, that the platform does not let a moderator do an act
// themselves; empty: it does, or the configuration names them. Helpers may what the
// configuration says.
func (r *Room) lacks(t *bot.Turn, by bot.UserID, rank staff.Rank, act bot.Act) (string, error) {
	right := sanction.Right(act)
	if right == "" || rank < staff.Moderator {
		return "", nil
	}
	may, err := staff.MayAct(t, r.Members, by, right)
	if may || err != nil {
		return "", err
	}
	return t.Text("moderation.no_right", nil), nil
}

// Beyond tells, in a sentence, why an act on a member is not for whoever gave the
// order; empty: it is.
func (r *Room) Beyond(t *bot.Turn, o *Order, m *bot.Member) (string, error) {
	by, err := t.MemberByUser(bot.User{ID: o.By})
	if err != nil {
		return "", err
	}
	if by != nil && by.ID == m.ID {
		return t.Text("moderation.yourself", nil), nil
	}
	theirs, err := staff.Of(t, r.Members, m.User)
	if err != nil || theirs < o.Rank || o.Command == "note" || o.Command == "award" {
		return "", err
	}
	return t.Text("moderation.higher", bot.Args{"Name": answer.Name(m, nil)}), nil
}
