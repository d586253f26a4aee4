package timing

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// CalendarSection is the key of the calendars in a community's configuration.
const CalendarSection = "calendars"

// Calendars lists holidays and worked weekend days, by calendar name.
type Calendars map[string]Calendar

// Calendar is a text in iCalendar format (RFC 5545) and corrections, which take
// precedence: days such as 2026-10-10, and words in the names of entries.
type Calendar struct {
	ICS    string   `yaml:"ics,short" doc:"a calendar in the iCalendar format: file:cn.ics"`
	Worked []string `yaml:"worked,one" doc:"days that are worked: 2026-10-10; or words that the names of such entries have"`
	Off    []string `yaml:"off,one" doc:"days off: 2026-12-31; or words that the names of such entries have"`

	read *reading
}

// reading is a parsed calendar.
type reading struct {
	days  *Days
	notes []*phrase.Phrase
	err   error
}

// NoCalendars returns the default.
func NoCalendars() *Calendars { return &Calendars{} }

// Read parses every calendar in the community's time zone, which applies to
// entries with times.
func (c Calendars) Read(zone *time.Location) {
	for name, cal := range c {
		if cal.read == nil {
			r := newReader(zone, cal)
			cal.read = &reading{days: r.days, err: r.read(cal.ICS)}
			cal.read.notes = r.notes
			c[name] = cal
		}
	}
}

// soon is how many days before its last day an ending calendar is reported.
const soon = 60

// Validate calls fault for an unreadable calendar, and warn for ambiguous
// entries and for a calendar that covers no future days. The zone is the
// community's.
func (c Calendars) Validate(zone *time.Location, now time.Time, fault, warn func(path, code string, args ...any)) {
	c.Read(zone)
	for _, name := range slices.Sorted(maps.Keys(c)) {
		cal := c[name]
		for path, list := range map[string][]string{"worked": cal.Worked, "off": cal.Off} {
			for i, s := range list {
				if _, isDay := parseDay(s); !isDay && likeDay.MatchString(strings.ToLower(narrow(s))) || s == "" {
					fault(fmt.Sprintf("%s.%s[%d]", name, path, i), "calendar.day")
				}
			}
		}
		for _, note := range cal.read.notes[:min(len(cal.read.notes), maxNotes)] {
			warn(name, "as_is", note)
		}
		if n := len(cal.read.notes) - maxNotes; n > 0 {
			warn(name, "calendar.more", n)
		}
		if cal.read.err != nil {
			fault(name, "as_is", cal.read.err)
			continue
		}
		last, any := cal.read.days.last()
		switch today := bot.DayOf(now.In(zone)); {
		case !any:
			warn(name, "calendar.empty")
		case last < today:
			warn(name, "calendar.over", last)
		case last < today+soon:
			warn(name, "calendar.ends_soon", last)
		}
	}
}

// maxNotes is how many notes of one calendar are reported.
const maxNotes = 5

// likeDay matches one or several days as people write them, in ASCII digits and
// lower case.
var likeDay = func() *regexp.Regexp {
	const month = `(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?`
	const day = `(?:[0-9]+ *[-/.年] *[0-9]+(?: *[-/.月] *[0-9]+)?|[0-9]+ *月 *[0-9]+|[一二三四五六七八九十]+月[一二三四五六七八九十]+[日号號]|[0-9]{8}|` + month + ` *[0-9]+(?:st|nd|rd|th)?(?:,? *[0-9]{4})?|[0-9]+(?:st|nd|rd|th|\.)? *` + month + `(?:,? *[0-9]{4})?) *[日号號]?`
	return regexp.MustCompile(`^` + day + `(?: *(?:[-–—~/,、至到]|to) *(?:` + day + `|[0-9]+ *[日号號]?))?$`)
}()

func parseDay(s string) (bot.Day, bool) {
	t, err := time.Parse(time.DateOnly, s)
	return bot.DayOf(t), err == nil
}

// Days lists the exceptions to the days of the week. Nil has none.
type Days struct{ holiday, worked map[bot.Day]bool }

func newDays() *Days { return &Days{holiday: map[bot.Day]bool{}, worked: map[bot.Day]bool{}} }

// Days merges all calendars. A day that any of them works is worked; days in
// the configuration itself override every calendar.
func (c Calendars) Days(zone *time.Location) *Days {
	c.Read(zone)
	d := newDays()
	for _, cal := range c {
		maps.Copy(d.holiday, cal.read.days.holiday)
		maps.Copy(d.worked, cal.read.days.worked)
	}
	for _, cal := range c {
		cal.said(d)
	}
	return d
}

// said adds the days named in the configuration.
func (c Calendar) said(d *Days) {
	for _, s := range c.Off {
		if day, ok := parseDay(s); ok {
			d.holiday[day] = true
			delete(d.worked, day)
		}
	}
	for _, s := range c.Worked {
		if day, ok := parseDay(s); ok {
			d.worked[day] = true
		}
	}
}

// off reports whether a wall-clock day is a day off; nil has none.
func (d *Days) off(wall time.Time) bool { return d != nil && d.Off(bot.DayOf(wall)) }

// Off reports whether a day is a day off.
func (d *Days) Off(day bot.Day) bool {
	weekday := day.Date().Weekday()
	weekend := weekday == time.Saturday || weekday == time.Sunday
	return !d.worked[day] && (weekend || d.holiday[day])
}

// Between returns the days in [from, to) that calendars make holidays, and
// those that they make workdays.
func (d *Days) Between(from, to bot.Day) (off, worked []bot.Day) {
	for day := from; day < to; day++ {
		switch {
		case d.worked[day]:
			worked = append(worked, day)
		case d.holiday[day]:
			off = append(off, day)
		}
	}
	return off, worked
}

// last returns the latest day with an exception; false if there is none.
func (d *Days) last() (last bot.Day, any bool) {
	for _, set := range []map[bot.Day]bool{d.holiday, d.worked} {
		for day := range set {
			last, any = max(last, day), true
		}
	}
	return last, any
}
