package insight

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/stats"
)

// retainedWeeks is how many weeks members are followed.
const retainedWeeks = 12

// kept counts, of those who joined, who was active in a week of theirs.
type kept struct{ eligible, active int }

// retention follows those who joined in each week: week 0 is the first seven days of each. The
// first rows pool all cohorts.
func retention(c *calc) error {
	start := max(c.first, c.Community.Day(c.Now)-stats.KeepSets)
	end := min(c.to+7*retainedWeeks, c.today)
	wants := []stats.Want{{Metrics: c.metrics("joins"), From: start, To: c.to}, {Metrics: c.active(), From: c.from, To: end}}
	joined, cells := make([]int, len(c.list)), make([][retainedWeeks]kept, len(c.list))
	err := stats.Portions(c.Reader, c.Community.ID, wants, func(p *stats.Portion) error {
		var before stats.Bits
		for d := start; d <= c.to; d++ {
			come := p.On(0, d)
			if come == nil {
				continue
			}
			fresh := *come
			fresh.AndNot(&before)
			before.Or(come)
			if c.only != nil {
				fresh.And(p.Of(*c.only))
			}
			if d < c.from {
				continue
			}
			i := int(d-c.from) / 7
			n := fresh.Len()
			joined[i] += n
			for w := range retainedWeeks {
				first := d + bot.Day(7*w)
				if n == 0 || first+6 > c.over {
					break
				}
				var did stats.Bits
				for x := first; x < first+7; x++ {
					did.Or(p.On(1, x))
				}
				cells[i][w].eligible += n
				cells[i][w].active += fresh.Common(&did)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	c.cohorts(joined, cells)
	c.figure.note("insight.retention")
	return nil
}

// cohorts writes the rows.
func (c *calc) cohorts(joined []int, cells [][retainedWeeks]kept) {
	sum := 0
	for _, n := range joined {
		sum += n
	}
	for w := range retainedWeeks {
		var pooled kept
		for i := range cells {
			pooled.eligible += cells[i][w].eligible
			pooled.active += cells[i][w].active
		}
		c.cohort(nil, sum, w, pooled)
		if w == 1 && pooled.eligible > 0 {
			c.figure.Value = c.figure.share(pooled.active, pooled.eligible)
		}
	}
	for i, p := range c.list {
		if ok, _ := c.recorded(p, true); !ok {
			continue
		}
		for w := range retainedWeeks {
			c.cohort(p.from.String(), joined[i], w, cells[i][w])
		}
	}
}

// cohort adds a row, but for weeks that are not over for anybody.
func (c *calc) cohort(from any, joined, week int, k kept) {
	if k.eligible == 0 {
		return
	}
	if k.eligible < joined {
		c.figure.Partial = append(c.figure.Partial, len(c.figure.Rows))
		c.figure.note("insight.old_enough")
	}
	c.figure.row(from, int64(joined), int64(week), int64(k.eligible), int64(k.active), c.figure.share(k.active, k.eligible))
}
