package ledger

import (
	"bytes"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Earned and Spent count points. What is taken back counts below zero.
var (
	Earned = bot.Metric{Number: 10, Name: "points_earned"}
	Spent  = bot.Metric{Number: 11, Name: "points_spent"}
)

// count says what an entry counts for: points that were earned, or spent. A refund
// takes back what was spent.
func (e *Entry) count() (c bot.Count, ok bool) {
	c = bot.Count{Metric: Spent, N: e.Amount, Day: e.Day}
	if earns(e.From, e.To) {
		c.Metric = Earned
	}
	spends := func(a Account) bool { return a.is(shops) || a.is(reserves) }
	switch {
	case earns(e.From, e.To) && e.To.is(members), e.From.is(members) && spends(e.To):
	case earns(e.From, e.To), e.To.is(members) && spends(e.From):
		c.N = -c.N
	default:
		return c, false
	}
	whose := e.From
	if e.To.is(members) {
		whose = e.To
	}
	c.Member, ok = whose.Member()
	return c, ok
}

// countChunk is how many entries one transaction of CountEntries looks at.
const countChunk = 5_000

// CountEntries counts, in a store of a version that did not, what its entries tell:
// points, and one of a metric for each entry of an account that made points for it. done is
// called in the last transaction.
func CountEntries(of map[Account]bot.Metric, add func(tx store.Tx, community string, day bot.Day, list []bot.Count) error, done func(store.Tx) error) store.Migration {
	return store.Migration{Name: "what the books tell is counted", Chunk: func(tx store.Tx, after []byte) (next []byte, err error) {
		n := 0
		err = tx.Scan(entryRows.Name, after, nil, false, countChunk, func(k, v []byte) (bool, error) {
			if n++; n == countChunk {
				next = append(bytes.Clone(k), 0)
			}
			key, err := byEntry.Decode(k)
			if err != nil {
				return true, nil // it stays as it is, for whoever reads it
			}
			e, err := decodeEntry(key.B, v)
			if err != nil {
				return true, nil
			}
			var list []bot.Count
			if c, ok := e.count(); ok {
				list = append(list, c)
			}
			if m, ok := e.To.Member(); ok && of[e.From].Number != 0 {
				list = append(list, bot.Count{Metric: of[e.From], Member: m, N: 1})
			}
			return true, add(tx, key.A, e.Day, list)
		})
		if err == nil && next == nil {
			err = done(tx)
		}
		return next, err
	}}
}
