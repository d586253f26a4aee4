package seasons

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

const (
	// first is how many places of a season are kept for good, in order.
	first = 200
	// recent is how many seasons keep everybody's own place.
	recent    = 8
	trimStep  = 400 // rows deleted in a tick
	timerTrim = "trim"
)

// trimmed is how much of a season was deleted.
type trimmed int

const (
	toOrder trimmed = 1 // the order behind the first
	toFirst trimmed = 2 // and the places of all but the first
)

// trim deletes what is no longer kept of the seasons that are over, some rows in a tick.
func (f *Feature) trim(t *bot.Turn) error {
	last, _, err := latest(t)
	if err != nil {
		return err
	}
	n, s, err := f.untrimmed(t, last)
	if err != nil || n == 0 {
		return err
	}
	done := false
	if s.Trimmed < toOrder {
		if done, err = f.trimOrder(t, n); done {
			s.Trimmed = toOrder
		}
	} else if done, err = f.trimPlaces(t, n); done {
		s.Trimmed = toFirst
	}
	if err != nil {
		return err
	}
	if done {
		if err := put(t, n, &s); err != nil {
			return err
		}
	}
	return t.SetTimer(timerTrim, t.Now(), nil)
}

// untrimmed returns the first season that keeps more than it should; 0: none does.
func (f *Feature) untrimmed(t *bot.Turn, last uint64) (n uint64, s season, err error) {
	err = seasonRows.ScanPrefix(t.State(), store.AppendString(nil, t.Community.ID), false, 0, func(k store.Key2[string, uint64], v season) (bool, error) {
		want := toFirst
		if k.B+recent >= last {
			want = toOrder
		}
		if v.Stage != frozen || v.Trimmed >= want {
			return true, nil
		}
		n, s = k.B, v
		return false, nil
	})
	return n, s, err
}

// trimOrder deletes the order behind the first.
func (f *Feature) trimOrder(t *bot.Turn, n uint64) (done bool, err error) {
	read := 0
	err = orderRows.ScanPrefix(t.State(), orderKeys.Under2(t.Community.ID, n), false, first+trimStep, func(k orderKey, _ int64) (bool, error) {
		if read++; read <= first {
			return true, nil
		}
		return true, orderRows.Delete(t.State(), k)
	})
	return read < first+trimStep, err
}

// trimPlaces deletes the places of all who are not among the first.
func (f *Feature) trimPlaces(t *bot.Turn, n uint64) (done bool, err error) {
	keep := map[bot.MemberID]bool{}
	err = orderRows.ScanPrefix(t.State(), orderKeys.Under2(t.Community.ID, n), false, first, func(k orderKey, _ int64) (bool, error) {
		keep[k.D] = true
		return true, nil
	})
	if err != nil {
		return false, err
	}
	read := 0
	err = placeRows.ScanPrefix(t.State(), placeKeys.Under2(t.Community.ID, n), false, first+trimStep, func(k placeKey, _ place) (bool, error) {
		if read++; keep[k.C] {
			return true, nil
		}
		return true, placeRows.Delete(t.State(), k)
	})
	return read < first+trimStep, err
}
