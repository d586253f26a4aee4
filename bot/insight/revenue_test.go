package insight_test

import (
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/insight"
	"github.com/stewardbot/steward/bot/purchase"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

// TestRevenueWhereClocksLeapAtMidnight: the last hour of a day after which clocks are set forward is of that day.
func TestRevenueWhereClocksLeapAtMidnight(t *testing.T) {
	zone, err := time.LoadLocation("America/Santiago")
	must(t, err)
	com := &bot.Community{ID: "tea", Zone: zone}
	at := time.Date(2026, 9, 5, 23, 30, 0, 0, zone)
	s := memory.New()
	must(t, s.Update(func(tx store.Tx) error {
		turn := bot.NewTurn(host{state: store.NewOverlay(tx)}, at)
		turn.Community = com
		if err := purchase.Keep(turn, purchase.Purchase{At: at, ID: "a", Hundreds: 4990, Currency: "CLP"}); err != nil {
			return err
		}
		f, err := insight.Compute(insight.Source{Reader: turn.State(), Community: com, Now: at.AddDate(0, 0, 3)}, insight.Query{
			Name: "revenue", From: "2026-09-05", To: "2026-09-05", By: "day",
		})
		if err == nil && f.Value != 49.9 {
			t.Errorf("revenue %v, want 49.9", f.Value)
		}
		return err
	}))
}

type host struct {
	bot.Host
	state bot.State
}

func (h host) State() bot.State { return h.state }
