package template

import (
	"strconv"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/markup"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/phrase"
)

// Common returns the placeholders that any text of a community may use.
func Common() []Func {
	return []Func{
		{Name: "date"}, {Name: "time"}, {Name: "weekday"}, {Name: "community"}, {Name: "member_count"},
		{Name: "days_until", Arg: anyDay}, {Name: "days_since", Arg: wholeDay},
	}
}

// Values computes the values of Common.
type Values struct {
	Turn    *bot.Turn
	Members *member.Directory
	At      time.Time // the current time for the text
	Plain   bool      // the text is not in Steward's markup
}

// Value returns the value of a placeholder; "" if Common has none of that name.
func (v Values) Value(name, arg string) (string, error) {
	at := v.At.In(v.Turn.Community.Zone)
	today := bot.DayOf(at)
	switch name {
	case "date":
		return at.Format(time.DateOnly), nil
	case "time":
		return at.Format("15:04"), nil
	case "weekday":
		return v.weekday(at.Weekday()), nil
	case "community":
		if v.Plain {
			return v.Turn.Community.Name, nil
		}
		return markup.Escape(v.Turn.Community.Name), nil
	case "member_count":
		n, err := v.Members.Count(v.Turn.State(), v.Turn.Community.ID)
		return strconv.Itoa(n), err
	case "days_until":
		return number(dayAfter(arg, today) - today), nil
	case "days_since":
		return number(today - dayAfter(arg, today)), nil
	}
	return "", nil
}

// number never goes below 0: a past day is no longer waited for.
func number(days bot.Day) string { return strconv.Itoa(int(max(days, 0))) }

func (v Values) weekday(d time.Weekday) string { return Weekday(v.Turn, d) }

// Weekday returns the name of a day of the week in a turn's language.
func Weekday(t *bot.Turn, d time.Weekday) string {
	return t.Text([]string{
		"template.sunday", "template.monday", "template.tuesday", "template.wednesday",
		"template.thursday", "template.friday", "template.saturday",
	}[d], nil)
}

// leapYear is a year with every possible day.
const leapYear = "2000-"

// anyDay validates a date, or a day of every year.
func anyDay(arg string) error {
	if wholeDay(arg) == nil || wholeDay(leapYear+arg) == nil {
		return nil
	}
	return phrase.New("template.yearly_date")
}

func wholeDay(arg string) error {
	if _, err := time.Parse(time.DateOnly, arg); err != nil {
		return phrase.New("template.date")
	}
	return nil
}

// dayAfter returns the day that an argument means; for a day of every year, the
// next one from today on. Without a 29 February that is 1 March.
func dayAfter(arg string, today bot.Day) bot.Day {
	if day, err := time.Parse(time.DateOnly, arg); err == nil {
		return bot.DayOf(day)
	}
	y, _, _ := today.Date().Date()
	day, err := time.Parse(time.DateOnly, leapYear+arg)
	if err != nil {
		return today
	}
	for ; ; y++ {
		if next := bot.DayOf(time.Date(y, day.Month(), day.Day(), 0, 0, 0, 0, time.UTC)); next >= today {
			return next
		}
	}
}
