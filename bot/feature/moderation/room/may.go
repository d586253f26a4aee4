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

// entitled returns the sender's rank, and a sentence explaining why they may not give the order;
// empty if they may.
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
		longest, ok, failed := staff.Allowed(t, r.Members, o.By, o.Command)
		if wanted := o.Span(); failed != nil {
			err = failed
		} else if !ok {
			why = t.Text("moderation.helper_denied", bot.Args{"Command": o.Command})
		} else if longest > 0 && (wanted == 0 || wanted > longest) {
			why = t.Text("moderation.helper_long", bot.Args{"Span": words.Span(t, longest)})
		}
	}
	return rank, why, err
}

// lacks returns a sentence if a moderator lacks the platform's right for an act; empty if they
// have it or are named in the configuration. Helpers have the rights that the configuration
// gives them.
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

// Beyond returns a sentence explaining why the sender may not act on a member; empty if they may.
func (r *Room) Beyond(t *bot.Turn, o *Order, m *bot.Member) (string, error) {
	by, err := t.MemberByUser(bot.User{ID: o.By})
	if err != nil {
		return "", err
	}
	if by != nil && by.ID == m.ID {
		return t.Text("moderation.yourself", nil), nil
	}
	theirs, err := staff.Anywhere(t, r.Members, m.User)
	if err != nil || theirs < o.Rank || o.Command == "note" || o.Command == "award" {
		return "", err
	}
	return t.Text("moderation.higher", bot.Args{"Name": answer.Name(m, nil)}), nil
}
