package quiz

import (
	"math/bits"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Forget implements bot.Routes: a forgotten member is on no scoreboard. The record of having
// answered the open question stays.
func (f *Feature) Forget(t *bot.Turn, who *bot.Forgotten) error {
	if err := paidRows.Delete(t.State(), store.K2(t.Community.ID, who.Member)); err != nil {
		return err
	}
	if err := f.life.Forget(t, who); err != nil {
		return err
	}
	return eachRun(t, func(r *run) error {
		key := r.of(t.Community, who.Member)
		if err := scoreRows.Delete(t.State(), key); err != nil {
			return err
		}
		a, ok, err := answerRows.Get(t.State(), key)
		if err != nil || !ok {
			return err
		}
		a.Right = false
		return answerRows.Put(t.State(), key, a)
	})
}

// Disclose implements bot.Routes.
func (f *Feature) Disclose(t *bot.Turn, m bot.MemberID) (lines []string, err error) {
	err = eachRun(t, func(r *run) error {
		s, ok, err := scoreRows.Get(t.State(), r.of(t.Community, m))
		if err != nil || !ok {
			return err
		}
		lines = append(lines, t.Text("quiz.data", bot.Args{"Title": r.Title, "Count": bits.OnesCount64(s.Right)}))
		return nil
	})
	if err != nil {
		return nil, err
	}
	took, err := f.life.Disclose(t, m)
	return append(lines, took...), err
}
