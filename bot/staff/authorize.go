package staff

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/member"
)

// Authorize reports whether the turn's user may give the turn's command, and
// tells them, alone, if not. Helpers pass for moderators' commands, whose feature
// looks at what the configuration lets them do. So does the group itself, which
// is asked who has spoken in its name.
func Authorize(t *bot.Turn, members *member.Directory) (bool, error) {
	allowed, err := permitted(t, members)
	if allowed || err != nil {
		return allowed, err
	}
	key := "staff.moderators_only"
	if t.Call.Command.Who == bot.Operators {
		key = "staff.operators_only"
	}
	t.Find(bot.Finding{Feature: "staff", Code: "denied"})
	answer.Privately(t, answer.Reply{Text: t.ToUser().Text(key, nil)})
	return false, nil
}

func permitted(t *bot.Turn, members *member.Directory) (bool, error) {
	switch {
	case t.Call.Command.Who == bot.Members:
		return true, nil
	case t.Community == nil || t.Event.User == nil:
		return false, nil
	case t.Call.Command.Who == bot.Operators:
		return Operates(t, members)
	case t.Event.User.Persona == bot.TheGroup:
		return true, nil
	}
	rank, err := Of(t, members, t.Event.User.ID)
	return rank >= Helper, err
}
