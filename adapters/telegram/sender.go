package telegram

import (
	"strings"

	"github.com/go-telegram/bot/models"

	"github.com/stewardbot/steward/bot"
)

// sender returns who speaks in a group: the account that Telegram names, or the
// chat on whose behalf it was sent. Nil if Telegram does not say.
func (d *decoder) sender(m *origin) *bot.User {
	if c := m.SenderChat; c != nil && c.ID != 0 {
		return &bot.User{ID: userID(c.ID), Name: strings.TrimSpace(c.Title), Handle: c.Username, Persona: d.chatPersona(m)}
	}
	if idOf(m.From) == anonymousAdmin {
		return &bot.User{ID: userID(m.Chat.ID), Name: strings.TrimSpace(m.Chat.Title), Handle: m.Chat.Username, Persona: bot.TheGroup}
	}
	return person(m.From)
}

// chatPersona returns the persona of a chat that speaks in another. As long as
// the group's channel is unknown, a channel is neither the group nor a
// stranger.
func (d *decoder) chatPersona(m *origin) bot.Persona {
	speaker := m.SenderChat.ID
	if speaker == m.Chat.ID {
		return bot.TheGroup
	}
	if m.AutoForward {
		d.rooms.linked.Note(m.Chat.ID, speaker)
		return bot.TheGroup
	}
	if m.Chat.Type == "group" { // only supergroups have a channel
		return bot.AnyOther
	}
	channel, known := d.rooms.linked.Get(m.Chat.ID)
	switch {
	case !known:
		d.changed(m.Chat.ID)
		return bot.Unknown
	case channel == speaker:
		return bot.TheGroup
	}
	return bot.AnyOther
}

// person returns an account that acts for itself; nil if there is none.
func person(u *models.User) *bot.User {
	if idOf(u) == 0 {
		return nil
	}
	p := &bot.User{
		ID:       userID(u.ID),
		Name:     strings.TrimSpace(u.FirstName + " " + u.LastName),
		Handle:   u.Username,
		Language: u.LanguageCode,
	}
	switch {
	case u.ID == serviceAccount:
		p.Persona = bot.ThePlatform
	case u.IsBot:
		p.Persona = bot.Robot
	case u.ID < 0:
		p.Persona = bot.Unknown
	}
	return p
}

func idOf(u *models.User) int64 {
	if u == nil {
		return 0
	}
	return u.ID
}
