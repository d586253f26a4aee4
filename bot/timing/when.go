package timing

import (
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// When is the part of a configuration that says when something is due. Exactly
// one of Cron, Daily, Weekly, Every and At is given, or none if it never is.
type When struct {
	Cron   string        `yaml:"cron" doc:"minute, hour, day of the month, month, day of the week: 0 9 * * MON-FRI"`
	Daily  string        `yaml:"daily" doc:"the local time: 09:00"`
	Weekly string        `yaml:"weekly" doc:"a day, or several, and the local time: SAT 20:00"`
	Every  time.Duration `yaml:"every" doc:"again and again after so long, at even times of the local clock: 6h"`
	At     string        `yaml:"at" doc:"once, at a local time: 2026-12-24T18:00"`
	On     string        `yaml:"on" doc:"workdays: not at weekends and on holidays of the calendars" oneof:"workdays"`
	Until  string        `yaml:"until" doc:"the last local day or time: 2026-12-31"`
}

// IsZero tells whether nothing was said.
func (w When) IsZero() bool { return w == When{} }

// Validate calls fault for what makes no sense, with the key; the zone and
// calendars are those of the community.
func (w When) Validate(zone *time.Location, c Calendars, fault func(key, format string, args ...any)) {
	p, key, err := w.Plan(zone, c.Days(zone))
	if err != nil {
		fault(key, "%v", err)
	} else if key != "at" && p.until.IsZero() && p.Next(reference(zone)).At.IsZero() {
		fault(key, "never comes: no day of the next years is like that")
	}
}

// reference is a day from which what is due again and again must come some time.
func reference(zone *time.Location) time.Time { return time.Date(2024, 1, 1, 0, 0, 0, 0, zone) }

// spec is different if it is due at other times.
func (w When) spec(zone *time.Location, c Calendars) string {
	h := fnv.New64a()
	fmt.Fprintf(h, "%q %q %q %v %q %q %q %v", w.Cron, w.Daily, w.Weekly, w.Every, w.At, w.On, w.Until, zone)
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

// Plan reads when it is due. Key is the one that is at fault.
func (w When) Plan(zone *time.Location, d *Days) (p Plan, key string, err error) {
	p.zone = zone
	if key, err = w.only(); err != nil {
		return p, key, err
	}
	switch key {
	case "cron":
		p.cron, err = parseCron(w.Cron)
	case "daily":
		p.cron, err = parseWeekly("* " + w.Daily)
	case "weekly":
		p.cron, err = parseWeekly(w.Weekly)
	case "every":
		if p.every = w.Every; w.Every < time.Minute {
			err = errors.New("wants at least 1m")
		}
	case "at":
		p.at, err = parseLocal(w.At)
	}
	if err != nil {
		return p, key, err
	}
	if w.Until != "" {
		if p.until, err = parseLocal(w.Until); err != nil {
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

// only is the one key that says when.
func (w When) only() (key string, err error) {
	given := []string{}
	for _, k := range []struct {
		name string
		set  bool
	}{{"cron", w.Cron != ""}, {"daily", w.Daily != ""}, {"weekly", w.Weekly != ""}, {"every", w.Every != 0}, {"at", w.At != ""}} {
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

// parseWeekly reads "SAT 20:00", "WED,SAT 20:00", "MON-FRI 9:00" and "周六 20:00".
func parseWeekly(s string) (cron.Schedule, error) {
	written, clock, _ := strings.Cut(strings.TrimSpace(s), " ")
	day := dayNames().Replace(strings.ToUpper(written))
	at, err := time.Parse("15:04", strings.TrimSpace(clock))
	if err != nil {
		if day == "*" {
			return nil, errors.New("wants a time such as 09:00")
		}
		return nil, errors.New("wants a day and a time such as SAT 20:00")
	}
	spec, err := parseCron(fmt.Sprintf("%d %d * * %s", at.Minute(), at.Hour(), day))
	if err != nil || strings.ContainsAny(day, "0123456789/?") {
		return nil, fmt.Errorf("wants days such as SAT or WED,SAT before the time, got %q", written)
	}
	return spec, nil
}

// dayNames brings days as they are written in full, or in Chinese, into cron's.
func dayNames() *strings.Replacer {
	names := []string{"、", ",", "，", ",", "至", "-", "到", "-"}
	for i, day := range []string{"SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY"} {
		names = append(names, day, day[:3])
		number := string([]rune("日一二三四五六")[i])
		for _, word := range []string{"周", "週", "星期"} {
			names = append(names, word+number, day[:3])
		}
	}
	return strings.NewReplacer(append(names, "周天", "SUN", "週天", "SUN", "星期天", "SUN")...)
}

func parseLocal(s string) (wall time.Time, err error) {
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02 15:04", time.DateOnly} {
		if wall, err = time.Parse(layout, s); err == nil {
			return wall, nil
		}
	}
	return wall, errors.New("wants a local date and time such as 2026-12-24T18:00")
}
