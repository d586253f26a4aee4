package timing

import (
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot/phrase"
)

// Weekdays are days of the week, a bit each, from Sunday.
type Weekdays uint8

// UnmarshalText reads days as schedules have them: WED, Wednesday, SAT,SUN,
// FRI-MON or 周三.
func (w *Weekdays) UnmarshalText(text []byte) error {
	spec, ok := parseDays(string(text), 0, 0)
	if !ok || slices.ContainsFunc(spec.nth, func(d nthDay) bool { return d.n != 0 }) {
		return phrase.New("timing.weekdays", string(text))
	}
	*w = 0
	week := time.Date(2023, time.January, 1, 0, 0, 0, 0, time.UTC)
	for at := spec.Next(week.Add(-time.Second)); at.Before(week.AddDate(0, 0, 7)); at = spec.Next(at) {
		*w |= 1 << at.Weekday()
	}
	return nil
}

// MarshalText writes WED, or SUN,SAT.
func (w Weekdays) MarshalText() ([]byte, error) {
	var days []string
	for d := time.Sunday; d <= time.Saturday; d++ {
		if w.Has(d) {
			days = append(days, strings.ToUpper(d.String()[:3]))
		}
	}
	return []byte(strings.Join(days, ",")), nil
}

// Has reports whether a day is among them.
func (w Weekdays) Has(d time.Weekday) bool { return w&(1<<d) != 0 }
