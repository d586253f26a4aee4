package member

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Forget erases a member: the record, the accounts and handles, and the
// accounts' presence in the spaces. The number is never reused and leads to
// nobody; a returning account becomes a new member.
func (d *Directory) Forget(s bot.State, community string, spaces []bot.Place, id bot.MemberID, at time.Time) error {
	if err := forget(s, community, spaces, id, at); err != nil {
		return fmt.Errorf("member: forget %d of %s: %w", id, community, err)
	}
	return nil
}

func forget(s bot.State, community string, spaces []bot.Place, id bot.MemberID, at time.Time) error {
	id, rec, err := follow(s, community, id)
	if err != nil {
		return err
	}
	if rec == nil {
		return ErrNobody
	}
	for _, a := range rec.accounts {
		err := errors.Join(identityRows.Delete(s, store.K2(community, a.user)), communityRows.Delete(s, store.K2(a.user, community)))
		if a.handle != "" {
			err = errors.Join(err, handleRows.Delete(s, handleKey(community, a.user.Platform(), a.handle)))
		}
		for _, space := range spaces {
			err = errors.Join(err, presenceRows.Delete(s, store.K2(space.Space(), a.user)))
		}
		if err := errors.Join(err, partedRows.Clear(s, partedKeys.Under2(community, a.user))); err != nil {
			return err
		}
	}
	if err := forgottenRows.Put(s, store.K2(community, id), at); err != nil {
		return err
	}
	return memberRows.Delete(s, store.K2(community, id))
}

// Names returns all names and handles by which a member was last known.
func (d *Directory) Names(r store.Reader, community string, id bot.MemberID) (names []string, err error) {
	_, rec, err := follow(r, community, id)
	if err != nil {
		return nil, fmt.Errorf("member: names of %d in %s: %w", id, community, err)
	}
	if rec == nil {
		return nil, nil
	}
	add := func(name string) {
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	add(rec.name)
	for _, a := range rec.accounts {
		add(a.name)
		add(a.handle)
	}
	return names, nil
}
