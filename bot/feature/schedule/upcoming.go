package schedule

import (
	"slices"
	"time"
)

// Next is a firing of one job.
type Next struct {
	Job string
	Firing
}

// Upcoming are the next n firings of all jobs after a time, in order. It needs
// nothing but the configuration: what was paused or skipped in chat is in it.
func Upcoming(s *Settings, c *Calendars, zone *time.Location, after time.Time, n int) (list []Next) {
	d, _ := c.days()
	for i := range *s {
		j := &(*s)[i]
		w, _, err := j.timing(zone, d)
		if err != nil {
			continue
		}
		at := after
		for range n {
			f := w.next(at)
			if f.At.IsZero() {
				break
			}
			list = append(list, Next{j.Name, f})
			at = f.At
		}
	}
	slices.SortStableFunc(list, func(a, b Next) int { return a.At.Compare(b.At) })
	return list[:min(n, len(list))]
}
