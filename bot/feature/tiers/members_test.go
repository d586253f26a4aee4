package tiers

import (
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

type host struct {
	bot.Host
	state bot.State
}

func (h host) State() bot.State { return h.state }

func (host) Latest(p bot.Place) bot.Place { return p }

// counted counts the scans of a state.
type counted struct {
	bot.State
	scans int
}

func (c *counted) Scan(table string, from, to []byte, reverse bool, limit int, fn func(k, v []byte) (bool, error)) error {
	c.scans++
	return c.State.Scan(table, from, to, reverse, limit, fn)
}

// TestLeavingElsewhere: who leaves a space that no tier opens frees no seat, so that none are counted.
func TestLeavingElsewhere(t *testing.T) {
	err := memory.New().Update(func(tx store.Tx) error {
		state := &counted{State: store.NewOverlay(tx)}
		turn := bot.NewTurn(host{state: state}, time.Date(2026, 3, 2, 6, 0, 0, 0, time.UTC))
		turn.Community = &bot.Community{ID: "tea", Zone: time.UTC, Sections: map[string]any{
			Section: &Settings{{Name: "core", To: "test:core", Seats: 10_000}},
		}}
		turn.Event, turn.Member = &bot.Event{Kind: bot.KindLeave, Place: "test:lobby"}, &bot.Member{ID: 1}
		if err := (&Feature{}).left(turn); err != nil {
			return err
		}
		if state.scans > 0 {
			t.Errorf("%d tables were gone through", state.scans)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
