package levels

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Merge implements bot.Routes: the highest level of both, and the level of
// their combined points, count as reached without an announcement.
func (f *Feature) Merge(t *bot.Turn, from, into bot.MemberID) error {
	level, err := reached(t, from)
	if err != nil {
		return err
	}
	if err := reachedRows.Delete(t.State(), store.K2(t.Community.ID, from)); err != nil {
		return err
	}
	highest, err := reached(t, into)
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
	return mergePending(t, from, into)
}

// Part implements bot.Routes: the level reached is not announced again.
func (f *Feature) Part(t *bot.Turn, from, left bot.MemberID) error {
	level, err := reached(t, from)
	if err != nil || level == 0 {
		return err
	}
	return putReached(t, left, level)
}

func putReached(t *bot.Turn, m bot.MemberID, level int) error {
	return reachedRows.Put(t.State(), store.K2(t.Community.ID, m), uint64(level))
}

// mergePending names a person once in what waits to be announced.
func mergePending(t *bot.Turn, from, into bot.MemberID) error {
	return pendingRows.ScanPrefix(t.State(), pendingKeys.Under(t.Community.ID), false, 0, func(k store.Key2[string, bot.Place], waiting ups) (bool, error) {
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
		return true, pendingRows.Put(t.State(), k, merged)
	})
}

// Forget implements bot.Routes. The level reached stays, so that it is not
// announced again.
func (*Feature) Forget(*bot.Turn, *bot.Forgotten) error { return nil }

// Disclose implements bot.Routes.
func (f *Feature) Disclose(t *bot.Turn, m bot.MemberID) ([]string, error) {
	s := settings(t.Community)
	level, err := reached(t, m)
	if err != nil || level >= len(s) {
		return nil, err
	}
	return []string{t.Text("levels.data", bot.Args{"Level": s[level].Name})}, nil
}
