package expiry

import (
	"testing"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

// BenchmarkPurse reads an entry of a member who earned points on each day of a
// year, and writes the purse: what a step does for each of its members at most.
func BenchmarkPurse(b *testing.B) {
	err := memory.New().Update(func(tx store.Tx) error {
		x := purse{Told: map[bot.Day]bot.Day{}}
		for d := range bot.Day(365) {
			x.Lots = append(x.Lots, lot{20_000 + d, 35})
		}
		key := store.K2("tea", bot.MemberID(1))
		if err := purseRows.Put(tx, key, x); err != nil {
			return err
		}
		for b.Loop() {
			x, _, err := purseRows.Get(tx, key)
			if err != nil {
				return err
			}
			e := ledger.Entry{From: ledger.Of(1), To: ledger.Shop("x"), Amount: 1, Day: 20_365}
			if err := fold(&e, func(ledger.Account) (*purse, error) { return &x, nil }); err != nil {
				return err
			}
			if err := purseRows.Put(tx, key, x); err != nil {
				return err
			}
			x.put([]lot{{20_000, 1}})
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}
