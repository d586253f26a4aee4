package insight

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/money"
	"github.com/stewardbot/steward/bot/purchase"
)

// currency returns the currency that sums are in, the one of most purchases; ok is false if there are no
// purchases. Others are noted.
func (c *calc) currency() (main string, ok bool, err error) {
	list, err := purchase.Currencies(c.Reader, c.Community.ID)
	if err != nil || len(list) == 0 {
		return "", false, err
	}
	if list[0] != "" {
		c.figure.note("insight.currency", list[0])
	}
	if len(list) > 1 {
		c.figure.note("insight.other_currencies", len(list)-1)
	}
	return list[0], true, nil
}

// sold adds to each activity who bought something outside in the seven days after taking part, and for how much; false
// without purchases.
func (c *calc) sold(list []*judged) (bool, error) {
	main, any, err := c.currency()
	if err != nil || !any {
		return false, err
	}
	from, to := c.Now, time.Time{}
	times := make([]map[bot.MemberID]time.Time, len(list))
	for i, j := range list {
		times[i] = make(map[bot.MemberID]time.Time, len(j.parts))
		for _, p := range j.parts {
			times[i][p.member] = p.at
			if p.at.Before(from) {
				from = p.at
			}
			if p.at.After(to) {
				to = p.at
			}
		}
	}
	return true, purchase.Each(c.Reader, c.Community.ID, from, to.AddDate(0, 0, afterDays+1), func(p *purchase.Purchase) error {
		for i, j := range list {
			at, took := times[i][p.Member]
			if !took || p.Member == 0 || !p.At.After(at) || p.At.After(at.Add(afterDays*24*time.Hour)) {
				continue
			}
			if p.Amount() > 0 {
				j.bought[p.Member] = true
			}
			if p.Currency == main {
				j.revenue += p.Amount()
			}
		}
		return nil
	})
}

// revenue sums up what was bought outside in each period, and by how many members.
func revenue(c *calc) error {
	main, any, err := c.currency()
	if err != nil {
		return err
	}
	if !any {
		c.figure.note("insight.no_purchases")
		return nil
	}
	type sums struct {
		purchases, nobody int64
		revenue           money.Amount
		buyers            map[bot.MemberID]bool
	}
	by := make([]sums, len(c.list))
	total := money.Amount(0)
	err = purchase.Each(c.Reader, c.Community.ID, c.Community.Begins(c.from), c.Community.Begins(c.to+1), func(p *purchase.Purchase) error {
		i := c.at(c.Community.Day(p.At))
		if i < 0 || c.only != nil && !c.only.Has(p.Member) {
			return nil
		}
		s := &by[i]
		if p.Currency == main {
			s.revenue += p.Amount()
			total += p.Amount()
		}
		switch {
		case p.Amount() < 0:
			return nil
		case p.Member == 0:
			s.nobody++
		default:
			if s.buyers == nil {
				s.buyers = map[bot.MemberID]bool{}
			}
			s.buyers[p.Member] = true
		}
		s.purchases++
		return nil
	})
	for i, s := range by {
		if c.list[i].to > c.over {
			c.figure.Partial = append(c.figure.Partial, i)
			c.figure.note("insight.so_far")
		}
		c.figure.row(c.list[i].from.String(), s.purchases, s.revenue.Units(), int64(len(s.buyers)), s.nobody)
	}
	c.figure.Value = total.Units()
	return err
}
