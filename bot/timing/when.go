package timing

import (
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot/phrase"
)

// When is the schedule in a configuration. Exactly one of Cron, Daily, Weekly,
// Monthly, Every and At is given, or none if it never fires. It can be stored.
type When struct {
	Cron    string        `yaml:"cron" json:"cron,omitempty" doc:"minute, hour, day of the month, month, day of the week: 0 9 * * MON-FRI; L is the last day, MON#1 the first Monday"`
	Daily   string        `yaml:"daily" json:"daily,omitempty" doc:"the local time: 09:00"`
	Weekly  string        `yaml:"weekly" json:"weekly,omitempty" doc:"a day, or several, and the local time: SAT 20:00, FRI-SUN 20:00"`
	Monthly string        `yaml:"monthly" json:"monthly,omitempty" doc:"a day of the month and the local time: 15 09:00, last day 20:00, first MON 09:00, last FRI 18:00"`
	Every   time.Duration `yaml:"every" json:"every,omitempty" doc:"again and again after so long, at even times of the local clock: 6h"`
	At      string        `yaml:"at" json:"at,omitempty" doc:"once, at a local time: 2026-12-24T18:00"`
	On      string        `yaml:"on" json:"on,omitempty" doc:"workdays: not at weekends and on holidays of the calendars" oneof:"workdays"`
	Until   string        `yaml:"until" json:"until,omitempty" doc:"the last local day or time: 2026-12-31"`
}

// IsZero reports whether no field is given.
func (w When) IsZero() bool { return w == When{} }

// Validate calls fault for invalid values, with the key; the zone and calendars
// are the community's.
func (w When) Validate(zone *time.Location, c Calendars, fault func(key, code string, args ...any)) {
	p, key, err := w.Plan(zone, c.Days(zone))
	if err != nil {
		fault(key, "as_is", err)
	} else if key != "at" && p.until.IsZero() && p.Next(reference(zone)).At.IsZero() {
		fault(key, "timing.never")
	}
}

// Doubts calls warn for valid values that are probably not meant, with the key:
// a schedule that is over, days given twice, months that lack a day.
func (w When) Doubts(zone *time.Location, now time.Time, warn func(key, code string, args ...any)) {
	p, key, err := w.Plan(zone, nil)
	if err != nil {
		return
	}
	c, _ := p.cron.(*cronSpec)
	switch {
	case key == "at" && !firing(p.at, zone).At.After(now):
		warn(key, "timing.past")
	case p.Over(now):
		warn("until", "timing.past")
	case c != nil && c.either:
		warn(key, "timing.either_day")
	case key == "monthly" && len(c.nth) == 0 && !c.last && slices.Max(c.days) > 28:
		warn(key, "timing.short_months")
	}
}

// Within reports whether it fires twice within less than a time of at most a
// day, clock changes and holidays aside; false if it is invalid.
func (w When) Within(span time.Duration) bool {
	p, _, err := w.Plan(time.UTC, nil)
	if err != nil {
		return false
	}
	last := p.Next(reference(time.UTC)).At
	for range 50 { // two days, if it fires every hour
		next := p.Next(last).At
		switch {
		case last.IsZero() || next.IsZero():
			return false
		case next.Sub(last) < span:
			return true
		}
		last = next
	}
	return false
}

// reference returns a day after which a recurring schedule must fire some time.
func reference(zone *time.Location) time.Time { return time.Date(2024, 1, 1, 0, 0, 0, 0, zone) }

// spec changes when the schedule does.
func (w When) spec(zone *time.Location, c Calendars) string {
	h := fnv.New64a()
	fmt.Fprintf(h, "%q %q %q %v %q %q %q %v", w.Cron, w.Daily, w.Weekly, w.Every, w.At, w.On, w.Until, zone)
	if w.Monthly != "" {
		fmt.Fprintf(h, " %q", w.Monthly)
	}
	if w.On != "" {
		for _, name := range slices.Sorted(maps.Keys(c)) {
			fmt.Fprintf(h, " %q %q", name, c[name].ICS)
			if cal := c[name]; len(cal.Worked)+len(cal.Off) > 0 {
				fmt.Fprintf(h, " %q %q", cal.Worked, cal.Off)
			}
		}
	}
	return fmt.Sprintf("%016x", h.Sum64())
}

// Plan parses the schedule. key is the one with the error.
func (w When) Plan(zone *time.Location, d *Days) (p Plan, key string, err error) {
	p.zone = zone
	if key, err = w.only(); err != nil {
		return p, key, err
	}
	switch key {
	case "cron":
		p.cron, err = parseCron(w.Cron)
	case "daily":
		p.cron, err = parseDaily(w.Daily)
	case "weekly":
		p.cron, err = parseWeekly(w.Weekly)
	case "monthly":
		p.cron, err = parseMonthly(w.Monthly)
	case "every":
		if p.every = w.Every; w.Every < time.Minute {
			err = phrase.New("timing.often")
		}
	case "at":
		p.at, err = ParseLocal(w.At)
	}
	if err != nil {
		return p, key, err
	}
	if w.Until != "" {
		if p.until, err = ParseLocal(w.Until); err != nil {
			return p, "until", err
		}
		if !strings.Contains(w.Until, ":") {
			p.until = p.until.AddDate(0, 0, 1)
		}
	}
	if w.On == "workdays" {
		p.days = d
	}
	return p, key, nil
}

// only returns the one key that defines the schedule.
func (w When) only() (key string, err error) {
	given := []string{}
	for _, k := range []struct {
		name string
		set  bool
	}{{"cron", w.Cron != ""}, {"daily", w.Daily != ""}, {"weekly", w.Weekly != ""}, {"monthly", w.Monthly != ""}, {"every", w.Every != 0}, {"at", w.At != ""}} {
		if k.set {
			given = append(given, k.name)
		}
	}
	switch len(given) {
	case 0:
		return "", phrase.New("timing.none")
	case 1:
		return given[0], nil
	}
	return given[1], phrase.New("timing.two", given[0])
}
