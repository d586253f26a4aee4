package member

import (
	"bytes"
	"fmt"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

func ofKey(u bot.UserID, prefix []byte) []byte {
	return append(store.AppendString(nil, string(u)), prefix...)
}

// CommunitiesOf are the ids of those that know an account as a member's, in the
// order of their keys.
func (d *Directory) CommunitiesOf(r store.Reader, u bot.UserID) (ids []string, err error) {
	from := ofKey(u, nil)
	err = r.Scan(tableCommunities, from, store.PrefixEnd(from), false, 0, func(k, _ []byte) (bool, error) {
		id, _, err := store.TakeString(k[len(from):])
		if err != nil {
			return false, corrupt(tableCommunities, k, err)
		}
		ids = append(ids, id)
		return true, nil
	})
	if err != nil {
		return nil, fmt.Errorf("member: communities of %s: %w", u, err)
	}
	return ids, nil
}

// keyIndexed stands in the store's own table once all accounts are listed.
const keyIndexed = "member.communities"

// indexChunk is how many accounts one transaction lists.
const indexChunk = 10_000

// IndexCommunities lists the communities of every account in a store of a version
// that did not. It is done once; interrupted, it begins again.
func IndexCommunities(s store.Store) error {
	var from []byte
	for more := true; more; {
		err := s.Update(func(tx store.Tx) error {
			done, err := tx.Get(store.MetaTable, []byte(keyIndexed))
			if err != nil || done != nil {
				more = false
				return err
			}
			n := 0
			err = tx.Scan(tableIdentities, from, nil, false, indexChunk, func(k, _ []byte) (bool, error) {
				n++
				from = append(bytes.Clone(k), 0)
				_, user, err := store.TakeString(k)
				if err != nil {
					return false, corrupt(tableIdentities, k, err)
				}
				return true, tx.Put(tableCommunities, ofKey(bot.UserID(user), k[:len(k)-len(user)]), nil)
			})
			if more = n == indexChunk; more || err != nil {
				return err
			}
			return tx.Put(store.MetaTable, []byte(keyIndexed), []byte("1"))
		})
		if err != nil {
			return fmt.Errorf("member: list the communities of accounts: %w", err)
		}
	}
	return nil
}
