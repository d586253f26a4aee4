package timing

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/stewardbot/steward/bot/phrase"
)

// Notations of times in a configuration.

// narrow converts full-width digits, colons and spaces to ASCII.
func narrow(s string) string { return strings.TrimSpace(norm.NFKC.String(s)) }

// parseDaily parses "09:00".
func parseDaily(s string) (*cronSpec, error) {
	hour, minute, err := parseClock(narrow(s))
	if err != nil {
		return nil, err
	}
	return parseCron(fmt.Sprintf("%d %d * * *", minute, hour))
}

// parseWeekly parses "SAT 20:00", "WED,SAT 20:00", "FRI-MON 9:00" and "周六
// 20:00".
func parseWeekly(s string) (*cronSpec, error) {
	s = narrow(s)
	days, clock := lastWord(s)
	hour, minute, err := parseClock(clock)
	switch {
	case days == "" && err == nil, days == "" && !strings.Contains(clock, ":"), err != nil && !strings.ContainsAny(clock, "0123456789"):
		return nil, phrase.New("timing.weekly")
	case err != nil:
		return nil, err
	}
	spec, ok := parseDays(days, hour, minute)
	if !ok {
		return nil, phrase.New("timing.weekly_day", days)
	}
	return spec, nil
}

// parseDays parses days of the week: "SAT", "Saturday, Sunday", "FRI-MON" and "周六".
func parseDays(s string, hour, minute int) (spec *cronSpec, ok bool) {
	day := strings.ReplaceAll(dayNames().Replace(strings.ToUpper(narrow(s))), " ", "")
	spec, err := parseCron(fmt.Sprintf("%d %d * * %s", minute, hour, day))
	return spec, err == nil && day != "" && !strings.ContainsAny(day, "0123456789/?*#")
}

var (
	ordinals = strings.NewReplacer("FIRST ", "1#", "1ST ", "1#", "SECOND ", "2#", "2ND ", "2#", "THIRD ", "3#", "3RD ", "3#", "FOURTH ", "4#", "4TH ", "4#", "LAST ", "L#",
		"第一个", "1#", "第一個", "1#", "首个", "1#", "首個", "1#", "第二个", "2#", "第二個", "2#", "第三个", "3#", "第三個", "3#", "第四个", "4#", "第四個", "4#",
		"最后一日", "L#天", "最後一日", "L#天", "月末", "L#天", "月底", "L#天", "最后一个", "L#", "最後一個", "L#", "最后一", "L#", "最後一", "L#", "每月", "", "DAY", "天", "号", "", "號", "", "日", "")
	nthWords   = regexp.MustCompile(`^([1-4L])#([A-Z]{3})$`)
	numberEnd  = regexp.MustCompile(`([0-9])(?:ST|ND|RD|TH)\b`)
	dayNumbers = regexp.MustCompile(`^[0-9]{1,2}(,[0-9]{1,2})*$`)
)

// parseMonthly parses "15 09:00", "1,15 09:00", "last day 20:00", "first MON
// 09:00" and "最后一天 20:00".
func parseMonthly(s string) (*cronSpec, error) {
	day, clock := lastWord(narrow(s))
	hour, minute, err := parseClock(clock)
	if day == "" || !clockShape.MatchString(clock) {
		err = phrase.New("timing.monthly")
	}
	if err != nil {
		return nil, err
	}
	word := strings.ReplaceAll(ordinals.Replace(dayNames().Replace(strings.ToUpper(day))), " ", "")
	word = numberEnd.ReplaceAllString(word, "$1")
	nth := nthWords.FindStringSubmatch(word)
	switch {
	case word == "L#天":
		return parseCron(fmt.Sprintf("%d %d L * *", minute, hour))
	case dayNumbers.MatchString(word):
		return parseCron(fmt.Sprintf("%d %d %s * *", minute, hour, word))
	case nth != nil && nth[1] == "L":
		return parseCron(fmt.Sprintf("%d %d * * %sL", minute, hour, nth[2]))
	case nth != nil:
		return parseCron(fmt.Sprintf("%d %d * * %s#%s", minute, hour, nth[2], nth[1]))
	}
	return nil, phrase.New("timing.monthly_day", day)
}

// lastWord splits a text at its last space.
func lastWord(s string) (before, last string) {
	i := strings.LastIndex(s, " ")
	return strings.TrimSpace(s[:max(i, 0)]), s[i+1:]
}

var clockShape = regexp.MustCompile(`^([0-9]{1,2}):([0-9]{2})$`)

var spokenClock = regexp.MustCompile(`^(早上|上午|凌晨|下午|晚上)?([0-9]{1,2})(?:[:.点點时時]([0-9]{2}|半)?分?)?([ap]m)?$`)

// meantClock returns a time of day that is written as people say it, such as 8pm
// or 晚上8点半, as "20:00"; "" if it is no such time.
func meantClock(s string) string {
	m := spokenClock.FindStringSubmatch(strings.ToLower(narrow(s)))
	if m == nil {
		return ""
	}
	hour, _ := strconv.Atoi(m[2])
	minute, _ := strconv.Atoi(strings.Replace(m[3], "半", "30", 1))
	switch late := m[4] == "pm" || m[1] == "下午" || m[1] == "晚上"; {
	case m[4] != "" && (hour == 0 || hour > 12) || hour > 23 || minute > 59:
		return ""
	case late && hour < 12:
		hour += 12
	case m[4] == "am" && hour == 12:
		hour = 0
	}
	return fmt.Sprintf("%02d:%02d", hour, minute)
}

// parseClock parses "09:00".
func parseClock(s string) (hour, minute int, err error) {
	m := clockShape.FindStringSubmatch(s)
	if m == nil {
		wrong := phrase.New("timing.clock")
		if meant := meantClock(s); meant != "" {
			wrong = phrase.New("hint.write", wrong, meant)
		}
		return 0, 0, wrong
	}
	hour, _ = strconv.Atoi(m[1])
	minute, _ = strconv.Atoi(m[2])
	switch {
	case hour == 24 && minute == 0:
		return 0, 0, phrase.New("timing.hour_24")
	case hour > 23:
		return 0, 0, phrase.New("timing.hour", hour)
	case minute > 59:
		return 0, 0, phrase.New("timing.minute", minute)
	}
	return hour, minute, nil
}

// dayNames converts full and Chinese day names to cron's.
var dayNames = sync.OnceValue(func() *strings.Replacer {
	names := []string{"、", ",", "至", "-", "到", "-", " AND ", ",", " & ", ",", "和", ",", "每周", "周", "每週", "週", "每个", "", "每個", "", "TUES", "TUE", "THURS", "THU"}
	for i, day := range []string{"SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY"} {
		names = append([]string{day + "S", day[:3], day, day[:3]}, names...)
		number := string([]rune("日一二三四五六")[i])
		for _, word := range []string{"周", "週", "星期", "礼拜", "禮拜"} {
			names = append(names, word+number, day[:3], "每"+word+number, day[:3])
		}
	}
	return strings.NewReplacer(append(names, "周天", "SUN", "週天", "SUN", "星期天", "SUN", "礼拜天", "SUN", "禮拜天", "SUN")...)
})

var zoned = regexp.MustCompile(`[0-9](?:Z|[+-][0-9]{2}:?[0-9]{2})$`)

// ParseLocal parses a local day or time, such as 2026-12-24 or 2026-12-24T18:00, into a time of
// the wall clock, in UTC. The error is a phrase.
func ParseLocal(s string) (wall time.Time, err error) {
	s = narrow(s)
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02 15:04", time.DateOnly, "2006-01-02T15:04:05", time.DateTime} {
		if wall, err = time.Parse(layout, s); err == nil {
			return wall, nil
		}
		if strings.Contains(err.Error(), "out of range") {
			return wall, phrase.New("timing.no_such_day")
		}
	}
	if zoned.MatchString(s) && len(s) > len(time.DateOnly) {
		return wall, phrase.New("timing.zoned")
	}
	return wall, phrase.New("timing.local")
}
