package timing

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
)

func TestPeriods(t *testing.T) {
	for _, c := range []struct{ zone, period, at, start, end string }{
		{"Asia/Shanghai", "day", "2026-11-29T23:59:59+08:00", "2026-11-29T00:00:00+08:00", "2026-11-30T00:00:00+08:00"},
		{"Asia/Shanghai", "week", "2026-11-29T12:00:00+08:00", "2026-11-23T00:00:00+08:00", "2026-11-30T00:00:00+08:00"},
		{"Asia/Shanghai", "month", "2026-02-28T12:00:00+08:00", "2026-02-01T00:00:00+08:00", "2026-03-01T00:00:00+08:00"},
		{"Asia/Shanghai", "quarter", "2026-12-31T23:00:00+08:00", "2026-10-01T00:00:00+08:00", "2027-01-01T00:00:00+08:00"},
		{"Asia/Shanghai", "quarter", "2026-05-01T00:00:00+08:00", "2026-04-01T00:00:00+08:00", "2026-07-01T00:00:00+08:00"},
		{"Asia/Shanghai", "36h", "2026-05-02T12:00:00+08:00", "2026-05-01T00:00:00+08:00", "2026-05-04T00:00:00+08:00"},
		// Midnight does not exist in Beirut on the day clocks go forward.
		{"Asia/Beirut", "day", "2026-03-29T12:00:00+03:00", "2026-03-29T01:00:00+03:00", "2026-03-30T00:00:00+03:00"},
		// It comes twice in Havana when they go back, and the first counts.
		{"America/Havana", "day", "2026-11-01T12:00:00-05:00", "2026-11-01T00:00:00-04:00", "2026-11-02T00:00:00-05:00"},
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		p, err := ParsePeriod(c.period)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Start(zone, at).In(zone).Format(time.RFC3339); got != c.start {
			t.Errorf("the %s of %s starts %s, want %s", c.period, c.at, got, c.start)
		}
		if got := p.End(zone, at).In(zone).Format(time.RFC3339); got != c.end {
			t.Errorf("the %s of %s ends %s, want %s", c.period, c.at, got, c.end)
		}
	}
}

// TestPeriodsFollowEachOther: a calendar's periods have neither gaps nor overlaps.
func TestPeriodsFollowEachOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Period{unit: rapid.SampledFrom(units).Draw(t, "unit")}
		d := bot.Day(rapid.IntRange(-200_000, 200_000).Draw(t, "day"))
		first, after := p.First(d), p.After(d)
		if first > d || after <= d || p.First(after) != after || p.First(after-1) != first {
			t.Errorf("%s of %s is %s..%s", p, d, first, after)
		}
	})
}

func FuzzPeriod(f *testing.F) {
	for _, s := range []string{"day", "quarter", "30d", "36h", "1d12h", "", "0", "-1d", "year", " week "} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ParsePeriod(s)
		if err != nil {
			return
		}
		again, err := ParsePeriod(p.String())
		if err != nil || again != p {
			t.Errorf("%q is %+v, written %q and read as %+v, %v", s, p, p, again, err)
		}
		if at := time.Unix(1_800_000_000, 0); !p.Start(time.UTC, at).Before(p.End(time.UTC, at)) {
			t.Errorf("%q starts %v, ends %v", s, p.Start(time.UTC, at), p.End(time.UTC, at))
		}
	})
}
