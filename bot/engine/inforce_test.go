package engine_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/store/memory"
)

// beginner sets a timer whenever it hears of a configuration.
type beginner struct{ heard []string }

func (*beginner) Name() string            { return "beginner" }
func (*beginner) Commands() []bot.Command { return nil }

// Handle implements bot.Feature.
func (f *beginner) Handle(t *bot.Turn) error {
	f.heard = append(f.heard, string(t.Event.Kind)+" "+t.Community.Name)
	if t.Event.Kind == bot.KindConfig {
		return t.SetTimer("begun", t.Now().Add(time.Minute), nil)
	}
	return nil
}

// TestConfigIsTold: at a start and after a reload, though nothing happens in any
// group, and before whatever happens then.
func TestConfigIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &beginner{}
		r := open(t, memory.New(), newDesk(), f)
		time.Sleep(time.Hour)
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
