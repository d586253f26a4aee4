package stats_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/stats"
	"github.com/stewardbot/steward/store"
)

var errUndo = fmt.Errorf("only looked")

// compare compares before and after finishing the work of Advance, in a transaction that is rolled
// back.
func (m *model) compare(t *rapid.T, s store.Store, com *bot.Community, at time.Time) {
	err := s.Update(func(tx store.Tx) error {
		dir := member.New()
		book := stats.New(dir)
		m.compareMembers(t, tx, dir, com, at)
		for more := true; more; {
			var err error
			more, err = book.Advance(tx)
			must(t, err)
		}
		m.compareSums(t, tx)
		m.compareMembers(t, tx, dir, com, at)
		return errUndo
	})
	if err != errUndo { //nolint:errorlint // returned unwrapped
		t.Fatal(err)
	}
}

const early, late = bot.Day(10_000), bot.Day(40_000)

func (m *model) compareSums(t *rapid.T, r store.Reader) {
	hours, places := map[string]int64{}, map[string]int64{}
	must(t, stats.Hours(r, "tea", early, late, func(day bot.Day, hour int, metric uint16, n int64) {
		hours[fmt.Sprint(day, hour, metric)] = n
	}))
	must(t, stats.Places(r, "tea", early, late, func(day bot.Day, place bot.Place, metric uint16, n int64) {
		places[fmt.Sprint(day, place, metric)] = n
	}))
	if !maps.Equal(hours, m.hours) || !maps.Equal(places, m.places) {
		t.Fatalf("hours %v, want %v; places %v, want %v", hours, m.hours, places, m.places)
	}
}

func (m *model) compareMembers(t *rapid.T, tx store.Tx, dir *member.Directory, com *bot.Community, at time.Time) {
	numbers := map[int]bot.MemberID{} // the person's own numbers
	for n, p := range m.of {
		one, err := dir.ByID(tx, "tea", n)
		must(t, err)
		if (one == nil) != (p == 0) {
			t.Fatalf("number %d is %v's, want %d", n, one, p)
		}
		if one != nil {
			numbers[p] = one.ID
		}
	}
	got := newModel()
	for n := range m.of {
		p := 1000 + int(n) // numbers without a person
		for person, own := range numbers {
			if own == n {
				p = person
			}
		}
		total, days, err := stats.Totals(tx, "tea", n)
		must(t, err)
		if days == m.off[p] {
			t.Fatalf("days of member %d are kept: %v", n, days)
		}
		for metric, x := range total {
			if x != 0 {
				got.total[cell{p, metric, 0}] = x
			}
		}
		must(t, stats.Days(tx, "tea", n, early, late, func(day bot.Day, metric uint16, x int64) { got.days[cell{p, metric, day}] += x }))
	}
	want := maps.Clone(m.days)
	for p, n := range numbers { // how many days before the latest
		latest := latestOf(t, tx, n)
		maps.DeleteFunc(want, func(k cell, _ int64) bool { return k.person == p && k.day < latest-stats.KeepDays })
	}
	if !maps.Equal(got.total, m.total) || !maps.Equal(got.days, want) {
		t.Fatalf("totals %v, want %v; days %v, want %v", got.total, m.total, got.days, want)
	}
	m.compareSets(t, tx, com.Day(at), numbers)
}

// latestOf finds a member's latest day by narrowing the range.
func latestOf(t *rapid.T, r store.Reader, n bot.MemberID) (latest bot.Day) {
	must(t, stats.Days(r, "tea", n, early, late, func(day bot.Day, _ uint16, _ int64) { latest = max(latest, day) }))
	return latest
}

func (m *model) compareSets(t *rapid.T, r store.Reader, today bot.Day, numbers map[int]bot.MemberID) {
	for _, metric := range metrics {
		counts := map[bot.Day]int{}
		for k := range m.did {
			if k.metric == metric.Number {
				counts[k.day]++
			}
		}
		active := map[bot.Day]int{}
		must(t, stats.Active(r, "tea", metric.Number, early, late, func(day bot.Day, n int) { active[day] = n }))
		if !maps.Equal(active, counts) {
			t.Fatalf("metric %d: members by day %v, want %v", metric.Number, active, counts)
		}
		m.comparePortions(t, r, metric.Number, today, numbers)
		for _, days := range []int{1, 2, 3, 5} {
			from := today - 200
			set, err := stats.Did(r, "tea", metric.Number, from, today, days)
			must(t, err)
			var want []bot.MemberID
			for p, n := range numbers {
				did := 0
				for k := range m.did {
					if k.person == p && k.metric == metric.Number && k.day >= from && k.day <= today {
						did++
					}
				}
				if did >= days {
					want = append(want, n)
				}
			}
			slices.Sort(want)
			if set.Len() != len(want) || slices.ContainsFunc(want, func(n bot.MemberID) bool { return !set.Has(n) }) {
				t.Fatalf("metric %d on %d days: %d members, want %v", metric.Number, days, set.Len(), want)
			}
		}
	}
}

// comparePortions compares the members of each day, a portion at a time.
func (m *model) comparePortions(t *rapid.T, r store.Reader, metric uint16, today bot.Day, numbers map[int]bot.MemberID) {
	from := today - 100
	wants := []stats.Want{{Metrics: []uint16{metric}, From: from, To: today}, {Metrics: []uint16{1, 2, 300}, From: from, To: today}}
	got, want := map[cell]int{}, map[cell]int{}
	count := func(p *stats.Portion) error {
		for day := from; day <= today; day++ {
			for i := range wants {
				if n := p.On(i, day).Len(); n > 0 {
					got[cell{metric: uint16(i), day: day}] += n
				}
			}
		}
		return nil
	}
	var at bot.MemberID
	for more := true; more; { // in steps of two: all at once is the same
		var err error
		at, more, err = stats.PortionsFrom(r, "tea", wants, at, 2, count)
		must(t, err)
	}
	steps := maps.Clone(got)
	clear(got)
	must(t, stats.Portions(r, "tea", wants, count))
	if !maps.Equal(got, steps) {
		t.Fatalf("metric %d: in steps %v, at once %v", metric, steps, got)
	}
	for p := range numbers {
		for day := from; day <= today; day++ {
			if m.did[cell{p, metric, day}] {
				want[cell{metric: 0, day: day}]++
			}
			if m.did[cell{p, 1, day}] || m.did[cell{p, 2, day}] || m.did[cell{p, 300, day}] {
				want[cell{metric: 1, day: day}]++
			}
		}
	}
	if !maps.Equal(got, want) {
		t.Fatalf("metric %d: portions %v, want %v", metric, got, want)
	}
}

func zone(t *testing.T, name string) *time.Location {
	z, err := time.LoadLocation(name)
	must(t, err)
	return z
}

func must(t interface {
	Helper()
	Fatal(args ...any)
}, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
