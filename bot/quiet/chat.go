package quiet

import (
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

var (
	chatKeys = store.Shape2(store.Str[string]{}, store.Tail[bot.UserID]{})
	// chatRows: community, account -> chat.
	chatRows = store.Rows("quiet_chats", chatKeys, store.JSON[chat]())
)

// chat is what is known of the private chat with an account.
type chat struct {
	Version int       `json:"v"`
	Open    bool      `json:"open,omitempty"` // false: the platform refused a message
	At      time.Time `json:"at"`
}

const (
	version = 1
	// shut is how long after a refusal an account counts as out of reach.
	shut = 90 * 24 * time.Hour
)

// Heard notes that the turn's user wrote to Steward in private.
func (b *Budget) Heard(t *bot.Turn) error {
	if t.Event.User == nil || !t.Event.Place.Private() {
		return nil
	}
	communities := slices.Clone(t.Choices)
	if t.Community != nil {
		communities = append(communities, t.Community)
	}
	for _, c := range communities {
		note := setChat
		if slices.Contains(t.Elsewhere, c) {
			note = setElsewhere
		}
		if err := note(t, c.ID, t.Event.User.ID, true); err != nil {
			return err
		}
	}
	return nil
}

// TickChat is the tick that tells a community in another partition of a private
// chat; its data is the account.
const TickChat = "chat"

// setElsewhere does what setChat does, for a community in another partition.
func setElsewhere(t *bot.Turn, community string, user bot.UserID, open bool) error {
	c, _, err := chatRows.Get(t.Others(), store.K2(community, user))
	if err != nil || c.Open == open {
		return err
	}
	return t.TickElsewhere(community, TickChat, []byte(user))
}

// Opened notes that the account in a TickChat wrote to Steward in private.
func (b *Budget) Opened(t *bot.Turn) error {
	return setChat(t, t.Community.ID, bot.UserID(t.Event.Tick.Data), true)
}

// setChat notes whether an account can be written to. What is known already is not written again.
func setChat(t *bot.Turn, community string, user bot.UserID, open bool) error {
	key := store.K2(community, user)
	c, known, err := chatRows.Get(t.State(), key)
	if err != nil || known && open && c.Open {
		return err
	}
	return chatRows.Put(t.State(), key, chat{version, open, t.Now().UTC()})
}

// Reaches reports whether one of a member's accounts can be written to in private, as far as is known. It
// does not ask whether they want that: see Off.
func (b *Budget) Reaches(t *bot.Turn, accounts []bot.UserID) (bool, error) {
	for _, user := range accounts {
		c, known, err := chatRows.Get(t.State(), store.K2(t.Community.ID, user))
		switch {
		case err != nil:
			return false, err
		case known && c.Open:
			return true, nil
		case known && t.Now().Sub(c.At) < shut:
			continue
		case !slices.Contains(b.first, user.Platform()):
			return true, nil
		}
	}
	return false, nil
}

// forgetChats drops what is known of accounts.
func forgetChats(t *bot.Turn, accounts []bot.UserID) error {
	for _, user := range accounts {
		if err := chatRows.Delete(t.State(), store.K2(t.Community.ID, user)); err != nil {
			return err
		}
	}
	return nil
}

// Chats returns those of a member's accounts with which there is a private chat.
func (b *Budget) Chats(t *bot.Turn, m bot.MemberID) (list []bot.UserID, err error) {
	accounts, err := b.members.Accounts(t.State(), t.Community.ID, m)
	for _, user := range accounts {
		c, _, err := chatRows.Get(t.State(), store.K2(t.Community.ID, user))
		if err != nil {
			return nil, err
		}
		if c.Open {
			list = append(list, user)
		}
	}
	return list, err
}
