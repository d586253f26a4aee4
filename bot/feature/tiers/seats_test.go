package tiers

import (
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

// timed is a host that keeps timers.
type timed struct {
	host
	now    time.Time
	timers map[string]time.Time
}

func (h timed) Now() time.Time { return h.now }

func (h timed) SetTimer(name string, due time.Time, _ []byte) error {
	h.timers[name] = due
	return nil
}

// TestOfferWaitsForItsLink: an offer whose time is over while the platform still owes its link is looked at again, so
// that it does not keep the seat for good once the link has come.
func TestOfferWaitsForItsLink(t *testing.T) {
	at, timers := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC), map[string]time.Time{}
	err := memory.New().Update(func(tx store.Tx) error {
		turn := bot.NewTurn(timed{host{state: store.NewOverlay(tx)}, at, timers}, at)
		turn.Community = &bot.Community{ID: "tea", Zone: time.UTC, Sections: map[string]any{Section: &Settings{{Name: "core", To: "test:club", Seats: 1}}}}
		e := &entry{"core", 7, standing{To: "test:club", Until: at, Ref: 5}}
		if err := e.put(turn, offered); err != nil {
			return err
		}
		return (&Feature{}).offerDue(turn, "core/7")
	})
	if err != nil {
		t.Fatal(err)
	}
	if due := timers["offer/core/7"]; !due.After(at) || due.After(at.Add(time.Hour)) {
		t.Errorf("looked at again at %v", due)
	}
}
