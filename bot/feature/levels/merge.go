package levels

import (
	"encoding/binary"
	"encoding/json"
	"fmt"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Merge implements bot.Merger: the highest level of both, and the one that their
// points make together, count as reached; nothing is announced for it. What the
// level gives is asked for on all accounts.
func (f *Feature) Merge(t *bot.Turn, from, into bot.MemberID) error {
	level, err := reached(t.State(), reachedKey(t, from))
	if err != nil {
		return err
	}
	if err := t.State().Delete(tableReached, reachedKey(t, from)); err != nil {
		return err
	}
	highest, err := reached(t.State(), reachedKey(t, into))
	if err != nil {
		return err
	}
	figures, err := f.book.Balance(t, into)
	if err != nil {
		return err
	}
	s := settings(t.Community)
	if level = max(level, s.of(figures.Earned)); level > highest {
		if err := putReached(t, into, level); err != nil {
			return err
		}
	}
	if err := mergePending(t, from, into); err != nil {
		return err
	}
	return (&grants{f: f, t: t, s: s}).member(into, true)
}

// Part implements bot.Merger: the level that was reached is not news again.
func (f *Feature) Part(t *bot.Turn, from, left bot.MemberID) error {
	level, err := reached(t.State(), reachedKey(t, from))
	if err != nil {
		return err
	}
	if level > 0 {
		if err := putReached(t, left, level); err != nil {
			return err
		}
	}
	return (&grants{f: f, t: t, s: settings(t.Community)}).member(left, true)
}

func reachedKey(t *bot.Turn, m bot.MemberID) []byte {
	return store.AppendUint64(store.AppendString(nil, t.Community.ID), uint64(m))
}

func putReached(t *bot.Turn, m bot.MemberID, level int) error {
	return t.State().Put(tableReached, reachedKey(t, m), binary.AppendUvarint(nil, uint64(level)))
}

// mergePending names a person once in what waits to be announced.
func mergePending(t *bot.Turn, from, into bot.MemberID) error {
	prefix := store.AppendString(nil, t.Community.ID)
	return t.State().Scan(tablePending, prefix, store.PrefixEnd(prefix), false, 0, func(k, _ []byte) (bool, error) {
		waiting, err := load(t.State(), k)
		if err != nil {
			return false, err
		}
		merged, changed := ups{More: waiting.More}, false
		for _, u := range waiting.List {
			if u.Member == from {
				u.Member, changed = into, true
			}
			for _, other := range merged.List {
				if other.Member == u.Member {
					u.Level = max(u.Level, other.Level)
				}
			}
			merged.add(u)
		}
		if !changed {
			return true, nil
		}
		b, err := json.Marshal(merged)
		if err != nil {
			return false, fmt.Errorf("keep a level-up: %w", err)
		}
		return true, t.State().Put(tablePending, k, b)
	})
}
