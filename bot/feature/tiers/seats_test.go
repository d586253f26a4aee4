package tiers

import (
	"errors"
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

// TestDoubtedLink: when nobody knows whether a link was made, the member keeps the seat and another is asked for soon; the
// tier's other seats are given meanwhile.
func TestDoubtedLink(t *testing.T) {
	at, timers := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC), map[string]time.Time{}
	err := memory.New().Update(func(tx store.Tx) error {
		turn := bot.NewTurn(timed{host{state: store.NewOverlay(tx)}, at, timers}, at)
		turn.Community = &bot.Community{ID: "tea", Zone: time.UTC, Sections: map[string]any{Section: &Settings{{Name: "core", To: "test:club", Seats: 1}}}}
		e := &entry{"core", 7, standing{To: "test:club", Until: at.Add(time.Hour), Ref: 5, Asked: "test:dm/7"}}
		if err := errors.Join(e.put(turn, offered), sentRows.Put(turn.State(), refKey(turn, 5), sent{Version: version, Tier: "core", Member: 7})); err != nil {
			return err
		}
		turn.Event = &bot.Event{Kind: bot.KindOutcome, Place: "test:club", Outcome: &bot.Outcome{Ref: 5, Status: bot.Doubted}}
		if err := (&Feature{}).outcome(turn); err != nil {
			return err
		}
		e, err := load(turn, "core", 7)
		if e.State != offered || e.Ref != 0 || e.Asked == "" {
			t.Errorf("the offer is now %+v", e.standing)
		}
		stuck, stuckErr := stuck(turn, "core")
		if stuck {
			t.Error("no link is asked for until tomorrow")
		}
		return errors.Join(err, stuckErr)
	})
	if err != nil {
		t.Fatal(err)
	}
	if due := timers["offer/core/7"]; !due.After(at) || due.After(at.Add(time.Minute)) {
		t.Errorf("another is asked for at %v", due)
	}
}
