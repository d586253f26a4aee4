package activity

import (
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
)

// AskSatisfaction is the value of Evaluation.Ask for the question how people
// liked it.
const AskSatisfaction = "satisfaction"

// The satisfaction question. Marks are from 1 to [Marks]; from Satisfied on they
// are good ones.
const (
	Marks     = 5
	Satisfied = 4

	askAfter = time.Minute        // after the result
	askFor   = 7 * 24 * time.Hour // answers count and can be changed
)

// VerbMark is the verb of the buttons below the question. The kind routes it to
// Life.Mark, as a secret one.
const VerbMark = "mark"

// faces are on the buttons.
var faces = [Marks]string{"😞", "🙁", "😐", "🙂", "😀"}

func face(mark uint8) string { return strconv.Itoa(int(mark)) + " " + faces[mark-1] }

// ending sets the timer for the question, if there is to be one.
func (l *Life) ending(t *bot.Turn, a *Activity) error {
	if a.Ask != AskSatisfaction {
		return nil
	}
	return t.SetTimer(timerAsk+number(a.ID), t.Now().Add(askAfter), nil)
}

// asking handles its timer: first it asks, and later it closes.
func (l *Life) asking(t *bot.Turn, a *Activity) error {
	if !a.AskedUntil.IsZero() {
		return l.askClosed(t, a)
	}
	if taken, err := l.taken(t, a); err != nil || !taken && !l.kind.Anyone {
		return err
	}
	a.AskedUntil = t.Now().Add(askFor)
	a.Question = make([]Post, len(a.Posts))
	for i, p := range a.Posts {
		a.Question[i].Place = t.Latest(p.Place)
		if err := l.askIn(t, a, i); err != nil {
			return err
		}
	}
	if err := l.Save(t, a); err != nil {
		return err
	}
	return t.SetTimer(timerAsk+number(a.ID), a.AskedUntil, nil)
}

// taken reports whether anybody took part.
func (l *Life) taken(t *bot.Turn, a *Activity) (yes bool, err error) {
	err = From(t.State(), t.Community.ID, a.ID, 0, func(e *Entry) (bool, error) {
		yes = e.Out == ""
		return !yes, nil
	})
	return yes, err
}

// askIn asks in one of the places, within what may be said there unprompted.
func (l *Life) askIn(t *bot.Turn, a *Activity, i int) error {
	p := &a.Question[i]
	there := t.ToPlace(p.Place)
	var row []bot.Button
	for mark := uint8(1); mark <= Marks; mark++ {
		row = append(row, bot.Button{Label: face(mark), Data: l.kind.Name + ":" + VerbMark + ":" + number(a.ID) + ":" + strconv.Itoa(int(mark))})
	}
	key := "activity.ask"
	if l.kind.Anyone {
		key = "activity.ask_anyone"
	}
	ref, err := l.kind.Quiet.Post(t, bot.Say{
		Place: p.Place, Text: there.Text(key, l.asked(t, a)), Buttons: [][]bot.Button{row}, Expires: a.AskedUntil, InDoubt: bot.Drop,
	})
	if p.Ref, p.Lost = ref, ref == 0; err != nil || p.Lost { // it waits for another day, and is not edited
		return err
	}
	return l.await(t, ref, awaited{Activity: a.ID, Post: i, Ask: true})
}

func (l *Life) asked(t *bot.Turn, a *Activity) bot.Args {
	return bot.Args{"Name": bot.ShowName(a.Name), "When": t.Community.Clock(a.AskedUntil)}
}

// askClosed takes the buttons away.
func (l *Life) askClosed(t *bot.Turn, a *Activity) error {
	for _, p := range a.Question {
		if p.Lost || p.Ref == 0 {
			continue
		}
		t.Do(bot.Edit{
			Place: p.Place, Target: p.target(), Text: t.ToPlace(p.Place).Text("activity.ask_closed", l.asked(t, a)), Expires: t.Now().Add(wanted),
		})
	}
	a.Question = nil
	return l.Save(t, a)
}

// Mark handles a button below the question: "NUMBER:MARK", which may be forged.
// A member has one mark, which can be changed until the question closes.
func (l *Life) Mark(t *bot.Turn, data string) error {
	t = t.ToUser()
	text, err := l.mark(t, data)
	if err == nil {
		answer.Ack(t, text)
	}
	return err
}

func (l *Life) mark(t *bot.Turn, data string) (string, error) {
	id, mark, _ := strings.Cut(data, ":")
	n, wrong := strconv.ParseUint(mark, 10, 8)
	a, err := l.Pressed(t, id)
	switch {
	case err != nil:
		return "", err
	case a == nil || wrong != nil || n < 1 || n > Marks || t.Member == nil:
		return t.Text("answer.gone", nil), nil
	case !t.At().Before(a.AskedUntil):
		return t.Text("activity.ask_over", nil), nil
	}
	e, err := l.Entry(t, a, t.Member.ID)
	switch {
	case err != nil:
		return "", err
	case e == nil && l.kind.Anyone:
		e = &Entry{Tag: a.Tag(t.Member.ID), Member: t.Member.ID, At: t.At(), Weight: 1}
	case e == nil || e.Out != "":
		return t.Text("activity.ask_others", nil), nil
	}
	e.Mark = uint8(n)
	t.Find(bot.Finding{Feature: "activity", Code: "marked", Args: bot.Args{"Name": bot.ShowName(a.Name)}})
	return t.Text("activity.ask_thanks", bot.Args{"Mark": face(e.Mark), "When": t.Community.Clock(a.AskedUntil)}), l.put(t, a, e)
}

// Disclose is the kind's Routes.Disclose, or a part of it: in which recorded
// activities a member took part, and how they liked which.
func (l *Life) Disclose(t *bot.Turn, m bot.MemberID) (lines []string, err error) {
	err = l.Each(t, func(a *Activity) (bool, error) {
		e, err := l.Entry(t, a, m)
		if err != nil || e == nil {
			return err == nil, err
		}
		args := bot.Args{"Name": bot.ShowName(a.Name), "When": t.Community.Clock(e.At)}
		if a.Recorded() {
			lines = append(lines, t.Text("activity.took", args))
		}
		if e.Mark > 0 {
			args["Mark"] = face(e.Mark)
			lines = append(lines, t.Text("activity.took_mark", args))
		}
		return true, nil
	})
	return lines, err
}
