package draw

import (
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/activity"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/store"
)

// enter handles a press on the button that enters.
func (f *Feature) enter(t *bot.Turn, args string) error {
	a, err := f.life.Pressed(t, args)
	if err != nil {
		return err
	}
	if a == nil || t.Member == nil {
		answer.Ack(t, t.ToUser().Text("answer.gone", nil))
		return nil
	}
	v, err := activity.Read[data](a)
	if err != nil {
		return err
	}
	if !v.Enter.button() {
		answer.Ack(t, t.ToUser().Text("draw.by_word", bot.Args{"Word": v.Enter.Word}))
		return nil
	}
	text, _, err := f.take(t.ToUser(), a)
	answer.Ack(t, text)
	return err
}

// take enters the turn's member, and returns what they are told.
func (f *Feature) take(t *bot.Turn, a *activity.Activity) (text string, entered bool, err error) {
	r, why, err := f.life.Enter(t, a, nil)
	if err != nil {
		return "", false, err
	}
	if r == activity.Entered || r == activity.Waits {
		t.Count(Entries, t.Member.ID, 1)
	}
	switch r {
	case activity.Entered:
		t.Find(bot.Finding{Code: "entered", Args: bot.Args{"Number": a.ID}})
		return t.Text("draw.in", bot.Args{"Code": a.Tag(t.Member.ID).String()}), true, nil
	case activity.Again:
		e, err := f.life.Entry(t, a, t.Member.ID)
		if err != nil {
			return "", false, err
		}
		if e.Out != "" {
			text, err := f.status(t, a)
			return text, false, err
		}
		return t.Text("draw.in_already", bot.Args{"Code": e.Tag.String()}), false, nil
	case activity.Waits:
		t.Find(bot.Finding{Code: "entered", Args: bot.Args{"Number": a.ID}})
		return t.Text("draw.in_waits", nil), false, nil
	case activity.Early:
		return t.Text("draw.early", bot.Args{"Opens": t.Community.Clock(a.Opens)}), false, nil
	case activity.Barred:
		t.Find(bot.Finding{Code: "barred", Args: bot.Args{"Number": a.ID}})
		return why, false, nil
	case activity.Poor:
		return t.Text("draw.poor", bot.Args{"Price": answer.Points(t, a.Price)}), false, nil
	}
	return t.Text("draw.over", nil), false, nil
}

// mine tells a member the code of their entry.
func (f *Feature) mine(t *bot.Turn, args string) error {
	a, err := f.life.Pressed(t, args)
	if err != nil {
		return err
	}
	user := t.ToUser()
	if a == nil || t.Member == nil {
		answer.Ack(t, user.Text("answer.gone", nil))
		return nil
	}
	text, err := f.status(user, a)
	answer.Ack(t, text)
	return err
}

// status describes the entry of the turn's member.
func (f *Feature) status(t *bot.Turn, a *activity.Activity) (string, error) {
	e, err := f.life.Entry(t, a, t.Member.ID)
	switch {
	case err != nil:
		return "", err
	case e == nil:
		return t.Text("draw.not_in", nil), nil
	case e.Out == activity.OutLeft:
		return t.Text("draw.was_left", nil), nil
	case e.Out == activity.OutUnmet:
		return t.Text("draw.was_unmet", nil), nil
	case e.Out == activity.OutWaits && a.Stage == activity.Open:
		return t.Text("draw.in_waits", nil), nil
	case e.Out == activity.OutWaits:
		return t.Text("draw.was_waiting", nil), nil
	case e.Out == activity.OutUnfit:
		return t.Text("draw.was_unfit", nil), nil
	case e.Out != "":
		return t.Text("draw.not_again", nil), nil
	}
	return t.Text("draw.code", bot.Args{"Code": e.Tag.String(), "Count": int64(e.Weight)}), nil
}

// said enters the author of a message that is a draw's word, and deletes it.
func (f *Feature) said(t *bot.Turn) error {
	if t.Event.Message == nil || t.Struck || t.Member == nil || t.Call != nil || t.Facts.Word == "" || t.Facts.Length > 2*maxWord {
		return nil
	}
	list, _, err := wordRows.Get(t.State(), store.K2(t.Community.ID, t.Facts.Word))
	if err != nil {
		return err
	}
	for _, id := range list {
		a, err := f.life.Load(t, id)
		if err != nil || a == nil || !a.In(t, t.Event.Place) {
			if err != nil {
				return err
			}
			continue
		}
		text, entered, err := f.take(t, a)
		if err != nil {
			return err
		}
		if !entered {
			d := answer.DeskOf(t)
			d.Deletes = true
			d.Tell(t, text)
			return nil
		}
		message := bot.MessageID{Place: t.Event.Place, ID: t.Event.Message.ID}
		t.Do(bot.Delete{Place: t.Event.Place, Target: bot.Target{Message: message}, Lane: bot.Answers})
		return nil
	}
	return nil
}

// maxWord is the maximum length of a word that enters, in characters.
const maxWord = 40

// disclose implements bot.Routes.
func (f *Feature) disclose(t *bot.Turn, m bot.MemberID) (lines []string, err error) {
	err = f.life.Each(t, func(a *activity.Activity) (bool, error) {
		e, err := f.life.Entry(t, a, m)
		if err != nil || e == nil {
			return err == nil, err
		}
		lines = append(lines, t.Text("draw.data", bot.Args{"Name": bot.ShowName(strings.TrimSpace(a.Name)), "When": t.Community.Clock(e.At), "Code": e.Tag.String()}))
		return true, nil
	})
	if err != nil {
		return nil, err
	}
	marks, err := f.life.Disclose(t, m)
	if err != nil {
		return nil, err
	}
	lines = append(lines, marks...)
	n := uint64(0)
	err = f.eachExtra(t, m, func(_ extraKey, x extra) error { n += x.Entries; return nil })
	if n > 0 {
		lines = append(lines, t.Text("draw.extra_data", bot.Args{"Count": int64(n)}))
	}
	return lines, err
}
