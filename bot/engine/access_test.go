package engine_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/store/memory"
)

// careless is a feature that never checks who sent its command.
type careless struct{ ran *[]string }

func (careless) Name() string { return "careless" }

func (f careless) Routes() bot.Routes {
	return bot.Routes{
		Commands: []bot.Command{{Name: "wipe", Who: bot.Operators, Run: f.run}, {Name: "hello", Run: f.run}},
		Verbs:    []bot.Verb{{Name: "wipe", Who: bot.Operators, Run: f.press}, {Name: "look", Run: f.press}},
	}
}

func (f careless) run(t *bot.Turn, _ *bot.Input) error {
	*f.ran = append(*f.ran, t.Event.User.Name+" /"+t.Call.Command.Name)
	return nil
}

func (f careless) press(t *bot.Turn, data string) error {
	*f.ran = append(*f.ran, t.Event.User.Name+" "+data)
	return nil
}

// A feature sees only the commands and presses that its user is allowed; refusals are reported,
// and a press without effect is acknowledged.
func TestCommandsAreRunForThoseWhoMay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ran []string
		d := newDesk()
		authorize := func(t *bot.Turn, who bot.Audience) (bool, error) {
			if who != bot.Operators {
				return false, errors.New("asked about what is everybody's")
			}
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
			for j, data := range []string{"careless:wipe:all", "careless:look:once", "careless:gone:x", "nobody:look", "odd"} {
				r.submit(t, bot.Event{
					ID: fmt.Sprintf("test:room/p%d-%d", i, j), Kind: bot.KindPress, At: time.Now(), Place: "test:room",
					User: &bot.User{ID: bot.UserID("test:" + who), Name: who}, Press: &bot.Press{ID: data, Message: "1", Data: data},
				})
			}
		}
		synctest.Wait()
		if got, want := strings.Join(ran, ", "), "ann /hello, ann once, olga /wipe, olga /hello, olga all, olga once, paul /hello, paul once"; got != want {
			t.Errorf("ran: %s; want: %s", got, want)
		}
		var told, gone int
		for _, a := range d.done() {
			switch e := a.effect.(type) {
			case bot.Say:
				told++
			case bot.Ack:
				gone++
				if e.Text != "answer.gone" {
					t.Errorf("a button that does nothing: %+v", e)
				}
			}
		}
		if told != 2 || gone != 3*3 {
			t.Errorf("%d refusals were told, and %d buttons did nothing; want 2 and 9", told, gone)
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

// named is a feature made of one function, with a name of its own.
type named struct {
	script
	name string
}

func (n named) Name() string { return n.name }

// A failed feature is rolled back completely: the next one doesn't see the community and member
// that it entered.
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
