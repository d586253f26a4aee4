package timing

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-ical"
	"github.com/teambition/rrule-go"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// Bounds of recurrence: the years in which rules are followed, and the total
// number of steps of a calendar's rules.
const (
	firstYear   = 1900
	lastYear    = 2100
	maxInterval = 1000
	maxSteps    = 200_000
)

var (
	errRepeats = phrase.New("calendar.repeats")
	untilUTC   = regexp.MustCompile(`(?:^|;)UNTIL=[0-9]{8}T[0-9]{4,6}Z`)
	never      = regexp.MustCompile(`(?:^|;)COUNT=0+(?:;|$)`) // the library treats 0 as no bound
)

// starts returns the days on which an entry begins: its own, those of its rules
// and dates, minus exceptions.
func (r *reader) starts(props ical.Props, s span) ([]bot.Day, error) {
	days := []bot.Day{s.first()}
	for _, p := range props.Values(ical.PropRecurrenceRule) {
		more, err := r.repeat(p.Value, s, props.Get(ical.PropDateTimeStart).Params.Get(ical.PropTimezoneID))
		if err != nil {
			return nil, err
		}
		days = append(days, more...)
	}
	more, err := r.dates(props.Values(ical.PropRecurrenceDates))
	if err != nil {
		return nil, err
	}
	without, err := r.dates(props.Values(ical.PropExceptionDates))
	if err != nil || len(props.Values("EXRULE")) > 0 {
		return nil, errRepeats
	}
	if id := props.Get(ical.PropRecurrenceID); id != nil && id.Params.Get("RANGE") != "" {
		return nil, errRepeats
	}
	moved := r.moved[plain(props, ical.PropUID)]
	if props.Get(ical.PropRecurrenceID) != nil {
		moved = nil
	}
	days = append(days, more...)
	slices.Sort(days)
	return slices.DeleteFunc(slices.Compact(days), func(d bot.Day) bool { return moved[d] || slices.Contains(without, d) }), nil
}

// repeat expands a rule by days: with times, the library would apply zones that
// shift at clock changes. startZone is the zone named by the start, if any.
func (r *reader) repeat(rule string, s span, startZone string) (days []bot.Day, err error) {
	defer func() {
		if recover() != nil { // from the library, for a rule that it can't follow
			err = errRepeats
		}
	}()
	rule = strings.ToUpper(strings.TrimSuffix(strings.TrimSpace(rule), ";"))
	o, err := rrule.StrToROption(rule)
	if err != nil || never.MatchString(rule) || o.Freq > rrule.DAILY || o.Interval > maxInterval || s.start.Year() < firstYear || s.start.Year() >= lastYear || !o.Dtstart.IsZero() {
		return nil, errRepeats
	}
	if slices.ContainsFunc(o.Byeaster, func(n int) bool { return n < -90 || n > 200 }) {
		return nil, errRepeats
	}
	o.Dtstart, o.Byhour, o.Byminute, o.Bysecond = dayOf(s.start), nil, nil, nil
	end := time.Date(lastYear, 1, 1, 0, 0, 0, 0, time.UTC)
	if !o.Until.IsZero() {
		switch {
		case s.utc:
			o.Until = wallOf(o.Until, r.zone)
		case startZone != "" && untilUTC.MatchString(rule): // a moment, converted by the start's clock
			zone, err := time.LoadLocation(startZone)
			if err != nil || zone == time.Local {
				zone = r.zone
			}
			o.Until = wallOf(o.Until, zone)
		}
		o.Until = endOfDay(o.Until)
	}
	if o.Until.IsZero() || o.Until.After(end) {
		o.Until = end
	}
	if r.steps += stepsOf(o); r.steps > maxSteps {
		return nil, errRepeats
	}
	ro, err := rrule.NewRRule(*o)
	if err != nil {
		return nil, errRepeats
	}
	for next := ro.Iterator(); ; {
		t, ok := next()
		if !ok || len(days) > maxDays {
			return days, nil
		}
		days = append(days, bot.DayOf(t))
	}
}

// stepsOf bounds the work of a rule, in days examined.
func stepsOf(o *rrule.ROption) int {
	days := int(o.Until.Sub(o.Dtstart).Hours()/24) + 1
	if o.Freq == rrule.YEARLY {
		return days / 10
	}
	return days
}
