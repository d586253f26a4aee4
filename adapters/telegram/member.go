package telegram

import (
	"github.com/go-telegram/bot/models"

	"github.com/stewardbot/steward/bot"
)

// memberChanged is chat_member: somebody's membership or rights changed.
func (d *decoder) memberChanged(c *models.ChatMemberUpdated) ([]bot.Event, bool) {
	if c.Chat.ID == 0 || idOf(userOf(c.NewChatMember)) == 0 {
		return nil, false
	}
	if authority(c.OldChatMember) != bot.Ordinary || authority(c.NewChatMember) != bot.Ordinary {
		d.changed(c.Chat.ID)
	}
	switch was, is := inChat(c.OldChatMember), inChat(c.NewChatMember); {
	case !was && is:
		return []bot.Event{arrival(bot.KindJoin, c.Chat.ID, userOf(c.NewChatMember), int64(c.Date))}, true
	case was && !is:
		return []bot.Event{arrival(bot.KindLeave, c.Chat.ID, userOf(c.NewChatMember), int64(c.Date))}, true
	}
	return nil, true
}

// joined and left are service messages, which a group shows even where Steward
// is no administrator and so gets no chat_member.
func (d *decoder) joined(m *message) []bot.Event {
	var out []bot.Event
	for i := range m.NewMembers {
		if u := &m.NewMembers[i]; u.ID != 0 && u.ID != d.self.ID {
			out = append(out, arrival(bot.KindJoin, m.Chat.ID, u, m.Date))
		}
	}
	if out == nil { // Steward itself, of which my_chat_member tells
		return nil
	}
	return append(out, notice(m, bot.KindJoin)...)
}

func (d *decoder) left(m *message) []bot.Event {
	if id := m.LeftMember.ID; id == 0 || id == d.self.ID {
		return nil
	}
	return append([]bot.Event{arrival(bot.KindLeave, m.Chat.ID, m.LeftMember, m.Date)}, notice(m, bot.KindLeave)...)
}

// notice is the service message itself, which can be deleted.
func notice(m *message, of bot.Kind) []bot.Event {
	if m.ID <= 0 {
		return nil
	}
	place := placeOf(&m.origin)
	return []bot.Event{{
		ID:      string(spacePlace(m.Chat.ID)) + "/m" + itoa(m.ID),
		Kind:    bot.KindNotice,
		At:      date(m.Date),
		Place:   place,
		Notice:  of,
		Message: &bot.Message{ID: itoa(m.ID)},
	}}
}

// arrival has the same id whichever of the two forms told of it.
func arrival(kind bot.Kind, chat int64, u *models.User, at int64) bot.Event {
	return bot.Event{
		ID:    string(spacePlace(chat)) + "/" + string(kind) + itoa(u.ID) + "/" + itoa(at),
		Kind:  kind,
		At:    date(at),
		Place: spacePlace(chat),
		User:  person(u),
	}
}

// selfChanged is my_chat_member: Steward was added, removed, promoted. Who
// blocks it in private is no event.
func (d *decoder) selfChanged(c *models.ChatMemberUpdated) ([]bot.Event, bool) {
	if c.Chat.ID == 0 {
		return nil, false
	}
	if c.Chat.Type == "private" {
		return nil, true
	}
	was, is := inChat(c.OldChatMember), inChat(c.NewChatMember)
	if is {
		d.changed(c.Chat.ID)
	}
	if was == is {
		return nil, true
	}
	kind := bot.KindRemoved
	if is {
		kind = bot.KindAdded
	}
	return []bot.Event{{
		ID:    string(spacePlace(c.Chat.ID)) + "/self/" + itoa(int64(c.Date)) + "/" + string(c.OldChatMember.Type) + ">" + string(c.NewChatMember.Type),
		Kind:  kind,
		At:    date(int64(c.Date)),
		Place: spacePlace(c.Chat.ID),
		User:  d.sender(&origin{Chat: c.Chat, From: &c.From}),
	}}, true
}

// moved has the same id from both of the messages that tell of it.
func (d *decoder) moved(from, to, at int64) ([]bot.Event, bool) {
	d.changed(to)
	return []bot.Event{{
		ID:    string(spacePlace(from)) + "/moved/" + itoa(to),
		Kind:  bot.KindMoved,
		At:    date(at),
		Place: spacePlace(from),
		Moved: spacePlace(to),
	}}, true
}

// userOf is whom a member is, nil if that is not told.
func userOf(m models.ChatMember) *models.User {
	switch {
	case m.Owner != nil:
		return m.Owner.User
	case m.Administrator != nil:
		return &m.Administrator.User
	case m.Member != nil:
		return m.Member.User
	case m.Restricted != nil:
		return m.Restricted.User
	case m.Left != nil:
		return m.Left.User
	case m.Banned != nil:
		return m.Banned.User
	}
	return nil
}

// inChat tells whether the person is in the chat.
func inChat(m models.ChatMember) bool {
	return m.Owner != nil || m.Administrator != nil || m.Member != nil || m.Restricted != nil && m.Restricted.IsMember
}

func authority(m models.ChatMember) bot.Authority {
	switch {
	case m.Owner != nil:
		return bot.Owner
	case m.Administrator != nil:
		return bot.Admin
	}
	return bot.Ordinary
}
