package timing

import (
	"strings"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot/phrase"
)

func TestTimesOfChats(t *testing.T) {
	loc := zone(t, "Europe/Berlin")
	now := time.Date(2026, 3, 2, 10, 30, 15, 0, loc) // a Monday
	for text, want := range map[string]string{
		"20:00": "02T20:00", "09:00": "03T09:00", "8pm": "02T20:00", "8 p.m.": "02T20:00", "12am": "03T00:00", "12:00": "02T12:00",
		"9:00": "02T21:00 03T09:00", "晚上8点半": "02T20:30", "8点": "02T20:00 03T08:00", "下午3点": "02T15:00", "中午12点": "02T12:00", "20点整": "02T20:00",
		"today 20:00": "02T20:00", "tonight 8": "02T20:00", "tomorrow 9": "03T09:00 03T21:00", "tomorrow at 09:00": "03T09:00",
		"明天09:00": "03T09:00", "明晚8点": "03T20:00", "明早8点": "03T08:00 03T20:00", "后天 18:00": "04T18:00", "後天 18:00": "04T18:00",
		"sat 20:00": "07T20:00", "Saturday, 20:00": "07T20:00", "周六20:00": "07T20:00", "礼拜天 20:00": "08T20:00", "下周六 20:00": "14T20:00",
		"mon 20:00": "02T20:00 09T20:00", "mon 09:00": "09T09:00", "next sat 20:00": "07T20:00 14T20:00", "on friday at 8pm": "06T20:00",
		"2026-03-24 18:00": "24T18:00", "2026-03-24T18:00": "24T18:00", "3月24日18:00": "24T18:00", "03-24 18:00": "24T18:00", "24.3. 18:00": "24T18:00",
		"24 mar 18:00": "24T18:00", "march 24th 18:00": "24T18:00", "3/24 18:00": "24T18:00", "3/4 18:00": "04T18:00 2026-04-03T18:00",
		"1/2 18:00": "2027-01-02T18:00 2027-02-01T18:00", "29.2. 18:00": "2028-02-29T18:00",
		"2h": "02T12:30:15", "in 2h": "02T12:30:15", "2小时后": "02T12:30:15", "30分钟後": "02T11:00:15", "３０分钟以后": "02T11:00:15", "1d12h": "03T22:30:15",
		"2026-03-29 02:30": "29T03:00",
		"daily 09:00":      "daily 09:00", "every day at 8pm": "daily 20:00", "每天8点半": "daily 08:30", "weekly SAT 20:00": "weekly sat 20:00", "每周六 20:00": "weekly 周六 20:00",
		"every sat 20:00": "weekly sat 20:00", "every 6h": "every 6h0m0s", "monthly 15 09:00": "monthly 15 09:00", "每月 最后一天 20:00": "monthly 最后一天 20:00",

		"": "?moment", "8": "?moment", "soon": "?moment", "25:00": "?hour", "9:60": "?minute", "13pm": "?moment", "foo 20:00": "?moment",
		"today 09:00": "?over", "2026-03-01 18:00": "?over", "2020-01-01 18:00": "?over", "2046-01-01 18:00": "?far", "2026-02-31 18:00": "?no_such_day", "31.4. 18:00": "?no_such_day",
		"2026-12-24": "?day_alone", "2026-12-24T18:00Z": "?zoned", "daily": "?none", "weekly 20:00": "?weekly", "99999999h": "?moment",
	} {
		var got []string
		list, err := ReadWhen(text, now, loc)
		for _, w := range list {
			switch {
			case w.At != "":
				got = append(got, strings.TrimPrefix(w.At, "2026-03-"))
			case w.Every > 0:
				got = append(got, "every "+w.Every.String())
			default:
				got = append(got, strings.TrimSpace(map[bool]string{true: "daily ", false: ""}[w.Daily != ""]+w.Daily+
					map[bool]string{true: "weekly ", false: ""}[w.Weekly != ""]+w.Weekly+map[bool]string{true: "monthly ", false: ""}[w.Monthly != ""]+w.Monthly))
			}
		}
		if code, ok := strings.CutPrefix(want, "?"); ok {
			if err == nil || !strings.HasPrefix(string(phrase.Cause(err)), "timing."+code) {
				t.Errorf("%q is read as %v, %v; want timing.%s", text, got, err, code)
			}
		} else if strings.Join(got, " ") != want || err != nil {
			t.Errorf("%q is read as %v, %v; want %s", text, got, err, want)
		}
	}
}

// FuzzReadWhen checks that whatever is read lies ahead, and is a schedule that a configuration may
// have.
func FuzzReadWhen(f *testing.F) {
	for _, s := range []string{"20:00", "tomorrow 9", "明晚8点半", "3/4 18:00", "in 2h", "every 6h", "每周六 20:00", "2026-03-29 02:30", "next sat 8pm", "31.12. 00:00"} {
		f.Add(s, int64(1_772_000_000))
	}
	loc := zone(f, "Europe/Berlin")
	f.Fuzz(func(t *testing.T, text string, at int64) {
		now := time.Unix(1_500_000_000+at%2_000_000_000, 0)
		list, err := ReadWhen(text, now, loc)
		if (err == nil) != (len(list) > 0) {
			t.Fatalf("%v, %v", list, err)
		}
		if err != nil && phrase.Known(err) == "" {
			t.Fatalf("no phrase: %v", err)
		}
		for _, w := range list {
			p, key, err := w.Plan(loc, nil)
			if err != nil {
				t.Fatalf("%s of %+v: %v", key, w, err)
			}
			if next := p.Next(now.Add(-2 * time.Hour)).At; next.IsZero() {
				t.Fatalf("%+v never comes after %v", w, now)
			}
		}
	})
}
