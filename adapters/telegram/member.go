package telegram

import (
	"fmt"
	"time"

	"github.com/go-telegram/bot/models"

	"github.com/stewardbot/steward/adapters/loosely"
	"github.com/stewardbot/steward/bot"
)

// memberChanged decodes chat_member: somebody's membership or rights changed.
func (d *decoder) memberChanged(c *memberChange) ([]bot.Event, bool) {
	if c.Chat.ID == 0 || idOf(c.New.User) == 0 {
		return nil, false
	}
	if c.Old.authority() != bot.Ordinary || c.New.authority() != bot.Ordinary {
		d.changed(c.Chat.ID)
	}
	var events []bot.Event
	switch was, is := c.Old.inChat(), c.New.inChat(); {
	case !was && is:
		events = append(events, arrival(bot.KindJoin, c.Chat.ID, c.New.User, c.Date))
	case was && !is:
		events = append(events, arrival(bot.KindLeave, c.Chat.ID, c.New.User, c.Date))
	}
	if idOf(c.From) == d.self.ID {
		return events, true
	}
	return append(events, c.byHand()...), true
}

// byHand returns the events of an administrator's act on somebody. A ban and a restriction end
// each other.
func (c *memberChange) byHand() (events []bot.Event) {
	add := func(act bot.Act, until int64) {
		e := arrival(bot.KindSanction, c.Chat.ID, c.New.User, c.Date)
		e.ID += "/" + string(act) + itoa(until)
		e.ByHand = &bot.ByHand{Act: act}
		if id := idOf(c.From); id != 0 {
			e.ByHand.By = userID(id)
		}
		if until != 0 {
			e.ByHand.Until = date(until)
		}
		events = append(events, e)
	}
	again := c.Old.Until != c.New.Until
	switch was, is := c.Old.Status == statusBanned, c.New.Status == statusBanned; {
	case is && (!was || again):
		add(bot.ActBan, c.New.Until)
	case was && !is:
		add(bot.ActUnban, 0)
	}
	switch was, is := c.Old.muted(), c.New.muted(); {
	case is && (!was || again):
		add(bot.ActMute, c.New.Until)
	case was && !is && c.New.Status != statusBanned:
		add(bot.ActUnmute, 0)
	}
	return events
}

// joined and left decode service messages, which arrive even if Steward is no administrator and
// so gets no chat_member.
func (d *decoder) joined(m *message) []bot.Event {
	var out []bot.Event
	for i := range m.NewMembers {
		if u := &m.NewMembers[i]; u.ID != 0 && u.ID != d.self.ID {
			out = append(out, arrival(bot.KindJoin, m.Chat.ID, u, m.Date))
		}
	}
	if out == nil { // Steward itself, reported by my_chat_member
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

// notice returns the event of the service message itself, so that it can be deleted.
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

// arrival returns a join or leave with the same id for both kinds of update.
func arrival(kind bot.Kind, chat int64, u *models.User, at int64) bot.Event {
	return bot.Event{
		ID:    string(spacePlace(chat)) + "/" + string(kind) + itoa(u.ID) + "/" + itoa(at),
		Kind:  kind,
		At:    date(at),
		Place: spacePlace(chat),
		User:  person(u),
	}
}

// selfChanged decodes my_chat_member: Steward was added, removed or promoted. Being blocked in
// a private chat is no event.
func (d *decoder) selfChanged(c *memberChange) ([]bot.Event, bool) {
	if c.Chat.ID == 0 {
		return nil, false
	}
	if c.Chat.Type == "private" {
		return nil, true
	}
	was, is := c.Old.inChat(), c.New.inChat()
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
		ID:    string(spacePlace(c.Chat.ID)) + "/self/" + itoa(c.Date) + "/" + c.Old.Status + ">" + c.New.Status,
		Kind:  kind,
		At:    date(c.Date),
		Place: spacePlace(c.Chat.ID),
		User:  d.sender(&origin{Chat: c.Chat, From: c.From}),
	}}, true
}

// moved returns an event with the same id for both messages about a move.
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

// memberChange: https://core.telegram.org/bots/api#chatmemberupdated.
type memberChange struct {
	Chat models.Chat  `json:"chat"`
	From *models.User `json:"from"`
	Date int64        `json:"date"`
	Old  chatMember   `json:"old_chat_member"`
	New  chatMember   `json:"new_chat_member"`
}

// chatMember is any of https://core.telegram.org/bots/api#chatmember.
type chatMember struct {
	Status   string       `json:"status"`
	User     *models.User `json:"user"`
	IsMember bool         `json:"is_member"`         // of who is restricted
	Until    int64        `json:"until_date"`        // of a ban or a restriction, in Unix seconds; 0: permanent
	Speaks   bool         `json:"can_send_messages"` // of who is restricted
}

func (m *chatMember) muted() bool { return m.Status == statusRestricted && !m.Speaks }

// end returns when a ban or a restriction ends; zero means never.
func (m *chatMember) end() time.Time {
	if m.Until == 0 {
		return time.Time{}
	}
	return date(m.Until)
}

// The kinds of them.
const (
	statusOwner      = "creator"
	statusAdmin      = "administrator"
	statusMember     = "member"
	statusRestricted = "restricted"
	statusLeft       = "left"
	statusBanned     = "kicked"
)

// UnmarshalJSON fails without a status, since nothing can be concluded then.
func (m *chatMember) UnmarshalJSON(b []byte) error {
	type fields chatMember
	loosely.Parse(b, (*fields)(m))
	switch m.Status {
	case statusOwner, statusAdmin, statusMember, statusRestricted, statusLeft, statusBanned:
		return nil
	}
	return fmt.Errorf("%q is no way to be in a chat", m.Status)
}

// inChat reports whether the person is in the chat.
func (m *chatMember) inChat() bool {
	switch m.Status {
	case statusOwner, statusAdmin, statusMember:
		return true
	}
	return m.Status == statusRestricted && m.IsMember
}

func (m *chatMember) authority() bot.Authority {
	switch m.Status {
	case statusOwner:
		return bot.Owner
	case statusAdmin:
		return bot.Admin
	}
	return bot.Ordinary
}
