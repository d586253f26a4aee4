package insight

import (
	"github.com/stewardbot/steward/bot/activity"
	"github.com/stewardbot/steward/bot/stats"
)

// took are the metrics of taking part in an activity.
func (c *calc) took() []uint16 { return c.metrics("quiz_answers", "votes", "draw_entries") }

// participation compares who answered, voted and entered with who was active.
func participation(c *calc) error {
	counts, all, err := c.count(c.active(), c.metrics("quiz_answers"), c.metrics("votes"), c.metrics("draw_entries"))
	if err != nil {
		return err
	}
	c.each(true, func(i int, _ period) []any {
		active := counts[0][i]
		cells := []any{int64(active)}
		for _, of := range counts[1:] {
			cells = append(cells, int64(of[i]), c.figure.share(of[i], active))
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
		in, out, err := c.entrants(&a)
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

// entrants returns how many members take part in an activity, and how many of the others were left out. An entry may be
// nobody's any more, or point to another one of the same member.
func (c *calc) entrants(a *activity.Activity) (in, out int, err error) {
	counted, others := stats.NewSet(), stats.NewSet()
	err = activity.From(c.Reader, c.Community.ID, a.ID, 0, func(e *activity.Entry) (bool, error) {
		switch {
		case e.Member == 0 || e.Of != 0 || e.Out == activity.OutForgotten || e.Out == activity.OutParted:
		case e.Out == activity.OutWaits && a.Stage == activity.Open: // for staff, who may let it in
		case e.Out == "":
			counted.Add(e.Member)
		default:
			others.Add(e.Member)
		}
		return true, nil
	})
	others.AndNot(counted)
	return counted.Len(), others.Len(), err
}
