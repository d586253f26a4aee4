package earning

import (
	"fmt"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/multiplier"
	"github.com/stewardbot/steward/store"
)

// desk is a host with only an in-memory state and a clock.
type desk struct {
	bot.Host
	state    *store.Overlay
	now      time.Time
	findings int
}

func (d *desk) State() bot.State                     { return d.state }
func (d *desk) Now() time.Time                       { return d.now }
func (d *desk) Find(bot.Finding)                     { d.findings++ }
func (d *desk) Count(bot.Count)                      {}
func (d *desk) OnRollback(func())                    {}
func (d *desk) SetEntry(bot.MessageID, uint64) error { return nil }

// BenchmarkMessage measures deciding one message, with the ledger but without the engine: either
// each message is by another member and is paid, or each comes too soon.
func BenchmarkMessage(b *testing.B) {
	for _, members := range []int{1, 10_000} {
		b.Run(fmt.Sprintf("members=%d", members), func(b *testing.B) {
			f := New(ledger.New(), member.New())
			host := &desk{state: store.NewOverlay(nil)}
			c := &bot.Community{ID: "tea", Zone: time.UTC, Sections: map[string]any{multiplier.Section: multiplier.Defaults(), "points": &ledger.Settings{
				Message: ledger.Message{Amount: 1, Cooldown: time.Minute, MinLength: 4},
			}}}
			at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
			facts, m := &bot.Facts{Length: 12}, &bot.Member{User: "test:1"}
			ev := &bot.Event{Kind: bot.KindMessage, Place: "test:lobby", Message: &bot.Message{ID: "1"}}
			ids := []string{"test:lobby/m1", "test:lobby/m2"} // different from the previous event
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if i%100_000 == 0 {
					host.state.Reset(nil) // as a commit would, now and then
				}
				m.ID, facts.Hash = bot.MemberID(1+i%members), uint64(i+1)
				ev.ID = ids[i%len(ids)]
				host.now = at.Add(time.Duration(i) * 10 * time.Millisecond)
				t := bot.NewTurn(host, host.now)
				t.Event, t.Facts, t.Community, t.Member = ev, facts, c, m
				if err := f.Routes().On[bot.KindMessage](t); err != nil {
					b.Fatal(err)
				}
			}
			if host.findings == 0 {
				b.Fatal("nothing was decided")
			}
		})
	}
}
