package insight

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/sanction"
)

// known reports whether something had happened at the end of the day that the figure is as of.
func (c *calc) known(at time.Time) bool { return c.Community.Day(at) <= c.today }

// backlog is how many days late an event may come, at most.
const backlog = 15

// moderation counts verdicts, and how they fared until today.
func moderation(c *calc) error {
	type counts struct {
		Verdicts
		byRules, reports int
		waits            []float64
	}
	all, sum := make([]counts, len(c.list)), 0
	// Numbers follow the order in which cases were opened, of a backlog somewhat later than they happened.
	oldest := c.Community.Begins(c.from - backlog)
	err := sanction.Newest(c.Reader, c.Community.ID, func(x sanction.Case) bool {
		i := c.at(c.Community.Day(x.At))
		if i < 0 {
			return x.At.After(oldest)
		}
		s := &all[i]
		if x.Kind == bot.ActReport {
			s.reports++
			if !x.Decided.IsZero() && c.known(x.Decided) {
				s.waits = append(s.waits, x.Decided.Sub(x.At).Seconds())
			}
			return true
		}
		if !x.Penal() {
			return true
		}
		sum++
		if x.By == "" {
			s.byRules++
		}
		s.Add(&x, c.known)
		return true
	})
	if err != nil {
		return err
	}
	c.each(false, func(i int, _ period) []any {
		s := all[i]
		var least, most any
		if low, high, ok := s.Precision(); ok {
			least, most = rounded(low), rounded(high)
		}
		return []any{
			int64(s.byRules), int64(s.Cases - s.byRules), int64(s.Overturned), int64(s.Upheld), least, most, int64(s.reports), int64(len(s.waits)), median(s.waits),
		}
	})
	c.figure.Value = int64(sum)
	c.figure.note("insight.unreviewed")
	return nil
}

// median returns the middle value, the mean of two; nil if there is none.
func median(list []float64) any {
	n := len(list)
	if n == 0 {
		return nil
	}
	slices.Sort(list)
	return rounded((list[(n-1)/2] + list[n/2]) / 2)
}

// moderators counts what each moderator did, most first.
func moderators(c *calc) error {
	type work struct{ cases, decided, appeals, undone int }
	all := map[bot.UserID]*work{}
	by := func(who bot.UserID, at time.Time) *work {
		if day := c.Community.Day(at); who == "" || at.IsZero() || day < c.from || day > c.to {
			return &work{}
		}
		if all[who] == nil {
			all[who] = &work{}
		}
		return all[who]
	}
	err := sanction.Each(c.Reader, c.Community.ID, func(x sanction.Case) error {
		if x.Kind != bot.ActReport {
			by(x.By, x.At).cases++
		}
		by(x.DecidedBy, x.Decided).decided++
		by(x.UndoneBy, x.Undone).undone++
		if a := x.Appeal; a != nil {
			by(a.DecidedBy, a.Decided).appeals++
		}
		return nil
	})
	if err != nil {
		return err
	}
	sum := func(u bot.UserID) int { w := all[u]; return w.cases + w.decided + w.appeals + w.undone }
	for _, u := range slices.SortedFunc(maps.Keys(all), func(a, b bot.UserID) int {
		return cmp.Or(cmp.Compare(sum(b), sum(a)), cmp.Compare(a, b))
	}) {
		m, err := member.New().ByUser(c.Reader, c.Community.ID, u)
		if err != nil {
			return err
		}
		var name any
		if m != nil {
			name = m.Name
		}
		w := all[u]
		c.figure.row(string(u), name, int64(w.cases), int64(w.decided), int64(w.appeals), int64(w.undone))
	}
	c.figure.Value = int64(len(all))
	return nil
}
