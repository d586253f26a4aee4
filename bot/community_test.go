package bot

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A day begins at its first moment, also where clocks are changed at midnight.
func TestDaysBegin(t *testing.T) {
	zones := []string{
		"UTC", "Asia/Shanghai", "America/Havana", "America/Asuncion", "Asia/Beirut", "America/Santiago", "Africa/Cairo", "Pacific/Apia",
		"Atlantic/Azores", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Kiritimati", "Europe/Berlin",
	}
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		c := &Community{Zone: zone}
		d := Day(rapid.IntRange(10_000, 22_000).Draw(t, "day"))
		if rapid.Bool().Draw(t, "quarter") {
			d = d.Quarter()
		}
		begins := c.Begins(d)
		if c.Day(begins) < d || c.Day(begins.Add(-time.Second)) >= d {
			t.Fatalf("%s begins at %s: %s, and before it is %s", d, begins, c.Day(begins), c.Day(begins.Add(-time.Second)))
		}
	})
	for day, want := range map[string]string{
		"2023-10-01": "2023-10-01T01:00:00-03:00", // there was no midnight
		"2023-04-01": "2023-04-01T00:00:00-04:00",
	} {
		zone, err := time.LoadLocation("America/Asuncion")
		if err != nil {
			t.Fatal(err)
		}
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		c := &Community{Zone: zone}
		if got := c.Begins(DayOf(at)).Format(time.RFC3339); got != want || DayOf(at).Quarter() > DayOf(at) {
			t.Errorf("%s begins at %s, want %s", day, got, want)
		}
	}
}

func TestQuarter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Day(rapid.IntRange(-1000, 40_000).Draw(t, "day"))
		q := d.Quarter()
		if q > d || q.Month() != q || int(q.Date().Month())%3 != 1 || q.Date().Year() != d.Date().Year() || d-q > 91 {
			t.Fatalf("the quarter of %s begins on %s", d, q)
		}
	})
}
