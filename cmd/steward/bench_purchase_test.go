package main

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/feature/shop"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

// purchases is the number of purchases in BenchmarkPurchase.
const purchases = 200

// BenchmarkPurchase measures a purchase in an idle engine with 100,000 members and a pool of 10,000
// codes: from the press on the Confirm button until the code, already committed, is handed to the
// platform. The limits are 10 ms at the median and 25 ms at p99.
//
//	go test ./cmd/steward -run '^$' -bench Purchase -benchtime 1x
func BenchmarkPurchase(b *testing.B) {
	const members, codes = 100_000, 10_000
	path := filepath.Join(b.TempDir(), "steward.db")
	seedMembers(b, path, members)
	s, err := store.Open(path, store.Options{})
	must(b, err)
	b.Cleanup(func() { must(b, s.Close()) })
	p := newPlatform()
	said := make(chan bot.Say, 1)
	p.said = func(e bot.Say) { said <- e }
	e := startEngine(b, s, p, wire.EngineOptions(wire.NewParts()))
	for from := 0; from < codes; from += shop.MaxCodes {
		in := shop.Codes{Pool: "tea"}
		for i := range shop.MaxCodes {
			in.Codes = append(in.Codes, fmt.Sprintf("code-%d", from+i))
		}
		data, err := json.Marshal(in)
		must(b, err)
		must(b, e.Fire(b.Context(), "tea", shop.Name, shop.TimerCodes, data))
	}
	talk := newTalk(members, false)
	watchOthers(b)
	var took []time.Duration
	for b.Loop() {
		for range purchases {
			events := p.decode(b, [][]byte{talk.update("/buy tea")})
			submit(b, e.Submit, events)
			press := events[0]
			press.ID, press.Kind, press.Message = "press/"+press.ID, bot.KindPress, nil
			press.Press = &bot.Press{ID: press.ID, Message: "1", Data: (<-said).Buttons[0][0].Data}
			becomeIdle(b, e)
			began := time.Now()
			submit(b, e.Submit, []bot.Event{press})
			for !(<-said).Secret {
			}
			took = append(took, time.Since(began))
			becomeIdle(b, e)
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(10, "p50-limit-ms")
	report(b, took, 25)
}

// submit hands events to an engine and waits for their commit.
func submit(b *testing.B, to func(context.Context, bot.Batch) (bot.Wait, error), events []bot.Event) {
	wait, err := to(b.Context(), bot.Batch{Adapter: "telegram", Events: events})
	must(b, err)
	must(b, wait(b.Context()))
}
