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

// Hundreds of presses by one account don't delay answers to others: after twenty in ten seconds
// its presses go unanswered until the window has passed.
func TestPressesOfOneAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ran []string
		d := newDesk()
		r := open(t, memory.New(), d, careless{&ran}, func(o *engine.Options) {
			o.Authorize = func(*bot.Turn, bot.Audience) (bool, error) { return true, nil }
		})
		n := 0
		press := func(who string) {
			n++
			r.submit(t, bot.Event{
				ID: fmt.Sprint("test:room/p", n), Kind: bot.KindPress, At: time.Now(), Place: "test:room",
				User: &bot.User{ID: bot.UserID("test:" + who), Name: who}, Press: &bot.Press{ID: fmt.Sprint(n), Message: "1", Data: "careless:look:x"},
			})
		}
		for range 300 {
			press("mal")
		}
		press("ann")
		if len(ran) != 21 || ran[20] != "ann x" {
			t.Errorf("%d presses did something, the last of them %v; want 20, and ann's", len(ran), ran[max(len(ran)-1, 0):])
		}
		time.Sleep(10 * time.Second)
		press("mal")
		if len(ran) != 22 {
			t.Errorf("ten seconds later %d presses did something, want 22", len(ran))
		}
	})
}

// Commands over the limit aren't answered; the account is told once, and other people's commands
// are answered in turn.
func TestCommandsOfOneAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk()
		d.perform = func(int, bot.Delivery) (bot.Outcome, error) {
			time.Sleep(3 * time.Second) // as in a group that takes twenty a minute
			return bot.Outcome{}, nil
		}
		r := open(t, memory.New(), d, repeats{})
		n := 0
		say := func(who, text string) {
			n++
			ev := message(n, text)
			ev.At, ev.User = time.Now(), &bot.User{ID: bot.UserID("test:" + who), Name: who}
			r.submit(t, ev)
		}
		for range 300 {
			say("mal", "/echo mal")
		}
		say("ann", "/echo ann")
		time.Sleep(5 * time.Minute)
		var texts []string
		for _, a := range d.done() {
			texts = append(texts, a.text())
		}
		if len(texts) != 22 || texts[1] != "ann" && texts[2] != "ann" || texts[len(texts)-1] != "answer.hasty" {
			t.Errorf("said %d: %q; want twenty answers to mal, a hint at the end, and ann's as one of the first", len(texts), texts)
		}
		say("mal", "/echo again")
		time.Sleep(time.Minute)
		if all := d.done(); all[len(all)-1].text() != "again" {
			t.Errorf("minutes later %q is said", all[len(all)-1].text())
		}
	})
}

// repeats echoes its command's argument.
type repeats struct{}

func (repeats) Name() string { return "repeats" }
func (repeats) Routes() bot.Routes {
	return bot.Routes{Commands: []bot.Command{{Name: "echo", Run: func(t *bot.Turn, in *bot.Input) error {
		t.Do(bot.Say{Place: t.Event.Place, Text: in.Rest})
		return nil
	}}}}
}

// Actions of two moderators on one person are performed in the order they were requested.
func TestActsTakeNoTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk()
		d.perform = func(int, bot.Delivery) (bot.Outcome, error) {
			time.Sleep(3 * time.Second)
			return bot.Outcome{}, nil
		}
		r := open(t, memory.New(), d, acts{})
		for i, one := range []struct{ who, command string }{{"mod", "/mute"}, {"mod", "/kick"}, {"other", "/ban"}} {
			ev := message(i+1, one.command)
			ev.At, ev.User = time.Now(), &bot.User{ID: bot.UserID("test:" + one.who), Name: one.who}
			r.submit(t, ev)
		}
		time.Sleep(time.Minute)
		var kinds []string
		for _, a := range d.done() {
			kinds = append(kinds, a.text())
		}
		if want := []string{"mute", "kick", "ban"}; !slices.Equal(kinds, want) {
			t.Errorf("done %q, want %q", kinds, want)
		}
	})
}

// acts performs what its commands say on one account.
type acts struct{}

func (acts) Name() string { return "acts" }
func (acts) Routes() bot.Routes {
	command := func(name string, act func(p bot.Place, u bot.UserID) bot.Effect) bot.Command {
		return bot.Command{Name: name, Run: func(t *bot.Turn, _ *bot.Input) error {
			t.Do(act(t.Event.Place.Space(), "test:spammer"))
			return nil
		}}
	}
	return bot.Routes{Commands: []bot.Command{
		command("mute", func(p bot.Place, u bot.UserID) bot.Effect { return bot.Mute{Place: p, User: u} }),
		command("kick", func(p bot.Place, u bot.UserID) bot.Effect { return bot.Kick{Place: p, User: u} }),
		command("ban", func(p bot.Place, u bot.UserID) bot.Effect { return bot.Ban{Place: p, User: u} }),
	}}
}
