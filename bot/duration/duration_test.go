package duration_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot/duration"
)

const day = 24 * time.Hour

func TestDurationsOfConfigurations(t *testing.T) {
	for _, text := range []string{"", "d", "10", "h", "m10", "spam", "3", "1e3h", "NaNs", "10m7d", "2 days", "1w", "30s"} {
		if d, ok := duration.Parse(text); ok {
			t.Errorf("%q is taken as %s", text, d)
		}
	}
}

func TestDurationsOfChats(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"10m": 10 * time.Minute, "1.5h": 90 * time.Minute, "1w": 7 * day, "2W3D": 17 * day, "2H": 2 * time.Hour, "20s": time.Minute, "90s": 90 * time.Second,
		"30分钟": 30 * time.Minute, "30分鐘": 30 * time.Minute, "5分": 5 * time.Minute, "45秒": time.Minute, "2小时": 2 * time.Hour, "2個小時": 2 * time.Hour,
		"1天12小时": 36 * time.Hour, "1周": 7 * day, "1週": 7 * day, "2星期": 14 * day,
		"2 days": 2 * day, "1h 30m": 90 * time.Minute, "1d12h": 36 * time.Hour, "for 2 days": 2 * day, "2 天": 2 * day, "3 天": 3 * day, "两天": 2 * day,
		"半小时": 30 * time.Minute, "半小時": 30 * time.Minute, "半个小时": 30 * time.Minute, "半天": 12 * time.Hour, "1个半小时": 90 * time.Minute, "1個半小時": 90 * time.Minute,
		"1 个半小时": 90 * time.Minute, "1小时半": 90 * time.Minute, "一个半小时": 90 * time.Minute, "2 个小时": 2 * time.Hour, "三十五分钟": 35 * time.Minute, "十五天": 15 * day, "一百二十分钟": 2 * time.Hour,
		"２h": 2 * time.Hour, "２ｈ": 2 * time.Hour, "１０ 分钟": 10 * time.Minute, "10 min": 10 * time.Minute, "10 mins": 10 * time.Minute, "10 MINUTES": 10 * time.Minute, "10 min.": 10 * time.Minute,
		"an hour": time.Hour, "a day": day, "A Week": 7 * day, "half an hour": 30 * time.Minute, "an hour and a half": 90 * time.Minute, "two days": 2 * day,
		"1.5 hours": 90 * time.Minute, "90 seconds": 90 * time.Second, "2-days": 2 * day, "2 weeks": 14 * day, "1 day, 12 hours": 36 * time.Hour, "1 day and 12 hours": 36 * time.Hour,
		"1 d 2 h 3 m": day + 2*time.Hour + 3*time.Minute, "1 天 12 小时": 36 * time.Hour, "3650d": 3650 * day, "3650 days": 3650 * day, "7d,": 7 * day, "For 1h": time.Hour,
		"1H30M": 90 * time.Minute, "1D5M": day + 5*time.Minute, "5MIN": 5 * time.Minute, "5 Min": 5 * time.Minute, "十分钟": 10 * time.Minute, "二十分": 20 * time.Minute,
		"100000 minutes": 100000 * time.Minute,
	} {
		if d, ok := duration.ParseChat(text); !ok || d != want {
			t.Errorf("%q is taken as %s, %t, not %s", text, d, ok, want)
		}
	}
	for _, text := range []string{"", "w", "10", "0s", "0天", "0 days", "h2", "-1w", "+1周", "1w2", "24日", "week", "9999w", "99999999999999999999天", "99999999999999999999 days",
		"4294967295周4294967295周", "3651d", "2 months", "1 year", "1y", "3 个月", "3个月", "一年", "1h30", "半个月", "a month", "for", "for good", "a", "半", "个小时", "days", "3x", "3 times",
		"a few days", "几天", "十", "1,5h", "1 year 2 days", "2 days spam", "10 m²", "5 minutés", "一", "24h客服",
		"5M", "1 M", "５Ｍ", "M", "1M30S", "2M 3 days", "十分"} {
		if d, ok := duration.ParseChat(text); ok {
			t.Errorf("%q is taken as %s", text, d)
		}
	}
}

func TestTakesDurations(t *testing.T) {
	for _, c := range []struct {
		text   string
		d      time.Duration
		n      int
		unread string
	}{
		{"2 days spam", 2 * day, 2, ""}, {"for 2 days spam", 2 * day, 3, ""}, {"for good", 0, 0, ""}, {"10 min", 10 * time.Minute, 2, ""}, {"5 s", 5 * time.Second, 2, ""},
		{"1h 30m of rest", 90 * time.Minute, 2, ""}, {"7d 3 days late", 7 * day, 1, ""}, {"1h 30 posts", time.Hour, 1, ""}, {"a day of spam", day, 2, ""},
		{"1 day and spam", day, 2, ""}, {"7d, spam", 7 * day, 1, ""},
		{"2 months x", 0, 0, "2 months"}, {"1 year 2 days x", 0, 0, "1 year 2 days"}, {"2 days 3 months x", 0, 0, "2 days 3 months"}, {"for 1y", 0, 0, "for 1y"},
		{"3 个月 广告", 0, 0, "3 个月"}, {"-5m", 0, 0, "-5m"}, {"-5 m x", 0, 0, "-5 m"}, {"1h30 x", 0, 0, "1h30"}, {"2天刷屏", 0, 0, "2天刷屏"}, {"1,5h", 0, 0, "1,5h"}, {"99999 days", 0, 0, "99999 days"},
		{"几天 刷屏", 0, 0, "几天"}, {"30 x", 0, 0, ""}, {"3 times", 0, 0, ""}, {"@2d x", 0, 0, ""}, {"24hr-ish", 0, 0, "24hr-ish"}, {"3x", 0, 0, ""}, {"2nd time", 0, 0, ""},
		{"4chan", 0, 0, ""}, {"", 0, 0, ""}, {"spam 2d", 0, 0, ""}, {"2d/3d", 0, 0, "2d/3d"},
		{"5M spam", 0, 0, "5M"}, {"2_days x", 0, 0, "2_days"}, {"`7d` x", 0, 0, "`7d`"}, {"*7d*", 0, 0, "*7d*"}, {"PT2H x", 0, 0, "PT2H"}, {"壹天 x", 0, 0, "壹天"}, {"三天广告", 0, 0, "三天广告"},
		{"zwei Tage x", 0, 0, "zwei Tage"}, {"dos días", 0, 0, "dos días"}, {"два дня", 0, 0, "два дня"}, {"6pm", 0, 0, "6pm"}, {"dec 24 x", 0, 0, "dec 24"}, {"next Monday", 0, 0, "next Monday"},
		{"下周五", 0, 0, "下周五"}, {"hour", 0, 0, "hour"}, {"ten", 0, 0, "ten"}, {"ten spammers", 0, 0, ""}, {"march spam", 0, 0, ""}, {"十分恶劣", 0, 0, ""}, {"traffic jam", 0, 0, ""}, {"second warning", 0, 0, ""},
	} {
		words := strings.Fields(c.text)
		d, n := duration.Take(words)
		if unread := duration.Unread(words); d != c.d || n != c.n || unread != c.unread {
			t.Errorf("%q: %s in %d words, unread %q", c.text, d, n, unread)
		}
	}
	for _, c := range []struct {
		text   string
		d      time.Duration
		n      int
		unread string
	}{
		{"spam 2 days", 2 * day, 2, ""}, {"spam for 2 days", 2 * day, 3, ""}, {"spam 3 times", 0, 0, ""}, {"spam 7d", 7 * day, 1, ""}, {"吵闹 2 小时", 2 * time.Hour, 2, ""},
		{"spam 2 months", 0, 0, "2 months"}, {"spam 1 year 2 days", 0, 0, "1 year 2 days"}, {"spam -5m", 0, 0, "-5m"}, {"spam - 5 m", 5 * time.Minute, 2, ""}, {"spam -5 min", 0, 0, "-5 min"},
		{"刷屏2天", 0, 0, "刷屏2天"}, {"for good", 0, 0, ""}, {"page 3", 0, 0, ""}, {"", 0, 0, ""}, {"room 5 1 day", day, 2, ""},
		{"spam 5M", 0, 0, "5M"}, {"spam 2 Tage", 0, 0, "2 Tage"}, {"спам 2 дня", 0, 0, "2 дня"}, {"spam zwei Wochen", 0, 0, "zwei Wochen"}, {"スパム 3時間", 0, 0, "3時間"}, {"spam 10 mintues", 0, 0, "10 mintues"},
		{"spam 2 dyas!", 0, 0, "2 dyas!"}, {"spam;7d", 0, 0, "spam;7d"}, {"spam 3 nights", 0, 0, "3 nights"}, {"安静一点", 0, 0, ""}, {"spam 3 links", 0, 0, ""}, {"a traffic jam", 0, 0, ""}, {"ping @2d", 0, 0, ""},
	} {
		words := strings.Fields(c.text)
		d, n := duration.TakeLast(words)
		if unread := duration.UnreadLast(words); d != c.d || n != c.n || unread != c.unread {
			t.Errorf("%q at the end: %s in %d words, unread %q", c.text, d, n, unread)
		}
	}
}

// writeDuration writes a duration in one of many common notations.
func writeDuration(t *rapid.T, d time.Duration) string {
	names := rapid.SampledFrom([][]string{
		{"w", "d", "h", "m", "s"}, {" weeks", " days", " hours", " minutes", " seconds"}, {" wk", " day", " hrs", " mins", " sec"}, {"W", "D", "H", "MIN", "S"},
		{"周", "天", "小时", "分钟", "秒"}, {" 星期", " 天", " 個小時", " 分鐘", " 秒鐘"},
	}).Draw(t, "units")
	var parts []string
	for i, unit := range []time.Duration{7 * day, day, time.Hour, time.Minute, time.Second} {
		if n := d / unit; n > 0 {
			parts = append(parts, fmt.Sprint(int64(n))+names[i])
			d -= n * unit
		}
	}
	between := " "
	if !strings.HasPrefix(names[0], " ") {
		between = rapid.SampledFrom([]string{"", " "}).Draw(t, "between")
	}
	return strings.Join(parts, between)
}

// TestWrittenDurationsAreReadBack checks that common notations round-trip, before or after other
// words.
func TestWrittenDurationsAreReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := time.Duration(rapid.Int64Range(60, int64(duration.Longest/time.Second)).Draw(t, "seconds")) * time.Second
		text := writeDuration(t, d)
		if got, ok := duration.ParseChat(text); !ok || got != d {
			t.Fatalf("%q is read as %s, %t, not %s", text, got, ok, d)
		}
		n := len(strings.Fields(text))
		if got, used := duration.Take(strings.Fields(text + " some reason")); got != d || used != n {
			t.Fatalf("%q ahead is read as %s of %d words", text, got, used)
		}
		if got, used := duration.TakeLast(strings.Fields("some reason " + text)); got != d || used != n {
			t.Fatalf("%q behind is read as %s of %d words", text, got, used)
		}
	})
}

// FuzzParseChat checks for any text that a duration is within bounds, consumes only words that
// exist, parses the same at both ends, and is never also reported as unread.
func FuzzParseChat(f *testing.F) {
	for _, s := range []string{
		"2d", "2 days spam", "for 1h 30m", "1天12小时", "半小时", "1个半小时", "２ｈ", "an hour and a half", "99999999999999999999 days", "2 months", "1 year 2 days", "-5m", "1h30",
		"三百六十五天", "几天", "1.5.5h", "for", "spam 10 min", "0.0000001h", "2天刷屏", "\xff d", "1 \u0301d", "and 1h and", "1e9h",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		words := strings.Fields(text)
		if d, ok := duration.ParseChat(text); ok {
			if d < duration.Shortest || d > duration.Longest {
				t.Fatalf("%q is read as %s", text, d)
			}
			if _, n := duration.TakeLast(words); n != len(words) {
				t.Fatalf("%q is %d words at the end", text, n)
			}
		}
		for end, d := range map[string]func([]string) (time.Duration, int){"front": duration.Take, "end": duration.TakeLast} {
			if d, n := d(words); n < 0 || n > len(words) || (n > 0) != (d > 0) || d > duration.Longest {
				t.Fatalf("%q has at its %s %s of %d words", text, end, d, n)
			}
		}
		if _, n := duration.Take(words); n > 0 && duration.Unread(words) != "" {
			t.Fatalf("%q is read and is not", text)
		}
		if _, n := duration.TakeLast(words); n > 0 && duration.UnreadLast(words) != "" {
			t.Fatalf("%q is read at its end and is not", text)
		}
	})
}
