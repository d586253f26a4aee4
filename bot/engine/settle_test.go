package engine_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

// TestStageSettle: a settled line leaves the outbox, its requester gets the
// outcome once, and follow-up effects are requested.
func TestStageSettle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, s := newDesk(), memory.New()
		d.perform = func(_ int, what bot.Delivery) (bot.Outcome, error) {
			if _, ok := what.Effect.(bot.React); ok {
				return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeRefused, Reason: "no reactions here"}
			}
			return bot.Outcome{}, nil
		}
		var told []string
		r := open(t, s, d, script(func(t *bot.Turn) error {
			switch t.Event.Kind {
			case bot.KindMessage:
				t.Do(bot.React{
					Place: "test:room", Target: bot.Target{Message: bot.MessageID{Place: "test:room", ID: "1"}}, Emoji: "👍",
					Instead: "well done", To: "test:1", HideAfter: time.Minute,
				})
			case bot.KindOutcome:
				told = append(told, fmt.Sprint(t.Event.Outcome.Ref, " ", t.Event.Outcome.Status))
			}
			return nil
		}))
		r.submit(t, message(1, "x"))
		time.Sleep(30 * time.Second)
		synctest.Wait()
		var waiting []string
		err := s.View(func(rd store.Reader) error {
			return engine.Outbox(rd, func(a engine.Act) error {
				waiting = append(waiting, fmt.Sprint(a.Ref, " ", a.Kind))
				return nil
			})
		})
		if want := []string{"3 delete"}; err != nil || !slices.Equal(waiting, want) {
			t.Errorf("%q wait, want %q; %v", waiting, want, err)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if want := []string{"1 refused", "2 done", "3 done"}; !slices.Equal(told, want) {
			t.Errorf("told %q, want %q", told, want)
		}
	})
}
