package engine_test

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/store/memory"
)

// alarms is a feature that sets timers from messages, "name minutes", and records when each
// fires.
type alarms struct{ ticks []string }

// fired waits until the engine is idle and returns the ticks.
func (f *alarms) fired() []string {
	synctest.Wait()
	return f.ticks
}

func (*alarms) Name() string         { return "alarms" }
func (f *alarms) Routes() bot.Routes { return bot.Routes{After: f.handle} }

func (f *alarms) handle(t *bot.Turn) error {
	if t.Event.Kind == bot.KindTick {
		f.ticks = append(f.ticks, fmt.Sprintf("%s=%s after %s", t.Event.Tick.Name, t.Event.Tick.Data, t.Now().Sub(t.Event.Tick.Due)))
		return nil
	}
	if t.Event.Kind != bot.KindMessage {
		return nil
	}
	var name string
	var minutes int
	if _, err := fmt.Sscan(t.Event.Message.Text, &name, &minutes); err != nil {
		return err
	}
	if minutes < 0 {
		return t.SetTimer(name, time.Time{}, nil)
	}
	return t.SetTimer(name, t.Now().Add(time.Duration(minutes)*time.Minute), fmt.Append(nil, minutes))
}

// TestTimers: timers are set, replaced and removed, and fire once across restarts and downtime.
func TestTimers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, f := memory.New(), &alarms{}
		r := open(t, s, newDesk(), f)
		for i, text := range []string{"tea 10", "tea 20", "cake 30", "cake -1", "never -1", "late 90", "soon 5", "soon 5"} {
			r.submit(t, message(i, text))
		}
		time.Sleep(time.Hour)
		r.stop()
		time.Sleep(time.Hour)
		r = open(t, s, newDesk(), f)
		time.Sleep(time.Hour)
		want := []string{"soon=5 after 0s", "tea=20 after 0s", "late=90 after 30m0s"}
		if !slices.Equal(f.fired(), want) {
			t.Errorf("fired %q, want %q", f.fired(), want)
		}
		r.submit(t, message(100, "moved 60"))
		r.Clock().Advance(2 * time.Hour)
		synctest.Wait()
		if got := f.fired(); len(got) != 4 || got[3] != "moved=60 after 1h0m0s" {
			t.Errorf("after the clock was moved: %q", f.fired())
		}
	})
}

// changer sets two timers for the same time; the first one to fire moves or cancels the other.
type changer struct {
	by    time.Duration
	mu    sync.Mutex
	ticks []string
}

// fired waits until the engine is idle and returns the ticks.
func (f *changer) fired() []string {
	synctest.Wait()
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.ticks)
}

func (*changer) Name() string         { return "changer" }
func (f *changer) Routes() bot.Routes { return bot.Routes{After: f.handle} }

func (f *changer) handle(t *bot.Turn) error {
	switch t.Event.Kind {
	case bot.KindMessage:
		for _, name := range []string{"a", "b"} {
			if err := t.SetTimer(name, t.Now().Add(time.Minute), nil); err != nil {
				return err
			}
		}
	case bot.KindTick:
		f.mu.Lock()
		f.ticks = append(f.ticks, fmt.Sprint(t.Event.Tick.Name, " ", t.Event.Tick.Due.Sub(t.Now())))
		f.mu.Unlock()
		switch {
		case t.Event.Tick.Name != "a":
		case f.by == 0:
			return t.SetTimer("b", time.Time{}, nil)
		default:
			return t.SetTimer("b", t.Now().Add(f.by), nil)
		}
	}
	return nil
}

// TestTimersOfOneTime: a timer that another one of the same time moves or cancels fires when it is moved to,
// once, or not at all.
func TestTimersOfOneTime(t *testing.T) {
	for by, want := range map[time.Duration][]string{0: {"a 0s"}, time.Minute: {"a 0s", "b 0s"}} {
		synctest.Test(t, func(t *testing.T) {
			f := &changer{by: by}
			r := open(t, memory.New(), newDesk(), f)
			r.submit(t, message(1, "x"))
			time.Sleep(90 * time.Second)
			if got := f.fired(); !slices.Equal(got, []string{"a 0s"}) {
				t.Errorf("moved by %s: fired %q before its time", by, got)
			}
			time.Sleep(time.Hour)
			if got := f.fired(); !slices.Equal(got, want) {
				t.Errorf("moved by %s: fired %q, want %q", by, got, want)
			}
		})
	}
}

// TestTimersAreHeld: timers are held while the platform's clock is ahead of ours, and while
// minutes of events are all old, but not by silence after a backlog.
func TestTimersAreHeld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &alarms{}
		r := open(t, memory.New(), newDesk(), f)
		id := 0
		say := func(age time.Duration, text string) {
			id++
			r.submit(t, at(id, time.Now().Add(-age), text))
		}
		say(0, "tea 1")
		say(-3*time.Minute, "x -1")
		time.Sleep(10 * time.Minute)
		if len(f.fired()) != 0 || len(r.NotReady()) == 0 {
			t.Errorf("our clock is behind: fired %v, not ready: %v", f.fired(), r.NotReady())
		}
		say(0, "x -1")
		time.Sleep(2 * time.Second)
		if len(f.fired()) != 1 || len(r.NotReady()) != 0 {
			t.Errorf("the clocks agree again: fired %v, not ready: %v", f.fired(), r.NotReady())
		}
		say(time.Hour, "tea 10") // the last of a backlog, then silence
		time.Sleep(11 * time.Minute)
		if len(f.fired()) != 2 || len(r.NotReady()) != 0 {
			t.Errorf("silence after a backlog: fired %v, not ready: %v", f.fired(), r.NotReady())
		}
		say(10*time.Minute, "tea 10")
		for range 5 {
			time.Sleep(time.Minute)
			say(10*time.Minute, "x -1")
		}
		time.Sleep(10 * time.Minute)
		if len(f.fired()) != 2 || len(r.NotReady()) == 0 {
			t.Errorf("all that comes is old: fired %v, not ready: %v", f.fired(), r.NotReady())
		}
	})
}

// TestTimersOfAnAbsentCommunity: timers that come due while their community is missing from the configuration
// fire once it is back, each once, and not those that its feature removes or sets anew then.
func TestTimersOfAnAbsentCommunity(t *testing.T) {
	const many = 250
	synctest.Test(t, func(t *testing.T) {
		s, fired := memory.New(), map[string][]string{}
		f := script(func(t *bot.Turn) error {
			switch t.Event.Kind {
			case bot.KindMessage:
				if t.Event.Message.Text != "set" {
					return nil
				}
				for i := range many {
					if err := t.SetTimer(fmt.Sprint("t", i), t.Now().Add(10*time.Minute), []byte("old")); err != nil {
						return err
					}
				}
				return t.SetTimer("later", t.Now().Add(2*time.Hour), []byte("old"))
			case bot.KindConfig:
				if !t.Event.Reload.Start {
					return errors.Join(t.SetTimer("t249", time.Time{}, nil), t.SetTimer("t248", t.Now().Add(time.Hour), []byte("new")))
				}
			case bot.KindTick:
				name := t.Event.Tick.Name
				fired[name] = append(fired[name], fmt.Sprintf("%s after %s", t.Event.Tick.Data, t.Now().Sub(t.Event.Tick.Due)))
			}
			return nil
		})
		away := func(opt *engine.Options) { opt.Config.Communities = nil }
		back := engine.Config{Communities: []*bot.Community{community()}}
		r := open(t, s, newDesk(), f)
		r.submit(t, message(1, "set"))
		if err := r.Reload(engine.Config{}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		r.stop()
		r = open(t, s, newDesk(), f, away)
		time.Sleep(10 * time.Minute)
		if n := rows(t, s, "timers"); n != 1 || len(fired) != 0 {
			t.Errorf("while the community is away %d timers are looked at, want the one that is not due; fired: %v", n, fired)
		}
		if err := r.Reload(back); err != nil {
			t.Fatal(err)
		}
		r.submit(t, message(2, "x")) // may be decided before all of them are due again
		time.Sleep(3 * time.Hour)
		synctest.Wait()
		for i := range many {
			want := []string{"old after 1h0m0s"}
			switch i {
			case 248:
				want = []string{"new after 0s"}
			case 249:
				want = nil
			}
			if name := fmt.Sprint("t", i); !slices.Equal(fired[name], want) {
				t.Errorf("%s fired %q, want %q", name, fired[name], want)
			}
		}
		if want := []string{"old after 0s"}; !slices.Equal(fired["later"], want) {
			t.Errorf("the one that was not due fired %q, want %q", fired["later"], want)
		}
		if n := rows(t, s, "timers") + rows(t, s, "timer_due") + rows(t, s, "timer_parked"); n != 0 {
			t.Errorf("%d rows are left", n)
		}
	})
}

// TestParkedTimersFireInOrder: timers that were parked fire in the order in which they were due, though they are more than
// one transaction makes due again.
func TestParkedTimersFireInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const many = 2000
		s := memory.New()
		var fired []int
		f := script(func(t *bot.Turn) error {
			switch t.Event.Kind {
			case bot.KindMessage:
				for i := range many {
					if err := t.SetTimer(fmt.Sprintf("t%04d", many-i), t.Now().Add(time.Duration(i+1)*time.Second), fmt.Append(nil, i)); err != nil {
						return err
					}
				}
			case bot.KindTick:
				i, err := strconv.Atoi(string(t.Event.Tick.Data))
				fired = append(fired, i)
				return err
			}
			return nil
		})
		r := open(t, s, newDesk(), f)
		r.submit(t, message(1, "set"))
		if err := r.Reload(engine.Config{}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		if err := r.Reload(engine.Config{Communities: []*bot.Community{community()}}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		if len(fired) != many || !slices.IsSorted(fired) {
			t.Errorf("%d fired, in the order %v", len(fired), fired)
		}
	})
}
