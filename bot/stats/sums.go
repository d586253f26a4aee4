package stats

import (
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

func appendSums(c counts, b []byte) []byte { return appendCounts(append(b, version), c) }

func decodeSums(b []byte) (counts, error) {
	r := open(b)
	c := r.counts()
	return c, r.end()
}

// addSums adds counts to the community's hour and the place's day.
func (b *Book) addSums(tx store.Tx, m moment, list counts) error {
	if len(list) == 0 {
		return nil
	}
	if err := addSum(tx, hourRows, store.K3(m.community, m.day, m.hour), list); err != nil || m.place == "" {
		return err
	}
	return addSum(tx, placeRows, store.K3(m.community, m.day, m.place), list)
}

func addSum[K any](tx store.Tx, rows *store.Table[K, counts], key K, list counts) error {
	sum, err := store.Live(tx, rows, key)
	if err != nil {
		return err
	}
	c := slices.Clone(sum.Get())
	for _, n := range list {
		c = c.with(n.metric, n.n)
	}
	return sum.Set(c)
}

// Hours calls fn for a community's counts per hour and metric on the days between from and
// to, inclusive, ascending. hour is 0-23 in the community's time zone, or 24 if unknown.
// When clocks are set back, both hours count as one.
func Hours(r store.Reader, community string, from, to bot.Day, fn func(day bot.Day, hour int, metric uint16, n int64)) error {
	lo, hi := store.K3(community, from, uint64(0)), store.K3(community, to+1, uint64(0))
	return hourRows.Scan(r, &lo, &hi, false, 0, func(k hourKey, c counts) (bool, error) {
		for _, x := range c {
			fn(k.B, int(k.C), x.metric, x.n)
		}
		return true, nil
	})
}

// First returns the earliest day with a count in a community; 0 if there is none.
func First(r store.Reader, community string) (bot.Day, error) { return someDay(r, community, false) }

// Latest returns the latest day with a count in a community; 0 if there is none.
func Latest(r store.Reader, community string) (bot.Day, error) { return someDay(r, community, true) }

func someDay(r store.Reader, community string, last bool) (day bot.Day, err error) {
	err = hourRows.ScanPrefix(r, byHour.Under(community), last, 1, func(k hourKey, _ counts) (bool, error) {
		day = k.B
		return false, nil
	})
	return day, err
}

// Places calls fn for a community's counts per day, place and metric on the days between
// from and to, inclusive, ascending.
func Places(r store.Reader, community string, from, to bot.Day, fn func(day bot.Day, place bot.Place, metric uint16, n int64)) error {
	lo, hi := store.K3(community, from, bot.Place("")), store.K3(community, to+1, bot.Place(""))
	return placeRows.Scan(r, &lo, &hi, false, 0, func(k placeKey, c counts) (bool, error) {
		for _, x := range c {
			fn(k.B, k.C, x.metric, x.n)
		}
		return true, nil
	})
}
