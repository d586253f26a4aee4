package member

import (
	"fmt"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Presence is what is known of an account in a space.
type Presence byte

// The zero value is Unknown: nothing was noted. Who comments without having
// joined stays so.
const (
	Unknown Presence = iota
	InSpace
	Gone
)

// Present notes that an account is in a space.
func (d *Directory) Present(s bot.State, space bot.Place, u bot.UserID) error {
	return putPresence(s, space, u, InSpace)
}

// Left notes that an account is no longer in a space.
func (d *Directory) Left(s bot.State, space bot.Place, u bot.UserID) error {
	return putPresence(s, space, u, Gone)
}

// Presence is what was last noted of an account in a space.
func (d *Directory) Presence(r store.Reader, space bot.Place, u bot.UserID) (Presence, error) {
	key := presenceKey(space, u)
	v, err := r.Get(tablePresence, key)
	if err != nil {
		return Unknown, fmt.Errorf("member: presence of %s in %s: %w", u, space, err)
	}
	if len(v) == 1 && v[0] <= byte(Gone) {
		return Presence(v[0]), nil
	}
	if v == nil {
		return Unknown, nil
	}
	return Unknown, corrupt(tablePresence, key, errNumber)
}

func putPresence(s bot.State, space bot.Place, u bot.UserID, p Presence) error {
	if err := s.Put(tablePresence, presenceKey(space, u), []byte{byte(p)}); err != nil {
		return fmt.Errorf("member: note presence of %s in %s: %w", u, space, err)
	}
	return nil
}

func presenceKey(space bot.Place, u bot.UserID) []byte {
	return append(store.AppendString(nil, string(space.Space())), u...)
}
