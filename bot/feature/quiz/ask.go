package quiz

import (
	"strconv"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/feature/quiz/bank"
	"github.com/stewardbot/steward/store"
)

const (
	// pause is between the announcement, the questions and the next ones.
	pause = 5 * time.Second
	// wanted is how late a post may be.
	wanted = time.Minute
	// overdue is the grace before a post without an outcome counts as lost.
	overdue = time.Minute
	// backlog is how long messages from a downtime may take to arrive.
	backlog = 15 * time.Second
	// lateTick is more than a running process is ever late with a timer.
	lateTick = 5 * time.Second
	// stale is the downtime after which the quiz is over.
	stale = 10 * time.Minute
)

// ask posts the run's next question in all its places.
func (f *Feature) ask(t *bot.Turn, r *run) error {
	q, err := r.question(t)
	if err != nil {
		return err
	}
	r.Open, r.Typed, r.Asked, r.Waited = true, len(q.Choices) == 0, t.Now(), false
	buttons := r.buttons(q)
	for i := range r.Posts {
		p := &r.Posts[i]
		ref := t.Do(bot.Say{
			Place: p.Place, Text: questionText(t.ToPlace(p.Place), r, q), Rich: true, Buttons: buttons, Lasts: r.Time,
			Lane: bot.Posts, Expires: t.Now().Add(wanted),
		})
		*p = post{Place: p.Place, Ref: ref}
		if err := postRows.Put(t.State(), store.K2(t.Community.ID, ref), posted{r.ID, r.Number, i}); err != nil {
			return err
		}
	}
	if err := r.timer(t, t.Now().Add(wanted+overdue)); err != nil {
		return err
	}
	return r.save(t)
}

// buttons returns buttons labelled with the letters of the choices.
func (r *run) buttons(q *bank.Question) [][]bot.Button {
	var row []bot.Button
	for i, c := range q.Choices {
		data := name + ":" + strconv.FormatUint(r.ID, 10) + ":" + strconv.Itoa(r.Number) + ":" + strconv.Itoa(i)
		row = append(row, bot.Button{Label: bank.Letter(i), Means: c, Data: data})
	}
	if row == nil {
		return nil
	}
	return [][]bot.Button{row}
}

// outcome records when a question was posted. The last one determines when the question ends.
func (f *Feature) outcome(t *bot.Turn) error {
	if err := f.life.Outcome(t); err != nil {
		return err
	}
	out := t.Event.Outcome
	key := store.K2(t.Community.ID, out.Ref)
	at, ok, err := postRows.Get(t.State(), key)
	if err != nil || !ok {
		return err
	}
	if err := postRows.Delete(t.State(), key); err != nil {
		return err
	}
	r, err := loadRun(t, at.Run)
	if err != nil || r == nil || !r.Open || r.Number != at.Number || at.Place >= len(r.Posts) {
		return err
	}
	p := &r.Posts[at.Place]
	if out.Status == bot.Done && len(out.Receipt.Messages) > 0 {
		p.At = out.Receipt.At
	} else {
		p.Lost = true
		t.Find(bot.Finding{Code: "lost", Args: bot.Args{"Place": string(p.Place)}, Reason: out.Reason})
	}
	if err := r.save(t); err != nil {
		return err
	}
	due, known := r.due()
	switch {
	case !known:
		return nil
	case due.IsZero(): // it was posted nowhere
		due = t.Now()
	}
	return r.timer(t, due)
}

// due returns when the open question ends in the last place, zero if it was posted nowhere.
// known is false while a post is being sent.
func (r *run) due() (due time.Time, known bool) {
	for _, p := range r.Posts {
		if p.At.IsZero() && !p.Lost {
			return due, false
		}
		if end := p.At.Add(r.Time); !p.Lost && end.After(due) {
			due = end
		}
	}
	return due, true
}

// goOn reports whether the open question continues: because a post without an outcome delayed
// its end, or to let a backlog arrive first.
func (f *Feature) goOn(t *bot.Turn, r *run) (bool, error) {
	for i := range r.Posts {
		p := &r.Posts[i]
		p.Lost = p.Lost || p.At.IsZero()
	}
	due, _ := r.due()
	switch {
	case due.After(t.Now()):
	case f.wants(t, r):
		r.Waited = true
		due = t.Now().Add(backlog)
	default:
		return false, nil
	}
	if err := r.save(t); err != nil {
		return true, err
	}
	return true, r.timer(t, due)
}

// wants reports whether to wait for a backlog: the question ended while Steward was not
// running.
func (f *Feature) wants(t *bot.Turn, r *run) bool {
	due := t.Event.Tick.Due
	return !r.Waited && due.Before(f.woke) && t.Now().Sub(due) > lateTick
}
