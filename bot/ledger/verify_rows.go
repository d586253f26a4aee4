package ledger

import (
	"maps"
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// weigh returns one member's share in a day's checksum: n times a number that
// depends on the member. A day's entries add their shares; its rows, and the
// accounts that have it as their latest day, subtract theirs. The result is
// zero if all members agree, so a day is checked without holding its members in
// memory. The chance that differences cancel out is one in 2^63.
func weigh(m bot.MemberID, n int64) uint64 {
	h := uint64(m) + 0x9e3779b97f4a7c15 // splitmix64
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return (h ^ h>>31 | 1) * uint64(n)
}

// dayRow decodes a row of the days.
func dayRow(key, v []byte) (d bot.Day, m bot.MemberID, sum int64, err error) {
	day, rest, err := store.TakeInt64(key)
	if err != nil || len(rest) != 8 {
		return 0, 0, 0, errKey
	}
	id, _, _ := store.TakeUint64(rest)
	sum, err = decodeSum(v)
	return bot.Day(day), bot.MemberID(id), sum, err
}

func (a *audit) checkDays() error {
	err := a.scan(tableDays, nil, func(key, v []byte) error {
		d, m, sum, err := dayRow(key, v)
		if err == nil {
			a.days[d] -= weigh(m, sum)
		}
		return err
	})
	if err != nil {
		return err
	}
	wrong := make(map[bot.Day]map[bot.MemberID]*otherAudit)
	for d, left := range a.days {
		if left != 0 {
			wrong[d] = make(map[bot.MemberID]*otherAudit)
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return a.nameDays(wrong)
}

// nameDays reads entries and rows again to find whose sum is wrong on the given
// days.
func (a *audit) nameDays(wrong map[bot.Day]map[bot.MemberID]*otherAudit) error {
	row := func(d bot.Day, m bot.MemberID) *otherAudit {
		if wrong[d][m] == nil {
			wrong[d][m] = new(otherAudit)
		}
		return wrong[d][m]
	}
	err := a.r.Scan(tableEntries, []byte(a.prefix), store.PrefixEnd([]byte(a.prefix)), false, 0, func(_, v []byte) (bool, error) {
		e, err := decodeEntry(0, v)
		if err != nil || wrong[e.Day] == nil {
			return true, nil // already named
		}
		from, _ := e.From.Member()
		to, _ := e.To.Member()
		switch {
		case e.From.is(mints) && to != 0:
			row(e.Day, a.owner(to, noEntry)).counted += e.Amount
		case e.To.is(mints) && from != 0:
			row(e.Day, a.owner(from, noEntry)).counted -= e.Amount
		}
		return true, nil
	})
	if err != nil {
		return err
	}
	err = a.r.Scan(tableDays, []byte(a.prefix), store.PrefixEnd([]byte(a.prefix)), false, 0, func(k, v []byte) (bool, error) {
		if d, m, sum, err := dayRow(k[len(a.prefix):], v); err == nil && wrong[d] != nil {
			row(d, m).stored += sum
		}
		return true, nil
	})
	for m, audit := range a.members {
		if latest := audit.stored.today; wrong[latest.start] != nil {
			row(latest.start, m).stored += latest.sum
		}
	}
	for _, d := range slices.Sorted(maps.Keys(wrong)) {
		for _, m := range slices.Sorted(maps.Keys(wrong[d])) {
			if o := wrong[d][m]; o.stored != o.counted {
				a.report.problem("book.day", m, o.stored, d, o.counted)
			}
		}
	}
	return err
}

// checkReversal checks an entry that reverses another.
func (a *audit) checkReversal(e *Entry) {
	key := store.AppendUint64([]byte(a.prefix), e.Reverses)
	v, err := a.r.Get(tableEntries, key)
	was, bad := decodeEntry(e.Reverses, v)
	switch {
	case err != nil || bad != nil || e.Reverses >= e.ID:
		a.report.problem("book.reverses_none", e.ID, e.Reverses)
		return
	case a.account(was.From, e.ID) != e.To || a.account(was.To, e.ID) != e.From || was.Amount != e.Amount || was.Day != e.Day:
		a.report.problem("book.reverses_other", e.ID, e.Reverses)
	}
	v, err = a.r.Get(tableReversals, key)
	if by, bad := decodeSum(v); err != nil || bad != nil || uint64(by) != e.ID {
		a.report.problem("book.reversal_unmarked", e.Reverses, e.ID)
	}
}

// checkReversals finds reversal rows without an entry; those with one have
// already been checked.
func (a *audit) checkReversals() error {
	marks := 0
	err := a.scan(tableReversals, nil, func(_, v []byte) error {
		marks++
		_, err := decodeSum(v)
		return err
	})
	if marks != a.reversals {
		a.report.problem("book.reversals", marks, a.reversals)
	}
	return err
}

// checkOrders compares stored orders with their accounts.
func (a *audit) checkOrders() error {
	err := a.scan(tableOrders, nil, func(key, v []byte) error {
		o, err := decodeOrder(v)
		if err != nil {
			return err
		}
		name, held := reserve(string(key)), int64(0)
		if o.open {
			held = o.amount
		}
		if got := a.other(name).counted; got != held {
			a.report.problem("book.order", key, held, got)
		}
		delete(a.others, name)
		return nil
	})
	for _, name := range slices.Sorted(maps.Keys(a.others)) {
		if o := a.others[name]; name.is(reserves) && o.counted != 0 {
			a.report.problem("book.no_order", name, o.counted)
		}
	}
	return err
}
