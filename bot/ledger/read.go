package ledger

import (
	"fmt"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Balances calls fn for each member on whom anything was booked, in the order
// of their numbers. Week and Month are left zero: they are a day's. An error of
// fn ends it.
func Balances(r store.Reader, community string, fn func(bot.MemberID, Figures) error) error {
	prefix := string(store.AppendString(nil, community))
	err := scanMembers(r, prefix, func(m bot.MemberID, a *account) error {
		return fn(m, Figures{Balance: a.balance, Earned: a.earned, Last: a.last})
	})
	if err != nil {
		return fmt.Errorf("ledger: balances of %s: %w", community, err)
	}
	return nil
}

// Entries calls fn for each entry from the number given on, in order. An error
// of fn ends it.
func Entries(r store.Reader, community string, from uint64, fn func(Entry) error) error {
	prefix := string(store.AppendString(nil, community))
	if err := scanEntries(r, prefix, from, fn); err != nil {
		return fmt.Errorf("ledger: entries of %s: %w", community, err)
	}
	return nil
}

func scanEntries(r store.Reader, prefix string, from uint64, fn func(Entry) error) error {
	lo, hi := keyOf(nil, prefix, from), store.PrefixEnd([]byte(prefix))
	return r.Scan(tableEntries, lo, hi, false, 0, func(k, v []byte) (bool, error) {
		id, err := keyID(tableEntries, prefix, k)
		if err != nil {
			return false, err
		}
		e, err := decodeEntry(id, v)
		if err != nil {
			return false, corrupt(tableEntries, k, err)
		}
		return true, fn(e)
	})
}
