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

// indexChunk is how many accounts one transaction lists.
const indexChunk = 10_000

// ListCommunities lists the communities of every account in a store of a version
// that did not.
func ListCommunities() store.Migration {
	return store.Migration{Name: "the communities of accounts are listed", Chunk: func(tx store.Tx, after []byte) (next []byte, err error) {
		n := 0
		err = tx.Scan(tableIdentities, after, nil, false, indexChunk, func(k, _ []byte) (bool, error) {
			if n++; n == indexChunk {
				next = append(bytes.Clone(k), 0)
			}
			_, user, err := store.TakeString(k)
			if err != nil {
				return false, corrupt(tableIdentities, k, err)
			}
			return true, tx.Put(tableCommunities, ofKey(bot.UserID(user), k[:len(k)-len(user)]), nil)
		})
		return next, err
	}}
}
