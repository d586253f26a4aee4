package quiz

import (
	"cmp"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
)

// hit is a right answer.
type hit struct {
	member bot.MemberID
	at     time.Time
	after  time.Duration // the post in its place was there
}

// settle ends the open question: it pays right answers, shows the solution in
// every place, and continues with the next question or the end.
func (f *Feature) settle(t *bot.Turn, r *run) error {
	hits, err := r.hits(t)
	if err != nil {
		return err
	}
	if err := f.award(t, r, hits); err != nil {
		return err
	}
	who := func(t *bot.Turn) (string, error) { return fastestText(t, hits) }
	if err := showSolution(t, r, who); err != nil {
		return err
	}
	nowhere := !slices.ContainsFunc(r.Posts, func(p post) bool { return !p.Lost })
	r.Open = false
	r.Number++
	switch {
	case nowhere || r.Number < r.Total && r.Away:
		return f.finish(t, r, "quiz.board_away", true)
	case r.Number == r.Total:
		return f.finish(t, r, "quiz.board", true)
	}
	if err := r.save(t); err != nil {
		return err
	}
	return r.timer(t, t.Now().Add(pause))
}

// hits returns the right answers that came in time, the fastest first; all
// answers are cleared away.
func (r *run) hits(t *bot.Turn) (hits []hit, err error) {
	err = each(t, answerRows, r, func(m bot.MemberID, a given) error {
		if a.Place >= len(r.Posts) || !a.Right || r.Posts[a.Place].late(a.At, r.Time) {
			return nil
		}
		hits = append(hits, hit{m, a.At, max(a.At.Sub(r.Posts[a.Place].At), 0)})
		return nil
	})
	slices.SortFunc(hits, func(x, y hit) int {
		return cmp.Or(cmp.Compare(x.after, y.after), x.at.Compare(y.at), cmp.Compare(x.member, y.member))
	})
	if err == nil {
		err = answerRows.Clear(t.State(), memberKeys.Under2(t.Community.ID, r.ID))
	}
	return hits, err
}

// fastest returns how many of the hits count as first: those within the same
// second, since some platforms are no more precise.
func fastest(hits []hit) int {
	n := 0
	for n < len(hits) && hits[n].after.Truncate(time.Second) == hits[0].after.Truncate(time.Second) {
		n++
	}
	return n
}

// award pays for a question's hits and counts them.
func (f *Feature) award(t *bot.Turn, r *run, hits []hit) error {
	first := fastest(hits)
	for i, h := range hits {
		key := r.of(t.Community, h.member)
		s, _, err := scoreRows.Get(t.State(), key)
		if err != nil {
			return err
		}
		s.Right |= 1 << r.Number
		due, why := []int64{r.Award.Correct}, make([]bot.Finding, 1, 2)
		why[0] = bot.Finding{Code: "correct"}
		if i < first {
			s.First |= 1 << r.Number
			due, why = append(due, r.Award.First/int64(first)), append(why, bot.Finding{Code: "fastest"})
		}
		for j := range due {
			got, err := f.reward(t, r, h.member, due[j], why[j])
			if err != nil {
				return err
			}
			s.Points += got
			s.Capped = s.Capped || got < due[j]
		}
		if err := scoreRows.Put(t.State(), key, s); err != nil {
			return err
		}
	}
	return nil
}
