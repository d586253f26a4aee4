package member

import (
	"errors"
	"fmt"

	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

// Verify calls tell for each account of a community whose member lacks it, for
// each account of a member that leads elsewhere, and for each unreadable row,
// with what is wrong. The error is a read error.
func Verify(r store.Reader, community string, tell func(problem *phrase.Phrase)) error {
	prefix := store.AppendString(nil, community)
	told := map[string]bool{}
	each := func(table string, check func(key, row []byte) error) error {
		return r.Scan(table, prefix, store.PrefixEnd(prefix), false, 0, func(key, row []byte) (bool, error) {
			err := check(key, row)
			damaged, ok := errors.AsType[*store.CorruptError](err)
			if !ok {
				return err == nil, err
			}
			problem := phrase.New("book.row", damaged.Table, fmt.Sprintf("%x", damaged.Key), damaged.Err)
			if !told[problem.Error()] { // several accounts may lead to it
				told[problem.Error()] = true
				tell(problem)
			}
			return true, nil
		})
	}
	err := each(identityRows.In(), func(key, row []byte) error {
		k, err := identityRows.Key.Decode(key)
		if err != nil {
			return corrupt(identityRows.Name, key, err)
		}
		id, _, err := identityRows.FromRow(key, row)
		if err != nil {
			return err
		}
		rec, err := lookUp(r, community, id)
		if err == nil && (rec == nil || rec.account(k.B) == nil) {
			tell(phrase.New("book.astray", k.B, id))
		}
		return err
	})
	if err == nil {
		err = each(memberRows.In(), func(key, row []byte) error {
			k, err := memberRows.Key.Decode(key)
			if err != nil {
				return corrupt(memberRows.Name, key, err)
			}
			rec, ok, err := memberRows.FromRow(key, row)
			if err != nil || !ok {
				return err
			}
			for _, a := range rec.accounts {
				id, err := identity(r, community, a.user)
				if err != nil {
					return err
				}
				if id != k.B {
					tell(phrase.New("book.unlinked", k.B, a.user))
				}
			}
			return nil
		})
	}
	if err != nil {
		return fmt.Errorf("member: verify %s: %w", community, err)
	}
	return nil
}
