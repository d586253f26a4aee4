package timing

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/duration"
	"github.com/stewardbot/steward/bot/phrase"
)

// Period is how long something counts: a calendar day, week, month or quarter,
// which begins anew at the community's midnight, or the latest stretch of a
// fixed length, which rolls. The zero Period is none. Periods are comparable.
type Period struct {
	unit string // one of units; empty: rolling
	span time.Duration
}

// units are the calendar's periods.
var units = []string{"day", "week", "month", "quarter"}

// ParsePeriod parses day, week, month, quarter, or a duration from a minute to
// ten years, such as 30d. The error is a phrase.
func ParsePeriod(s string) (Period, error) {
	if s = strings.TrimSpace(s); slices.Contains(units, s) {
		return Period{unit: s}, nil
	}
	if d, ok := duration.Parse(s); ok {
		return Period{span: d}, nil
	}
	return Period{}, phrase.New("timing.period")
}

// UnmarshalText parses like ParsePeriod.
func (p *Period) UnmarshalText(text []byte) (err error) {
	*p, err = ParsePeriod(string(text))
	return err
}

// MarshalText returns what UnmarshalText reads; nothing for the zero Period.
func (p Period) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// String returns the text that ParsePeriod reads.
func (p Period) String() string {
	const day = 24 * time.Hour
	switch {
	case p.IsZero() || p.unit != "":
		return p.unit
	case p.span%day == 0:
		return strconv.Itoa(int(p.span/day)) + "d"
	}
	return p.span.String()
}

// ConfigSchema describes what the file may hold.
func (Period) ConfigSchema() string {
	return `{"anyOf":[{"enum":["day","week","month","quarter"]},{"type":"string","pattern":"^([0-9]+d)?([0-9]+h)?([0-9]+m)?$"}]}`
}

// IsZero reports whether there is no period.
func (p Period) IsZero() bool { return p == Period{} }

// Calendar returns day, week, month or quarter; empty for a rolling period.
func (p Period) Calendar() string { return p.unit }

// Span returns the length of a rolling period; 0 for the others.
func (p Period) Span() time.Duration { return p.span }

// Start returns when the period that contains a time began in a zone: at the
// calendar's midnight, or Span before. The zero Period began at no time.
func (p Period) Start(zone *time.Location, at time.Time) time.Time {
	switch {
	case p.IsZero():
		return time.Time{}
	case p.unit == "":
		return at.Add(-p.span)
	}
	return midnight(zone, p.First(bot.DayOf(at.In(zone))))
}

// End returns when the period that contains a time ends: at the next one's
// midnight, or Span later. The zero Period ends at no time.
func (p Period) End(zone *time.Location, at time.Time) time.Time {
	switch {
	case p.IsZero():
		return time.Time{}
	case p.unit == "":
		return at.Add(p.span)
	}
	return midnight(zone, p.After(bot.DayOf(at.In(zone))))
}

// First returns the first day of the period that contains a day. A rolling one
// ends with that day, and begins so many days before, counting both.
func (p Period) First(d bot.Day) bot.Day {
	switch p.unit {
	case "day":
		return d
	case "week":
		return d.Week()
	case "month":
		return d.Month()
	case "quarter":
		return d.Quarter()
	}
	return d + 1 - p.days()
}

// After returns the day after the period that contains a day.
func (p Period) After(d bot.Day) bot.Day {
	switch first := p.First(d); p.unit {
	case "day":
		return first + 1
	case "week":
		return first + 7
	case "month":
		return bot.DayOf(first.Date().AddDate(0, 1, 0))
	case "quarter":
		return bot.DayOf(first.Date().AddDate(0, 3, 0))
	}
	return d + 1
}

// days is a rolling period's length in days, rounded up.
func (p Period) days() bot.Day {
	const day = 24 * time.Hour
	return bot.Day((p.span + day - 1) / day)
}

// midnight returns when a day begins in a zone. Where clocks go forward at
// midnight, that is when they do.
func midnight(zone *time.Location, d bot.Day) time.Time { return firing(d.Date(), zone).At }
