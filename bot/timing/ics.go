package timing

import (
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-ical"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// reader parses one calendar.
type reader struct {
	zone  *time.Location
	own   Calendar
	days  *Days
	notes []*phrase.Phrase // ambiguities, a clause each
	lines []int            // of the entries
	brief []int            // line numbers of entries that last hours
	steps int              // of recurrence rules so far
	count int              // of days

	marked, apple, google bool                        // from Apple, with or without its property; from Google
	moved                 map[string]map[bot.Day]bool // occurrences replaced by another entry, by UID
}

func newReader(zone *time.Location, own Calendar) *reader {
	return &reader{zone: zone, own: own, days: newDays()}
}

const (
	maxParams = 1024   // bytes before a line's value, which the decoder copies for each parameter
	maxNested = 8      // components within components
	maxDays   = 50_000 // that a calendar names
)

var errNoCalendar = phrase.New("calendar.not_ics")

// read parses a text, which may hold several calendars. An empty one has no
// exceptions.
func (r *reader) read(text string) error {
	defer r.own.said(r.days)
	if text == "" && len(r.own.Worked)+len(r.own.Off) > 0 {
		return nil
	}
	text, err := r.tidy(text)
	if err != nil {
		return err
	}
	dec := ical.NewDecoder(strings.NewReader(text))
	for {
		cal, err := decode(dec)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return errNoCalendar
		}
		if err := r.calendar(cal); err != nil {
			return err
		}
	}
	if len(r.brief) > 0 {
		r.note("calendar.hours", len(r.brief), r.brief[0])
	}
	return nil
}

// decode turns the decoder's panics into errors.
func decode(dec *ical.Decoder) (cal *ical.Calendar, err error) {
	defer func() {
		if recover() != nil {
			err = errNoCalendar
		}
	}()
	return dec.Decode()
}

var contentLine = regexp.MustCompile(`^[A-Za-z0-9-]+[;:]`)

// tidy unfolds the lines, removes what the decoder can't handle, and records
// where entries begin.
func (r *reader) tidy(text string) (string, error) {
	lines, numbers := unfold(text)
	if !strings.EqualFold(lines[0], "BEGIN:VCALENDAR") {
		return "", errNoCalendar
	}
	var out []string
	depth, whole, entries := 0, 0, 0 // up to whole, only the calendar is open
	for i, line := range lines {
		if !contentLine.MatchString(line) || paramsEnd(line) >= min(len(line), maxParams) {
			r.note("calendar.skipped_line", numbers[i])
			continue
		}
		out = append(out, line)
		switch name, value, _ := strings.Cut(strings.ToUpper(line), ":"); {
		case name == "BEGIN":
			if depth++; value == ical.CompEvent && depth == 2 {
				r.lines = append(r.lines, numbers[i])
			}
		case name == "END":
			depth--
		}
		switch {
		case depth > maxNested || depth < 0:
			return "", phrase.New("calendar.broken_line", numbers[i])
		case depth <= 1:
			whole, entries = len(out), len(r.lines)
		}
	}
	if depth != 0 {
		r.note("calendar.cut_short", numbers[len(numbers)-1])
		out, r.lines = append(out[:whole], "END:VCALENDAR"), r.lines[:entries]
	}
	return strings.Join(out, "\r\n") + "\r\n", nil
}

// unfold joins lines that begin with a space to the previous one, and returns
// the line numbers. There is at least one line.
func unfold(text string) (lines []string, numbers []int) {
	text = strings.TrimPrefix(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "\ufeff")
	var out strings.Builder
	for i, line := range strings.Split(text, "\n") {
		switch {
		case strings.TrimSpace(line) == "":
		case (line[0] == ' ' || line[0] == '\t') && len(numbers) > 0:
			out.WriteString(line[1:])
		default:
			out.WriteString("\n" + line)
			numbers = append(numbers, i+1)
		}
	}
	for line := range strings.SplitSeq(strings.TrimPrefix(out.String(), "\n"), "\n") {
		lines = append(lines, strings.TrimSpace(line))
	}
	return lines, numbers
}

// paramsEnd returns where a line's value begins.
func paramsEnd(line string) int {
	quoted := false
	for i := range len(line) {
		switch {
		case line[i] == '"':
			quoted = !quoted
		case line[i] == ':' && !quoted:
			return i
		}
	}
	return len(line)
}

// note records an ambiguity.
func (r *reader) note(code string, args ...any) {
	r.notes = append(r.notes, phrase.New(code, args...))
}

func (r *reader) calendar(cal *ical.Calendar) error {
	events := cal.Events()
	r.marked = slices.ContainsFunc(events, func(e ical.Event) bool { return special(e.Props) != 0 })
	r.apple = !r.marked && slices.ContainsFunc(events, func(e ical.Event) bool { return e.Props.Get("X-APPLE-UNIVERSAL-ID") != nil })
	r.google = strings.Contains(strings.ToUpper(plain(cal.Props, ical.PropProductID)), "GOOGLE")
	r.moved = map[string]map[bot.Day]bool{}
	for _, e := range events {
		if at, err := r.dates(e.Props.Values(ical.PropRecurrenceID)); err == nil {
			for _, day := range at {
				uid := plain(e.Props, ical.PropUID)
				if r.moved[uid] == nil {
					r.moved[uid] = map[bot.Day]bool{}
				}
				r.moved[uid][day] = true
			}
		}
	}
	if strings.EqualFold(plain(cal.Props, ical.PropMethod), "CANCEL") {
		r.note("calendar.cancelled")
		events, r.lines = nil, r.lines[len(events):]
	}
	r.doubles(events)
	for _, e := range events {
		line := r.lines[0]
		r.lines = r.lines[1:]
		if err := r.entry(e.Props, line); err != nil {
			return err
		}
	}
	return nil
}

// doubles notes entries that share a UID without one replacing the other: all
// count, though one may be an older version of another.
func (r *reader) doubles(events []ical.Event) {
	first := map[string]int{}
	for i, e := range events {
		uid := plain(e.Props, ical.PropUID)
		if uid == "" || e.Props.Get(ical.PropRecurrenceID) != nil {
			continue
		}
		j, seen := first[uid]
		if !seen {
			first[uid] = i
		} else if plain(events[j].Props, ical.PropDateTimeStart) != plain(e.Props, ical.PropDateTimeStart) {
			r.note("calendar.same_uid", r.lines[j], r.lines[i])
			return
		}
	}
}

// entry adds the days of one entry.
func (r *reader) entry(props ical.Props, line int) error {
	if strings.EqualFold(plain(props, ical.PropStatus), string(ical.EventCancelled)) {
		return nil
	}
	s, err := r.spanOf(props)
	if err != nil {
		return phrase.New("calendar.entry", line, err)
	}
	what, sure := r.kindOf(props)
	if what == neither && sure {
		return nil
	}
	if !s.whole {
		if what, sure = r.inHours(props, s, what, sure); what == 0 {
			r.brief = append(r.brief, line)
			return nil
		}
	}
	starts, err := r.starts(props, s)
	if err != nil {
		r.note("calendar.entry_repeats", line)
		return nil
	}
	if longer(props.Values(ical.PropRecurrenceDates), s) {
		r.note("calendar.period", line)
	}
	if !sure {
		r.doubt(what, line, s)
	}
	if s.odd {
		r.note("calendar.entry_midnight", line, s.first())
	}
	set := map[kind]map[bot.Day]bool{off: r.days.holiday, worked: r.days.worked}[what]
	for _, start := range starts {
		for i := range s.last() - s.first() + 1 {
			if r.count++; r.count > maxDays {
				return phrase.New("calendar.many_days", maxDays)
			}
			if set != nil {
				set[start+i] = true
			}
		}
	}
	return nil
}

// doubt reports how an ambiguous entry was interpreted.
func (r *reader) doubt(what kind, line int, s span) {
	code := "calendar.doubt_neither"
	switch what {
	case off:
		code = "calendar.doubt_off"
	case worked:
		code = "calendar.doubt_worked"
	}
	r.note(code, line, s.first())
}

// plain returns the first value of a property; empty if there is none.
func plain(props ical.Props, name string) string {
	if p := props.Get(name); p != nil {
		return strings.TrimSpace(p.Value)
	}
	return ""
}
