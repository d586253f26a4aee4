package discord_test

import (
	"strings"
	"testing"

	fake "github.com/stewardbot/steward/adapters/discord/fakediscord"
	"github.com/stewardbot/steward/bot"
)

// TestForm checks that a press opens a form once, that what is filled in comes back, and that a form
// after another answer is refused.
func TestForm(t *testing.T) {
	t.Parallel()
	w := newTown(t, fake.Options{})
	a, sink := w.running(t)
	m := says(t, a, bot.Say{Place: w.place(w.hall), Text: "where to?", Buttons: [][]bot.Button{{{Label: "say", Data: "say", Form: true}}}})
	i := w.Server.Press(w.ann, w.hall.ID, m.Messages[0], "say")
	e := bot.Form{Place: w.place(w.hall), Press: heard(t, sink, i), Data: "told:1", Title: strings.Repeat("题", 99), Fields: []bot.Field{
		{Name: "0", Label: strings.Repeat("名", 99), Most: 9999}, {Name: "1", Label: "address", Most: 300, Long: true},
	}}
	fit, err := bot.Fit(e, a.Capabilities(e.Place), sink.Now())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := try(t, a, bot.Delivery{Effect: fit[0]}); err != nil {
		t.Fatal(err)
	}
	if _, err := try(t, a, bot.Delivery{Effect: fit[0], Again: true}); err == nil || err.Code != bot.CodeRefused {
		t.Errorf("a second form for a press: %v", err)
	}
	sent := w.Submit(i, "told:1", map[string]string{"0": "Ann", "1": "1 Tea Street"})
	press := heard(t, sink, sent)
	got := sink.Await(t, "the form", func(e bot.Event) bool { return e.Press != nil && e.Press.ID == press }).Press
	if name, _ := got.Answer("0"); name != "Ann" || got.Data != "told:1" || got.Message != m.Messages[0] {
		t.Errorf("%+v", got)
	}
	if _, is := got.Answer("2"); is {
		t.Error("an answer that was not given")
	}
	says(t, a, bot.Say{Place: w.place(w.hall), To: userID(w.ann), Press: press, Text: "thank you"})
	w.shows(t, "where to?", "thank you (hidden)")
	for _, v := range w.Violations() {
		t.Errorf("%+v", v)
	}
}
