package quiz

import (
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/feature/quiz/bank"
)

// press records the choice of a person who pressed a button below a question, and confirms only
// that it was recorded.
func (f *Feature) press(t *bot.Turn, data string) error {
	id, number, choice, ok := pressed(data)
	if !ok {
		answer.Ack(t, t.ToUser().Text("answer.gone", nil))
		return nil
	}
	r, err := at(t, t.Event.Place)
	if err != nil {
		return err
	}
	if r == nil || r.ID != id || !r.Open || r.Number != number || r.Typed {
		answer.Ack(t, t.ToUser().Text("quiz.ack_over", nil))
		return nil
	}
	q, err := r.question(t)
	if err != nil {
		return err
	}
	if choice >= len(q.Choices) || t.Member == nil {
		answer.Ack(t, "")
		return nil
	}
	key, err := f.note(t, r, choice == q.Right())
	if err != nil {
		return err
	}
	answer.Ack(t, t.ToUser().Text(key, bot.Args{"Letter": bank.Letter(choice)}))
	return nil
}

// pressed parses a button's data, which may be forged.
func pressed(data string) (id uint64, number, choice int, ok bool) {
	parts := strings.Split(data, ":")
	if len(parts) != 3 {
		return 0, 0, 0, false
	}
	id, err := strconv.ParseUint(parts[0], 10, 64)
	if err != nil {
		return 0, 0, 0, false
	}
	if number, err = strconv.Atoi(parts[1]); err != nil {
		return 0, 0, 0, false
	}
	choice, err = strconv.Atoi(parts[2])
	return id, number, choice, err == nil && choice >= 0
}

// typed handles a message as the answer to a question without choices.
func (f *Feature) typed(t *bot.Turn) error {
	r, err := at(t, t.Event.Place)
	if err != nil || r == nil || !r.Open || !r.Typed {
		return err
	}
	if t.At().Before(r.Asked.Truncate(time.Second)) {
		return nil // sent before the question was posted; some platforms report whole seconds
	}
	q, err := r.question(t)
	if err != nil {
		return err
	}
	_, err = f.note(t, r, q.Accepts(t.Event.Message.Text))
	return err
}

// Answers and RightAnswers count answers that were in time.
var (
	Answers      = bot.Metric{Number: 14, Name: "quiz_answers"}
	RightAnswers = bot.Metric{Number: 15, Name: "quiz_right"}
)

// note records the member's answer to the open question if it is the first and in time, and
// returns the confirmation.
func (f *Feature) note(t *bot.Turn, r *run, right bool) (text string, err error) {
	place := r.post(t.Event.Place)
	if place < 0 || r.Posts[place].late(t.At(), r.Time) {
		t.Find(bot.Finding{Code: "late"})
		return "quiz.ack_over", nil
	}
	key := r.of(t.Community, t.Member.ID)
	_, before, err := answerRows.Get(t.State(), key)
	if err != nil {
		return "", err
	}
	if before {
		t.Find(bot.Finding{Code: "again"})
		return "quiz.ack_again", nil
	}
	t.Find(bot.Finding{Code: "noted"})
	t.Count(Answers, t.Member.ID, 1)
	if right {
		t.Count(RightAnswers, t.Member.ID, 1)
	}
	if err := f.life.Took(t, r.Activity, t.Member.ID); err != nil {
		return "", err
	}
	return "quiz.ack_noted", answerRows.Put(t.State(), key, given{At: t.At(), Place: place, Right: right})
}

// late reports whether an answer came after the place's time was over. While the post is being
// sent, no answer is late.
func (p *post) late(at time.Time, time time.Duration) bool {
	return p.Lost || !p.At.IsZero() && at.After(p.At.Add(time))
}
