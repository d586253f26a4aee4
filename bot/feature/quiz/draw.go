package quiz

import (
	"cmp"
	"hash/fnv"
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/feature/quiz/bank"
	"github.com/stewardbot/steward/store"
)

var (
	askedKeys = store.Shape3(store.Str[string]{}, store.Str[string]{}, store.Num[uint64]{})
	// askedRows: quiz, question -> the run in which it was asked, since the quiz was
	// through with its questions the last time.
	askedRows = store.Rows("quiz_asked", askedKeys, store.Uint64Key{})
)

// draw takes the quiz's next questions for a run and shuffles their choices.
// None is repeated before all have been asked, nor right after, as far as there
// are others.
func draw(t *bot.Turn, q *Quiz, run uint64) (drawn []bank.Question, err error) {
	asked, err := q.asked(t)
	if err != nil {
		return nil, err
	}
	all, chance := q.bank.Tagged(q.Tags), t.Rand("questions")
	order, before := chance.Perm(len(all)), make([]uint64, len(all))
	for i := range all {
		before[i] = asked[hash(&all[i])]
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(before[i], before[j]) })
	order = order[:min(q.Questions, len(order))]
	if last := len(order) - 1; last >= 0 && before[order[last]] > 0 { // through
		if err := askedRows.Clear(t.State(), askedKeys.Under2(t.Community.ID, q.Name)); err != nil {
			return nil, err
		}
	}
	for _, i := range order {
		one := all[i]
		one.Choices = slices.Clone(one.Choices)
		chance.Shuffle(len(one.Choices), func(i, j int) {
			one.Choices[i], one.Choices[j] = one.Choices[j], one.Choices[i]
		})
		drawn = append(drawn, one)
		if err := askedRows.Put(t.State(), store.K3(t.Community.ID, q.Name, hash(&one)), run); err != nil {
			return nil, err
		}
	}
	return drawn, nil
}

// asked returns the questions asked in this round, each with its run.
func (q *Quiz) asked(t *bot.Turn) (map[uint64]uint64, error) {
	runs := map[uint64]uint64{}
	err := askedRows.ScanPrefix(t.State(), askedKeys.Under2(t.Community.ID, q.Name), false, 0, func(k store.Key3[string, string, uint64], run uint64) (bool, error) {
		runs[k.C] = run
		return true, nil
	})
	return runs, err
}

// hash identifies a question, however a bank is sorted.
func hash(q *bank.Question) uint64 {
	h := fnv.New64a()
	h.Write([]byte(q.Text + "\x00" + q.Answers[0]))
	return h.Sum64()
}
