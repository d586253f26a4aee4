package gifts

import (
	"errors"
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// The thresholds of what is reported: see the package.
const (
	window       = 7 // days
	ringStep     = 10
	ringLongest  = 5
	drainGivers  = 5
	drainPerDays = 2 // times what one may give in a day
	// The rows that one gift reads at most: of one member, and in all for a ring.
	mostRows     = 500
	mostRingRows = 2_000
)

// The tables of gifts begin with the community and a day, so that old rows are
// easy to delete.
var (
	pair = store.Shape4(store.Str[string]{}, store.Int[bot.Day]{}, store.Num[bot.MemberID]{}, store.Num[bot.MemberID]{})
	// givenRows: day, giver, receiver -> points. Receiver 0 stands for what an
	// account gave before it was linked or unlinked.
	givenRows = store.Rows("gifts_given", pair, store.Int64Key{})
	// gotRows: day, receiver, giver -> points.
	gotRows = store.Rows("gifts_got", pair, store.Int64Key{})
	// packedRows: day, member, 0 -> points put into red packets.
	packedRows = store.Rows("gifts_packed", pair, store.Int64Key{})
)

type (
	pairKey  = store.Key4[string, bot.Day, bot.MemberID, bot.MemberID]
	pairRows = *store.Table[pairKey, int64]
	// flows are points by member.
	flows map[bot.MemberID]int64
)

func (f flows) sum() (n int64) {
	for _, points := range f {
		n += points
	}
	return n
}

// add adds points to a row, and deletes a few that are past.
func add(t *bot.Turn, rows pairRows, key pairKey, points int64) error {
	old, _, err := rows.Get(t.State(), key)
	if err != nil {
		return err
	}
	from, to := store.AppendString(nil, t.Community.ID), pair.Under2(t.Community.ID, t.Day()-window-1)
	err = t.State().Scan(rows.Name, from, to, false, 3, func(k, _ []byte) (bool, error) {
		return true, t.State().Delete(rows.Name, k)
	})
	return errors.Join(err, rows.Put(t.State(), key, old+points))
}

// each calls fn for a member's rows of the last days, up to today.
func each(t *bot.Turn, rows pairRows, m bot.MemberID, fn func(k pairKey, points int64) error) error {
	for d := t.Day() - window + 1; d <= t.Day(); d++ {
		err := rows.ScanPrefix(t.State(), pair.Under3(t.Community.ID, d, m), false, 0, func(k pairKey, points int64) (bool, error) {
			return true, fn(k, points)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// lately returns what a member gave or got in the last days: all of it, or what
// the latest rows say, and how many were read.
func lately(t *bot.Turn, rows pairRows, m bot.MemberID, most int) (sums flows, read int, err error) {
	sums = flows{}
	for d := t.Day(); d > t.Day()-window && read < most && err == nil; d-- {
		err = rows.ScanPrefix(t.State(), pair.Under3(t.Community.ID, d, m), false, most-read, func(k pairKey, points int64) (bool, error) {
			sums[k.D] += points
			read++
			return true, nil
		})
	}
	return sums, read, err
}

// between returns what one member gave another in the last days.
func between(t *bot.Turn, giver, whom bot.MemberID) (sum int64, err error) {
	for d := t.Day(); d > t.Day()-window && err == nil; d-- {
		var points int64
		points, _, err = givenRows.Get(t.State(), store.K4(t.Community.ID, d, giver, whom))
		sum += points
	}
	return sum, err
}

// givenOn returns what a member gave on a day.
func givenOn(t *bot.Turn, day bot.Day, m bot.MemberID) (flows, error) {
	sums := flows{}
	err := givenRows.ScanPrefix(t.State(), pair.Under3(t.Community.ID, day, m), false, 0, func(k pairKey, points int64) (bool, error) {
		sums[k.D] += points
		return true, nil
	})
	return sums, err
}

// flow records a gift by the turn's member, and reports what it completes.
func (f *Feature) flow(t *bot.Turn, whom bot.MemberID, amount int64) error {
	giver := t.Member.ID
	err := errors.Join(
		add(t, givenRows, store.K4(t.Community.ID, t.Day(), giver, whom), amount),
		add(t, gotRows, store.K4(t.Community.ID, t.Day(), whom, giver), amount),
	)
	if err != nil {
		return err
	}
	if err := f.reportRing(t, giver, whom); err != nil {
		return err
	}
	return f.reportDrain(t, whom)
}

// reportRing looks for a way from the receiver back to the giver, as far as
// mostRingRows reach.
func (f *Feature) reportRing(t *bot.Turn, giver, whom bot.MemberID) error {
	step, err := between(t, giver, whom)
	if err != nil || step < ringStep {
		return err
	}
	// The search is by width, so the shortest ring is found.
	paths, seen := [][]bot.MemberID{{giver, whom}}, map[bot.MemberID]bool{giver: true, whom: true, 0: true}
	for left := mostRingRows; len(paths) > 0 && left > 0; {
		path := paths[0]
		paths = paths[1:]
		next, read, err := lately(t, givenRows, path[len(path)-1], min(left, mostRows))
		if err != nil {
			return err
		}
		left -= read + 1
		if len(path) > 2 && next[giver] >= ringStep {
			return f.report(t, "ring", path, bot.Args{"Least": ringStep})
		}
		if len(path) == ringLongest {
			continue
		}
		for _, m := range next.members() {
			if !seen[m] && next[m] >= ringStep {
				seen[m] = true
				paths = append(paths, append(slices.Clone(path), m))
			}
		}
	}
	return nil
}

func (f flows) members() (list []bot.MemberID) {
	for m := range f {
		list = append(list, m)
	}
	slices.Sort(list)
	return list
}

// reportDrain looks at whom the receiver got points from. Who gave to very many
// is no drain.
func (f *Feature) reportDrain(t *bot.Turn, whom bot.MemberID) error {
	got, _, err := lately(t, gotRows, whom, mostRows)
	if err != nil || len(got) < drainGivers || got.sum() < drainPerDays*settings(t.Community).PerDay {
		return err
	}
	gave, read, err := lately(t, givenRows, whom, mostRows)
	if err != nil || read == mostRows {
		return err
	}
	for giver := range got {
		if gave[giver] > 0 {
			return nil
		}
	}
	return f.report(t, "drain", []bot.MemberID{whom}, bot.Args{"Count": len(got), "Points": got.sum()})
}
