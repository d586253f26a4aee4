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
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/store/memory"
)

// beginner sets a timer each time it is told of a configuration.
type beginner struct{ heard []string }

func (*beginner) Name() string         { return "beginner" }
func (f *beginner) Routes() bot.Routes { return bot.Routes{After: f.handle} }

func (f *beginner) handle(t *bot.Turn) error {
	f.heard = append(f.heard, string(t.Event.Kind)+" "+t.Community.Name)
	if t.Event.Kind == bot.KindConfig {
		return t.SetTimer("begun", t.Now().Add(time.Minute), nil)
	}
	return nil
}

// TestConfigIsTold: features are told of the configuration after a start and a reload, even in
// idle groups, and before any other event.
func TestConfigIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &beginner{}
		r := open(t, memory.New(), newDesk(), f)
		time.Sleep(time.Hour + time.Second) // when nothing else happens
		next := community()
		next.Name = "next"
		if err := r.Reload(engine.Config{Communities: []*bot.Community{next}}); err != nil {
			t.Fatal(err)
		}
		r.submit(t, message(1, "hello"))
		time.Sleep(time.Hour)
		synctest.Wait()
		want := []string{"config ", "tick ", "config next", "message next", "tick next"}
		if !slices.Equal(f.heard, want) {
			t.Errorf("heard %q, want %q", f.heard, want)
		}
	})
}

// teahouses returns n communities with one room each, "test:room0" and so on.
func teahouses(n int, name string) (list []*bot.Community) {
	for i := range n {
		list = append(list, &bot.Community{
			ID: fmt.Sprint("tea", i), Name: name, Zone: time.UTC, Spaces: []bot.Place{bot.Place(fmt.Sprint("test:room", i))},
		})
	}
	return list
}

// heeder records what each community is told, in order. It blocks on a message "wait", and on
// anything in a community of that name.
type heeder struct {
	heard []string
	gate  chan struct{}
}

func (*heeder) Name() string         { return "heeder" }
func (f *heeder) Routes() bot.Routes { return bot.Routes{After: f.handle} }

func (f *heeder) handle(t *bot.Turn) error {
	what := fmt.Sprint(t.Event.Kind, " ", t.Community.ID, " ", t.Community.Name)
	if r := t.Event.Reload; r != nil && r.Start {
		what += " at start"
	}
	f.heard = append(f.heard, what)
	if t.Event.Message != nil && t.Event.Message.Text == "wait" || t.Community.Name == "wait" {
		<-f.gate
	}
	return nil
}

// in returns a message in the room of one of the teahouses.
func in(house, id int, text string) bot.Event {
	m := message(id, text)
	m.ID, m.Place = fmt.Sprint(m.ID, "/", house), bot.Place(fmt.Sprint("test:room", house))
	return m
}

// TestReloadHoldsNobodyUp: after a reload with thousands of communities a message waits for only
// some of them to be told, its own just before it. Each is told once.
func TestReloadHoldsNobodyUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const houses = 5000
		f := &heeder{gate: make(chan struct{})}
		r := open(t, memory.New(), newDesk(), f, func(o *engine.Options) {
			o.Group, o.Config.Communities = 1, teahouses(houses, "old")
		})
		synctest.Wait()
		if len(f.heard) != houses || !slices.Contains(f.heard, "config tea4999 old at start") {
			t.Fatalf("%d communities were told at the start", len(f.heard))
		}
		r.send(t, in(0, 1, "wait"))
		synctest.Wait()
		if err := r.Reload(engine.Config{Communities: teahouses(houses, "new")}); err != nil {
			t.Fatal(err)
		}
		r.send(t, in(houses-1, 2, "hello"))
		synctest.Wait()
		close(f.gate)
		synctest.Wait()
		told := f.heard[houses+1:]
		at := slices.Index(told, "message tea4999 new")
		if at < 1 || told[at-1] != "config tea4999 new" {
			t.Errorf("the message is number %d of %d, behind %q", at, len(told), told[max(at-1, 0)])
		}
		if at > houses/2 {
			t.Errorf("%d communities were told before a message was decided", at)
		}
		once := slices.Compact(slices.Sorted(slices.Values(told)))
		if len(told) != houses+1 || len(once) != houses+1 {
			t.Errorf("%d were told, %d different ones, want %d", len(told)-1, len(once)-1, houses)
		}
	})
}

// TestAFailedEventTellsAgain: if the event that announced the start to a
// community is rolled back, the next one announces it.
func TestAFailedEventTellsAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const houses = 5000 // far more than are told before one event
		f := &heeder{gate: make(chan struct{})}
		r := open(t, memory.New(), newDesk(), f, func(o *engine.Options) {
			o.Group, o.Config.Communities = 1, teahouses(houses, "wait")
			o.Directory = noRoles{member.New()}
		})
		synctest.Wait()
		fails := in(houses-1, 1, "hello")
		fails.User.Roles = []string{"test:role"}
		r.send(t, fails, in(houses-1, 2, "hello"))
		close(f.gate)
		synctest.Wait()
		last := slices.DeleteFunc(f.heard, func(h string) bool { return !strings.Contains(h, " tea4999 ") })
		want := []string{"config tea4999 wait at start", "config tea4999 wait at start", "message tea4999 wait"}
		if !slices.Equal(last, want) {
			t.Errorf("the last community heard %q, want %q", last, want)
		}
	})
}

// canceller sets a timer for each message and cancels it when told of a configuration.
type canceller struct{ ticks int }

func (*canceller) Name() string         { return "canceller" }
func (f *canceller) Routes() bot.Routes { return bot.Routes{After: f.handle} }

func (f *canceller) handle(t *bot.Turn) error {
	switch t.Event.Kind {
	case bot.KindMessage:
		return t.SetTimer("later", t.Now().Add(time.Minute), nil)
	case bot.KindConfig:
		return t.SetTimer("later", time.Time{}, nil)
	case bot.KindTick:
		f.ticks++
	}
	return nil
}

// TestTimersWaitForTheirConfig: a timer that came due during downtime doesn't fire before its
// community has been told of the configuration, which may cancel it.
func TestTimersWaitForTheirConfig(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, f := memory.New(), &canceller{}
		many := func(o *engine.Options) { o.Config.Communities = teahouses(5000, "") }
		r := open(t, s, newDesk(), f, many)
		synctest.Wait()
		r.submit(t, in(4999, 1, "hello"))
		r.stop()
		time.Sleep(time.Hour)
		r = open(t, s, newDesk(), f, many)
		time.Sleep(time.Minute)
		if f.ticks > 0 {
			t.Error("a timer went off that the configuration had ended")
		}
	})
}

// TestSameCommunitiesAreNotTold: of a new configuration only the communities are told that are
// others than before, also if some had not heard of the one before yet; timers that were due while
// a community was away are due again.
func TestSameCommunitiesAreNotTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const houses = 100
		f := &heeder{gate: make(chan struct{})}
		first := teahouses(houses, "old")
		r := open(t, memory.New(), newDesk(), f, func(o *engine.Options) {
			o.Group, o.Config = 1, engine.Config{Communities: first}
		})
		synctest.Wait()
		f.heard = nil
		reload := func(list ...*bot.Community) {
			t.Helper()
			if err := r.Reload(engine.Config{Communities: list}); err != nil {
				t.Fatal(err)
			}
		}
		changed := slices.Clone(first)
		changed[7] = teahouses(8, "new")[7]
		reload(changed...)
		synctest.Wait()
		if want := []string{"config tea7 new"}; !slices.Equal(f.heard, want) {
			t.Fatalf("told %q, want %q", f.heard, want)
		}

		// A configuration that follows while the one before is told: each hears once.
		f.heard = nil
		again := teahouses(houses, "again")
		again[3].Name = "wait"
		reload(again...)
		synctest.Wait() // until the fourth holds the writer up
		last := slices.Clone(again)
		last[0] = teahouses(1, "last")[0]
		reload(last[:houses-1]...)
		close(f.gate)
		synctest.Wait()
		count := map[string]int{}
		for _, what := range f.heard {
			count[what]++
		}
		for i, com := range again {
			want := 1
			if i == houses-1 {
				want = 0 // it is away
			}
			if n := count["config "+com.ID+" "+com.Name]; n != want {
				t.Errorf("%s was told %d times", com.ID, n)
			}
		}
		if count["config tea0 last"] != 1 {
			t.Error("the changed one was not told")
		}
		f.heard = nil
		reload(last...)
		synctest.Wait()
		if want := []string{"config tea99 again"}; !slices.Equal(f.heard, want) {
			t.Errorf("told %q, want %q", f.heard, want)
		}
		f.heard = nil
		if err := r.Reload(engine.Config{Communities: last, Journal: engine.Journal{Keep: time.Hour}}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if len(f.heard) != houses {
			t.Errorf("%d communities were told of another journal, want all", len(f.heard))
		}
	})
}
