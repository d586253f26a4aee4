package member

import (
	"fmt"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Forget erases a member: record, accounts, handles, and what is known of the
// accounts in the spaces. The number is never given again, and leads to nobody;
// an account that comes back becomes a new member.
func (d *Directory) Forget(s bot.State, community string, spaces []bot.Place, id bot.MemberID, at time.Time) error {
	if err := forget(s, store.AppendString(nil, community), spaces, id, at); err != nil {
		return fmt.Errorf("member: forget %d of %s: %w", id, community, err)
	}
	return nil
}

func forget(s bot.State, prefix []byte, spaces []bot.Place, id bot.MemberID, at time.Time) error {
	id, rec, err := follow(s, prefix, id)
	if err != nil {
		return err
	}
	if rec == nil {
		return ErrNobody
	}
	for _, a := range rec.accounts {
		keys := map[string][]byte{tableIdentities: identityKey(prefix, a.user), tableCommunities: ofKey(a.user, prefix)}
		if a.handle != "" {
			keys[tableHandles] = handleKey(prefix, a.user.Platform(), a.handle)
		}
		for table, key := range keys {
			if err := s.Delete(table, key); err != nil {
				return err
			}
		}
		for _, space := range spaces {
			if err := presenceRows.Delete(s, store.K2(space.Space(), a.user)); err != nil {
				return err
			}
		}
		left := store.AppendString(slices.Clone(prefix), string(a.user))
		err := s.Scan(tableParted, left, store.PrefixEnd(left), false, 0, func(k, _ []byte) (bool, error) {
			return true, s.Delete(tableParted, k)
		})
		if err != nil {
			return err
		}
	}
	if err := s.Put(tableForgotten, memberKey(prefix, id), store.AppendTime(nil, at)); err != nil {
		return err
	}
	return s.Delete(tableMembers, memberKey(prefix, id))
}

// Names are all by which a member was last known: names, and handles.
func (d *Directory) Names(r store.Reader, community string, id bot.MemberID) (names []string, err error) {
	_, rec, err := follow(r, store.AppendString(nil, community), id)
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
