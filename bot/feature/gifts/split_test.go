package gifts

import (
	"testing"

	"pgregory.net/rapid"
)

// Every share is a whole point at least, and all of them are the packet.
func TestShares(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := packet{Kind: lucky, Shares: rapid.Int64Range(1, 100).Draw(t, "shares")}
		p.Amount = p.Shares + rapid.OneOf(rapid.Int64Range(0, 20), rapid.Int64Range(0, 1<<32)).Draw(t, "more")
		left, sum := p.Amount, int64(0)
		for shares := p.Shares; shares > 0; shares-- {
			n := first(left, shares, func(n int64) int64 { return rapid.Int64Range(0, n-1).Draw(t, "chance") })
			if n < 1 || left-n < shares-1 {
				t.Fatalf("%d of %d for the next of %d", n, left, shares)
			}
			left, sum = left-n, sum+n
		}
		if sum != p.Amount || left != 0 {
			t.Fatalf("%d in all, %d left, of %d", sum, left, p.Amount)
		}
	})
}

// All ways to cut the points are equally likely: over every possible course of
// chance, the first share has each size as often as there are ways to cut what
// it leaves.
func TestSharesAreFair(t *testing.T) {
	for points := int64(1); points <= 8; points++ {
		for shares := int64(1); shares <= min(points, 5); shares++ {
			count, courses := map[int64]int64{}, int64(0)
			course := []int64{}
			for more := true; more; {
				var bounds []int64
				n := first(points, shares, func(bound int64) int64 {
					bounds = append(bounds, bound)
					if len(bounds) > len(course) {
						course = append(course, 0)
					}
					return course[len(bounds)-1]
				})
				count[n]++
				courses++
				more = false
				for i := len(course) - 1; i >= 0 && !more; i-- { // the next course
					if course[i]++; course[i] < bounds[i] {
						more = true
					} else {
						course[i] = 0
					}
				}
			}
			ways := cuts(points, shares)
			for n := int64(1); n <= points-shares+1; n++ {
				if want := cuts(points-n, shares-1); count[n]*ways != want*courses {
					t.Errorf("%d points, %d shares: the first is %d in %d of %d courses, want %d of %d", points, shares, n, count[n], courses, want, ways)
				}
			}
		}
	}
}

// cuts counts the ways to cut points into so many shares.
func cuts(points, shares int64) (n int64) {
	if shares == 0 {
		if points == 0 {
			return 1
		}
		return 0
	}
	for first := int64(1); first <= points; first++ {
		n += cuts(points-first, shares-1)
	}
	return n
}
