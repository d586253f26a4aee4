package greeting

import (
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/cases"
	"github.com/stewardbot/steward/store"
)

// tableLately: (community, day, space, member) -> when the member came or went
// there last, and when the farewell was said. What is past goes.
const tableLately = "greeting_lately"

// again is how long after somebody came or went they are not greeted again.
const again = 24 * time.Hour

// moves are what is known of a member's coming and going in a space; zero: none.
type moves struct{ moved, farewell time.Time }

func latelyKey(t *bot.Turn, day bot.Day) []byte {
	key := store.AppendInt64(store.AppendString(nil, t.Community.ID), int64(day))
	key = store.AppendString(key, string(t.Event.Place.Space()))
	return store.AppendUint64(key, uint64(t.Member.ID))
}

// lately is what the rows of this day and the one before tell.
func lately(t *bot.Turn) (m moves, err error) {
	for day := t.Day() - 1; day <= t.Day(); day++ {
		b, err := t.State().Get(tableLately, latelyKey(t, day))
		if err != nil {
			return m, err
		}
		for _, at := range []*time.Time{&m.moved, &m.farewell} {
			if len(b) == 0 {
				break
			}
			var read time.Time
			if read, b, err = store.TakeTime(b); err != nil {
				return m, fmt.Errorf("table %s: %w", tableLately, err)
			}
			if read.After(*at) {
				*at = read
			}
		}
	}
	return m, nil
}

// save writes the row of this day, and drops a few that are past: more than are
// written, so that the table stays as long as two days.
func (m moves) save(t *bot.Turn) error {
	from := store.AppendString(nil, t.Community.ID)
	to := store.AppendInt64(from[:len(from):len(from)], int64(t.Day()-1))
	err := t.State().Scan(tableLately, from, to, false, 3, func(k, _ []byte) (bool, error) {
		return true, t.State().Delete(tableLately, k)
	})
	if err != nil {
		return err
	}
	return t.State().Put(tableLately, latelyKey(t, t.Day()), store.AppendTime(store.AppendTime(nil, m.moved), m.farewell))
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
	if err := m.save(t); err != nil || !new {
		return err
	}
	return f.gather(t, SectionWelcome, bot.Finding{Code: "welcome"})
}

// left says farewell once a day, and to nobody who was removed.
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

// removal is how long after they were removed somebody may be seen to be gone.
const removal = 10 * time.Minute

// removed tells whether the turn's account was just kicked or banned here.
func (f *Feature) removed(t *bot.Turn) (yes bool, err error) {
	space := t.Event.Place.Space()
	err = f.file.Of(t.State(), t.Community.ID, t.Member.ID, func(c *cases.Case) (bool, error) {
		for _, s := range c.Sanctions {
			out := s.Act == cases.Kick || s.Act == cases.Ban
			yes = yes || out && s.State != cases.Refused && s.Space == space && s.User == t.Member.User
		}
		return !yes && t.Now().Sub(c.At) < removal, nil
	})
	return yes, err
}
