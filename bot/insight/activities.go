package insight

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/activity"
	"github.com/stewardbot/steward/bot/stats"
)

// keptDays is how long entries of draws are kept after the end of a draw.
const keptDays = 90

// participation compares who answered, voted and entered with who was active.
func participation(c *calc) error {
	counts, all, err := c.count(c.active(), c.metrics("quiz_answers"), c.metrics("votes"))
	if err != nil {
		return err
	}
	entered := make([]map[bot.MemberID]bool, len(c.list))
	for i := range entered {
		entered[i] = map[bot.MemberID]bool{}
	}
	err = activity.All(c.Reader, c.Community.ID, func(a *activity.Activity) error {
		if a.Kind != "draw" {
			return nil
		}
		return activity.From(c.Reader, c.Community.ID, a.ID, 0, func(e *activity.Entry) (bool, error) {
			if i := c.at(c.Community.Day(e.At)); i >= 0 && e.Out == "" && (c.only == nil || c.only.Has(e.Member)) {
				entered[i][e.Member] = true
			}
			return true, nil
		})
	})
	if err != nil {
		return err
	}
	c.each(true, func(i int, p period) []any {
		active := counts[0][i]
		cells := []any{int64(active)}
		for _, n := range []int{counts[1][i], counts[2][i], len(entered[i])} {
			cells = append(cells, int64(n), c.figure.share(n, active))
		}
		if p.from < c.Community.Day(c.Now)-keptDays {
			cells[5], cells[6] = nil, nil
		}
		return cells
	})
	c.figure.Value = int64(all[1])
	return nil
}

// activities compares the draws and polls that opened in the time with who was active meanwhile.
func activities(c *calc) error {
	var list []activity.Activity
	var times []period
	err := activity.All(c.Reader, c.Community.ID, func(a *activity.Activity) error {
		opens, closes := c.Community.Day(a.Opens), c.Community.Day(a.Closes)
		if !a.Recorded() && a.Stage != activity.Drafted && a.Stage != activity.Cancelled && opens >= c.from && opens <= c.to {
			list = append(list, *a)
			times = append(times, period{opens, closes, min(closes, c.today)})
		}
		return nil
	})
	if err != nil || len(list) == 0 {
		c.figure.Value = int64(0)
		return err
	}
	active := make([]int, len(list))
	err = c.did([][]uint16{c.active()}, times, func(_ *stats.Portion, by [][]stats.Bits) {
		for i := range active {
			active[i] += by[0][i].Len()
		}
	})
	if err != nil {
		return err
	}
	for i, a := range list {
		in, out := 0, 0
		err := activity.From(c.Reader, c.Community.ID, a.ID, 0, func(e *activity.Entry) (bool, error) {
			if e.Out == "" {
				in++
			} else {
				out++
			}
			return true, nil
		})
		if err != nil {
			return err
		}
		if times[i].to > c.over {
			c.figure.Partial = append(c.figure.Partial, i)
			c.figure.note("insight.so_far")
		}
		c.figure.row(int64(a.ID), a.Kind, a.Name, times[i].from.String(), times[i].to.String(), int64(in), int64(out), int64(active[i]), c.figure.share(in, active[i]))
	}
	c.figure.Value = int64(len(list))
	return nil
}
