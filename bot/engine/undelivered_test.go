package engine_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/store/memory"
)

// teller hears about undelivered effects, and has already reported those to rob.
type teller struct {
	script
	heard []string
}

func (f *teller) Routes() bot.Routes {
	r := f.script.Routes()
	said := r.After
	r.After = nil
	r.On = map[bot.Kind]bot.Handler{bot.KindMessage: said, bot.KindOutcome: func(t *bot.Turn) error {
		if t.Event.Place == "test:rob" {
			t.Undelivered = ""
		}
		return nil
	}}
	r.After = func(t *bot.Turn) error {
		if t.Undelivered != "" {
			f.heard = append(f.heard, fmt.Sprintf("%s in %s: %s", t.Undelivered, t.Event.Place, t.Event.Outcome.Reason))
		}
		return nil
	}
	return r
}

// TestUndelivered: a failed effect is logged once, except follow-ups, effects that nobody misses,
// and those its feature reported.
func TestUndelivered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk()
		d.perform = func(int, bot.Delivery) (bot.Outcome, error) {
			return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeRefused, Reason: "closed to us"}
		}
		f := &teller{script: onMessages(func(t *bot.Turn) {
			ref := t.Do(bot.Say{Place: "test:room", Text: "post"})
			t.Do(bot.Pin{Place: "test:room", Target: bot.Target{Ref: ref}})
			t.Do(bot.React{Place: "test:room", Target: bot.Target{Message: bot.MessageID{Place: "test:room", ID: "m1"}}, Emoji: "👍", Instead: "well done"})
			t.Do(bot.Lookup{Place: "test:room", User: "test:ann"})
			t.Do(bot.Say{Place: "test:rob", Text: "told of"})
		})}
		var log bytes.Buffer
		r := open(t, memory.New(), d, f, func(opt *engine.Options) { opt.Log = slog.New(slog.NewTextHandler(&log, nil)) })
		r.submit(t, message(1, "x"))
		time.Sleep(time.Minute)
		r.stop()
		want := []string{"say in test:room: closed to us", "say in test:room: closed to us"} // the post and its fallback text
		if fmt.Sprint(f.heard) != fmt.Sprint(want) {
			t.Errorf("heard of %q, want %q", f.heard, want)
		}
		if n := strings.Count(log.String(), "not delivered"); n != len(want) || !strings.Contains(log.String(), `reason="closed to us"`) {
			t.Errorf("warned %d times:\n%s", n, log.String())
		}
	})
}
