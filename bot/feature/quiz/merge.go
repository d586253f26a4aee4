package quiz

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Merge implements bot.Routes: the earlier of both answers counts, and a question that either
// answered correctly counts once.
func (f *Feature) Merge(t *bot.Turn, from, into bot.MemberID) error {
	if err := mergePaid(t, from, into); err != nil {
		return err
	}
	if err := f.life.Merge(t, from, into); err != nil {
		return err
	}
	return eachRun(t, func(r *run) error {
		if err := mergeRow(t, answerRows, r, from, into, func(gone, kept given) given {
			if gone.At.Before(kept.At) {
				return gone
			}
			return kept
		}); err != nil {
			return err
		}
		return mergeRow(t, scoreRows, r, from, into, func(gone, kept score) score {
			return score{Right: gone.Right | kept.Right, First: gone.First | kept.First, Points: gone.Points + kept.Points, Capped: gone.Capped || kept.Capped}
		})
	})
}

// mergeRow merges the rows of two members; unite is called if both have one.
func mergeRow[T any](t *bot.Turn, rows *store.Table[memberKey, T], r *run, from, into bot.MemberID, unite func(gone, kept T) T) error {
	key := r.of(t.Community, from)
	gone, ok, err := rows.Get(t.State(), key)
	if err != nil || !ok {
		return err
	}
	if err := rows.Delete(t.State(), key); err != nil {
		return err
	}
	key = r.of(t.Community, into)
	kept, ok, err := rows.Get(t.State(), key)
	if err != nil {
		return err
	}
	if ok {
		gone = unite(gone, kept)
	}
	return rows.Put(t.State(), key, gone)
}

// Part implements bot.Routes: both members keep the answer to the open question and the amount
// paid today.
func (f *Feature) Part(t *bot.Turn, from, left bot.MemberID) error {
	p, ok, err := paidRows.Get(t.State(), store.K2(t.Community.ID, from))
	if err == nil && ok {
		err = paidRows.Put(t.State(), store.K2(t.Community.ID, left), p)
	}
	if err != nil {
		return err
	}
	if err := f.life.Part(t, from, left); err != nil {
		return err
	}
	return eachRun(t, func(r *run) error {
		a, ok, err := answerRows.Get(t.State(), r.of(t.Community, from))
		if err != nil || !ok {
			return err
		}
		a.Right = false
		return answerRows.Put(t.State(), r.of(t.Community, left), a)
	})
}

// eachRun calls fn for each running quiz.
func eachRun(t *bot.Turn, fn func(r *run) error) error {
	return runRows.ScanPrefix(t.State(), runKeys.Under(t.Community.ID), false, 0, func(_ store.Key2[string, uint64], r run) (bool, error) {
		return true, fn(&r)
	})
}
