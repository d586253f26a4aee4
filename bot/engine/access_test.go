package engine_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/store/memory"
)

// careless is a feature that never asks who gave its command.
type careless struct{ ran *[]string }

func (careless) Name() string { return "careless" }

func (careless) Commands() []bot.Command {
	return []bot.Command{{Name: "wipe", Who: bot.Operators}, {Name: "hello"}}
}

// Handle implements bot.Feature.
func (f careless) Handle(t *bot.Turn) error {
	if t.Call != nil {
		*f.ran = append(*f.ran, t.Event.User.Name+" "+t.Call.Command.Name)
	}
	return nil
}

// A feature sees no command that is not for its user, and the refusal is told.
func TestCommandsAreRunForThoseWhoMay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ran []string
		d := newDesk()
		authorize := func(t *bot.Turn) (bool, error) {
			if t.Event.User.Name == "paul" {
				panic("nobody knows")
			}
			if t.Event.User.Name != "olga" {
				t.Do(bot.Say{Place: t.Event.Place, Text: "not for you"})
			}
			return t.Event.User.Name == "olga", nil
		}
		r := open(t, memory.New(), d, careless{&ran}, func(o *engine.Options) { o.Authorize = authorize })
		for i, who := range []string{"ann", "olga", "paul"} {
			for j, text := range []string{"/wipe", "/hello"} {
				ev := message(i*2+j+1, text)
				ev.User = &bot.User{ID: bot.UserID("test:" + who), Name: who}
				r.submit(t, ev)
			}
		}
		synctest.Wait()
		if got, want := strings.Join(ran, ", "), "ann hello, olga wipe, olga hello, paul hello"; got != want {
			t.Errorf("ran: %s; want: %s", got, want)
		}
		if acts := d.done(); len(acts) != 1 || acts[0].text() != "not for you" {
			t.Errorf("told: %v", acts)
		}
	})
}

func TestCommandsForFewNeedSomebodyToJudge(t *testing.T) {
	var ran []string
	_, err := engine.New(engine.Options{Store: memory.New(), Features: []bot.Feature{careless{&ran}}})
	if err == nil || !strings.Contains(err.Error(), "/wipe") {
		t.Errorf("the engine starts: %v", err)
	}
}

// named is a feature that is one function, with a name of its own.
type named struct {
	script
	name string
}

func (n named) Name() string { return n.name }

// What a feature did before it failed is taken back whole: the next one is not
// shown the community and the member that it had gone into.
func TestAFailedFeatureLeavesTheTurnAsItWas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		enters := named{name: "enters", script: onMessages(func(t *bot.Turn) {
			if ok, err := t.Enter("tea"); !ok || err != nil {
				panic("not entered")
			}
			panic("and then it fails")
		})}
		looked := false
		looks := named{name: "looks", script: onMessages(func(turn *bot.Turn) {
			looked = true
			known, err := turn.MemberByUser(*turn.Event.User)
			if turn.Community != nil || turn.Member != nil || known != nil || err != nil {
				t.Errorf("it sees %v, %v, %v (%v)", turn.Community, turn.Member, known, err)
			}
		})}
		r := open(t, memory.New(), newDesk(), enters, func(o *engine.Options) { o.Features = append(o.Features, looks) })
		ev := message(1, "a code")
		ev.Place, ev.User = "test:dm/9", &bot.User{ID: "test:9", Name: "nina"}
		r.submit(t, ev)
		if !looked {
			t.Error("the second feature did not run")
		}
	})
}
