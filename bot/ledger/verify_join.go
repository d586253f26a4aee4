package ledger

import (
	"math"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// noEntry is greater than every entry number.
const noEntry = math.MaxUint64

// readJoins trusts the stored joins at first: reading the entries requires
// them, and the entries then prove them.
func (a *audit) readJoins() error {
	return a.scan(tableJoins, nil, func(key, v []byte) error {
		j, err := decodeJoin(v)
		if err != nil {
			return err
		}
		if len(key) != 8 {
			return errKey
		}
		from, _, _ := store.TakeUint64(key)
		a.joins[bot.MemberID(from)] = j
		return nil
	})
}

// owner returns who held the member's account before an entry.
func (a *audit) owner(m bot.MemberID, before uint64) bot.MemberID {
	for range len(a.joins) { // damaged joins may form a cycle
		j, ok := a.joins[m]
		if !ok || j.entry >= before {
			break
		}
		m = j.into
	}
	return m
}

// account does the same for any account.
func (a *audit) account(name Account, before uint64) Account {
	if m, ok := name.Member(); ok {
		return Of(a.owner(m, before))
	}
	return name
}

// checkJoin checks an entry that merged two accounts, with the members on its
// sides.
func (a *audit) checkJoin(e *Entry, from, to bot.MemberID) {
	into := to
	if e.Joins == to {
		into = from
	}
	if from == 0 || to == 0 || e.Joins != from && e.Joins != to {
		a.report.problem("book.join_between", e.ID, e.Joins, e.From, e.To)
		return
	}
	m := a.member(e.Joins)
	if m.joined = e.ID; m.balance != 0 {
		a.report.problem("book.join_rest", e.ID, e.Joins, into, m.balance)
	}
	if a.joins[e.Joins] != (join{into, e.ID}) {
		a.report.problem("book.join_unmarked", e.ID, e.Joins, into)
	}
}

// checkJoins finds stored joins without an entry.
func (a *audit) checkJoins() error {
	for from, j := range a.joins {
		if a.member(from).joined != j.entry {
			a.report.problem("book.join_marked", from, j.into, j.entry)
		}
	}
	return nil
}
