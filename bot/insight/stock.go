package insight

import (
	"sort"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/stats"
)

// since calls fn for the members who became known on a day or later.
func (c *calc) since(from bot.Day, fn func(m bot.MemberID, day bot.Day)) error {
	return member.New().Newest(c.Reader, c.Community.ID, c.Community.Begins(from), func(m bot.MemberID, since time.Time) {
		if c.only == nil || c.only.Has(m) {
			fn(m, c.Community.Day(since))
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
	n, fresh := make([]int, len(list)), make([]int, len(list)+1) // who became known after the period before, until this one
	err = c.since(list[0].until+1, func(_ bot.MemberID, day bot.Day) {
		fresh[sort.Search(len(list), func(i int) bool { return list[i].until >= day })]++
	})
	if err != nil {
		return nil, err
	}
	for i := len(list) - 1; i >= 0; i-- {
		all -= fresh[i+1]
		n[i] = all
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
