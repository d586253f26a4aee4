package member

import (
	"bytes"
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
	if v == nil {
		return Unknown, nil
	}
	if v[0] > byte(Gone) {
		return Unknown, corrupt(tablePresence, key, errNumber)
	}
	return Presence(v[0]), nil
}

// Roles are the platform's ids of the roles that an account was last seen with
// in a space; nil if none were ever told. Who left has none.
func (d *Directory) Roles(r store.Reader, space bot.Place, u bot.UserID) ([]string, error) {
	key := presenceKey(space, u)
	v, err := r.Get(tablePresence, key)
	if err != nil || len(v) < 2 {
		return nil, err
	}
	var roles []string
	for rest := v[1:]; len(rest) > 0; {
		var id string
		if id, rest, err = store.TakeString(rest); err != nil {
			return nil, corrupt(tablePresence, key, err)
		}
		roles = append(roles, id)
	}
	return roles, nil
}

// SetRoles notes the roles of an account in a space, at most maxRoles, and
// writes only if they are others than before.
func (d *Directory) SetRoles(s bot.State, space bot.Place, u bot.UserID, roles []string) error {
	old, err := s.Get(tablePresence, presenceKey(space, u))
	if err != nil {
		return fmt.Errorf("member: roles of %s in %s: %w", u, space, err)
	}
	row := []byte{byte(InSpace)}
	for _, id := range roles[:min(len(roles), maxRoles)] {
		row = store.AppendString(row, id)
	}
	if bytes.Equal(old, row) {
		return nil
	}
	if err := s.Put(tablePresence, presenceKey(space, u), row); err != nil {
		return fmt.Errorf("member: note roles of %s in %s: %w", u, space, err)
	}
	return nil
}

// maxRoles bounds what is kept of one account; a guild has at most 250:
// https://support.discord.com/hc/en-us/articles/33694251638295
const maxRoles = 250

// putPresence keeps the roles of who is there.
func putPresence(s bot.State, space bot.Place, u bot.UserID, p Presence) error {
	key := presenceKey(space, u)
	row := []byte{byte(p)}
	if p == InSpace {
		old, err := s.Get(tablePresence, key)
		if err != nil {
			return fmt.Errorf("member: note presence of %s in %s: %w", u, space, err)
		}
		if len(old) > 1 {
			row = append(row, old[1:]...)
		}
	}
	if err := s.Put(tablePresence, key, row); err != nil {
		return fmt.Errorf("member: note presence of %s in %s: %w", u, space, err)
	}
	return nil
}

func presenceKey(space bot.Place, u bot.UserID) []byte {
	return append(store.AppendString(nil, string(space.Space())), u...)
}
