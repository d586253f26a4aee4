package insight

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/stats"
)

// since calls fn for the members who became known on a day or later.
func (c *calc) since(from bot.Day, fn func(m bot.MemberID, day bot.Day)) error {
	return member.New().Newest(c.Reader, c.Community.ID, c.Community.Begins(from), func(m *bot.Member) {
		if day := c.Community.Day(m.Since); day >= from && (c.only == nil || c.only.Has(m.ID)) {
			fn(m.ID, day)
		}
	})
}

// stock returns the number of members at the end of each period: those who had become known
// and had not left for good.
func (c *calc) stock(list []period) ([]int, error) {
	all, err := member.New().Count(c.Reader, c.Community.ID)
	if err != nil {
		return nil, err
	}
	if c.only != nil {
		all = c.only.Len()
	}
	n := make([]int, len(list))
	for i := range n {
		n[i] = all
	}
	err = c.since(list[0].until+1, func(_ bot.MemberID, day bot.Day) {
		for i, p := range list {
			if day > p.until {
				n[i]--
			}
		}
	})
	if err != nil {
		return nil, err
	}
	last := list[len(list)-1].until
	start := max(c.first, last-stats.KeepSets)
	wants := []stats.Want{
		{Metrics: c.metrics("joins"), From: start, To: last},
		{Metrics: c.metrics("leaves"), From: start, To: last},
	}
	return n, stats.Portions(c.Reader, c.Community.ID, wants, func(p *stats.Portion) error {
		var gone stats.Bits
		i := 0
		for d := start; d <= last; d++ {
			gone.AndNot(p.On(0, d))
			gone.Or(p.On(1, d))
			for ; i < len(list) && list[i].until <= d; i++ {
				left := gone
				if c.only != nil {
					left.And(p.Of(*c.only))
				}
				n[i] -= left.Len()
			}
		}
		return nil
	})
}
