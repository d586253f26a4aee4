package timing

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot/duration"
	"github.com/stewardbot/steward/bot/phrase"
)

// farthest is how far ahead a time in a chat may be.
const farthest = 10 * 366 * 24 * time.Hour

// ReadWhen reads when something is to happen, as people write it in a chat:
// "20:00", "tomorrow 9am", "明晚8点", "SAT 20:00", "12-24 18:00", "2h", or again
// and again: "daily 09:00", "每周六 20:00", "every 6h". It returns what may be
// meant, soonest first: several if that is unclear, such as 9 o'clock or a
// weekday that is today. All are valid and to come. The error is a phrase that
// continues a sentence about the text. It never panics.
func ReadWhen(text string, now time.Time, zone *time.Location) ([]When, error) {
	s := strings.ToLower(narrow(text))
	if w, ok := readRepeated(s); ok {
		p, _, err := w.Plan(zone, nil)
		if err == nil && p.Next(now).At.IsZero() {
			err = phrase.New("timing.never")
		}
		if err != nil {
			return nil, err
		}
		return []When{w}, nil
	}
	moments, err := readMoments(s, now, zone)
	if err != nil {
		return nil, err
	}
	moments = slices.DeleteFunc(moments, func(at time.Time) bool { return !at.After(now) })
	slices.SortFunc(moments, time.Time.Compare)
	switch {
	case len(moments) == 0:
		return nil, phrase.New("timing.over")
	case moments[len(moments)-1].Sub(now) > farthest:
		return nil, phrase.New("timing.far")
	}
	var list []When
	for _, at := range slices.CompactFunc(moments, time.Time.Equal) {
		list = append(list, Once(at, zone))
	}
	return list, nil
}

// Once returns the schedule of a single time, in seconds.
func Once(at time.Time, zone *time.Location) When {
	at = at.In(zone)
	if at.Second() == 0 {
		return When{At: at.Format("2006-01-02T15:04")}
	}
	return When{At: at.Format("2006-01-02T15:04:05")}
}

var repeated = regexp.MustCompile(`^(daily|every day|每天|每日|weekly|every|monthly|每周|每週|每星期|每礼拜|每禮拜|每月)\s*(.*)$`)

// readRepeated reads a schedule that repeats.
func readRepeated(s string) (w When, ok bool) {
	m := repeated.FindStringSubmatch(s)
	if m == nil {
		return w, false
	}
	rest := strings.TrimPrefix(m[2], "at ")
	if day, clock := lastWord(rest); meantClock(clock) != "" {
		rest = strings.TrimSpace(day + " " + meantClock(clock))
	}
	switch m[1] {
	case "daily", "every day", "每天", "每日":
		return When{Daily: rest}, true
	case "monthly", "每月":
		return When{Monthly: rest}, true
	case "every":
		if d, known := duration.ParseChat(rest); known {
			return When{Every: d}, true
		}
		return When{Weekly: rest}, true
	}
	if m[1] != "weekly" {
		rest = "周" + rest
	}
	return When{Weekly: rest}, true
}

var (
	ahead   = regexp.MustCompile(`^(?:in|after)\s+|\s*(?:later|from now|之?[后後]|以[后後])$`)
	clockAt = regexp.MustCompile(`^(.*?)\s*(早上|上午|凌晨|中午|下午|晚上|傍晚)?\s*([0-9]{1,2})(?:\s*([:.点點时時])\s*([0-9]{2}|半|整)?\s*分?|)\s*([ap]\.?m\.?)?$`)
)

// readMoments reads single times; some may be over.
func readMoments(s string, now time.Time, zone *time.Location) ([]time.Time, error) {
	wall, err := ParseLocal(strings.ToUpper(s))
	switch {
	case err == nil && strings.Contains(s, ":"):
		return []time.Time{firing(wall, zone).At}, nil
	case err == nil:
		return nil, phrase.New("timing.day_alone")
	case zoned.MatchString(strings.ToUpper(s)) && strings.Contains(s, ":"):
		return nil, phrase.New("timing.zoned")
	}
	if d, ok := duration.ParseChat(ahead.ReplaceAllString(s, "")); ok && d > 0 && d <= farthest {
		return []time.Time{now.Add(d).Truncate(time.Second)}, nil
	}
	m := clockAt.FindStringSubmatch(s)
	if m == nil {
		return nil, phrase.New("timing.moment")
	}
	c := spokenTime{before: m[1], period: m[2], hour: m[3], mark: m[4], minute: m[5], half: m[6]}
	days, late, err := daysMeant(c.before, wallOf(now, zone))
	if err != nil {
		return nil, err
	}
	hours, minute, err := c.hours(late)
	if err != nil {
		return nil, err
	}
	var list []time.Time
	for _, hour := range hours {
		for _, day := range days {
			y, month, d := day.Date()
			at := firing(time.Date(y, month, d, hour, minute, 0, 0, time.UTC), zone).At
			if c.before == "" && !at.After(now) {
				at = firing(time.Date(y, month, d+1, hour, minute, 0, 0, time.UTC), zone).At
			}
			list = append(list, at)
		}
	}
	return list, nil
}

// spokenTime is a time of day as it was written.
type spokenTime struct{ before, period, hour, mark, minute, half string }

// hours returns the hours that may be meant. An hour of one digit may be in the
// morning or in the evening.
func (c spokenTime) hours(late bool) (hours []int, minute int, err error) {
	hour, _ := strconv.Atoi(c.hour)
	minute, _ = strconv.Atoi(strings.NewReplacer("半", "30", "整", "0").Replace(c.minute))
	half := strings.ReplaceAll(c.half, ".", "")
	evening := late || half == "pm" || slices.Contains([]string{"下午", "晚上", "傍晚"}, c.period) || c.period == "中午" && hour < 10
	morning := half == "am" || c.period == "早上" || c.period == "上午" || c.period == "凌晨"
	switch {
	case c.mark == "" && half == "" && c.period == "" && c.before == "":
		return nil, 0, phrase.New("timing.moment") // a bare number
	case minute > 59:
		return nil, 0, phrase.New("timing.minute", minute)
	case hour > 23:
		return nil, 0, phrase.New("timing.hour", hour)
	case half != "" && (hour == 0 || hour > 12):
		return nil, 0, phrase.New("timing.moment")
	case evening && hour < 12:
		return []int{hour + 12}, minute, nil
	case morning && hour == 12:
		return []int{0}, minute, nil
	case morning || evening || c.period == "中午" || len(c.hour) == 2 && c.mark == ":" || hour == 0 || hour > 12:
		return []int{hour}, minute, nil
	}
	return []int{hour, (hour + 12) % 24}, minute, nil
}
