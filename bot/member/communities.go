package member

import (
	"bytes"
	"fmt"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// CommunitiesOf returns the ids of the communities in which an account is a
// member, in key order.
func (d *Directory) CommunitiesOf(r store.Reader, u bot.UserID) (ids []string, err error) {
	err = communityRows.ScanPrefix(r, communityKeys.Under(u), false, 0, func(k communityKey, _ struct{}) (bool, error) {
		ids = append(ids, k.B)
		return true, nil
	})
	if err != nil {
		return nil, fmt.Errorf("member: communities of %s: %w", u, err)
	}
	return ids, nil
}

// indexChunk is how many accounts one transaction lists.
const indexChunk = 10_000

// ListCommunities indexes the communities of every account in a store that has
// no such index yet.
func ListCommunities() store.Migration {
	return store.Migration{Name: "the communities of accounts are listed", Chunk: func(tx store.Tx, after []byte) (next []byte, err error) {
		n := 0
		err = tx.Scan(identityRows.Name, after, nil, false, indexChunk, func(k, _ []byte) (bool, error) {
			if n++; n == indexChunk {
				next = append(bytes.Clone(k), 0)
			}
			of, err := byAccount.Decode(k)
			if err != nil {
				return true, nil // left unchanged; readers report it
			}
			return true, communityRows.Put(tx, store.K2(of.B, of.A), struct{}{})
		})
		return next, err
	}}
}
