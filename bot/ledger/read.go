package ledger

import (
	"fmt"
	"math"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Balances calls fn for each member with entries, in member order. Week and
// Month are zero, since they depend on the day. It stops at the first error of
// fn.
func Balances(r store.Reader, community string, fn func(bot.MemberID, Figures) error) error {
	err := scanMembers(r, community, func(m bot.MemberID, a *account) error {
		return fn(m, Figures{Balance: a.balance, Earned: a.earned, Last: a.last})
	})
	if err != nil {
		return fmt.Errorf("ledger: balances of %s: %w", community, err)
	}
	return nil
}

// Entries calls fn for each entry from a number on, in order. It stops at the
// first error of fn.
func Entries(r store.Reader, community string, from uint64, fn func(Entry) error) error {
	if err := scanEntries(r, community, from, fn); err != nil {
		return fmt.Errorf("ledger: entries of %s: %w", community, err)
	}
	return nil
}

func scanEntries(r store.Reader, community string, from uint64, fn func(Entry) error) error {
	lo, hi := store.K2(community, from), store.K2(community, uint64(math.MaxUint64))
	return entryRows.Scan(r, &lo, &hi, false, 0, func(k entryKey, e Entry) (bool, error) {
		e.ID = k.B
		return true, fn(e)
	})
}

// Others calls fn for each account that is no member's, with its balance.
func Others(r store.Reader, community string, fn func(a Account, balance int64)) error {
	err := accountRows.ScanPrefix(r, byAccount.Under(community), false, 0, func(k store.Key2[string, Account], n int64) (bool, error) {
		fn(k.B, n)
		return true, nil
	})
	if err != nil {
		return fmt.Errorf("ledger: accounts of %s: %w", community, err)
	}
	return nil
}
