package member

import (
	"errors"
	"fmt"
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Presence is whether an account is in a space.
type Presence byte

// The zero value is Unknown: nothing was recorded. People who comment without
// having joined stay Unknown.
const (
	Unknown Presence = iota
	InSpace
	Gone
)

// Present records that an account is in a space. Its roles are kept.
func (d *Directory) Present(s bot.State, space bot.Place, u bot.UserID) error {
	old, err := readPresence(s, space, u)
	if err != nil {
		return err
	}
	return putPresence(s, space, u, presence{InSpace, old.roles})
}

// Left records that an account is no longer in a space.
func (d *Directory) Left(s bot.State, space bot.Place, u bot.UserID) error {
	return putPresence(s, space, u, presence{Presence: Gone})
}

// Presence returns what was last recorded about an account in a space.
func (d *Directory) Presence(r store.Reader, space bot.Place, u bot.UserID) (Presence, error) {
	row, err := readPresence(r, space, u)
	return row.Presence, err
}

// Away reports whether a person's accounts have left all spaces. Whoever takes
// part without having joined has not.
func (d *Directory) Away(r store.Reader, spaces []bot.Place, accounts []bot.UserID) (away bool, err error) {
	for _, u := range accounts {
		for _, space := range spaces {
			if space.Platform() != u.Platform() {
				continue
			}
			p, err := d.Presence(r, space, u)
			if err != nil || p == InSpace {
				return false, err
			}
			away = away || p == Gone
		}
	}
	return away, nil
}

// Roles returns the platform's ids of the account's last known roles in a
// space; nil if none were ever reported. An account that left has none.
func (d *Directory) Roles(r store.Reader, space bot.Place, u bot.UserID) ([]string, error) {
	row, err := readPresence(r, space, u)
	return row.roles, err
}

func readPresence(r store.Reader, space bot.Place, u bot.UserID) (presence, error) {
	row, _, err := presenceRows.Get(r, store.K2(space.Space(), u))
	if err != nil {
		return presence{}, fmt.Errorf("member: presence of %s in %s: %w", u, space, err)
	}
	return row, nil
}

// SetRoles records an account's roles in a space, at most maxRoles. It only
// writes if they changed.
func (d *Directory) SetRoles(s bot.State, space bot.Place, u bot.UserID, roles []string) error {
	old, err := readPresence(s, space, u)
	row := presence{InSpace, roles[:min(len(roles), maxRoles)]}
	if err != nil || old.Presence == InSpace && slices.Equal(old.roles, row.roles) {
		return err
	}
	return putPresence(s, space, u, row)
}

// maxRoles bounds the roles stored for one account; a guild has at most 250:
// https://support.discord.com/hc/en-us/articles/33694251638295
const maxRoles = 250

func putPresence(s bot.State, space bot.Place, u bot.UserID, row presence) error {
	if err := presenceRows.Put(s, store.K2(space.Space(), u), row); err != nil {
		return fmt.Errorf("member: note presence of %s in %s: %w", u, space, err)
	}
	return nil
}

// presence is the stored presence of an account in a space; with roles if it is
// there.
type presence struct {
	Presence
	roles []string
}

func (p presence) append(dst []byte) []byte {
	dst = append(dst, byte(p.Presence))
	for _, id := range p.roles {
		dst = store.AppendString(dst, id)
	}
	return dst
}

func decodePresence(b []byte) (p presence, err error) {
	if len(b) == 0 || b[0] > byte(Gone) {
		return p, errPresence
	}
	p.Presence = Presence(b[0])
	for rest := b[1:]; len(rest) > 0 && err == nil; {
		var id string
		id, rest, err = store.TakeString(rest)
		p.roles = append(p.roles, id)
	}
	return p, err
}

var errPresence = errors.New("not a presence")
