package timing

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
)

// CalendarSection is the key of the calendars in a community's configuration.
const CalendarSection = "calendars"

// Calendars are texts of the iCalendar format (RFC 5545) by name: which days are
// holidays, and which days of a weekend are worked.
type Calendars map[string]string

// NoCalendars is the default.
func NoCalendars() *Calendars { return &Calendars{} }

// Validate calls fault for a calendar that can't be read.
func (c *Calendars) Validate(fault func(path, format string, args ...any)) {
	for name, text := range *c {
		if err := new(Days).read(text); err != nil {
			fault(name, "%v", err)
		}
	}
}

// Days are those that are not what their day of the week says. Nil ones take
// no day off.
type Days struct{ holiday, worked map[bot.Day]bool }

// Days of all calendars together. What can't be read is left out, and told by
// Validate.
func (c Calendars) Days() *Days {
	d := &Days{}
	for _, text := range c {
		_ = d.read(text)
	}
	return d
}

// off tells whether nobody works on a wall's day.
func (d *Days) off(wall time.Time) bool {
	if d == nil {
		return false
	}
	day := bot.DayOf(wall)
	weekend := wall.Weekday() == time.Saturday || wall.Weekday() == time.Sunday
	return !d.worked[day] && (weekend || d.holiday[day])
}

// maxLength is how many days one entry of a calendar may last.
const maxLength = 366

type entry struct {
	start, end bot.Day
	named      bool // it has a start
	special    string
	summary    string
	observed   bool // a day that has a name but is worked
}

// read adds the all-day entries of a calendar. An entry is a day that is worked
// if X-APPLE-SPECIAL-DAY says so or its summary does; else a holiday, but for the
// entries without X-APPLE-SPECIAL-DAY of a calendar that has it, and Google's
// observances.
func (d *Days) read(text string) error {
	lines := unfold(text)
	if len(lines) == 0 || !strings.EqualFold(lines[0], "BEGIN:VCALENDAR") {
		return errors.New("is not a calendar in the iCalendar format; write file: and the path of an .ics file")
	}
	marked := strings.Contains(text, "X-APPLE-SPECIAL-DAY")
	if d.holiday == nil {
		d.holiday, d.worked = map[bot.Day]bool{}, map[bot.Day]bool{}
	}
	var e *entry
	for i, line := range lines {
		head, value, _ := strings.Cut(line, ":")
		key, _, _ := strings.Cut(strings.ToUpper(head), ";")
		switch {
		case key == "BEGIN" && strings.EqualFold(value, "VEVENT"):
			e = &entry{}
		case key == "END" && strings.EqualFold(value, "VEVENT") && e != nil:
			if err := d.add(e, marked); err != nil {
				return fmt.Errorf("the entry that ends with line %d %w", i+1, err)
			}
			e = nil
		case e != nil:
			if err := e.property(key, value); err != nil {
				return fmt.Errorf("line %d %w", i+1, err)
			}
		}
	}
	return nil
}

// unfold joins lines that begin with a space to those before them.
func unfold(text string) (lines []string) {
	text = strings.TrimPrefix(strings.ReplaceAll(text, "\r\n", "\n"), "\ufeff")
	for _, line := range strings.Split(text, "\n") {
		switch {
		case line == "":
		case (line[0] == ' ' || line[0] == '\t') && len(lines) > 0:
			lines[len(lines)-1] += line[1:]
		default:
			lines = append(lines, line)
		}
	}
	return lines
}

func (e *entry) property(key, value string) (err error) {
	switch key {
	case "DTSTART":
		e.start, err = parseDate(value)
		e.named = true
	case "DTEND":
		e.end, err = parseDate(value)
	case "RRULE", "RDATE":
		err = errors.New("has a day that repeats; only entries with a date of their own can be read")
	case "SUMMARY":
		e.summary = strings.ToLower(value)
	case "X-APPLE-SPECIAL-DAY":
		e.special = strings.ToUpper(value)
	case "DESCRIPTION":
		e.observed = strings.HasPrefix(value, "Observance")
	}
	return err
}

func parseDate(value string) (bot.Day, error) {
	date, _, _ := strings.Cut(value, "T")
	t, err := time.Parse("20060102", date)
	if err != nil {
		return 0, errors.New("wants a date such as 20261001")
	}
	return bot.DayOf(t), nil
}

func (d *Days) add(e *entry, marked bool) error {
	if !e.named {
		return errors.New("has no DTSTART")
	}
	last := max(e.end-1, e.start)
	if last-e.start >= maxLength {
		return fmt.Errorf("is longer than %d days", maxLength)
	}
	set := d.holiday
	switch {
	case e.special == "ALTERNATE-WORKDAY", e.special == "" && e.worked():
		set = d.worked
	case e.observed, marked && e.special == "":
		return nil
	}
	for day := e.start; day <= last; day++ {
		set[day] = true
	}
	return nil
}

// worked: a summary that tells of a day that is worked to make up for a holiday.
func (e *entry) worked() bool {
	for _, sign := range []string{"补班", "補班", "上班", "(班)", "（班）", "working day", "workday"} {
		if strings.Contains(e.summary, sign) {
			return true
		}
	}
	return false
}
