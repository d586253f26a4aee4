package digest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/timing"
)

// Section is the key of the digests in a community's configuration.
const Section = "digests"

// Settings are the digests of a community, in the order of the file.
type Settings []Digest

// Digest is a message about a period.
type Digest struct {
	Name        string `yaml:"name,required" doc:"what /schedule calls it: a word without spaces; never change it"`
	timing.When `yaml:",inline"`
	To          []string `yaml:"to,required,one" doc:"places, or names under places; who is missed is only told in modlog"`
	Period      string   `yaml:"period" doc:"the days before it, such as 7d; or month or quarter: the last whole one"`
}

// SetDefaults makes it a digest of the last seven days.
func (d *Digest) SetDefaults() { d.Period = "7d" }

// Bounds.
const (
	maxDigests = 10
	maxPlaces  = 10
	maxName    = 40
	maxDays    = 92
)

// The periods that are not so many days.
const (
	month   = "month"
	quarter = "quarter"
)

// Defaults are no digests.
func Defaults() *Settings { return &Settings{} }

// Validate calls fault for each invalid value, with its path within the section.
func (s *Settings) Validate(zone *time.Location, c timing.Calendars, fault func(path, code string, args ...any)) {
	if len(*s) > maxDigests {
		fault("", "digests.many", len(*s), maxDigests)
	}
	for i := range *s {
		d, path := &(*s)[i], fmt.Sprintf("[%d]", i)
		if slices.ContainsFunc((*s)[:i], func(o Digest) bool { return strings.EqualFold(o.Name, d.Name) }) {
			fault(path+".name", "setting.twice")
		}
		if n := utf8.RuneCountInString(d.Name); n == 0 || n > maxName || strings.ContainsFunc(d.Name, func(r rune) bool { return r <= ' ' }) {
			fault(path+".name", "digests.word", maxName)
		}
		if n := len(d.To); n == 0 || n > maxPlaces {
			fault(path+".to", "digests.places", maxPlaces, n)
		}
		if days := daysOf(d.Period); days == 0 && d.Period != month && d.Period != quarter {
			fault(path+".period", "digests.period", maxDays)
		}
		d.When.Validate(zone, c, func(key, code string, args ...any) {
			fault(strings.TrimSuffix(path+"."+key, "."), code, args...)
		})
	}
}

// daysOf reads a number of days; 0 if it is none.
func daysOf(period string) int {
	digits, ok := strings.CutSuffix(period, "d")
	n, err := strconv.Atoi(digits)
	if !ok || err != nil || n < 1 || n > maxDays {
		return 0
	}
	return n
}

// Span are days, both inclusive.
type Span struct {
	From bot.Day `json:"from"`
	To   bot.Day `json:"to"`
}

// spans returns the period that a digest of a day is about, which is over, and the one before.
func spans(period string, day bot.Day) (now, before Span) {
	first := func(d bot.Day) bot.Day { return d - bot.Day(max(daysOf(period), 1)) }
	switch period {
	case month:
		day = day.Month()
		first = func(d bot.Day) bot.Day { return (d - 1).Month() }
	case quarter:
		day = day.Quarter()
		first = func(d bot.Day) bot.Day { return (d - 1).Quarter() }
	}
	now = Span{first(day), day - 1}
	return now, Span{first(now.From), now.From - 1}
}

// following returns the last day of the period that begins when another is over.
func following(period string, s Span) bot.Day {
	next := s.To + 1
	switch period {
	case month:
		return (next + 31).Month() - 1
	case quarter:
		return (next + 92).Quarter() - 1
	}
	return s.To + bot.Day(max(daysOf(period), 1))
}
