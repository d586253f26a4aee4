package watch

import (
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// TestDaysAreKept: what is written of a day is read again, and damaged rows are refused.
func TestDaysAreKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, times := day{hours: []hour{}}, map[int]int{}
		for range rapid.IntRange(0, 40).Draw(t, "hours") {
			x := hour{number: rapid.IntRange(0, hoursADay-1).Draw(t, "hour")}
			for i := range x.people {
				x.people[i] = rapid.IntRange(0, mostPeople).Draw(t, "people")
			}
			d.add(x)
			times[x.number]++
		}
		got, err := decodeDay(d.append(nil))
		if err != nil || !reflect.DeepEqual(got, d) {
			t.Fatalf("%+v is read as %+v, %v", d, got, err)
		}
		for i, x := range d.hours {
			if i > 0 && d.hours[i-1].number > x.number {
				t.Fatalf("not in order: %+v", d.hours)
			}
			times[x.number] = min(times[x.number], twice) - 1
		}
		for number, left := range times {
			if left > 0 {
				t.Fatalf("hour %d is missing in %+v", number, d.hours)
			}
		}
		b := rapid.SliceOf(rapid.Byte()).Draw(t, "damaged")
		if d, err := decodeDay(b); err == nil {
			for _, x := range d.hours {
				if x.number < 0 || x.number >= hoursADay {
					t.Fatalf("%x is read as %+v", b, d)
				}
			}
		}
	})
}

// TestRepeatedHour: where clocks are put back, both hours of one number count.
func TestRepeatedHour(t *testing.T) {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	inTurn(t, bot.Said{}, func(turn *bot.Turn) error {
		turn.Community.Zone = zone
		first := time.Date(2026, 11, 1, 5, 0, 0, 0, time.UTC) // 01:00 EDT, and an hour later 01:00 EST
		for i := range 3 {
			s := &state{Hour: first.Add(time.Duration(i) * time.Hour), Now: map[string]*people{Left: {Members: make([]bot.MemberID, i+4)}}}
			if err := s.remember(turn); err != nil {
				return err
			}
		}
		d, _, err := dayRows.Get(turn.State(), store.K2("tea", bot.DayOf(first.In(zone))))
		want := []hour{{1, counts{0, 0, 0, 4, 0}}, {1, counts{0, 0, 0, 5, 0}}, {2, counts{0, 0, 0, 6, 0}}}
		if !reflect.DeepEqual(d.hours, want) {
			t.Errorf("kept: %+v, want %+v", d.hours, want)
		}
		return err
	})
}
