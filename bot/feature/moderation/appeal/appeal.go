// Package appeal forwards members' appeals to moderators and carries out the decisions.
package appeal

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/feature/moderation/room"
	"github.com/stewardbot/steward/bot/feature/moderation/words"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/bot/staff"
)

// Appeals handles appeals against the cases of a room.
type Appeals struct{ *room.Room }

// Routes returns the command and the button.
func (a Appeals) Routes() bot.Routes {
	return bot.Routes{
		Commands: []bot.Command{{
			Name: "appeal", Aliases: []string{"申诉/申訴"}, Run: a.appeal, Params: []bot.Param{{Name: "text", Kind: bot.ParamText, Required: true}},
		}},
		Verbs: []bot.Verb{{Name: "appeal", Who: bot.Helpers, Run: a.press}},
	}
}

// appeal forwards a member's appeal against their latest case that still has an effect.
func (a Appeals) appeal(t *bot.Turn, in *bot.Input) error {
	if t.Member == nil {
		return nil
	}
	reply := func(key string, args bot.Args) error {
		answer.Give(t, answer.Reply{Text: t.Text(key, args)})
		return nil
	}
	c, err := a.appealable(t)
	if err != nil {
		return err
	}
	switch {
	case c == nil:
		return reply("moderation.nothing_to_appeal", nil)
	case c.Appeal != nil:
		return reply("moderation.appealed_before", bot.Args{"Case": c.ID, "State": words.AppealState(t, c)})
	case len(room.Log(t.Community)) == 0:
		return reply("moderation.no_appeals", bot.Args{"Case": c.ID})
	}
	c.Appeal = &sanction.Appeal{At: t.At().UTC(), User: t.Event.User.ID, Place: t.Event.Place, Text: room.Reason(in.Text("text"))}
	c.Appeal.Posts, err = a.Post(t, c, room.Log(t.Community), "", func(t *bot.Turn) [][]bot.Button { return room.AppealButtons(t, c.ID) })
	if err != nil {
		return err
	}
	if err := reply("moderation.appealed", bot.Args{"Case": c.ID}); err != nil {
		return err
	}
	return a.File.Save(t.State(), t.Community.ID, c)
}

// appealable returns the member's latest case that could be undone; nil if
// none.
func (a Appeals) appealable(t *bot.Turn) (found *sanction.Case, err error) {
	err = a.File.Of(t.State(), t.Community.ID, t.Member.ID, func(c *sanction.Case) (bool, error) {
		if c.Kind != bot.ActAward && c.Undoable(t.Now()) {
			found = c
		}
		return found == nil, nil
	})
	return found, err
}

// press decides on an appeal, for people who may undo the case.
func (a Appeals) press(t *bot.Turn, args string) error {
	t = t.ToUser()
	c, verdict, err := a.Pressed(t, args)
	if err != nil || c == nil || c.Appeal == nil || verdict != room.Lift && verdict != room.Uphold {
		answer.Ack(t, t.Text("answer.gone", nil))
		return err
	}
	o, err := a.Press(t, room.Order{Command: "undo"})
	if err != nil || o == nil {
		return err
	}
	if !c.Appeal.Decided.IsZero() {
		by, err := words.Moderator(t, c.Appeal.DecidedBy)
		answer.Ack(t, t.Text("moderation.decided_by_other", bot.Args{"By": by}))
		return err
	}
	why, err := a.mayDecide(t, o, c)
	if why == "" && err == nil {
		why, err = a.decide(t, o, c, verdict == room.Lift)
	}
	answer.Ack(t, why)
	return err
}

// mayDecide returns why somebody may not decide on an appeal: it is their own,
// concerns somebody of their rank, or, for helpers, another's act.
func (a Appeals) mayDecide(t *bot.Turn, o *room.Order, c *sanction.Case) (string, error) {
	if o.Rank < staff.Moderator && c.By != o.By {
		return t.Text("moderation.not_yours", bot.Args{"Case": c.ID}), nil
	}
	m, err := t.MemberByID(c.Member)
	if err != nil || m == nil {
		return "", err
	}
	return a.Beyond(t, o, m)
}

// decide closes an appeal, and undoes the case if it was granted, or returns
// why not. The member is told once that is done.
func (a Appeals) decide(t *bot.Turn, o *room.Order, c *sanction.Case, granted bool) (why string, err error) {
	c.Appeal.Decided, c.Appeal.DecidedBy, c.Appeal.Lifted = t.At().UTC(), o.By, granted
	if granted {
		why, err = a.Undo(t, o, c)
	} else {
		err = a.TellAppeal(t, c)
	}
	if why != "" || err != nil {
		return why, err
	}
	return "", a.showDecided(t, c)
}

// showDecided removes the buttons from the posts of an appeal.
func (a Appeals) showDecided(t *bot.Turn, c *sanction.Case) error {
	for _, p := range c.Appeal.Posts {
		t := t.ToPlace(p.Place)
		by, err := words.Moderator(t, c.Appeal.DecidedBy)
		if err != nil {
			return err
		}
		entry, err := a.Entry(t, c)
		if err != nil {
			return err
		}
		t.Do(bot.Edit{Place: p.Place, Target: bot.Target{Ref: p.Ref}, Text: entry + "\n" + t.Text("moderation.decided", bot.Args{"By": by})})
	}
	return nil
}
