package quiz

import (
	"math/bits"

	"github.com/stewardbot/steward/bot"
)

// Forget implements bot.Forgetter: who is forgotten is on no scoreboard; that the
// open question was answered stays.
func (f *Feature) Forget(t *bot.Turn, who *bot.Forgotten) error {
	return eachRun(t, func(r *run) error {
		key := r.sub(t.Community, uint64(who.Member))
		if err := t.State().Delete(tableScores, key); err != nil {
			return err
		}
		a, err := get[given](t.State(), tableAnswers, key)
		if err != nil || a == nil {
			return err
		}
		a.Right = false
		return put(t.State(), tableAnswers, key, a)
	})
}

// Disclose implements bot.Discloser.
func (f *Feature) Disclose(t *bot.Turn, m bot.MemberID) (lines []string, err error) {
	err = eachRun(t, func(r *run) error {
		s, err := get[score](t.State(), tableScores, r.sub(t.Community, uint64(m)))
		if err != nil || s == nil {
			return err
		}
		lines = append(lines, t.Text("quiz.data", bot.Args{"Title": r.Title, "Count": bits.OnesCount64(s.Right)}))
		return nil
	})
	return lines, err
}
