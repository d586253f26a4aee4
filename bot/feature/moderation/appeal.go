package moderation

import (
	"slices"
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/bot/staff"
)

// What moderators decide on an appeal, in the data of its buttons.
const (
	lift   = "lift"
	uphold = "uphold"
)

// appeal passes on what a member says against the latest case that something of
// still holds.
func (f *Feature) appeal(t *bot.Turn, in *bot.Input) error {
	if t.Member == nil {
		return nil
	}
	text := reason(in.Text("text"))
	c, err := f.appealable(t)
	if err != nil {
		return err
	}
	switch {
	case c == nil:
		answer.Give(t, answer.Reply{Text: t.Text("moderation.nothing_to_appeal", nil)})
		return nil
	case c.Appeal != nil:
		answer.Give(t, answer.Reply{Text: t.Text("moderation.appealed_before", bot.Args{"Case": c.ID, "State": f.appealState(t, c)})})
		return nil
	}
	if !hearsAppeals(t) {
		answer.Give(t, answer.Reply{Text: t.Text("moderation.no_appeals", bot.Args{"Case": c.ID})})
		return nil
	}
	c.Appeal = &sanction.Appeal{At: t.At().UTC(), User: t.Event.User.ID, Place: t.Event.Place, Text: text}
	for _, p := range t.Community.Places[bot.Modlog] {
		t := t.ToPlace(p)
		entry, err := f.entry(t, c)
		if err != nil {
			return err
		}
		ref := t.Do(bot.Say{Place: p, Text: entry, Buttons: appealButtons(t, c.ID), Lane: bot.Moderation})
		c.Appeal.Posts = append(c.Appeal.Posts, sanction.Post{Place: p, Ref: ref})
	}
	answer.Give(t, answer.Reply{Text: t.Text("moderation.appealed", bot.Args{"Case": c.ID})})
	return f.file.Save(t.State(), t.Community.ID, c)
}

// hearsAppeals tells whether there is a place where moderators see appeals.
func hearsAppeals(t *bot.Turn) bool { return len(t.Community.Places[bot.Modlog]) > 0 }

// appealable is the member's latest case that could be taken back; nil: none.
func (f *Feature) appealable(t *bot.Turn) (found *sanction.Case, err error) {
	err = f.file.Of(t.State(), t.Community.ID, t.Member.ID, func(c *sanction.Case) (bool, error) {
		if c.Kind != bot.ActAward && c.Undoable(t.Now()) {
			found = c
		}
		return found == nil, nil
	})
	return found, err
}

func appealButtons(t *bot.Turn, id uint64) [][]bot.Button {
	data := name + ":appeal:" + strconv.FormatUint(id, 10) + ":"
	return [][]bot.Button{{
		{Label: t.Text("moderation.lift", nil), Data: data + lift},
		{Label: t.Text("moderation.uphold", nil), Data: data + uphold},
	}}
}

// appealLine is what the member says, and what was decided.
func (f *Feature) appealLine(t *bot.Turn, c *sanction.Case) string {
	return t.Text("moderation.appeal_line", bot.Args{"Text": bot.Isolate(c.Appeal.Text), "State": f.appealState(t, c)})
}

func (f *Feature) appealState(t *bot.Turn, c *sanction.Case) string {
	switch a := c.Appeal; {
	case a.Decided.IsZero():
		return t.Text("moderation.appeal_waits", nil)
	case a.Lifted:
		return t.Text("moderation.appeal_lifted", nil)
	}
	return t.Text("moderation.appeal_upheld", nil)
}

// pressAppeal decides on an appeal, for whoever may undo the case.
func (f *Feature) pressAppeal(t *bot.Turn, args string) error {
	t = t.ToUser()
	number, verdict, _ := strings.Cut(args, ":")
	c, err := f.pressed(t, number)
	if err != nil || c == nil || c.Appeal == nil || verdict != lift && verdict != uphold {
		answer.Ack(t, t.Text("answer.gone", nil))
		return err
	}
	o := &order{Command: "undo", By: t.Event.User.ID, At: t.At(), Desk: desk{Place: t.Event.Place, User: t.Event.User.ID, Language: t.Language()}}
	rank, why, err := f.entitled(t, o.By, o)
	if why != "" || err != nil {
		answer.Ack(t, why)
		return err
	}
	if !c.Appeal.Decided.IsZero() {
		by, err := f.moderator(t, c.Appeal.DecidedBy)
		answer.Ack(t, t.Text("moderation.decided_by_other", bot.Args{"By": by}))
		return err
	}
	if why, err := f.mayDecide(t, o, rank, c); why != "" || err != nil {
		answer.Ack(t, why)
		return err
	}
	return f.decide(t, o, rank, c, verdict == lift)
}

// mayDecide says why an appeal is not for somebody to decide: their own, one
// against somebody of their rank, or for helpers one against another's act.
func (f *Feature) mayDecide(t *bot.Turn, o *order, rank staff.Rank, c *sanction.Case) (string, error) {
	if rank < staff.Moderator && c.By != o.By {
		return t.Text("moderation.not_yours", bot.Args{"Case": c.ID}), nil
	}
	m, err := t.MemberByID(c.Member)
	if err != nil || m == nil {
		return "", err
	}
	return f.beyond(t, o, rank, m)
}

// decide closes an appeal, and undoes the case if it was granted. The member is
// told of that when it is done.
func (f *Feature) decide(t *bot.Turn, o *order, rank staff.Rank, c *sanction.Case, granted bool) error {
	a := c.Appeal
	a.Decided, a.DecidedBy, a.Lifted = t.At().UTC(), o.By, granted
	if granted {
		if why, err := f.undo(t, o, rank, c); why != "" || err != nil {
			answer.Ack(t, why)
			return err
		}
	} else if err := f.tellAppeal(t, c); err != nil {
		return err
	}
	if err := f.showDecided(t, c); err != nil {
		return err
	}
	answer.Ack(t, "")
	if !granted {
		return nil
	}
	return f.announceLater(t, notice{Desk: o.Desk, First: c.ID, Last: c.ID})
}

// showDecided takes the buttons from the posts of an appeal.
func (f *Feature) showDecided(t *bot.Turn, c *sanction.Case) error {
	for _, p := range c.Appeal.Posts {
		t := t.ToPlace(p.Place)
		by, err := f.moderator(t, c.Appeal.DecidedBy)
		if err != nil {
			return err
		}
		entry, err := f.entry(t, c)
		if err != nil {
			return err
		}
		t.Do(bot.Edit{Place: p.Place, Target: bot.Target{Ref: p.Ref}, Text: entry + "\n" + t.Text("moderation.decided", bot.Args{"By": by})})
	}
	return nil
}

// tellAppeal tells the member what became of an appeal, once, where it was made.
func (f *Feature) tellAppeal(t *bot.Turn, c *sanction.Case) error {
	a := c.Appeal
	if a == nil || a.Told || a.Decided.IsZero() {
		return nil
	}
	if a.Lifted && slices.ContainsFunc(c.Sanctions, func(s sanction.Sanction) bool {
		return (s.Act == bot.ActUnmute || s.Act == bot.ActUnban) && s.State == sanction.Refused
	}) {
		return nil // it was granted, but is not so yet: the moderators know why
	}
	a.Told = true
	key := "moderation.your_appeal_upheld"
	if a.Lifted {
		key = "moderation.your_appeal_lifted"
	}
	s := bot.Say{
		Place: a.Place, Text: t.ToPlace(bot.PrivatePlace(a.User)).Text(key, bot.Args{"Case": c.ID}), Lane: bot.Moderation,
		Expires: t.Now().Add(keepNotice),
	}
	if !a.Place.Private() {
		s.To, s.HideAfter = a.User, t.Community.Replies.DeleteAfter
	}
	t.Do(s)
	return f.file.Save(t.State(), t.Community.ID, c)
}

// pressed is the case that a button is about; nil: none.
func (f *Feature) pressed(t *bot.Turn, number string) (*sanction.Case, error) {
	id, err := strconv.ParseUint(number, 10, 63)
	if err != nil || id == 0 {
		return nil, nil
	}
	return f.file.Get(t.State(), t.Community.ID, id)
}
