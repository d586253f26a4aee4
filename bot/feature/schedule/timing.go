package schedule

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// timing says when a job is due. A local time that a day has twice, when clocks
// go back, counts at its first coming; one that a day does not have, when they go
// forward, counts at the moment at which they do. What of these falls together
// is due once.
type timing struct {
	zone  *time.Location
	cron  cron.Schedule // in walls; nil: every or at
	every time.Duration
	at    time.Time // a wall
	until time.Time // a wall, not included; zero: for ever
	days  *days     // nil: every day
}

// A wall is what a clock in the zone shows, as a time in UTC.

// Firing is one time at which a job is due.
type Firing struct {
	At time.Time // in the community's zone; zero: never again
	// Gap: the day does not have the local time that was asked for; Twice: it
	// has it twice.
	Gap, Twice bool
}

// horizon is how far ahead a firing is looked for.
const horizon = 6 * 366

// timing reads when the job is due. Key is the one that is at fault.
func (j *Job) timing(zone *time.Location, d *days) (w timing, key string, err error) {
	w.zone = zone
	if key, err = j.only(); err != nil {
		return w, key, err
	}
	switch key {
	case "cron":
		w.cron, err = parseCron(j.Cron)
	case "daily":
		w.cron, err = parseWeekly("* " + j.Daily)
	case "weekly":
		w.cron, err = parseWeekly(j.Weekly)
	case "every":
		if w.every = j.Every; j.Every < time.Minute {
			err = errors.New("wants at least 1m")
		}
	case "at":
		w.at, err = parseLocal(j.At)
	}
	if err != nil {
		return w, key, err
	}
	if j.Until != "" {
		if w.until, err = parseLocal(j.Until); err != nil {
			return w, "until", err
		}
		if !strings.Contains(j.Until, ":") {
			w.until = w.until.AddDate(0, 0, 1)
		}
	}
	if j.On == "workdays" {
		w.days = d
	}
	return w, key, nil
}

// only is the one key that says when.
func (j *Job) only() (key string, err error) {
	given := []string{}
	for _, k := range []struct {
		name string
		set  bool
	}{{"cron", j.Cron != ""}, {"daily", j.Daily != ""}, {"weekly", j.Weekly != ""}, {"every", j.Every != 0}, {"at", j.At != ""}} {
		if k.set {
			given = append(given, k.name)
		}
	}
	switch len(given) {
	case 0:
		return "", errors.New("has no time; give it one of cron, daily, weekly, every and at")
	case 1:
		return given[0], nil
	}
	return given[1], fmt.Errorf("stands beside %s; leave one of them out", given[0])
}

// parseCron takes the five fields of cron and nothing else.
func parseCron(s string) (cron.Schedule, error) {
	if strings.Contains(s, "TZ=") {
		return nil, errors.New("has a time zone; the community's own counts, leave it out")
	}
	spec, err := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow).Parse(s)
	if err != nil {
		return nil, fmt.Errorf("wants five fields such as 0 9 * * MON-FRI: %w", err)
	}
	return spec, nil
}

// parseWeekly reads "SAT 20:00", "WED,SAT 20:00" and "MON-FRI 9:00".
func parseWeekly(s string) (cron.Schedule, error) {
	day, clock, _ := strings.Cut(strings.TrimSpace(s), " ")
	at, err := time.Parse("15:04", strings.TrimSpace(clock))
	if err != nil {
		if day == "*" {
			return nil, errors.New("wants a time such as 09:00")
		}
		return nil, errors.New("wants a day and a time such as SAT 20:00")
	}
	spec, err := parseCron(fmt.Sprintf("%d %d * * %s", at.Minute(), at.Hour(), day))
	if err != nil || strings.ContainsAny(day, "0123456789/?") {
		return nil, fmt.Errorf("wants days such as SAT or WED,SAT before the time, got %q", day)
	}
	return spec, nil
}

func parseLocal(s string) (wall time.Time, err error) {
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02 15:04", time.DateOnly} {
		if wall, err = time.Parse(layout, s); err == nil {
			return wall, nil
		}
	}
	return wall, errors.New("wants a local date and time such as 2026-12-24T18:00")
}

// next is the first firing after a time.
func (w timing) next(after time.Time) Firing {
	if w.every > 0 && w.every < time.Hour {
		return w.nextEvery(after)
	}
	wall := wallOf(after, w.zone)
	end := wall.AddDate(0, 0, horizon)
	for {
		if wall = w.nextWall(wall); wall.IsZero() || wall.After(end) || w.over(wall) {
			return Firing{}
		}
		if w.days.off(wall) {
			wall = endOfDay(wall)
			continue
		}
		if f := firing(wall, w.zone); f.At.After(after) {
			return f
		}
	}
}

func (w timing) over(wall time.Time) bool { return !w.until.IsZero() && !wall.Before(w.until) }

func (w timing) nextWall(wall time.Time) time.Time {
	switch {
	case w.cron != nil:
		return w.cron.Next(wall)
	case w.every > 0:
		return wall.Truncate(w.every).Add(w.every)
	case w.at.After(wall):
		return w.at
	}
	return time.Time{}
}

// nextEvery is for less than an hour, which elapses alike while clocks change.
func (w timing) nextEvery(after time.Time) Firing {
	at := after
	for {
		at = at.Truncate(w.every).Add(w.every)
		wall := wallOf(at, w.zone)
		switch {
		case at.Sub(after) > horizon*24*time.Hour || w.over(wall):
			return Firing{}
		case !w.days.off(wall):
			return Firing{At: at.In(w.zone)}
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
