package timing

import (
	"strings"
	"time"

	"github.com/emersion/go-ical"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// maxLength is the maximum number of days of one calendar entry.
const maxLength = 366

// span is when an entry begins and ends in wall-clock time.
type span struct {
	start, end time.Time
	utc        bool // written in UTC
	whole      bool
	odd        bool // whole days in UTC, which match no local day
}

// spanOf parses an entry's time. Times with a zone of their own, or none, are
// taken as written; those in UTC are converted to the community's zone.
func (r *reader) spanOf(props ical.Props) (s span, err error) {
	start := props.Get(ical.PropDateTimeStart)
	if start == nil {
		return s, phrase.New("calendar.no_start")
	}
	var timed bool
	if s.start, timed, s.utc, err = parseTime(start.Value, start.Params); err != nil {
		return s, err
	}
	s.end = s.start
	if !timed {
		s.end = s.start.AddDate(0, 0, 1)
	}
	if end := props.Get(ical.PropDateTimeEnd); end != nil {
		if s.end, _, _, err = parseTime(end.Value, end.Params); err != nil {
			return s, err
		}
		if !timed && s.end.Equal(s.start) { // many programs write the last day instead of the one after it
			s.end = s.start.AddDate(0, 0, 1)
		}
	} else if d := props.Get(ical.PropDuration); d != nil {
		length, err := d.Duration()
		if err != nil || length < 0 || length > maxLength*24*time.Hour {
			return s, phrase.New("calendar.bad_duration")
		}
		s.end = s.start.Add(length)
	}
	switch {
	case s.end.Before(s.start):
		return s, phrase.New("calendar.ends_early")
	case s.end.Sub(s.start) > maxLength*24*time.Hour:
		return s, phrase.New("calendar.long_entry", maxLength)
	}
	return r.inDays(s, timed), nil
}

// inDays normalises a span to whole days, if it is one.
func (r *reader) inDays(s span, timed bool) span {
	plain := s
	if s.utc && timed {
		s.start, s.end = wallOf(s.start, r.zone), wallOf(s.end, r.zone)
	}
	if s.whole = wholeDays(&s.start, &s.end); !s.whole && s.utc && wholeDays(&plain.start, &plain.end) {
		plain.whole, plain.odd = true, true
		return plain
	}
	return s
}

// wholeDays reports whether a span begins and ends at midnight; a minute before
// midnight counts as an end.
func wholeDays(start, end *time.Time) bool {
	if last := end.Add(time.Minute); clockOf(last) < time.Minute {
		*end = last.Add(-clockOf(last))
	}
	return clockOf(*start) == 0 && clockOf(*end) == 0 && end.After(*start)
}

// clockOf returns the time since midnight.
func clockOf(t time.Time) time.Duration { return t.Sub(dayOf(t)) }

func dayOf(t time.Time) time.Time { return t.Truncate(24 * time.Hour) }

// first and last return the days of a span.
func (s span) first() bot.Day { return bot.DayOf(s.start) }

func (s span) last() bot.Day { return max(bot.DayOf(s.end.Add(-time.Nanosecond)), s.first()) }

// parseTime parses a date, with or without a time, as wall-clock time.
func parseTime(value string, params ical.Params) (t time.Time, timed, utc bool, err error) {
	value = strings.ToUpper(strings.TrimSpace(value))
	value, utc = strings.CutSuffix(value, "Z")
	switch params.Get(ical.PropTimezoneID) {
	case "UTC", "Etc/UTC", "GMT", "Etc/GMT":
		utc = true
	}
	for _, layout := range []string{"20060102", "20060102T150405", "20060102T1504"} {
		if t, err = time.Parse(layout, value); err == nil {
			return t, len(value) > 8, utc && len(value) > 8, nil
		}
	}
	return t, false, false, phrase.New("calendar.entry_date")
}

// longer reports whether periods may be of another length than the entry they
// repeat. Of a period only the beginning is read.
func longer(props []ical.Prop, s span) bool {
	for _, p := range props {
		for _, value := range strings.Split(p.Value, ",") {
			_, length, period := strings.Cut(value, "/")
			d := ical.Prop{Value: length}
			if d, err := d.Duration(); period && (err != nil || d != s.end.Sub(s.start)) {
				return true
			}
		}
	}
	return false
}

// dates parses the dates in the values of a property that may be repeated, such
// as EXDATE.
func (r *reader) dates(props []ical.Prop) (days []bot.Day, err error) {
	for _, p := range props {
		for _, value := range strings.Split(p.Value, ",") {
			value, _, _ = strings.Cut(value, "/") // a period; it ends with the entry
			t, _, utc, err := parseTime(value, p.Params)
			if err != nil {
				return nil, err
			}
			if utc {
				t = wallOf(t, r.zone)
			}
			days = append(days, bot.DayOf(t))
		}
	}
	return days, nil
}
