package tags

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

func (host) Find(bot.Finding) {}

// TestTagOfAnotherSort: a tag that members chose and that became staff's, or the other way round, is had by those who
// have it, and can be taken from them.
func TestTagOfAnotherSort(t *testing.T) {
	for _, staff := range []bool{false, true} {
		err := memory.New().Update(func(tx store.Tx) error {
			turn := bot.NewTurn(host{state: store.NewOverlay(tx)}, time.Date(2026, 3, 2, 6, 0, 0, 0, time.UTC))
			turn.Community = &bot.Community{ID: "tea", Zone: time.UTC}
			if err := set(turn, 1, &Tag{Name: "vip", Staff: staff}, true); err != nil {
				return err
			}
			other := &Tag{Name: "vip", Staff: !staff}
			h, err := load(turn, 1)
			if err != nil || !h.has(other) {
				t.Errorf("given as staff's %v, the member does not have it once it is not: %v", staff, err)
			}
			if err := set(turn, 1, other, false); err != nil {
				return err
			}
			if names, err := Of(turn, 1); err != nil || len(names) != 0 {
				t.Errorf("given as staff's %v and taken, it is still counted: %v, %v", staff, names, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
