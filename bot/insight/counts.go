package insight

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/stats"
)

// messages counts what was written.
func messages(c *calc) error {
	wrote := c.metrics("messages")[0]
	sums, err := c.sums(wrote)
	if err != nil {
		return err
	}
	sum := int64(0)
	c.each(c.q.Place != "" || c.only != nil, func(i int, _ period) []any {
		sum += sums[wrote][i]
		return []any{sums[wrote][i]}
	})
	c.figure.Value = sum
	return nil
}

// engagement divides what was done by those who did anything.
func engagement(c *calc) error {
	wrote, reacted := c.metrics("messages")[0], c.metrics("reactions_given")[0]
	sums, err := c.sums(wrote, reacted)
	if err != nil {
		return err
	}
	counts, all, err := c.count(c.active())
	if err != nil {
		return err
	}
	sum := int64(0)
	c.each(true, func(i int, _ period) []any {
		m, r := sums[wrote][i], sums[reacted][i]
		sum += m
		return []any{int64(counts[0][i]), m, r, per(m, counts[0][i]), per(r, counts[0][i])}
	})
	c.figure.Value = per(sum, all[0])
	return nil
}

// hours counts messages by weekday, Monday being 1, and hour.
func hours(c *calc) error {
	wrote := c.metrics("messages")[0]
	var counts [7][24]int64
	sum, unknown := int64(0), int64(0)
	err := stats.Hours(c.Reader, c.Community.ID, c.from, c.to, func(day bot.Day, hour int, metric uint16, n int64) {
		switch {
		case metric != wrote:
		case hour > 23:
			unknown += n
		default:
			counts[day-day.Week()][hour] += n
			sum += n
		}
	})
	if err != nil {
		return err
	}
	var days [7]int // that are over, or have begun
	for d := max(c.from, c.first); d <= c.to; d++ {
		days[d-d.Week()]++
	}
	for weekday := range counts {
		for hour, n := range counts[weekday] {
			if days[weekday] == 0 {
				c.figure.row(int64(weekday+1), int64(hour), nil, nil)
				continue
			}
			c.figure.row(int64(weekday+1), int64(hour), n, per(n, days[weekday]))
		}
	}
	if unknown != 0 {
		c.figure.note("insight.no_hour", unknown)
	}
	if c.to > c.over {
		c.figure.note("insight.so_far")
	}
	c.figure.Value = sum
	return nil
}

// places counts messages by place, most first.
func places(c *calc) error {
	wrote := c.metrics("messages")[0]
	counts, sum := map[bot.Place]int64{}, int64(0)
	err := stats.Places(c.Reader, c.Community.ID, c.from, c.to, func(_ bot.Day, place bot.Place, metric uint16, n int64) {
		if metric == wrote {
			counts[place] += n
			sum += n
		}
	})
	if err != nil {
		return err
	}
	for _, p := range slices.SortedFunc(maps.Keys(counts), func(a, b bot.Place) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	}) {
		var share any
		if sum > 0 {
			share = rounded(float64(counts[p]) / float64(sum))
		}
		c.figure.row(string(p), counts[p], share)
	}
	if kept := c.Community.Day(c.Now) - stats.KeepSets; c.from < kept {
		c.figure.note("insight.kept", stats.KeepSets*24*time.Hour)
	}
	c.figure.Value = sum
	return nil
}
