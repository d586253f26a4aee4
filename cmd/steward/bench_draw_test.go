package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/insight"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

// BenchmarkDraw closes a draw of 100,000 entries, each with a condition to check, in the real
// engine on a file: from when it is due until its winners are announced. The limits are a second,
// and 20 ms for the longest turn, in which the writer does nothing else.
func BenchmarkDraw(b *testing.B) {
	const entries = 100_000
	path := filepath.Join(b.TempDir(), "steward.db")
	seedMembers(b, path, entries)
	s, err := store.Open(path, store.Options{})
	must(b, err)
	b.Cleanup(func() { must(b, s.Close()) })
	p, said := newPlatform(), make(chan struct{}, 100)
	p.said = func(bot.Say) { said <- struct{}{} }
	opt, turns := wire.EngineOptions(wire.NewParts()), &turns{}
	opt.Clock = engine.NewClock()
	for i, f := range opt.Features {
		if f.Name() == "draw" {
			opt.Features[i] = timed{f, turns}
		}
	}
	e := startEngine(b, s, p, opt)
	watchOthers(b)
	var took time.Duration
	for n := 1; b.Loop(); n++ {
		events := []bot.Event{{
			ID: fmt.Sprintf("giveaway/%d", n), Kind: bot.KindMessage, Place: bot.Place(fmt.Sprintf("telegram:%d", benchGroup(0))), User: new(guest(0)),
			At: opt.Clock.Now(), Message: &bot.Message{ID: "m" + strconv.Itoa(n), Text: "/giveaway Mug 3 1h"},
		}}
		for i := range entries {
			events = append(events, bot.Event{
				ID: fmt.Sprintf("press/%d/%d", n, i), Kind: bot.KindPress, Place: events[0].Place, User: new(guest(i)),
				At: opt.Clock.Now(), Press: &bot.Press{ID: strconv.Itoa(i), Message: "1", Data: fmt.Sprintf("draw:enter:%d", n)},
			})
		}
		for part := range slices.Chunk(events, 1000) {
			wait, err := e.Submit(context.Background(), bot.Batch{Adapter: "telegram", Events: part})
			must(b, err)
			must(b, wait(context.Background()))
		}
		for range 2 { // the announcement, and the answer to who asked for it
			<-said
		}
		becomeIdle(b, e) // so that no answer to a press is measured
		turns.took = nil
		began := time.Now()
		opt.Clock.Advance(time.Hour)
		for range 2 { // the closing post, and the result
			<-said
		}
		took += time.Since(began)
	}
	stats, _ := e.Stats()
	if stats.Failures.Load() > 0 {
		b.Fatal("a feature failed")
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(took.Seconds()/float64(b.N), "s")
	b.ReportMetric(1, "limit-s")
	slices.Sort(turns.took)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.ReportMetric(ms(turns.took[len(turns.took)/2]), "median-turn-ms")
	b.ReportMetric(ms(turns.took[len(turns.took)-1]), "longest-turn-ms")
	b.ReportMetric(20, "limit-ms")
	for _, name := range []string{"activities", "evaluation", "marks"} {
		b.ReportMetric(ms(figureTime(b, s, name))/float64(b.N), name+"-ms-per-draw")
	}
	b.ReportMetric(100, "figure-limit-ms")
}

// figureTime returns how long a figure over the draws takes.
func figureTime(b *testing.B, s store.Store, name string) time.Duration {
	began := time.Now()
	must(b, s.View(func(r store.Reader) error {
		all := benchEngineConfig(b).Communities
		_, err := insight.Compute(source(r, all, time.Now()).Figures(all[0].ID), insight.Query{Name: name})
		return err
	}))
	return time.Since(began)
}

// turns are how long the ticks of one feature took.
type turns struct{ took []time.Duration }

// timed is a feature whose ticks are measured.
type timed struct {
	bot.Feature
	turns *turns
}

// Routes implements bot.Feature.
func (f timed) Routes() bot.Routes {
	r := f.Feature.Routes()
	run := r.On[bot.KindTick]
	r.On[bot.KindTick] = func(t *bot.Turn) error {
		began := time.Now()
		err := run(t)
		f.turns.took = append(f.turns.took, time.Since(began))
		return err
	}
	return r
}
