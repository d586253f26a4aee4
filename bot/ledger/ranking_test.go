package ledger

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
)

// A ranking of several thousand members, enough to split and join blocks, matches sorting after
// any changes.
func TestRankingAgreesWithSorting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := map[bot.MemberID]int64{}
		var start []place
		for m := range rapid.IntRange(0, 3000).Draw(t, "members") {
			id := bot.MemberID(m + 1)
			points[id] = int64(id * 7919 % 97)
			if points[id] > 0 {
				start = append(start, place{points[id], id})
			}
		}
		r := newRanking(start)
		change := func(t *rapid.T) {
			from := bot.MemberID(rapid.IntRange(1, 3000).Draw(t, "from"))
			most := rapid.SampledFrom([]uint64{1, 3, 100}).Draw(t, "most")
			for m := from; m < from+bot.MemberID(rapid.SampledFrom([]int{1, 700, 2000}).Draw(t, "count")); m++ {
				now := int64(uint64(m) * 31 % most)
				r.move(m, points[m], now)
				points[m] = now
			}
		}
		t.Repeat(map[string]func(*rapid.T){"change": change, "": func(t *rapid.T) { compare(t, r, points) }})
	})
}

func compare(t *rapid.T, r *ranking, points map[bot.MemberID]int64) {
	var want []place
	for m, n := range points {
		if n > 0 {
			want = append(want, place{n, m})
		}
	}
	slices.SortFunc(want, func(a, b place) int {
		if a.points != b.points {
			return int(b.points - a.points)
		}
		return int(a.member) - int(b.member)
	})
	if r.n != len(want) {
		t.Fatalf("%d places before moves are settled, want %d", r.n, len(want))
	}
	if got := r.slice(0, len(want)+1); !slices.Equal(got, want) {
		t.Fatalf("%d places, want %d, or not the same", len(got), len(want))
	}
	seen := map[int64]bool{}
	for i, p := range want {
		if !seen[p.points] && r.above(p.points) != i {
			t.Fatalf("%d above %d points, want %d", r.above(p.points), p.points, i)
		}
		seen[p.points] = true
	}
	if at := len(want) / 2; !slices.Equal(r.slice(at, 5), want[at:min(at+5, len(want))]) {
		t.Fatalf("slice from %d: %v", at, r.slice(at, 5))
	}
	for i, b := range r.blocks {
		if len(b) == 0 || len(b) > blockSize || cap(b) > blockSize || r.firsts[i] != b[0] || int(r.counts[i]) != len(b) {
			t.Fatalf("block %d of %d places, first %v, count %d", i, len(b), r.firsts[i], r.counts[i])
		}
	}
}

// Sorting by radix gives the order of comparisons, whatever the points and numbers.
func TestSortPlaces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := rapid.SampledFrom([]*rapid.Generator[int64]{rapid.Int64Range(0, 3), rapid.Int64Range(-5, 1<<40), rapid.Int64()}).Draw(t, "points")
		member := rapid.SampledFrom([]*rapid.Generator[uint64]{rapid.Uint64Range(0, 500), rapid.Uint64Range(0, 1<<30), rapid.Uint64()}).Draw(t, "members")
		list := make([]place, rapid.SampledFrom([]int{0, 1, fewPlaces, 300}).Draw(t, "n"))
		for i := range list {
			list[i] = place{points.Draw(t, "points"), bot.MemberID(member.Draw(t, "member"))}
		}
		want := slices.Clone(list)
		slices.SortFunc(want, place.compare)
		if sortPlaces(list); !slices.Equal(list, want) {
			t.Fatalf("%v, want %v", list, want)
		}
	})
}
