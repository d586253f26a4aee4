package insight

import (
	"sort"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/stats"
)

// members counts joins and leaves as they were reported, and the members at the end of each
// period.
func members(c *calc) error {
	sums, err := c.sums(c.metrics("joins", "leaves")...)
	if err != nil {
		return err
	}
	stock, err := c.stock(c.list)
	if err != nil {
		return err
	}
	joined, left := sums[c.metrics("joins")[0]], sums[c.metrics("leaves")[0]]
	c.each(false, func(i int, _ period) []any {
		return []any{joined[i], left[i], joined[i] - left[i], int64(stock[i])}
	})
	c.figure.Value = int64(stock[len(stock)-1])
	return nil
}

// active counts the members who took part, and compares them with all.
func active(c *calc) error {
	counts, value, err := c.count(c.active())
	if err != nil {
		return err
	}
	stock, err := c.stock(c.list)
	if err != nil {
		return err
	}
	c.each(true, func(i int, _ period) []any {
		return []any{int64(counts[0][i]), int64(stock[i]), c.figure.share(counts[0][i], stock[i])}
	})
	c.figure.Value = int64(value[0])
	c.figure.note("insight.readers")
	return nil
}

// count returns, for each group of metrics, how many members did any of them in each period, and in the
// whole time.
func (c *calc) count(groups ...[]uint16) (counts [][]int, all []int, err error) {
	counts, all = make([][]int, len(groups)), make([]int, len(groups))
	for g := range counts {
		counts[g] = make([]int, len(c.list))
	}
	err = c.did(groups, c.list, func(_ *stats.Portion, by [][]stats.Bits) {
		for g := range by {
			var any stats.Bits
			for i := range by[g] {
				counts[g][i] += by[g][i].Len()
				any.Or(&by[g][i])
			}
			all[g] += any.Len()
		}
	})
	return counts, all, err
}

// checkIns compares who checked in with who was active.
func checkIns(c *calc) error {
	counts, value, err := c.count(c.metrics("check_ins"), c.active())
	if err != nil {
		return err
	}
	c.each(true, func(i int, _ period) []any {
		checked, active := counts[0][i], counts[1][i]
		return []any{int64(checked), int64(active), c.figure.share(checked, active)}
	})
	c.figure.Value = int64(value[0])
	return nil
}

// returning splits those who were active by whether they were in the period before.
func returning(c *calc) error {
	before, _ := starts(c.q.By, c.list[0].from-1)
	list := append([]period{{before, c.list[0].from - 1, c.list[0].from - 1}}, c.list...)
	fresh, err := c.firstSeen(list)
	if err != nil {
		return err
	}
	type counts struct{ active, fresh, kept, back, lost int }
	sums := make([]counts, len(c.list))
	err = c.did([][]uint16{c.active()}, list, func(p *stats.Portion, by [][]stats.Bits) {
		for i := range c.list {
			then, now, s := &by[0][i], &by[0][i+1], &sums[i]
			n := now.Len()
			kept := now.Common(then)
			early := *now
			early.AndNot(then)
			newcomers := early.Common(p.Of(fresh[i+1]))
			s.active, s.kept, s.fresh = s.active+n, s.kept+kept, s.fresh+newcomers
			s.back += n - kept - newcomers
			s.lost += then.Len() - kept
		}
	})
	if err != nil {
		return err
	}
	c.each(true, func(i int, p period) []any {
		s := sums[i]
		cells := []any{int64(s.active), int64(s.fresh), int64(s.kept), int64(s.back), int64(s.lost)}
		if known, _ := c.recorded(list[i], true); !known { // nobody knows who was active before
			cells[2], cells[3], cells[4] = nil, nil, nil
		}
		if p.to > c.over {
			cells[4] = nil // they may still come
		}
		return cells
	})
	c.figure.Value = int64(sums[len(sums)-1].active)
	return nil
}

// firstSeen returns, for each period, the members who became known in it.
func (c *calc) firstSeen(list []period) ([]stats.Set, error) {
	in := make([][]bot.MemberID, len(list))
	err := c.since(list[0].from, func(m bot.MemberID, day bot.Day) {
		if i := sort.Search(len(list), func(i int) bool { return list[i].to >= day }); i < len(list) && day >= list[i].from {
			in[i] = append(in[i], m)
		}
	})
	sets := make([]stats.Set, len(list))
	for i := range sets {
		sets[i] = stats.NewSet(in[i]...)
	}
	return sets, err
}
