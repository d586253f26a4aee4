package insight

import (
	"cmp"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/stats"
)

// calc is the work on one figure.
type calc struct {
	Source
	spec
	q        Query
	figure   *Figure
	today    bot.Day // the day on which the figure is asked for, or which it is as of
	over     bot.Day // the last day that is over
	first    bot.Day // the first day of which anything is recorded; after today if there is none
	from, to bot.Day // whole periods, until today
	list     []period
	only     *stats.Set // members who count; nil: all
}

// begin reads a query.
func begin(s Source, q Query, f spec) (*calc, error) {
	if q.By == "" {
		q.By = f.by
	}
	c := &calc{Source: s, spec: f, q: q, figure: &Figure{Name: f.name, Unit: f.unit, Columns: f.columns, Rows: [][]any{}}}
	if c.Community.Zone == nil {
		with := *c.Community
		with.Zone, c.Community = time.UTC, &with
		c.figure.note("insight.utc")
	}
	if err := c.allowed(); err != nil {
		return nil, err
	}
	now := c.Community.Day(s.Now)
	c.today, c.over = now, now-1
	if q.AsOf != "" {
		day, err := date(q.AsOf)
		switch {
		case err != nil:
			return nil, err
		case day > now:
			return nil, phrase.New("insight.future", day)
		case day < now && q.Where != "":
			return nil, phrase.New("insight.where_today")
		case day < now:
			c.today, c.over = day, day
		}
	}
	from, to, err := span(q, q.By, cmp.Or(f.days, defaultDays[q.By]), c.today)
	if err != nil {
		return nil, err
	}
	c.list = split(q.By, from, to, c.today)
	c.from, c.to = c.list[0].from, c.list[len(c.list)-1].until
	c.figure.From, c.figure.To, c.figure.By, c.figure.Zone = c.from.String(), c.to.String(), q.By, c.Community.Zone.String()
	if c.first, err = stats.First(s.Reader, c.Community.ID); err != nil {
		return nil, err
	}
	if c.first == 0 {
		c.first = c.today + 1
	}
	if c.filtered() {
		if err := c.choose(now); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (c *calc) filtered() bool { return c.q.Where != "" || c.q.Segment != "" }

// allowed refuses what the figure can't be asked.
func (c *calc) allowed() error {
	switch {
	case !slices.Contains(c.lengths(), c.q.By):
		return phrase.New("insight.no_by", c.name, c.q.By)
	case c.q.AsOf != "" && !c.history:
		return phrase.New("insight.no_history", c.name)
	case c.filtered() && !c.members:
		return phrase.New("insight.no_members", c.name)
	case c.filtered() && c.Select == nil:
		return phrase.New("insight.no_config")
	case c.q.Place != "" && !c.place:
		return phrase.New("insight.no_place", c.name)
	case c.q.Place != "" && c.filtered():
		return phrase.New("insight.place_members")
	}
	return nil
}

// metrics returns the numbers of metrics by their names.
func (c *calc) metrics(names ...string) (numbers []uint16) {
	for _, m := range c.Metrics {
		if slices.Contains(names, m.Name) {
			numbers = append(numbers, m.Number)
		}
	}
	return numbers
}

// active are the metrics of which one is enough to be active.
func (c *calc) active() (numbers []uint16) {
	for _, m := range c.Active {
		numbers = append(numbers, m.Number)
	}
	return numbers
}

// recorded reports whether anything of a period can be known: it is not before the first
// record, nor, if it is about members, before sets are kept. partial reports that some of it
// can't, or is yet to come.
func (c *calc) recorded(p period, sets bool) (ok, partial bool) {
	first := c.first
	if sets {
		first = max(first, c.Community.Day(c.Now)-stats.KeepSets)
	}
	return p.until >= first, p.to > c.over || p.from < first && p.until >= first
}

// each adds a row for each period: its first day, and the cells that fn returns. A period of which
// nothing is known has a nil for each cell.
func (c *calc) each(sets bool, fn func(i int, p period) []any) {
	for i, p := range c.list {
		ok, partial := c.recorded(p, sets)
		cells := make([]any, len(c.columns)-1)
		if ok {
			cells = fn(i, p)
		}
		if partial && ok {
			c.figure.Partial = append(c.figure.Partial, len(c.figure.Rows))
			if p.to > c.over {
				c.figure.note("insight.so_far")
			} else {
				c.figure.note("insight.young", max(c.first, c.Community.Day(c.Now)-stats.KeepSets))
			}
		}
		c.figure.row(append([]any{p.from.String()}, cells...)...)
	}
}

// did calls fn for each portion with, for each group of metrics and each period, the members who did
// any of the group; only those who count. Each metric is read once.
func (c *calc) did(groups [][]uint16, list []period, fn func(p *stats.Portion, by [][]stats.Bits)) error {
	from, to := list[0].from, list[0].until
	for _, x := range list {
		from, to = min(from, x.from), max(to, x.until)
	}
	metrics := slices.Compact(slices.Sorted(slices.Values(slices.Concat(groups...))))
	wants := make([]stats.Want, len(metrics))
	for i := range metrics {
		wants[i] = stats.Want{Metrics: metrics[i : i+1], From: from, To: to}
	}
	by := make([][]stats.Bits, len(groups))
	for g := range by {
		by[g] = make([]stats.Bits, len(list))
	}
	return stats.Portions(c.Reader, c.Community.ID, wants, func(p *stats.Portion) error {
		for g, group := range groups {
			for i, x := range list {
				did := &by[g][i]
				*did = stats.Bits{}
				for _, metric := range group {
					want := slices.Index(metrics, metric)
					for d := x.from; d <= x.until; d++ {
						did.Or(p.On(want, d))
					}
				}
				if c.only != nil {
					did.And(p.Of(*c.only))
				}
			}
		}
		fn(p, by)
		return nil
	})
}

// sums returns how often each metric was counted in each period: of all members, those who
// count, or in the place.
func (c *calc) sums(metrics ...uint16) (map[uint16][]int64, error) {
	all := map[uint16][]int64{}
	for _, m := range metrics {
		all[m] = make([]int64, len(c.list))
	}
	add := func(day bot.Day, metric uint16, n int64) {
		if sums, i := all[metric], c.at(day); sums != nil && i >= 0 {
			sums[i] += n
		}
	}
	id := c.Community.ID
	switch {
	case c.q.Place != "":
		return all, stats.Places(c.Reader, id, c.from, c.to, func(day bot.Day, place bot.Place, metric uint16, n int64) {
			if place.In(c.q.Place) {
				add(day, metric, n)
			}
		})
	case c.only != nil:
		return all, c.only.All(func(m bot.MemberID) error { return stats.Days(c.Reader, id, m, c.from, c.to, add) })
	}
	return all, stats.Hours(c.Reader, id, c.from, c.to, func(day bot.Day, _ int, metric uint16, n int64) { add(day, metric, n) })
}
