package insight

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// The lengths of periods.
const (
	byDay   = "day"
	byWeek  = "week"
	byMonth = "month"
)

// mostPeriods bounds the rows of a figure, and mostDays what is read for it.
const (
	mostPeriods = 1_000
	mostDays    = 3_660
)

// defaultDays are the days of a figure without From, and longest those of a period.
var (
	defaultDays = map[string]bot.Day{byDay: 28, byWeek: 12 * 7, byMonth: 365}
	longest     = map[string]int{byDay: 1, byWeek: 7, byMonth: 31}
)

// period is a row of a figure: days from its first to its last.
type period struct {
	from, to bot.Day
	until    bot.Day // the last day of it that has begun
}

// starts returns the first day of the period that a day is in, and of the next one.
func starts(by string, d bot.Day) (first, next bot.Day) {
	switch by {
	case byWeek:
		return d.Week(), d.Week() + 7
	case byMonth:
		return d.Month(), (d.Month() + 31).Month()
	}
	return d, d + 1
}

// split returns the periods of whole days, weeks or months from one day until another, of
// which none begins after today.
func split(by string, from, to, today bot.Day) (list []period) {
	first, _ := starts(by, from)
	for first <= min(to, today) {
		_, next := starts(by, first)
		list = append(list, period{first, next - 1, min(next-1, today)})
		first = next
	}
	return list
}

// span reads the first and the last day of a query; without the first it is so many days.
func span(q Query, by string, days, today bot.Day) (from, to bot.Day, err error) {
	to = today
	if q.To != "" {
		if to, err = date(q.To); err != nil {
			return 0, 0, err
		}
	}
	if from = min(to, today) - days + 1; q.From != "" {
		if from, err = date(q.From); err != nil {
			return 0, 0, err
		}
	}
	each := longest[by]
	switch {
	case from > to:
		return 0, 0, phrase.New("insight.backwards", from, to)
	case from > today:
		return 0, 0, phrase.New("insight.future", from)
	case int(to-from) > mostDays || int(to-from)/each > mostPeriods:
		return 0, 0, phrase.New("insight.long", min(mostDays, mostPeriods*each))
	}
	return from, to, nil
}

func date(s string) (bot.Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, phrase.New("insight.date", s)
	}
	return bot.DayOf(t), nil
}
