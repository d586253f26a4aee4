package ledger

import (
	"cmp"
	"encoding/binary"
	"maps"
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// flowRows: day, account that holds no points of members -> what it gave and took on that day. All
// open orders are one account.
var flowRows = store.Rows("ledger.flows", byFlow, store.Record(flow.append, decodeFlow))

var byFlow = store.Shape3(store.Str[string]{}, store.Int[bot.Day]{}, store.Tail[Account]{})

type flowKey = store.Key3[string, bot.Day, Account]

// flow is what an account gave and took.
type flow struct{ given, taken int64 }

func (f flow) append(b []byte) []byte {
	return binary.AppendVarint(binary.AppendVarint(append(b, version), f.given), f.taken)
}

func decodeFlow(b []byte) (flow, error) {
	d := open(b)
	f := flow{d.varint(), d.varint()}
	return f, d.close()
}

// flowOf returns the account under which a movement is summed; false if it holds points of
// members.
func flowOf(a Account) (Account, bool) {
	if a.is(reserves) {
		return reserves, true
	}
	return a, !a.Holds()
}

// change is what an entry changes of one account's day.
type change struct {
	row *store.LiveValue[flow]
	sum flow
}

func (c *change) write() error { return c.row.Set(c.sum) }

// changes appends to list what an entry adds to the sums of its day: one row,
// or two.
func (e *Entry) changes(tx store.Tx, community string, list []change) ([]change, error) {
	for _, side := range []struct {
		a    Account
		flow flow
	}{{e.From, flow{given: e.Amount}}, {e.To, flow{taken: e.Amount}}} {
		a, sums := flowOf(side.a)
		if !sums || e.Joins != 0 {
			continue
		}
		row, err := store.Live(tx, flowRows, store.K3(community, e.Day, a))
		if err != nil {
			return nil, err
		}
		sum := row.Get()
		if !add(&sum.given, side.flow.given) || !add(&sum.taken, side.flow.taken) {
			return nil, ErrOverflow
		}
		list = append(list, change{row, sum})
	}
	return list, nil
}

// Flows calls fn for what each account that holds no points of members gave and took on each of
// the days between from and to, inclusive, ascending. Open orders are the account "reserve:".
func Flows(r store.Reader, community string, from, to bot.Day, fn func(day bot.Day, a Account, given, taken int64)) error {
	lo, hi := store.K3(community, from, Account("")), store.K3(community, to+1, Account(""))
	return flowRows.Scan(r, &lo, &hi, false, 0, func(k flowKey, f flow) (bool, error) {
		fn(k.B, k.C, f.given, f.taken)
		return true, nil
	})
}

// SumFlows sums what accounts gave and took, in a store of a version that did not.
func SumFlows() store.Migration {
	return store.Migration{Name: "what accounts give and take is summed by day", Chunk: func(tx store.Tx, after []byte) ([]byte, error) {
		return chunkOfEntries(tx, after, func(community string, e *Entry) error {
			list, err := e.changes(tx, community, nil)
			for _, c := range list {
				if err == nil {
					err = c.write()
				}
			}
			return err
		})
	}}
}

// dayAccount is a row of the flows.
type dayAccount struct {
	day bot.Day
	a   Account
}

// countFlow adds an entry to what the flows should be.
func (a *audit) countFlow(e *Entry) {
	if name, sums := flowOf(e.From); sums && e.Joins == 0 {
		f := a.flows[dayAccount{e.Day, name}]
		f.given += e.Amount
		a.flows[dayAccount{e.Day, name}] = f
	}
	if name, sums := flowOf(e.To); sums && e.Joins == 0 {
		f := a.flows[dayAccount{e.Day, name}]
		f.taken += e.Amount
		a.flows[dayAccount{e.Day, name}] = f
	}
}

// checkFlows compares the flows with the entries. A store from before there were flows has none.
func (a *audit) checkFlows() error {
	rows := 0
	err := a.scan(flowRows.Name, nil, func(key, v []byte) error {
		rows++
		day, name, err := store.TakeInt64(key)
		if err != nil {
			return errKey
		}
		f, err := decodeFlow(v)
		at := dayAccount{bot.Day(day), Account(name)}
		if want := a.flows[at]; err == nil && f != want {
			a.report.problem("book.flow", at.a, at.day, f.given, f.taken, want.given, want.taken)
		}
		delete(a.flows, at)
		return err
	})
	if rows == 0 {
		return err
	}
	for _, at := range slices.SortedFunc(maps.Keys(a.flows), func(x, y dayAccount) int { return cmp.Or(cmp.Compare(x.day, y.day), cmp.Compare(x.a, y.a)) }) {
		a.report.problem("book.flow", at.a, at.day, 0, 0, a.flows[at].given, a.flows[at].taken)
	}
	return err
}
