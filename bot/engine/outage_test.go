package engine_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store/memory"
)

// hears is a feature that records what ticks tell of outages.
type hears struct{ outages []time.Duration }

func (*hears) Name() string         { return "hears" }
func (f *hears) Routes() bot.Routes { return bot.Routes{After: f.handle} }

func (f *hears) handle(t *bot.Turn) error {
	switch t.Event.Kind {
	case bot.KindMessage:
		return t.SetTimer("now", t.Now(), nil)
	case bot.KindTick:
		ago := time.Duration(-1)
		if at := t.Event.Tick.Outage; !at.IsZero() {
			ago = t.Now().Sub(at)
		}
		f.outages = append(f.outages, ago)
	}
	return nil
}

// TestTicksTellOfOutages: a tick tells of a platform that was not connected for five minutes, while it lasts and for two
// hours after, and of no shorter one.
func TestTicksTellOfOutages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &hears{}
		r := open(t, memory.New(), newDesk(), f)
		id := 0
		look := func(want time.Duration) {
			t.Helper()
			id++
			r.submit(t, message(id, "look"))
			synctest.Wait()
			if n := len(f.outages); n != id || f.outages[n-1] != want {
				t.Errorf("the ticks tell %v, want %v at the end of %d", f.outages, want, id)
			}
		}
		look(-1)
		r.sink.Status("test", false, "")
		time.Sleep(4 * time.Minute)
		look(-1)
		r.sink.Status("test", true, "")
		time.Sleep(time.Minute)
		r.sink.Status("test", false, "")
		time.Sleep(3 * time.Minute)
		r.sink.Status("test", false, "ready.no_answer")
		time.Sleep(3 * time.Minute)
		look(0)
		r.sink.Status("test", true, "")
		time.Sleep(time.Hour)
		look(time.Hour)
		time.Sleep(time.Hour)
		look(-1)
	})
}
