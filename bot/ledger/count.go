package ledger

import (
	"bytes"
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Earned and Spent count points. What is taken back counts below zero. Granted counts those
// earned points that staff gave or brought along from another bot.
var (
	Earned  = bot.Metric{Number: 10, Name: "points_earned"}
	Spent   = bot.Metric{Number: 11, Name: "points_spent"}
	Granted = bot.Metric{Number: 18, Name: "points_granted"}
)

// grants are the accounts from which points are given by hand.
var grants = []Account{Mint("award"), Mint("import")}

// granted says what an entry counts for Granted.
func (e *Entry) granted() (c bot.Count, ok bool) {
	c = bot.Count{Metric: Granted, N: e.Amount, Day: e.Day}
	if slices.Contains(grants, e.From) {
		c.Member, ok = e.To.Member()
		return c, ok
	}
	if slices.Contains(grants, e.To) {
		c.N = -c.N
		c.Member, ok = e.From.Member()
	}
	return c, ok
}

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

// countChunk is how many entries one transaction looks at.
const countChunk = 5_000

// CountEntries counts, in a store of a version that did not, what its entries tell:
// points, and one of a metric for each entry of an account that made points for it. done is
// called in the last transaction.
func CountEntries(of map[Account]bot.Metric, add Adder, done func(store.Tx) error) store.Migration {
	return store.Migration{Name: "what the books tell is counted", Chunk: func(tx store.Tx, after []byte) (next []byte, err error) {
		next, err = countEntries(tx, after, add, func(e *Entry) (list []bot.Count) {
			if c, ok := e.count(); ok {
				list = append(list, c)
			}
			if m, ok := e.To.Member(); ok && of[e.From].Number != 0 {
				list = append(list, bot.Count{Metric: of[e.From], Member: m, N: 1})
			}
			return list
		})
		if err == nil && next == nil {
			err = done(tx)
		}
		return next, err
	}}
}

// CountGranted counts points that were granted, in a store of a version that did not.
func CountGranted(add Adder) store.Migration {
	return store.Migration{Name: "points that were granted are counted", Chunk: func(tx store.Tx, after []byte) (next []byte, err error) {
		return countEntries(tx, after, add, func(e *Entry) []bot.Count {
			if c, ok := e.granted(); ok {
				return []bot.Count{c}
			}
			return nil
		})
	}}
}

// Adder adds counts of a community's day to the statistics.
type Adder func(tx store.Tx, community string, day bot.Day, list []bot.Count) error

// countEntries counts a chunk of the entries, from a key on.
func countEntries(tx store.Tx, after []byte, add Adder, of func(*Entry) []bot.Count) (next []byte, err error) {
	return chunkOfEntries(tx, after, func(community string, e *Entry) error {
		if list := of(e); len(list) > 0 {
			return add(tx, community, e.Day, list)
		}
		return nil
	})
}

// chunkOfEntries calls fn for a chunk of the entries, from a key on, and returns where the next begins. What can't be read
// is left out: it stays as it is, for whoever reads it.
func chunkOfEntries(tx store.Tx, after []byte, fn func(community string, e *Entry) error) (next []byte, err error) {
	n := 0
	err = tx.Scan(entryRows.Name, after, nil, false, countChunk, func(k, v []byte) (bool, error) {
		if n++; n == countChunk {
			next = append(bytes.Clone(k), 0)
		}
		key, err := byEntry.Decode(k)
		if err != nil {
			return true, nil
		}
		e, err := decodeEntry(key.B, v)
		if err != nil {
			return true, nil
		}
		return true, fn(key.A, &e)
	})
	return next, err
}
