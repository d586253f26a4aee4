package quiz

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Merge implements bot.Merger: of the answers of both the earlier one counts, and a
// question that either had right counts once.
func (f *Feature) Merge(t *bot.Turn, from, into bot.MemberID) error {
	return eachRun(t, func(r *run) error {
		if err := mergeRow(t, tableAnswers, r, from, into, func(gone, kept given) given {
			if gone.At.Before(kept.At) {
				return gone
			}
			return kept
		}); err != nil {
			return err
		}
		return mergeRow(t, tableScores, r, from, into, func(gone, kept score) score {
			return score{Right: gone.Right | kept.Right, First: gone.First | kept.First, Points: gone.Points + kept.Points}
		})
	})
}

// mergeRow makes one row of two members'; unite is called if both have one.
func mergeRow[T any](t *bot.Turn, table string, r *run, from, into bot.MemberID, unite func(gone, kept T) T) error {
	key := r.sub(t.Community, uint64(from))
	gone, err := get[T](t.State(), table, key)
	if err != nil || gone == nil {
		return err
	}
	if err := t.State().Delete(table, key); err != nil {
		return err
	}
	key = r.sub(t.Community, uint64(into))
	kept, err := get[T](t.State(), table, key)
	if err != nil {
		return err
	}
	if kept != nil {
		*gone = unite(*gone, *kept)
	}
	return put(t.State(), table, key, gone)
}

// Part implements bot.Merger: who has answered the open question has answered it
// with all accounts.
func (f *Feature) Part(t *bot.Turn, from, left bot.MemberID) error {
	return eachRun(t, func(r *run) error {
		a, err := get[given](t.State(), tableAnswers, r.sub(t.Community, uint64(from)))
		if err != nil || a == nil {
			return err
		}
		a.Right = false
		return put(t.State(), tableAnswers, r.sub(t.Community, uint64(left)), a)
	})
}

// eachRun gives the quizzes that are on to fn.
func eachRun(t *bot.Turn, fn func(r *run) error) error {
	prefix := store.AppendString(nil, t.Community.ID)
	return t.State().Scan(tableRuns, prefix, store.PrefixEnd(prefix), false, 0, func(k, _ []byte) (bool, error) {
		r, err := get[run](t.State(), tableRuns, k)
		if err != nil || r == nil {
			return false, err
		}
		return true, fn(r)
	})
}
