package telegram

import (
	"strconv"
	"strings"
	"time"

	"github.com/go-telegram/bot/models"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/adapters/loosely"
	"github.com/stewardbot/steward/bot"
)

// decoder turns updates into events. It does no I/O and keeps nothing but what
// it learns about rooms. Not safe for concurrent use.
type decoder struct {
	self  models.User // ours, from getMe
	rooms *rooms
	// changed is called for groups whose standing must be fetched again.
	changed func(group int64)
}

// decode returns the id and the events of one update: one of KindParked if the update is
// invalid, none if it is irrelevant. The id is 0 if it can't be read.
func (d *decoder) decode(raw []byte) (id int64, events []bot.Event) {
	var u update
	if !loosely.Parse(raw, &u) {
		id = updateID(raw)
		return id, []bot.Event{parked(id, raw)}
	}
	events, ok := d.events(&u, raw)
	if !ok {
		events = []bot.Event{parked(u.ID, raw)}
	}
	return u.ID, events
}

// events is ok only if the update is of a known kind and complete.
func (d *decoder) events(u *update, raw []byte) (events []bot.Event, ok bool) {
	switch {
	case u.Message != nil:
		return d.message(u.Message, false, raw)
	case u.EditedMessage != nil:
		return d.message(u.EditedMessage, true, raw)
	case u.Callback != nil:
		return press(u.Callback)
	case u.Reaction != nil:
		return d.reaction(u.Reaction)
	case u.ChatMember != nil:
		return d.memberChanged(u.ChatMember)
	case u.MyChatMember != nil:
		return d.selfChanged(u.MyChatMember)
	}
	return nil, u.ignored.any()
}

// updateID finds the id of an update that is otherwise unreadable, 0 if it
// can't.
func updateID(raw []byte) int64 {
	var only struct {
		ID int64 `json:"update_id"`
	}
	if loosely.Parse(raw, &only) && only.ID > 0 {
		return only.ID
	}
	_, rest, found := strings.Cut(string(raw[:min(len(raw), 512)]), `"update_id":`)
	if !found {
		return 0
	}
	rest = strings.TrimLeft(rest, " \t\r\n")
	end := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
	if end <= 0 { // a number at the very end may be truncated
		return 0
	}
	id, err := strconv.ParseInt(rest[:end], 10, 64)
	if err != nil {
		return 0
	}
	return id
}

// parked keeps an update that can't be read. Numbers restart now and then, so
// the text is part of the id.
func parked(id int64, raw []byte) bot.Event {
	return bot.Event{
		ID:   Platform + ":update" + itoa(id) + "/" + kit.Hash(string(raw)),
		Kind: bot.KindParked,
		Raw:  kit.Clip(raw),
	}
}

// lastDate is the end of the year 9999, the last that JSON can carry.
const lastDate = 253402300799

// date returns zero for an invalid date.
func date(unix int64) time.Time {
	if unix <= 0 || unix > lastDate {
		return time.Time{}
	}
	return time.Unix(unix, 0).UTC()
}

// press carries no date: its time is its arrival. The date of an inaccessible
// message is 0: https://core.telegram.org/bots/api#inaccessiblemessage.
func press(c *callback) ([]bot.Event, bool) {
	if c.ID == "" {
		return nil, false
	}
	e := bot.Event{
		ID:    Platform + ":cb" + c.ID,
		Kind:  bot.KindPress,
		User:  person(c.From),
		Press: &bot.Press{ID: c.ID, Data: c.Data},
	}
	switch m := c.Message; {
	case m != nil && m.Chat.ID != 0:
		e.Place = placeOf(m)
		e.Press.Hidden = m.EphemeralID != 0
		if m.Date != 0 && (m.ID > 0 || e.Press.Hidden) {
			e.Press.Message = messageKey(m.ID, m.EphemeralID, idOf(c.From))
		}
	case e.User != nil:
		e.Place = bot.PrivatePlace(e.User.ID)
	default:
		return nil, false
	}
	return []bot.Event{e}, true
}

// reaction is placed in the group, since Telegram does not report the topic.
// Changes without a date of their own within one second are distinguished by
// the reactions before and after.
func (d *decoder) reaction(r *reaction) ([]bot.Event, bool) {
	if r.Chat.ID == 0 || r.MessageID <= 0 {
		return nil, false
	}
	before, after := names(r.Old), names(r.New)
	in := &origin{Chat: r.Chat, From: r.User, SenderChat: r.ActorChat}
	e := bot.Event{
		Kind:  bot.KindReaction,
		At:    date(r.Date),
		Place: placeOf(in),
		User:  d.sender(in),
		Reaction: &bot.Reaction{
			Message: itoa(r.MessageID),
			Added:   without(after, before),
			Removed: without(before, after),
		},
	}
	var who bot.UserID
	if e.User != nil {
		who = e.User.ID
	}
	e.ID = strings.Join([]string{
		string(spacePlace(r.Chat.ID)), "r" + itoa(r.MessageID), string(who), itoa(r.Date),
		kit.Hash(strings.Join(before, " "), strings.Join(after, " ")),
	}, "/")
	return []bot.Event{e}, true
}

func names(rs []reactionType) []string {
	out := make([]string, 0, len(rs))
	for _, r := range rs {
		out = append(out, r.name())
	}
	return out
}

// without returns a minus b.
func without(a, b []string) []string {
	var out []string
next:
	for _, x := range a {
		for _, y := range b {
			if x == y {
				continue next
			}
		}
		out = append(out, x)
	}
	return out
}
