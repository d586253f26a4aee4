package timing

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"github.com/stewardbot/steward/bot/phrase"
)

// A cron expression is rewritten for the library's parser: wrapping ranges such
// as FRI-MON, 7 for Sunday, @daily. Forms that it lacks, the last day of a
// month and the nth weekday, are filtered from the candidate days.

// cronField is one of the five fields.
type cronField struct {
	code     string // of its name
	min, max int
	names    string // of the values from min on, three letters each
}

var cronFields = [5]cronField{
	{"timing.field_minute", 0, 59, ""}, {"timing.field_hour", 0, 23, ""}, {"timing.field_day", 1, 31, ""},
	{"timing.field_month", 1, 12, "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"}, {"timing.field_weekday", 0, 7, "SUNMONTUEWEDTHUFRISATSUN"},
}

// Indexes of the day fields.
const (
	dayOfMonth = 2
	dayOfWeek  = 4
)

var cronWords = map[string]string{
	"@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0", "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
}

// cronSpec is a parsed cron expression.
type cronSpec struct {
	cron.Schedule
	either bool // both day fields are given, and a match of either is enough
	days   []int
	last   bool // the last day of the month also matches
	nth    []nthDay
}

// nthDay is the nth such weekday of the month; -1: the last; 0: every one.
type nthDay struct {
	day time.Weekday
	n   int
}

// Next returns the first match after a wall-clock time.
func (c *cronSpec) Next(wall time.Time) time.Time {
	for range 1000 {
		if wall = c.Schedule.Next(wall); wall.IsZero() || c.keeps(wall) {
			return wall
		}
		wall = endOfDay(wall)
	}
	return time.Time{}
}

func (c *cronSpec) keeps(wall time.Time) bool {
	final := wall.AddDate(0, 0, 1).Day() == 1
	if c.last {
		return final || slices.Contains(c.days, wall.Day())
	}
	return len(c.nth) == 0 || slices.ContainsFunc(c.nth, func(d nthDay) bool {
		switch {
		case wall.Weekday() != d.day:
			return false
		case d.n < 0:
			return wall.AddDate(0, 0, 7).Month() != wall.Month()
		}
		return d.n == 0 || (wall.Day()-1)/7+1 == d.n
	})
}

// parseCron parses the five fields of cron.
func parseCron(s string) (*cronSpec, error) {
	s = strings.ToUpper(narrow(s))
	if word := cronWords[strings.ToLower(strings.TrimSpace(s))]; word != "" {
		s = word
	}
	fields := strings.Fields(s)
	switch {
	case strings.Contains(s, "TZ="):
		return nil, phrase.New("timing.zoned")
	case strings.HasPrefix(s, "@EVERY"):
		return nil, phrase.New("timing.cron_every")
	case strings.HasPrefix(s, "@"):
		return nil, phrase.New("timing.cron_name")
	case len(fields) == 6 || len(fields) == 7:
		return nil, phrase.New("timing.cron_many_fields", len(fields))
	case len(fields) != len(cronFields):
		return nil, phrase.New("timing.cron_fields", len(fields))
	}
	c := &cronSpec{}
	c.either = !every(fields[dayOfMonth]) && !every(fields[dayOfWeek])
	fields[dayOfWeek] = dayNames().Replace(fields[dayOfWeek])
	for i, f := range cronFields {
		written, err := c.field(f, fields[i])
		if err != nil {
			return nil, err
		}
		fields[i] = written
	}
	if c.either && (c.last || len(c.nth) > 0) {
		return nil, phrase.New("timing.cron_two_days")
	}
	spec, err := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow).Parse(strings.Join(fields, " "))
	if err != nil {
		return nil, phrase.New("timing.cron")
	}
	c.Schedule = spec
	return c, nil
}

// every reports whether a field matches everything.
func every(s string) bool { return s == "*" || s == "?" || s == "*/1" }

// field rewrites one field for the library's parser.
func (c *cronSpec) field(f cronField, s string) (string, error) {
	if every(s) {
		return "*", nil
	}
	var out []string
	for part := range strings.SplitSeq(s, ",") {
		written, err := c.part(f, part)
		if err != nil {
			return "", err
		}
		out = append(out, written)
	}
	if !slices.ContainsFunc(c.nth, func(d nthDay) bool { return d.n != 0 }) && f.code == cronFields[dayOfWeek].code {
		c.nth = nil
	}
	return strings.Join(out, ","), nil
}

func (c *cronSpec) part(f cronField, s string) (string, error) {
	span, by, stepped := strings.Cut(s, "/")
	step := 1
	if stepped {
		var err error
		if step, err = strconv.Atoi(by); err != nil || step < 1 || step > f.max {
			return "", phrase.New("timing.cron_step", by, phrase.New(f.code), f.max)
		}
	}
	most := f.max
	if f.code == cronFields[dayOfWeek].code {
		most = 6 // 7 is Sunday again
	}
	switch {
	case span == "*" || span == "?":
		return c.list(f, f.min, most, step), nil
	case f.code == cronFields[dayOfMonth].code && s == "L":
		c.last = true
		return "28-31", nil
	case f.code == cronFields[dayOfWeek].code && (strings.Contains(s, "#") || strings.HasSuffix(s, "L")):
		return c.nthPart(f, s)
	}
	first, last, ranged := strings.Cut(span, "-")
	if first == "" || ranged && last == "" {
		first, ranged = span, false
	}
	from, err := f.value(first)
	if err != nil {
		return "", err
	}
	to := from
	switch {
	case ranged:
		if to, err = f.value(last); err != nil {
			return "", err
		}
	case stepped:
		to = most
	}
	return c.list(f, from, to, step), nil
}

// list writes out the values of a range, which wraps around if to is smaller
// than from.
func (c *cronSpec) list(f cronField, from, to, step int) string {
	size, base := f.max-f.min+1, f.min
	if f.code == cronFields[dayOfWeek].code {
		size = 7
	}
	if to < from {
		to += size
	}
	var out []string
	for v := from; v <= to; v += step {
		n := base + (v-base)%size
		out = append(out, strconv.Itoa(n))
		switch f.code {
		case cronFields[dayOfMonth].code:
			c.days = append(c.days, n)
		case cronFields[dayOfWeek].code:
			c.nth = append(c.nth, nthDay{day: time.Weekday(n)})
		}
	}
	return strings.Join(out, ",")
}

// nthPart parses MON#1 and FRIL.
func (c *cronSpec) nthPart(f cronField, s string) (string, error) {
	day, number, hashed := strings.Cut(s, "#")
	n := -1
	if hashed {
		var err error
		if n, err = strconv.Atoi(number); err != nil || n < 1 || n > 5 {
			return "", phrase.New("timing.cron_nth", s)
		}
	} else if day = strings.TrimSuffix(s, "L"); day == "" {
		return "", phrase.New("timing.cron_last")
	}
	v, err := f.value(day)
	if err != nil {
		return "", err
	}
	c.nth = append(c.nth, nthDay{time.Weekday(v % 7), n})
	return strconv.Itoa(v % 7), nil
}

// value parses a number or a name.
func (f cronField) value(s string) (int, error) {
	if i := strings.Index(f.names, s); len(s) == 3 && i >= 0 && i%3 == 0 {
		return f.min + i/3, nil
	}
	n, err := strconv.Atoi(s)
	switch {
	case strings.HasPrefix(s, "L") && f.code == cronFields[dayOfMonth].code && !strings.HasSuffix(s, "W"):
		return 0, phrase.New("timing.cron_last_alone")
	case strings.HasSuffix(s, "W"):
		return 0, phrase.New("timing.cron_workday")
	case err != nil || s[0] == '+' || s[0] == '-':
		return 0, phrase.New("timing.cron_word", s, phrase.New(f.code), f.min, f.max)
	case n < f.min || n > f.max:
		return 0, phrase.New("timing.cron_number", n, phrase.New(f.code), f.min, f.max)
	}
	return n, nil
}
