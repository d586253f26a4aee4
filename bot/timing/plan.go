package timing

import (
	"time"

	"github.com/robfig/cron/v3"
)

// Plan computes firings. A local time that occurs twice, when clocks go back,
// fires the first time; one that does not exist, when they go forward, fires at
// the change. Firings that coincide this way happen once.
type Plan struct {
	zone  *time.Location
	cron  cron.Schedule // on walls; nil: every or at
	every time.Duration
	at    time.Time // a wall
	until time.Time // a wall, exclusive; zero: no end
	days  *Days     // nil: every day
}

// A wall is a local clock reading, represented as a time in UTC.

// Firing is one time at which something is due.
type Firing struct {
	At time.Time // in the plan's zone; zero: never again
	// Gap reports that the local time does not exist on that day; Twice that it
	// occurs twice.
	Gap, Twice bool
}

// horizon is how many days ahead Next searches.
const horizon = 6 * 366

// Next returns the first firing after a time.
func (p Plan) Next(after time.Time) Firing {
	if p.every > 0 && p.every < time.Hour {
		return p.nextEvery(after)
	}
	wall := wallOf(after, p.zone)
	end := wall.AddDate(0, 0, horizon)
	for {
		if wall = p.nextWall(wall); wall.IsZero() || wall.After(end) && p.at.IsZero() || p.over(wall) {
			return Firing{}
		}
		if p.days.off(wall) {
			wall = endOfDay(wall)
			continue
		}
		if f := firing(wall, p.zone); f.At.After(after) {
			return f
		}
	}
}

// Over reports whether a time is past the plan's end.
func (p Plan) Over(at time.Time) bool { return p.over(wallOf(at, p.zone)) }

func (p Plan) over(wall time.Time) bool { return !p.until.IsZero() && !wall.Before(p.until) }

func (p Plan) nextWall(wall time.Time) time.Time {
	switch {
	case p.cron != nil:
		return p.cron.Next(wall)
	case p.every > 0:
		return wall.Truncate(p.every).Add(p.every)
	case p.at.After(wall):
		return p.at
	}
	return time.Time{}
}

// nextEvery handles intervals below an hour, which elapse uniformly across
// clock changes.
func (p Plan) nextEvery(after time.Time) Firing {
	at := after
	for {
		at = at.Truncate(p.every).Add(p.every)
		wall := wallOf(at, p.zone)
		switch {
		case at.Sub(after) > horizon*24*time.Hour || p.over(wall):
			return Firing{}
		case !p.days.off(wall):
			return Firing{At: at.In(p.zone)}
		}
	}
}

func wallOf(t time.Time, zone *time.Location) time.Time {
	t = t.In(zone)
	y, m, d := t.Date()
	return time.Date(y, m, d, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}

func endOfDay(wall time.Time) time.Time {
	y, m, d := wall.Date()
	return time.Date(y, m, d, 23, 59, 59, 0, time.UTC)
}

// FirstAt returns the first moment at which clocks in the zone show a wall, or the
// moment they skip it.
func FirstAt(wall time.Time, zone *time.Location) time.Time { return firing(wall, zone).At }

// firing returns the first moment at which clocks in the zone show a wall, or
// the moment they skip it.
func firing(wall time.Time, zone *time.Location) Firing {
	y, m, d := wall.Date()
	t := time.Date(y, m, d, wall.Hour(), wall.Minute(), wall.Second(), 0, zone)
	start, end := t.ZoneBounds()
	shown := wallOf(t, zone)
	switch {
	case shown.After(wall): // used the offset before the change
		return Firing{At: start.In(zone), Gap: true}
	case shown.Before(wall):
		return Firing{At: end.In(zone), Gap: true}
	}
	for _, moment := range []time.Time{start.Add(-1), end} { // neighbouring offsets
		if start.IsZero() && moment.Before(t) || end.IsZero() && !moment.Before(t) {
			continue
		}
		_, offset := moment.In(zone).Zone()
		other := wall.Add(-time.Duration(offset) * time.Second).In(zone)
		if !other.Equal(t) && wallOf(other, zone).Equal(wall) {
			if other.Before(t) {
				t = other
			}
			return Firing{At: t, Twice: true}
		}
	}
	return Firing{At: t}
}
