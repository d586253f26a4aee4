package engine_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/store/memory"
)

// plainDesk is a platform without buttons.
type plainDesk struct{ *desk }

func (d plainDesk) Capabilities(p bot.Place) bot.Capabilities {
	c := d.desk.Capabilities(p)
	c.ButtonRows, c.ButtonsInRow, c.ButtonData, c.Numbered = 0, 0, 0, true
	return c
}

// asks is a feature that offers three choices, and others once one is chosen.
type asks struct{ chosen []string }

func (*asks) Name() string { return "asks" }

func (f *asks) Routes() bot.Routes {
	offer := func(first string) [][]bot.Button {
		return [][]bot.Button{
			{{Label: "yes", Data: "asks:take:" + first}, {Label: "rules", URL: "https://example.org"}}, {{Label: "no", Data: "asks:take:no"}},
		}
	}
	return bot.Routes{
		Commands: []bot.Command{{Name: "ask", Run: func(t *bot.Turn, _ *bot.Input) error {
			t.Do(bot.Say{Place: t.Event.Place, Text: "Tea?", Buttons: offer("yes")})
			return nil
		}}},
		Verbs: []bot.Verb{{Name: "take", Run: func(t *bot.Turn, data string) error {
			f.chosen = append(f.chosen, t.Event.User.Name+" "+data)
			t.Do(bot.Edit{
				Place: t.Event.Place, Target: bot.Target{Message: bot.MessageID{Place: t.Event.Place, ID: t.Event.Press.Message}},
				Text: "More?", Buttons: offer("more"),
			})
			t.Do(bot.Ack{Place: t.Event.Place, Press: t.Event.Press.ID})
			t.Do(bot.Ack{Place: t.Event.Place, Press: t.Event.Press.ID, Text: "noted"})
			return nil
		}}},
	}
}

// On a platform without buttons a number counts as a press: in a group as a reply to the message,
// in private also without a reply, and after a restart too.
func TestNumbersAreButtons(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, d, s := &asks{}, plainDesk{newDesk()}, memory.New()
		plain := func(o *engine.Options) { o.Adapters = []bot.Adapter{d} }
		r := open(t, s, d.desk, f, plain)
		n := 0
		say := func(who string, place bot.Place, text, replyTo string) {
			n++
			ev := message(n, text)
			ev.ID, ev.Place, ev.User = fmt.Sprint(place, "/m", n), place, &bot.User{ID: bot.UserID("test:" + who), Name: who}
			if replyTo != "" {
				ev.Message.ReplyTo = &bot.Replied{ID: replyTo}
			}
			r.submit(t, ev)
			time.Sleep(5 * time.Second)
		}
		say("ann", "test:room", "/ask", "")
		first := d.done()[0].effect.(bot.Say)
		if want := "Tea?\n1. yes\nrules https://example.org\n2. no"; first.Text != want || first.Buttons != nil {
			t.Errorf("it says %q with %v, want %q", first.Text, first.Buttons, want)
		}
		for _, text := range []string{"3", "0", "-1", "yes", "1 please", "+1", "01", "99999999999999999999"} {
			say("bob", "test:room", text, "b0")
		}
		say("bob", "test:room", "2", "")
		say("bob", "test:room", "2", "b9")
		say("bob", "test:room", " ２. ", "b0")
		r.stop()
		r = open(t, s, d.desk, f, plain)
		say("cleo", "test:room", "1", "b0")
		say("ann", "test:dm/ann", "2", "")
		if want := []string{"bob no", "cleo more"}; !slices.Equal(f.chosen, want) {
			t.Errorf("chosen: %q, want %q", f.chosen, want)
		}
		var told []string
		for _, a := range d.done() {
			if say, ok := a.effect.(bot.Say); ok && say.Text == "noted" {
				told = append(told, say.ReplyTo)
			}
		}
		if want := []string{"12", "13"}; !slices.Equal(told, want) {
			t.Errorf("told in answer to %q, want %q", told, want)
		}
	})
}
