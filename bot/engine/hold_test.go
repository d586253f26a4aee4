package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/store/memory"
)

// A command sent in the group's name is performed once, after an authorized person confirms it
// within ten minutes, even across a restart.
func TestTheGroupsCommandsAreConfirmed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ran []string
		authorize := func(o *engine.Options) {
			o.Authorize = func(t *bot.Turn, _ bot.Audience) (bool, error) {
				return t.Event.User.Name == "olga" || t.Event.User.Persona == bot.TheGroup, nil
			}
		}
		s, d := memory.New(), newDesk()
		r := open(t, s, d, careless{&ran}, authorize)
		give := func(id int) string {
			t.Helper()
			ev := message(id, "/wipe")
			ev.User = &bot.User{ID: "test:group", Name: "Tea", Persona: bot.TheGroup}
			r.submit(t, ev)
			synctest.Wait()
			for _, a := range slices.Backward(d.done()) {
				if say, ok := a.effect.(bot.Say); ok && say.Text == "answer.who" && say.ReplyTo == fmt.Sprint(id) {
					return say.Buttons[0][0].Data
				}
			}
			t.Fatalf("nobody is asked: %v", d.done())
			return ""
		}
		presses := 0
		press := func(data, who string) {
			presses++
			r.submit(t, bot.Event{
				ID: fmt.Sprint("test:room/p", presses), Kind: bot.KindPress, At: time.Now(), Place: "test:room",
				User: &bot.User{ID: bot.UserID("test:" + who), Name: who}, Press: &bot.Press{ID: fmt.Sprint(presses), Message: "b1", Data: data},
			})
			synctest.Wait()
		}
		elsewhere := message(90, "/wipe")
		elsewhere.Place, elsewhere.User = "test:street", &bot.User{ID: "test:group", Name: "Tea", Persona: bot.TheGroup}
		r.submit(t, elsewhere)
		synctest.Wait()
		if stats, _ := r.Stats(); len(d.done()) != 0 || stats.Parked.Load() != 0 {
			t.Errorf("where nobody is at home %d things are said and %d events parked", len(d.done()), stats.Parked.Load())
		}
		data := give(1)
		if len(ran) != 0 {
			t.Errorf("it ran before anybody confirmed it: %q", ran)
		}
		press(data, "ann")
		r.stop()
		r = open(t, s, d, careless{&ran}, authorize)
		press(data+"x", "olga")
		press(data, "olga")
		press(data, "olga")
		for i, ev := range []bot.Event{
			{Kind: bot.KindEdit, Message: &bot.Message{ID: "12", Text: "please"}}, {Kind: bot.KindDelete, Deleted: []string{"11", "13"}},
		} {
			changed := give(12 + i)
			ev.ID, ev.At, ev.Place = fmt.Sprint("test:room/e", i), time.Now(), "test:room"
			r.submit(t, ev)
			press(changed, "olga")
		}
		late := give(2)
		time.Sleep(10 * time.Minute)
		press(late, "olga")
		if got, want := strings.Join(ran, ", "), "olga /wipe"; got != want {
			t.Errorf("ran: %s; want: %s", got, want)
		}
		gone := 0
		for _, a := range d.done() {
			if ack, ok := a.effect.(bot.Ack); ok && ack.Text == "answer.gone" {
				gone++
			}
		}
		if gone != 5 {
			t.Errorf("%d presses were told that the button is of no use, want 5", gone)
		}
	})
}
