package timing

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot/phrase"
)

// dayWords are words for days by how many days ahead they are.
var dayWords = map[string]int{
	"today": 0, "tonight": 0, "今天": 0, "今日": 0, "今晚": 0, "今夜": 0,
	"tomorrow": 1, "tmr": 1, "tomorrow night": 1, "明天": 1, "明日": 1, "明晚": 1, "明早": 1,
	"day after tomorrow": 2, "the day after tomorrow": 2, "后天": 2, "後天": 2, "大后天": 3, "大後天": 3,
}

var (
	joint     = regexp.MustCompile(`^(?:on|this)\s+|[\s,]*\bat$|[\s,]+$`)
	yearMonth = regexp.MustCompile(`^(?:([0-9]{4})\s*[-/.年]\s*)?([0-9]{1,2})\s*([-/.月])\s*([0-9]{1,2})\s*[日号號.]?$`)
	monthName = regexp.MustCompile(`^(?:([0-9]{1,2})(?:st|nd|rd|th|\.)?\s+)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?:\s+([0-9]{1,2})(?:st|nd|rd|th)?)?(?:,?\s+([0-9]{4}))?$`)
	nextWeek  = regexp.MustCompile(`^(next\s+|下个?個?)`)
)

// daysMeant returns the days that the words before a time of day may mean; today
// is a wall. late: they say evening.
func daysMeant(words string, today time.Time) (days []time.Time, late bool, err error) {
	s := strings.TrimSpace(joint.ReplaceAllString(joint.ReplaceAllString(strings.TrimSpace(words), ""), ""))
	if s == "" {
		return []time.Time{today}, false, nil
	}
	late = strings.HasSuffix(s, "night") || strings.HasSuffix(s, "晚") || strings.HasSuffix(s, "夜")
	if n, ok := dayWords[s]; ok {
		return []time.Time{today.AddDate(0, 0, n)}, late, nil
	}
	if days, err = dateMeant(s, today); days != nil || err != nil {
		return days, false, err
	}
	next := nextWeek.FindString(s)
	names := dayNames().Replace(strings.ToUpper(strings.TrimPrefix(s, next)))
	i := strings.Index("SUNMONTUEWEDTHUFRISAT", names)
	if len(names) != 3 || i < 0 || i%3 != 0 {
		return nil, false, phrase.New("timing.moment")
	}
	coming := today.AddDate(0, 0, (i/3-int(today.Weekday())+7)%7)
	later := coming.AddDate(0, 0, 7)
	monday := today.AddDate(0, 0, 7-(int(today.Weekday())+6)%7) // of next week
	switch {
	case strings.HasPrefix(next, "下"):
		return []time.Time{monday.AddDate(0, 0, (i/3+6)%7)}, false, nil
	case next != "" || coming.Equal(today):
		return []time.Time{coming, later}, false, nil
	}
	return []time.Time{coming}, false, nil
}

// dateMeant reads a date, of the coming one without a year; nil if it is none.
// 3/4 may be in March or in April.
func dateMeant(s string, today time.Time) ([]time.Time, error) {
	var year, month, day string
	either := false
	if m := yearMonth.FindStringSubmatch(s); m != nil {
		year, month, day = m[1], m[2], m[4]
		if m[3] == "." && year == "" {
			month, day = day, month
		}
		either = m[3] == "/" && year == ""
	} else if m := monthName.FindStringSubmatch(s); m != nil && (m[1] == "") != (m[3] == "") {
		at := strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", m[2])/3 + 1
		year, month, day = m[4], strconv.Itoa(at), m[1]+m[3]
	} else {
		return nil, nil
	}
	days := dated(year, month, day, today)
	if either && month != day {
		days = append(days, dated(year, day, month, today)...)
	}
	if len(days) == 0 {
		return nil, phrase.New("timing.no_such_day")
	}
	return days, nil
}

// dated returns the day of numbers, or none if there is no such day.
func dated(year, month, day string, today time.Time) []time.Time {
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	y, err := strconv.Atoi(year)
	exists := func(y int) bool { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC).Day() == d }
	if m < 1 || m > 12 || d < 1 || d > 31 {
		return nil
	}
	if err != nil {
		y = today.Year()
		for !exists(y) && y < today.Year()+4 || time.Date(y, time.Month(m), d, 23, 59, 59, 0, time.UTC).Before(today) {
			y++
		}
	}
	if !exists(y) {
		return nil
	}
	return []time.Time{time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)}
}
