package stats

import (
	"cmp"
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// blockDays is the number of days in a block row.
const blockDays = 64

// block returns the number of the block that contains a day.
func block(d bot.Day) int32 { return int32(d >> 6) }

// dayCounts holds a member's counts of one day.
type dayCounts struct {
	day    byte // 0-63, within its block
	counts counts
}

// month holds a member's days in one block, ascending, without empty ones.
type month []dayCounts

func (m month) find(day byte) (int, bool) {
	return slices.BinarySearchFunc(m, day, func(x dayCounts, d byte) int { return cmp.Compare(x.day, d) })
}

// add adds counts to a day and returns that day's counts.
func (m *month) add(day byte, list counts) counts {
	i, ok := m.find(day)
	if !ok {
		*m = slices.Insert(*m, i, dayCounts{day: day})
	}
	of := (*m)[i].counts
	for _, n := range list {
		of = of.with(n.metric, n.n)
	}
	if (*m)[i].counts = of; len(of) == 0 {
		*m = slices.Delete(*m, i, i+1)
	}
	return of
}

func (m month) append(b []byte) []byte {
	b = append(b, version)
	for _, d := range m {
		b = appendCounts(append(b, d.day), d.counts)
	}
	return b
}

func decodeMonth(b []byte) (m month, err error) {
	r := open(b)
	for before := -1; len(r.b) > 0; {
		d := dayCounts{day: r.b[0]}
		r.b = r.b[1:]
		if d.counts = r.counts(); int(d.day) <= before || d.day >= blockDays || len(d.counts) == 0 {
			r.fail()
		}
		before, m = int(d.day), append(m, d)
	}
	return m, r.end()
}

// addPast adds counts to a day before the latest and returns that day's counts.
func addPast(tx store.Tx, community string, id bot.MemberID, day bot.Day, list counts) (counts, error) {
	key := store.K3(community, block(day), id)
	m, _, err := dayRows.Get(tx, key)
	if err != nil {
		return nil, err
	}
	of := m.add(byte(day&(blockDays-1)), list)
	if len(m) == 0 {
		return of, dayRows.Delete(tx, key)
	}
	return of, dayRows.Put(tx, key, m)
}

// blocks returns the first and last block that may hold a member's days.
func blocks(latest bot.Day) (from, to int32) { return block(latest - KeepDays), block(latest) }

// dropDays deletes all of a member's days but the latest.
func dropDays(tx store.Tx, community string, id bot.MemberID, latest bot.Day) error {
	for n, to := blocks(latest); n <= to; n++ {
		if err := dayRows.Delete(tx, store.K3(community, n, id)); err != nil {
			return err
		}
	}
	return nil
}

// moveDays adds the days of one member to another's and deletes them from the first.
func moveDays(tx store.Tx, community string, from, into bot.MemberID, latest bot.Day) error {
	for n, to := blocks(latest); n <= to; n++ {
		key := store.K3(community, n, from)
		gone, ok, err := dayRows.Get(tx, key)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		for _, d := range gone {
			if _, err := addPast(tx, community, into, bot.Day(n)<<6|bot.Day(d.day), d.counts); err != nil {
				return err
			}
		}
		if err := dayRows.Delete(tx, key); err != nil {
			return err
		}
	}
	return nil
}

// Days calls fn for each metric with a count on each day between from and to, inclusive,
// earliest day first.
func Days(r store.Reader, community string, id bot.MemberID, from, to bot.Day, fn func(day bot.Day, metric uint16, n int64)) error {
	c, _, err := cellRows.Get(r, store.K2(community, id))
	if err != nil {
		return err
	}
	from = max(from, c.day-KeepDays)
	for n := block(from); n <= block(min(to, c.day)); n++ {
		m, _, err := dayRows.Get(r, store.K3(community, n, id))
		if err != nil {
			return err
		}
		for _, d := range m {
			if day := bot.Day(n)<<6 | bot.Day(d.day); day >= from && day <= to {
				for _, x := range d.counts {
					fn(day, x.metric, x.n)
				}
			}
		}
	}
	if c.day >= from && c.day <= to {
		for _, x := range c.today() {
			fn(c.day, x.metric, x.n)
		}
	}
	return nil
}

// Totals returns a member's all-time counts by metric number. days reports whether days are
// kept as well.
func Totals(r store.Reader, community string, id bot.MemberID) (total map[uint16]int64, days bool, err error) {
	c, _, err := cellRows.Get(r, store.K2(community, id))
	total = map[uint16]int64{}
	for _, f := range c.figures {
		total[f.metric] = f.total
	}
	return total, !c.off, err
}
