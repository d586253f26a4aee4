package timing

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot/phrase"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestNext(t *testing.T) {
	days := Calendars{"cn": {ICS: "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261001\r\nDTEND;VALUE=DATE:20261008\r\nSUMMARY:国庆节\r\nEND:VEVENT\r\n" +
		"BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261010\r\nSUMMARY:国庆节 补班\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"}}.Days(zone(t, "Asia/Shanghai"))
	const ny, cn = "America/New_York", "Asia/Shanghai"
	for _, c := range []struct {
		name, zone, after string
		when              When
		want              string // the next three; "!" marks a gap, "2" a repeated local time
	}{
		{"the hour that is skipped", ny, "2026-03-07T12:00:00-05:00", When{Daily: "02:30"}, "03-08T03:00-04:00! 03-09T02:30-04:00 03-10T02:30-04:00"},
		{"skipped ones fall together", ny, "2026-03-08T01:30:00-05:00", When{Cron: "*/30 * * * *"}, "03-08T03:00-04:00! 03-08T03:30-04:00 03-08T04:00-04:00"},
		{"the hour that comes twice", ny, "2026-11-01T00:40:00-04:00", When{Cron: "*/30 * * * *"}, "11-01T01:00-04:002 11-01T01:30-04:002 11-01T02:00-05:00"},
		{"asked in the second hour", ny, "2026-11-01T01:15:00-05:00", When{Daily: "01:30"}, "11-02T01:30-05:00 11-03T01:30-05:00 11-04T01:30-05:00"},
		{"minutes elapse alike", ny, "2026-11-01T01:40:00-04:00", When{Every: 20 * time.Minute}, "11-01T01:00-05:00 11-01T01:20-05:00 11-01T01:40-05:00"},
		{"hours are the clock's", ny, "2026-03-07T20:00:00-05:00", When{Every: 6 * time.Hour}, "03-08T00:00-05:00 03-08T06:00-04:00 03-08T12:00-04:00"},
		{"months without a 31st", cn, "2026-01-31T12:00:00+08:00", When{Cron: "0 12 31 * *"}, "03-31T12:00+08:00 05-31T12:00+08:00 07-31T12:00+08:00"},
		{"29 February", cn, "2026-01-31T12:00:00+08:00", When{Cron: "0 12 29 2 *"}, "02-29T12:00+08:00 02-29T12:00+08:00 02-29T12:00+08:00"},
		{"holidays and make-up days", cn, "2026-09-30T10:00:00+08:00", When{Daily: "09:00", On: "workdays"}, "10-08T09:00+08:00 10-09T09:00+08:00 10-10T09:00+08:00"},
		{"several days", cn, "2026-09-30T10:00:00+08:00", When{Weekly: "WED,SAT 20:00"}, "09-30T20:00+08:00 10-03T20:00+08:00 10-07T20:00+08:00"},
		{"days in full", cn, "2026-09-30T10:00:00+08:00", When{Weekly: "Wednesday,saturday 20:00"}, "09-30T20:00+08:00 10-03T20:00+08:00 10-07T20:00+08:00"},
		{"days in Chinese", cn, "2026-09-30T10:00:00+08:00", When{Weekly: "星期三、周六 20:00"}, "09-30T20:00+08:00 10-03T20:00+08:00 10-07T20:00+08:00"},
		{"Sunday is 7", cn, "2026-09-30T10:00:00+08:00", When{Cron: "0 9 * * 7"}, "10-04T09:00+08:00 10-11T09:00+08:00 10-18T09:00+08:00"},
		{"to Sunday as 7", cn, "2026-09-30T10:00:00+08:00", When{Cron: "0 9 * * 5-7"}, "10-02T09:00+08:00 10-03T09:00+08:00 10-04T09:00+08:00"},
		{"past the weekend", cn, "2026-10-01T10:00:00+08:00", When{Cron: "0 9 * * FRI-MON"}, "10-02T09:00+08:00 10-03T09:00+08:00 10-04T09:00+08:00"},
		{"past the weekend, written", cn, "2026-10-03T10:00:00+08:00", When{Weekly: "FRI-MON 09:00"}, "10-04T09:00+08:00 10-05T09:00+08:00 10-09T09:00+08:00"},
		{"to the weekend", cn, "2026-10-01T10:00:00+08:00", When{Weekly: "FRI-SUN 09:00"}, "10-02T09:00+08:00 10-03T09:00+08:00 10-04T09:00+08:00"},
		{"past midnight", cn, "2026-10-01T20:00:00+08:00", When{Cron: "0 22-2/2 * * *"}, "10-01T22:00+08:00 10-02T00:00+08:00 10-02T02:00+08:00"},
		{"past the year", cn, "2026-10-01T20:00:00+08:00", When{Cron: "0 9 1 NOV-FEB *"}, "11-01T09:00+08:00 12-01T09:00+08:00 01-01T09:00+08:00"},
		{"days by a space", cn, "2026-10-01T10:00:00+08:00", When{Weekly: "SAT, SUN 09:00"}, "10-03T09:00+08:00 10-04T09:00+08:00 10-10T09:00+08:00"},
		{"full-width", cn, "2026-10-01T10:00:00+08:00", When{Weekly: "每周六，周日　０９：００"}, "10-03T09:00+08:00 10-04T09:00+08:00 10-10T09:00+08:00"},
		{"Chinese days in cron", cn, "2026-10-01T10:00:00+08:00", When{Cron: "0 9 * * 周六"}, "10-03T09:00+08:00 10-10T09:00+08:00 10-17T09:00+08:00"},
		{"L", cn, "2026-01-29T10:00:00+08:00", When{Cron: "0 9 L * *"}, "01-31T09:00+08:00 02-28T09:00+08:00 03-31T09:00+08:00"},
		{"15 and L", cn, "2026-01-29T10:00:00+08:00", When{Cron: "0 9 15,L * *"}, "01-31T09:00+08:00 02-15T09:00+08:00 02-28T09:00+08:00"},
		{"MON#1", cn, "2026-01-29T10:00:00+08:00", When{Cron: "0 9 * * MON#1"}, "02-02T09:00+08:00 03-02T09:00+08:00 04-06T09:00+08:00"},
		{"FRIL", cn, "2026-01-29T10:00:00+08:00", When{Cron: "0 9 * * FRIL"}, "01-30T09:00+08:00 02-27T09:00+08:00 03-27T09:00+08:00"},
		{"MON#2 and WED", cn, "2026-02-05T10:00:00+08:00", When{Cron: "0 9 * * MON#2,WED"}, "02-09T09:00+08:00 02-11T09:00+08:00 02-18T09:00+08:00"},
		{"every second day of the week", cn, "2026-02-05T10:00:00+08:00", When{Cron: "0 9 * * 1/2"}, "02-06T09:00+08:00 02-09T09:00+08:00 02-11T09:00+08:00"},
		{"every second day from Sunday", cn, "2026-02-05T10:00:00+08:00", When{Cron: "0 9 * * SUN/2"}, "02-07T09:00+08:00 02-08T09:00+08:00 02-10T09:00+08:00"},
		{"every second day and the last", cn, "2026-02-26T10:00:00+08:00", When{Cron: "0 9 */2,L * *"}, "02-27T09:00+08:00 02-28T09:00+08:00 03-01T09:00+08:00"},
		{"every day and the last", cn, "2026-02-26T10:00:00+08:00", When{Cron: "0 9 *,L * *"}, "02-27T09:00+08:00 02-28T09:00+08:00 03-01T09:00+08:00"},
		{"every day and the last Friday", cn, "2026-02-26T10:00:00+08:00", When{Cron: "0 9 * * *,FRIL"}, "02-27T09:00+08:00 02-28T09:00+08:00 03-01T09:00+08:00"},
		{"every day by a step of one", cn, "2026-02-26T10:00:00+08:00", When{Cron: "0 9 */1 * MON"}, "03-02T09:00+08:00 03-09T09:00+08:00 03-16T09:00+08:00"},
		{"either day", cn, "2026-02-05T10:00:00+08:00", When{Cron: "0 9 1-7 * MON"}, "02-06T09:00+08:00 02-07T09:00+08:00 02-09T09:00+08:00"},
		{"@daily", cn, "2026-02-05T10:00:00+08:00", When{Cron: "@daily"}, "02-06T00:00+08:00 02-07T00:00+08:00 02-08T00:00+08:00"},
		{"the last day", cn, "2026-01-29T10:00:00+08:00", When{Monthly: "last day 20:00"}, "01-31T20:00+08:00 02-28T20:00+08:00 03-31T20:00+08:00"},
		{"the first Monday", cn, "2026-01-29T10:00:00+08:00", When{Monthly: "first Monday 09:00"}, "02-02T09:00+08:00 03-02T09:00+08:00 04-06T09:00+08:00"},
		{"the second Tuesday", cn, "2026-01-29T10:00:00+08:00", When{Monthly: "2nd TUE 09:00"}, "02-10T09:00+08:00 03-10T09:00+08:00 04-14T09:00+08:00"},
		{"the last Friday", cn, "2026-01-29T10:00:00+08:00", When{Monthly: "last FRI 09:00"}, "01-30T09:00+08:00 02-27T09:00+08:00 03-27T09:00+08:00"},
		{"days of the month", cn, "2026-01-29T10:00:00+08:00", When{Monthly: "1, 15th 09:00"}, "02-01T09:00+08:00 02-15T09:00+08:00 03-01T09:00+08:00"},
		{"the last day in Chinese", cn, "2026-01-29T10:00:00+08:00", When{Monthly: "每月最后一天 20:00"}, "01-31T20:00+08:00 02-28T20:00+08:00 03-31T20:00+08:00"},
		{"the first Monday in Chinese", cn, "2026-01-29T10:00:00+08:00", When{Monthly: "第一個週一 09:00"}, "02-02T09:00+08:00 03-02T09:00+08:00 04-06T09:00+08:00"},
		{"on workdays", cn, "2026-09-29T10:00:00+08:00", When{Cron: "0 9 L * *", On: "workdays"}, "09-30T09:00+08:00 11-30T09:00+08:00 12-31T09:00+08:00"},
		{"the second Sunday in a gap", ny, "2026-03-07T12:00:00-05:00", When{Monthly: "second SUN 02:30"}, "03-08T03:00-04:00! 04-12T02:30-04:00 05-10T02:30-04:00"},
		{"once", cn, "2026-09-30T10:00:00+08:00", When{At: "2026-12-24T18:00"}, "12-24T18:00+08:00  "},
		{"once, far away", cn, "2026-09-30T10:00:00+08:00", When{At: "2099-12-24T18:00"}, "12-24T18:00+08:00  "},
		{"the last day", cn, "2026-09-30T10:00:00+08:00", When{Daily: "09:00", Until: "2026-10-02"}, "10-01T09:00+08:00 10-02T09:00+08:00 "},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, key, err := c.when.Plan(zone(t, c.zone), days)
			if err != nil {
				t.Fatal(key, err)
			}
			at, err := time.Parse(time.RFC3339, c.after)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for range 3 {
				f := w.Next(at)
				if f.At.IsZero() {
					got = append(got, "")
					continue
				}
				at = f.At
				got = append(got, f.At.Format("01-02T15:04Z07:00")+map[bool]string{true: "!"}[f.Gap]+map[bool]string{true: "2"}[f.Twice])
			}
			if s := strings.Join(got, " "); s != c.want {
				t.Errorf("got  %q\nwant %q", s, c.want)
			}
		})
	}
}

func TestFaults(t *testing.T) {
	for _, c := range []struct {
		when  When
		key   string
		fault string
	}{
		{When{}, "", "has no time"},
		{When{Cron: "0 9 30 2 *"}, "cron", "never comes"},
		{When{Cron: "CRON_TZ=UTC 0 9 * * *"}, "cron", "has a time zone"},
		{When{Cron: "TZ=0"}, "cron", "has a time zone"},
		{When{Cron: "@every 1h"}, "cron", "every: 1h"},
		{When{Cron: "0 0 9 * * *"}, "cron", "has 6 fields"},
		{When{Cron: "0 9 * *"}, "cron", "has 4 fields"},
		{When{Cron: "0 25 * * *"}, "cron", "has 25 in the field hour, which wants 0 to 23"},
		{When{Cron: "60 9 * * *"}, "cron", "has 60 in the field minute"},
		{When{Cron: "0 9 0 * *"}, "cron", "has 0 in the field day of the month"},
		{When{Cron: "0 9 * * 8"}, "cron", "has 8 in the field day of the week"},
		{When{Cron: "0 9 * * FOO"}, "cron", "has \"FOO\" in the field day of the week"},
		{When{Cron: "0 9 15W * *"}, "cron", "has W"},
		{When{Cron: "@reboot"}, "cron", "there are @hourly"},
		{When{Cron: "0 9 1- * *"}, "cron", `has "1-" in the field day of the month`},
		{When{Cron: "0 9 -1 * *"}, "cron", `has "-1" in the field day of the month`},
		{When{Cron: "0 9 1,,2 * *"}, "cron", `has "" in the field day of the month`},
		{When{Cron: "0 9 LW * *"}, "cron", "has W"},
		{When{Cron: "0 9 L-3 * *"}, "cron", "L alone is the last day"},
		{When{Cron: "0 9 * * L"}, "cron", "has L for a day of the week"},
		{When{Cron: "0 9 L * MON"}, "cron", "write * for one of both"},
		{When{Cron: "*/0 9 * * *"}, "cron", "has the step"},
		{When{Cron: "0 9 * * MON#6"}, "cron", "behind #"},
		{When{Daily: "25:00"}, "daily", "has the hour 25"},
		{When{Daily: "9"}, "daily", "such as 09:00"},
		{When{Daily: "8pm"}, "daily", "write 20:00"}, {When{Daily: "12 am"}, "daily", "such as 09:00"}, {When{Daily: "12am"}, "daily", "write 00:00"},
		{When{Daily: "9点半"}, "daily", "write 09:30"}, {When{Weekly: "SAT 晚上８點"}, "weekly", "write 20:00"}, {When{Weekly: "SAT 13pm"}, "weekly", "such as 09:00"},
		{When{Daily: "09:75"}, "daily", "has the minute 75"},
		{When{Weekly: "FRI-SUN"}, "weekly", "such as SAT 20:00"},
		{When{Weekly: "SAT 26:00"}, "weekly", "has the hour 26"},
		{When{Monthly: "15"}, "monthly", "wants a"},
		{When{Monthly: "20:00 last day"}, "monthly", "last day 20:00 or first MON"}, {When{Monthly: "last day 8pm"}, "monthly", "last day 20:00 or first MON"},
		{When{Monthly: "first 09:00"}, "monthly", "last day or first MON"},
		{When{Monthly: "32 09:00"}, "monthly", "has 32"},
		{When{At: "2026-12-24T18:00Z"}, "at", "has a time zone"},
		{When{At: "2026-12-24T18:00+08:00"}, "at", "has a time zone"},
		{When{At: "2026-02-30"}, "at", "does not exist"},
		{When{Daily: "24:00"}, "daily", "has the hour 24"},
		{When{Weekly: "20:00"}, "weekly", "such as SAT 20:00"},
		{When{Weekly: "6 20:00"}, "weekly", "such as SAT"},
		{When{Weekly: "SAT 20:00", On: "workdays"}, "weekly", "never comes"},
		{When{Every: time.Second}, "every", "at least 1m"},
		{When{At: "tomorrow"}, "at", "local date"},
		{When{Daily: "09:00", Until: "soon"}, "until", "local date"},
		{When{Daily: "09:00", Weekly: "SAT 20:00"}, "weekly", "together with daily"},
	} {
		var got []string
		c.when.Validate(zone(t, "Asia/Shanghai"), nil, func(key, code string, args ...any) {
			got = append(got, key+": "+phrase.New(code, args...).Error())
		})
		if len(got) != 1 || !strings.HasPrefix(got[0], c.key+": ") || !strings.Contains(got[0], c.fault) {
			t.Errorf("%+v: %q, want %s: %s", c.when, got, c.key, c.fault)
		}
	}
}

func TestDoubts(t *testing.T) {
	now := time.Date(2026, 11, 29, 4, 0, 0, 0, time.UTC) // noon in Shanghai
	for _, c := range []struct {
		when When
		want string
	}{
		{When{At: "2026-11-29T12:01"}, ""}, {When{At: "2026-11-29T11:59"}, "at: is in the past"}, {When{At: "2020-01-01"}, "at: is in the past"},
		{When{Daily: "09:00", Until: "2026-11-28"}, "until: is in the past"}, {When{Daily: "09:00", Until: "2026-11-29"}, ""}, {When{Daily: "09:00", Until: "2026-11-29 11:00"}, "until: is in the past"},
		{When{Cron: "0 9 1-7 * MON"}, "cron: names days of the month and of the week"}, {When{Cron: "0 9 13 * 5"}, "cron: names days"}, {When{Cron: "0 9 1 * */2"}, "cron: names days"},
		{When{Cron: "0 9 * * MON"}, ""}, {When{Cron: "0 9 1 * ?"}, ""}, {When{Cron: "0 9 1 * *"}, ""}, {When{Monthly: "first MON 09:00"}, ""},
		{When{Monthly: "31 09:00"}, "monthly: leaves out the months"}, {When{Monthly: "last day 09:00"}, ""}, {When{Monthly: "28 09:00"}, ""}, {When{Daily: "x"}, ""}, {When{}, ""},
	} {
		got := ""
		c.when.Doubts(zone(t, "Asia/Shanghai"), now, func(key, code string, args ...any) { got += key + ": " + phrase.New(code, args...).Error() })
		if (got == "") != (c.want == "") || !strings.HasPrefix(got, c.want) {
			t.Errorf("%+v: %q, want %q", c.when, got, c.want)
		}
	}
}

// TestNextIsTheFirst: the next time is after the given one and due, and no earlier time is, from
// any starting point.
func TestNextIsTheFirst(t *testing.T) {
	zones := []*time.Location{zone(t, "America/New_York"), zone(t, "Australia/Lord_Howe"), zone(t, "Asia/Shanghai"), zone(t, "America/Sao_Paulo")}
	rapid.Check(t, func(t *rapid.T) {
		job := rapid.SampledFrom([]When{
			{Cron: "*/10 1-3 * * *"}, {Cron: "30 2 * * SUN#2,FRIL"}, {Monthly: "last day 02:30"}, {Daily: "02:15"}, {Daily: "00:00"}, {Weekly: "SUN 01:30"}, {Every: 7 * time.Hour}, {Every: 48 * time.Hour}, {Every: 7 * time.Minute, On: "workdays"},
		}).Draw(t, "job")
		w, _, err := job.Plan(rapid.SampledFrom(zones).Draw(t, "zone"), &Days{})
		if err != nil {
			t.Fatal(err)
		}
		at := time.Unix(rapid.Int64Range(1_500_000_000, 1_800_000_000).Draw(t, "at"), 0)
		next := w.Next(at).At
		if !next.After(at) {
			t.Fatalf("after %v comes %v", at, next)
		}
		between := at.Add(time.Duration(rapid.Int64Range(0, int64(next.Sub(at))-1).Draw(t, "between")))
		if again := w.Next(between).At; !again.Equal(next) {
			t.Fatalf("after %v comes %v, after %v comes %v", at, next, between, again)
		}
	})
}

func FuzzTimes(f *testing.F) {
	for _, s := range []string{"0 9 * * MON-FRI", "TZ=0", "CRON_TZ= 1 2", "SAT 20:00", "*/0 * * * *", "2026-12-24T18:00", "@yearly", "MON#1,FRIL", "0 9 L * *", "last day 20:00", "第一个周一 09:00", "0 9 * * 5-7/2"} {
		f.Add(s)
	}
	loc := zone(f, "America/New_York")
	f.Fuzz(func(t *testing.T, s string) {
		for _, j := range []When{{Cron: s}, {Daily: s}, {Weekly: s}, {Monthly: s}, {At: s}, {Daily: "09:00", Until: s}} {
			if w, _, err := j.Plan(loc, &Days{}); err == nil {
				from := reference(loc)
				if n := w.Next(from).At; !n.IsZero() && !n.After(from) {
					t.Errorf("%+v: after %v comes %v", j, from, n)
				}
			}
		}
	})
}
