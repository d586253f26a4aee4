package timing_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot/timing"
)

// TestShifted: all times are put elsewhere as the one that is named, or it is refused.
func TestShifted(t *testing.T) {
	at := func(s string) time.Time {
		when, err := timing.ParseLocal(s)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	for _, x := range []struct {
		when     timing.When
		from, to string
		want     timing.When // zero: it is refused
	}{
		{timing.When{Daily: "09:00"}, "2030-01-04 09:00", "2030-01-04 11:30", timing.When{Daily: "11:30"}},
		{timing.When{Daily: "09:00"}, "2030-01-04 09:00", "2030-01-05 09:00", timing.When{}},
		{timing.When{Weekly: "FRI 20:00", Until: "2030-12-31"}, "2030-01-04 20:00", "2030-01-05 21:00", timing.When{Weekly: "SAT 21:00", Until: "2030-12-31"}},
		{timing.When{Weekly: "周五 20:00"}, "2030-01-04 20:00", "2030-01-03 20:00", timing.When{Weekly: "THU 20:00"}},
		{timing.When{Weekly: "FRI,SAT 20:00"}, "2030-01-04 20:00", "2030-01-04 21:00", timing.When{Weekly: "FRI,SAT 21:00"}},
		{timing.When{Weekly: "FRI,SAT 20:00"}, "2030-01-04 20:00", "2030-01-03 20:00", timing.When{}},
		{timing.When{Weekly: "FRI 20:00"}, "2030-01-04 20:00", "2030-01-11 20:00", timing.When{}},
		{timing.When{Monthly: "4 20:00"}, "2030-01-04 20:00", "2030-01-06 21:00", timing.When{Monthly: "6 21:00"}},
		{timing.When{Monthly: "first FRI 20:00"}, "2030-01-04 20:00", "2030-01-04 21:00", timing.When{Monthly: "first FRI 21:00"}},
		{timing.When{Monthly: "first FRI 20:00"}, "2030-01-04 20:00", "2030-01-06 20:00", timing.When{}},
		{timing.When{At: "2030-01-04T20:00"}, "2030-01-04 20:00", "2031-05-06 07:08", timing.When{At: "2031-05-06T07:08"}},
		{timing.When{Cron: "0 9 * * *"}, "2030-01-04 09:00", "2030-01-04 10:00", timing.When{}},
		{timing.When{Every: 6 * time.Hour}, "2030-01-04 06:00", "2030-01-04 07:00", timing.When{}},
	} {
		got, err := x.when.Shifted(at(x.from), at(x.to))
		if refused := x.want.IsZero(); refused != (err != nil) || !refused && got != x.want {
			t.Errorf("%+v from %s to %s: %+v, %v", x.when, x.from, x.to, got, err)
		}
	}
}

// TestMovedFirings: whatever was moved, each firing of the plan comes once, at its own time or where it was put.
func TestMovedFirings(t *testing.T) {
	plan, _, err := timing.When{Daily: "09:00"}.Plan(time.UTC, nil)
	if err != nil {
		t.Fatal(err)
	}
	job, first := timing.Job{Name: "daily", Plan: plan}, time.Date(2030, 1, 1, 9, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		const days = 20
		var e timing.Entry
		want := map[time.Time]bool{}
		for d := range days {
			at := first.AddDate(0, 0, d)
			if rapid.Bool().Draw(t, "moved") { // to another minute, so that none meet
				to := first.AddDate(0, 0, rapid.IntRange(0, days-1).Draw(t, "day")).Add(time.Duration(d+1) * time.Minute)
				e.Moves = append(e.Moves, timing.Move{From: at, To: to})
				at = to
			}
			want[at] = true
		}
		for at := first.Add(-1); ; {
			f := e.After(job, at)
			if at = f.At; !at.Before(first.AddDate(0, 0, days)) {
				break
			}
			if !want[at] {
				t.Fatalf("it fires at %s, which is not wanted or comes twice", at)
			}
			delete(want, at)
		}
		if len(want) > 0 {
			t.Fatalf("it does not fire at %v", want)
		}
	})
}
