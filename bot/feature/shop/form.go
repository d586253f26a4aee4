package shop

import (
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
)

// Where the platform has forms, a buyer may fill in several answers at once. A
// form says of which order it is, and after how many answers it begins, so that
// one that is sent late puts no answer to another question.

// formButton opens the form of an order.
func formButton(n uint64) bot.Button {
	b := button("shop.form", "answer", n)
	b.Form = true
	return b
}

// showForm shows the questions of an order that are still open; all of them, if
// it has its answers.
func showForm(t *bot.Turn, n uint64, o *order) {
	from := len(o.Answers)
	if o.State == packing {
		from = 0
	}
	e := bot.Form{
		Place: t.Event.Place, Press: t.Event.Press.ID, Title: t.Text("shop.form_title", o.args(t, n)),
		Data: button("", "filled", n).Data + ":" + strconv.Itoa(from),
		Late: t.Text("shop.form_again", nil), Expires: answer.Expires(t),
	}
	for i, field := range o.Fields[from:] {
		if i == t.Fields() {
			break
		}
		e.Fields = append(e.Fields, bot.Field{
			Name: strconv.Itoa(from + i), Label: fieldName(t, field), Most: maxAnswer, Long: field == "address",
		})
	}
	t.Do(e)
}

// filled takes the answers in a form. Nothing of them is recorded.
func (f *Feature) filled(t *bot.Turn, data string) error {
	t.Conceal()
	t = t.ToUser()
	data, rest, _ := strings.Cut(data, ":")
	n, o, ok, err := f.own(t, data)
	if err != nil || !ok {
		return err
	}
	from, err := strconv.Atoi(rest)
	switch {
	case o.State != asking && o.State != packing:
		answer.Ack(t, t.Text(stateKeys[o.State], nil))
		return nil
	case err != nil || from < 0 || from > len(o.Answers) || from >= len(o.Fields):
		answer.Ack(t, t.Text("shop.form_again", nil))
		return nil
	}
	given := o.Answers[:from:from]
	for i := from; i < len(o.Fields); i++ {
		text, is := t.Event.Press.Answer(strconv.Itoa(i))
		if !is {
			break
		}
		if text, is = readAnswer(text); !is {
			answer.Ack(t, t.Text("shop.bad_answer", bot.Args{"Count": maxAnswer}))
			return nil
		}
		given = append(given, text)
	}
	if len(given) == from {
		answer.Ack(t, t.Text("shop.form_again", nil))
		return nil
	}
	if err := o.moveTo(t, n); err != nil {
		return err
	}
	hide(t, &o)
	o.Answers = given
	args := o.args(t, n)
	if len(o.Answers) < len(o.Fields) {
		return f.fillOn(t, n, o)
	}
	r := answer.Reply{Text: t.Text("shop.answered", args), Buttons: [][]bot.Button{{button("shop.correct", "answer", n)}}}
	r.Buttons[0][0].Label = t.Text("shop.correct", nil)
	answer.Replace(t, r, r.Text)
	return f.answered(t, n, o)
}

// fillOn offers the next form: one can't follow another by itself.
func (f *Feature) fillOn(t *bot.Turn, n uint64, o order) error {
	b := formButton(n)
	b.Label = t.Text(b.Label, nil)
	args := o.args(t, n)
	args["Count"] = len(o.Fields) - len(o.Answers)
	text := t.Text("shop.form_on", args)
	answer.Replace(t, answer.Reply{Text: text, Buttons: [][]bot.Button{{b}}}, text)
	o.State = asking
	if err := note(t, &o, n, true); err != nil {
		return err
	}
	if err := t.SetTimer(answersTimer(n), t.Now().Add(patience), nil); err != nil {
		return err
	}
	if err := f.showStaff(t, n, &o); err != nil {
		return err
	}
	return save(t, n, o)
}
