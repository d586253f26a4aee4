package timing

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
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
		want              string // the next three; "!" a gap, "2" shown twice
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
		{When{Cron: "@every 1h"}, "cron", "five fields"},
		{When{Daily: "24:00"}, "daily", "such as 09:00"},
		{When{Weekly: "20:00"}, "weekly", "such as SAT 20:00"},
		{When{Weekly: "6 20:00"}, "weekly", "such as SAT"},
		{When{Weekly: "SAT 20:00", On: "workdays"}, "weekly", "never comes"},
		{When{Every: time.Second}, "every", "at least 1m"},
		{When{At: "tomorrow"}, "at", "local date"},
		{When{Daily: "09:00", Until: "soon"}, "until", "local date"},
		{When{Daily: "09:00", Weekly: "SAT 20:00"}, "weekly", "beside daily"},
	} {
		var got []string
		c.when.Validate(zone(t, "Asia/Shanghai"), nil, func(key, format string, args ...any) {
			got = append(got, key+": "+fmt.Sprintf(format, args...))
		})
		if len(got) != 1 || !strings.HasPrefix(got[0], c.key+": ") || !strings.Contains(got[0], c.fault) {
			t.Errorf("%+v: %q, want %s: %s", c.when, got, c.key, c.fault)
		}
	}
}

// TestNextIsTheFirst: what is due after a time is due after it, and nothing in
// between is, wherever one asks from.
func TestNextIsTheFirst(t *testing.T) {
	zones := []*time.Location{zone(t, "America/New_York"), zone(t, "Australia/Lord_Howe"), zone(t, "Asia/Shanghai"), zone(t, "America/Sao_Paulo")}
	rapid.Check(t, func(t *rapid.T) {
		job := rapid.SampledFrom([]When{
			{Cron: "*/10 1-3 * * *"}, {Daily: "02:15"}, {Daily: "00:00"}, {Weekly: "SUN 01:30"}, {Every: 7 * time.Hour}, {Every: 48 * time.Hour}, {Every: 7 * time.Minute, On: "workdays"},
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
	for _, s := range []string{"0 9 * * MON-FRI", "TZ=0", "CRON_TZ= 1 2", "SAT 20:00", "*/0 * * * *", "2026-12-24T18:00", "@yearly"} {
		f.Add(s)
	}
	loc := zone(f, "America/New_York")
	f.Fuzz(func(t *testing.T, s string) {
		for _, j := range []When{{Cron: s}, {Daily: s}, {Weekly: s}, {At: s}, {Daily: "09:00", Until: s}} {
			if w, _, err := j.Plan(loc, &Days{}); err == nil {
				from := reference(loc)
				if n := w.Next(from).At; !n.IsZero() && !n.After(from) {
					t.Errorf("%+v: after %v comes %v", j, from, n)
				}
			}
		}
	})
}
