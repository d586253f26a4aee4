package insight

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/stats"
)

// The funnel: what newcomers do within funnelDays of joining, that day included.
const (
	funnelDays  = 30
	funnelLevel = 2
)

var steps = []string{"joined", "first_word", "day_7", "level_2", "purchase"}

// funnel counts how many of those who joined come how far.
func funnel(c *calc) error {
	start := max(c.first, c.Community.Day(c.Now)-stats.KeepSets)
	end := min(c.to+funnelDays-1, c.over)
	want := func(from bot.Day, metrics ...uint16) stats.Want {
		return stats.Want{Metrics: metrics, From: from, To: end}
	}
	wants := []stats.Want{
		want(start, c.metrics("joins")...), want(c.from, c.metrics("messages")...), want(c.from, c.active()...), want(c.from, c.metrics("purchases")...),
	}
	takes, leveled := int64(0), false
	if c.LevelAt != nil {
		takes, leveled = c.LevelAt(funnelLevel)
	}
	counts := make([]int, len(steps))
	err := stats.Portions(c.Reader, c.Community.ID, wants, func(p *stats.Portion) error {
		within := func(want int, from, to bot.Day) *stats.Bits {
			var did stats.Bits
			for d := from; d <= to; d++ {
				did.Or(p.On(want, d))
			}
			return &did
		}
		var before stats.Bits
		for d := start; d <= min(c.to, c.over-funnelDays+1); d++ {
			come := p.On(0, d)
			if come == nil {
				continue
			}
			left := *come
			left.AndNot(&before)
			before.Or(come)
			if d < c.from {
				continue
			}
			if c.only != nil {
				left.And(p.Of(*c.only))
			}
			counts[0] += left.Len()
			last := d + funnelDays - 1
			left.And(within(1, d, last))
			counts[1] += left.Len()
			left.And(within(2, d+7, d+13))
			counts[2] += left.Len()
			if leveled {
				if err := c.earned(p, &left, d, last, takes); err != nil {
					return err
				}
				counts[3] += left.Len()
			}
			left.And(within(3, d, last))
			counts[4] += left.Len()
		}
		return nil
	})
	if err != nil {
		return err
	}
	before := counts[0]
	for i, step := range steps {
		if i == 3 && !leveled {
			c.figure.row(step, nil, nil, nil)
			c.figure.note("insight.no_level", funnelLevel)
			continue
		}
		c.figure.row(step, int64(counts[i]), c.figure.share(counts[i], counts[0]), c.figure.share(counts[i], before))
		before = counts[i]
	}
	c.figure.Value = int64(counts[0])
	if c.to > c.over-funnelDays+1 {
		c.figure.note("insight.funnel_young", funnelDays)
	}
	return nil
}

// earned leaves the members who earned so many points within some days.
func (c *calc) earned(p *stats.Portion, left *stats.Bits, from, to bot.Day, points int64) error {
	metric := c.metrics("points_earned")[0]
	var enough stats.Bits
	err := left.Each(func(n int) error {
		sum := int64(0)
		err := stats.Days(c.Reader, c.Community.ID, p.ID(n), from, to, func(_ bot.Day, m uint16, n int64) {
			if m == metric {
				sum += n
			}
		})
		if sum >= points {
			enough.Add(n)
		}
		return err
	})
	*left = enough
	return err
}
