package greeting

import (
	"math"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/store"
)

// latelyRows: community, day, space, member -> when the member last came or
// went there, and when the farewell was posted. Old rows are pruned.
var (
	latelyKeys = store.Shape4(store.Str[string]{}, store.Int[bot.Day]{}, store.Str[bot.Place]{}, store.Num[bot.MemberID]{})
	latelyRows = store.Rows("greeting_lately", latelyKeys, store.Record(moves.append, decodeMoves))
)

type latelyKey = store.Key4[string, bot.Day, bot.Place, bot.MemberID]

// again is how long somebody who came or went is not greeted again.
const again = 24 * time.Hour

// moves are a member's latest movements in a space; zero: none.
type moves struct{ moved, farewell time.Time }

func (m moves) append(dst []byte) []byte {
	return store.AppendTime(store.AppendTime(dst, m.moved), m.farewell)
}

func decodeMoves(b []byte) (m moves, err error) {
	if m.moved, b, err = store.TakeTime(b); err == nil {
		m.farewell, err = store.TimeKey{}.Decode(b)
	}
	return m, err
}

// lately returns the rows of this day and the previous one.
func lately(t *bot.Turn) (m moves, err error) {
	for day := t.Day() - 1; day <= t.Day(); day++ {
		row, _, err := latelyRows.Get(t.State(), keyOf(t, day))
		if err != nil {
			return m, err
		}
		m.moved, m.farewell = later(m.moved, row.moved), later(m.farewell, row.farewell)
	}
	return m, nil
}

func keyOf(t *bot.Turn, day bot.Day) latelyKey {
	return store.K4(t.Community.ID, day, t.Event.Place.Space(), t.Member.ID)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// save writes the row of this day, and drops a few old ones: more than it
// writes, so that the table holds about two days.
func (m moves) save(t *bot.Turn) error {
	from, to := latelyKey{A: t.Community.ID, B: math.MinInt32}, latelyKey{A: t.Community.ID, B: t.Day() - 1}
	err := latelyRows.Scan(t.State(), &from, &to, false, 3, func(k latelyKey, _ moves) (bool, error) {
		return true, latelyRows.Delete(t.State(), k)
	})
	if err != nil {
		return err
	}
	return latelyRows.Put(t.State(), keyOf(t, t.Day()), m)
}

// joined welcomes a person who has not been here within a day.
func (f *Feature) joined(t *bot.Turn) error {
	if t.Member == nil {
		return nil
	}
	m, err := lately(t)
	if err != nil {
		return err
	}
	new := t.At().Sub(m.moved) >= again
	m.moved = t.At()
	if err := m.save(t); err != nil || !new || t.Struck {
		return err
	}
	return f.gather(t, SectionWelcome, bot.Finding{Code: "welcome"})
}

// left says farewell once a day, but not to people who were removed.
func (f *Feature) left(t *bot.Turn) error {
	if t.Member == nil {
		return nil
	}
	m, err := lately(t)
	if err != nil {
		return err
	}
	removed, err := f.removed(t)
	if err != nil {
		return err
	}
	first := t.At().Sub(m.farewell) >= again
	if m.moved = t.At(); first {
		m.farewell = t.At()
	}
	if err := m.save(t); err != nil || !first || removed {
		return err
	}
	return f.gather(t, SectionFarewell, bot.Finding{Code: "farewell"})
}

// removal is how long after a removal a departure is attributed to it.
const removal = 10 * time.Minute

// removed reports whether the turn's account was just kicked or banned here.
func (f *Feature) removed(t *bot.Turn) (yes bool, err error) {
	space := t.Event.Place.Space()
	err = f.file.Of(t.State(), t.Community.ID, t.Member.ID, func(c *sanction.Case) (bool, error) {
		for _, s := range c.Sanctions {
			out := s.Act == bot.ActKick || s.Act == bot.ActBan
			yes = yes || out && s.State != sanction.Refused && s.Space == space && s.User == t.Member.User
		}
		return !yes && t.Now().Sub(c.At) < removal, nil
	})
	return yes, err
}
