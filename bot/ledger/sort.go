package ledger

import (
	"math/bits"
	"slices"

	"github.com/stewardbot/steward/bot"
)

const (
	digitBits = 11
	digits    = 1 << digitBits
	fewPlaces = 128 // that comparisons sort faster
)

// sortPlaces sorts like place.compare, by radix if points and members are close enough to fit into
// one number: a tenth of the time.
func sortPlaces(places []place) {
	if len(places) < fewPlaces {
		slices.SortFunc(places, place.compare)
		return
	}
	least, most, last := places[0].points, places[0].points, places[0].member
	for _, p := range places[1:] {
		least, most, last = min(least, p.points), max(most, p.points), max(last, p.member)
	}
	shift := bits.Len64(uint64(last))
	width := bits.Len64(uint64(most)-uint64(least)) + shift
	if width > 64 {
		slices.SortFunc(places, place.compare)
		return
	}
	keys := make([]uint64, len(places), 2*len(places))
	for i, p := range places {
		keys[i] = uint64(most-p.points)<<shift | uint64(p.member)
	}
	for i, key := range sortKeys(keys, keys[len(keys):cap(keys)], width) {
		places[i] = place{most - int64(key>>shift), bot.MemberID(key & (1<<shift - 1))}
	}
}

// sortKeys sorts numbers of some bits, digit by digit from the lowest. It returns keys or spare, which
// has the same length.
func sortKeys(keys, spare []uint64, width int) []uint64 {
	for from := 0; from < width; from += digitBits {
		var at [digits]int
		for _, key := range keys {
			at[key>>from%digits]++
		}
		n := 0
		for i, count := range at {
			at[i], n = n, n+count
		}
		for _, key := range keys {
			digit := key >> from % digits
			spare[at[digit]] = key
			at[digit]++
		}
		keys, spare = spare, keys
	}
	return keys
}
