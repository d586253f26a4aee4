package answer

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

// TestForget checks that forgetting a person removes their promises and keeps those of others.
func TestForget(t *testing.T) {
	err := memory.New().Update(func(tx store.Tx) error {
		turn := bot.NewTurn(host{state: store.NewOverlay(tx)}, time.Unix(1, 0))
		turn.Community = &bot.Community{ID: "tea"}
		for ref, user := range []bot.UserID{"telegram:1", "discord:2", "telegram:3"} {
			if err := promisedRows.Put(turn.State(), store.K2("tea", bot.Ref(ref)), promise{Desk{User: user}, []bot.Ref{bot.Ref(ref)}}); err != nil {
				return err
			}
		}
		if err := Forget(turn, &bot.Forgotten{Member: 1, Accounts: []bot.UserID{"telegram:1", "discord:2"}}); err != nil {
			return err
		}
		for ref, want := range []bool{false, false, true} {
			if _, ok, err := promisedRows.Get(turn.State(), store.K2("tea", bot.Ref(ref))); err != nil || ok != want {
				t.Errorf("promise %d is there: %v (%v), want %v", ref, ok, err, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
