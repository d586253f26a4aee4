package staff

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/member"
)

// Authorize reports whether the turn's user belongs to who and so may use the
// turn's command or button; if not, it tells them privately. The group itself
// counts as a moderator; the engine then asks who spoke in its name.
func Authorize(t *bot.Turn, members *member.Directory, who bot.Audience) (bool, error) {
	allowed, err := permitted(t, members, who)
	if allowed || err != nil {
		return allowed, err
	}
	key := "staff.moderators_only"
	if who == bot.Operators {
		key = "staff.operators_only"
	}
	t.Find(bot.Finding{Feature: "staff", Code: "denied"})
	text := t.ToUser().Text(key, nil)
	if t.Event.Press != nil {
		answer.Ack(t, text)
	} else {
		answer.Privately(t, answer.Reply{Text: text})
	}
	return false, nil
}

func permitted(t *bot.Turn, members *member.Directory, who bot.Audience) (bool, error) {
	switch {
	case who == bot.Members:
		return true, nil
	case t.Community == nil || t.Event.User == nil:
		return false, nil
	case who == bot.Operators:
		return Operates(t, members)
	case t.Event.User.Persona == bot.TheGroup:
		return true, nil
	}
	rank, err := Of(t, members, t.Event.User.ID)
	return rank >= Moderator || rank == Helper && who == bot.Helpers, err
}
