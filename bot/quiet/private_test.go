package quiet

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
	now   time.Time
}

func (h host) Now() time.Time { return h.now }

func (h host) State() bot.State { return h.state }

// TestFailureWaits: a message that failed is not tried again before the next day; one that is late
// has waited long enough.
func TestFailureWaits(t *testing.T) {
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	for status, want := range map[bot.Status]time.Time{
		bot.Failed: time.Date(2026, 3, 3, FirstHour, 0, 0, 0, time.UTC), bot.Expired: now,
	} {
		err := memory.New().Update(func(tx store.Tx) error {
			turn := bot.NewTurn(host{state: store.NewOverlay(tx), now: now}, now)
			turn.Community = &bot.Community{ID: "tea", Zone: time.UTC}
			turn.Event = &bot.Event{Outcome: &bot.Outcome{Ref: 5, Status: status}}
			b := New(nil)
			sent := person{Last: now, Sent: 5, Texts: []text{{Key: "key", Text: "the text", Until: now.Add(keepText)}}}
			if err := b.put(turn, 1, sent); err != nil {
				return err
			}
			if err := b.Sent(turn, 1); err != nil {
				return err
			}
			if due, err := b.SendDue(turn, 1); err != nil || !due.Equal(want) {
				t.Errorf("after %s it is due at %s, %v; want %s", status, due, err, want)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
