package engine_test

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

// TestOnePlaceBroken: a place where every attempt fails doesn't delay other places.
func TestOnePlaceBroken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk()
		sent := map[bot.Place]time.Duration{}
		begun := time.Now()
		d.perform = func(_ int, l bot.Delivery) (bot.Outcome, error) {
			at := l.Effect.Where()
			if at == "test:room" {
				return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeRetry, Reason: "a wall"}
			}
			sent[at] = time.Since(begun)
			return bot.Outcome{Status: bot.Done}, nil
		}
		to := bot.Place("test:room")
		r := open(t, memory.New(), d, onMessages(func(t *bot.Turn) { t.Do(bot.Say{Place: to, Text: "x"}) }))
		r.submit(t, message(1, "x"))
		time.Sleep(5 * time.Minute)
		begun, to = time.Now(), "test:hall"
		r.submit(t, message(2, "x"))
		time.Sleep(time.Minute)
		synctest.Wait()
		if took, ok := sent["test:hall"]; !ok || took > time.Second {
			t.Errorf("the other place heard of it after %s (%v)", took, ok)
		}
		r.stop()
	})
}

// lost is a store that can be taken over by another process: it can't even be read then.
type lost struct {
	store.Store
	gone atomic.Bool
}

// View implements store.Store.
func (s *lost) View(fn func(store.Reader) error) error {
	if s.gone.Load() {
		return store.ErrClosed
	}
	return s.Store.View(fn)
}

// TestStoreLost: the engine ends, although what is under way can't be booked any more.
func TestStoreLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, s := newDesk(), &lost{Store: memory.New()}
		d.perform = func(int, bot.Delivery) (bot.Outcome, error) {
			time.Sleep(time.Second)
			return bot.Outcome{Status: bot.Done}, nil
		}
		r := open(t, s, d, onMessages(func(t *bot.Turn) { t.Do(bot.Say{Place: "test:room", Text: "x"}) }))
		r.submit(t, message(1, "x"))
		time.Sleep(time.Second / 2)
		s.gone.Store(true)
		began := time.Now()
		r.stop()
		if took := time.Since(began); took > time.Minute {
			t.Errorf("the engine ended after %s", took)
		}
	})
}
