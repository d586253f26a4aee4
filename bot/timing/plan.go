package timing

import (
	"time"

	"github.com/robfig/cron/v3"
)

// Plan says when something is due. A local time that a day has twice, when clocks
// go back, counts at its first coming; one that a day does not have, when they go
// forward, counts at the moment at which they do. What of these falls together
// is due once.
type Plan struct {
	zone  *time.Location
	cron  cron.Schedule // in walls; nil: every or at
	every time.Duration
	at    time.Time // a wall
	until time.Time // a wall, not included; zero: for ever
	days  *Days     // nil: every day
}

// A wall is what a clock in the zone shows, as a time in UTC.

// Firing is one time at which something is due.
type Firing struct {
	At time.Time // in the plan's zone; zero: never again
	// Gap: the day does not have the local time that was asked for; Twice: it
	// has it twice.
	Gap, Twice bool
}

// horizon is how far ahead a firing is looked for.
const horizon = 6 * 366

// Next is the first firing after a time.
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

// Over tells whether what is due at a time would come too late.
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

// nextEvery is for less than an hour, which elapses alike while clocks change.
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

// firing is the first moment at which clocks in the zone show a wall, or the
// moment at which they skip it.
func firing(wall time.Time, zone *time.Location) Firing {
	y, m, d := wall.Date()
	t := time.Date(y, m, d, wall.Hour(), wall.Minute(), wall.Second(), 0, zone)
	start, end := t.ZoneBounds()
	shown := wallOf(t, zone)
	switch {
	case shown.After(wall): // the offset before the change was taken
		return Firing{At: start.In(zone), Gap: true}
	case shown.Before(wall):
		return Firing{At: end.In(zone), Gap: true}
	}
	for _, moment := range []time.Time{start.Add(-1), end} { // the neighbours' offsets
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
