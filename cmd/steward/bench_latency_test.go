package main

import (
	"context"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

// The load of BenchmarkLatency: messages per second, and how many messages per answered command.
const (
	offeredRate  = 5000
	commandEvery = 50
	offeredFor   = 10 * time.Second
)

// startTalk starts an engine on a file with 100,000 members, whose messages it returns.
func startTalk(b *testing.B) (*engine.Engine, *platform, *talk) {
	const members = 100_000
	path := filepath.Join(b.TempDir(), "steward.db")
	seedMembers(b, path, members)
	s, err := store.Open(path, store.Options{})
	must(b, err)
	b.Cleanup(func() { must(b, s.Close()) })
	p := newPlatform()
	e := startEngine(b, s, p, wire.EngineOptions(wire.NewParts()))
	watchOthers(b)
	return e, p, newTalk(members, false)
}

// BenchmarkLatency measures the time from a message's arrival to its durable commit, at a fixed
// rate. Arrival is the scheduled time, even if the sender is late. Messages that arrived
// meanwhile are submitted in one batch, as a poll would deliver them. The limit is 15 ms at p99.
func BenchmarkLatency(b *testing.B) {
	e, p, talk := startTalk(b)
	var took []time.Duration
	for b.Loop() {
		updates := talk.mixed(int(offeredFor.Seconds() * offeredRate))
		took = append(took, offer(b, e, p, offeredRate, len(updates), func(i int) []byte { return updates[i] })...)
	}
	stats, waiting := e.Stats()
	if stats.Done.Load() == 0 || stats.Failures.Load() > 0 {
		b.Fatal("no answer went out, or a feature failed")
	}
	b.ReportMetric(0, "ns/op")
	report(b, took, 15)
	b.ReportMetric(float64(stats.Done.Load())/float64(b.N), "answers")
	b.ReportMetric(float64(waiting), "unanswered")
	b.ReportMetric(float64(stats.Committed.Load())/float64(stats.Commits.Load()), "msgs/commit")
}

// mixed returns n updates, some of them commands.
func (t *talk) mixed(n int) [][]byte {
	list := make([][]byte, n)
	for i := range list {
		text := ""
		if i%commandEvery == 0 {
			text = "/points"
		}
		list[i] = t.update(text)
	}
	return list
}

// batch is a range of updates in flight: those before end that no earlier batch took.
type batch struct {
	end  int
	wait bot.Wait
}

// offer submits n updates at their scheduled times, rate a second, and returns how long each took.
func offer(b *testing.B, sink bot.Sink, p *platform, rate, n int, update func(i int) []byte) []time.Duration {
	ctx := context.Background()
	began := time.Now()
	due := func(i int) time.Time { return began.Add(time.Duration(i) * time.Second / time.Duration(rate)) }
	batches := make(chan batch, n)
	go func() {
		defer close(batches)
		for i := 0; i < n; {
			time.Sleep(time.Until(due(i)))
			end := min(int(time.Since(began)*time.Duration(rate)/time.Second)+1, n)
			raw := make([][]byte, 0, end-i)
			for ; i < end; i++ {
				raw = append(raw, update(i))
			}
			wait, err := sink.Submit(ctx, bot.Batch{Adapter: "telegram", Events: p.decode(b, raw)})
			if err != nil {
				b.Error(err)
				return
			}
			batches <- batch{end, wait}
		}
	}()
	took := make([]time.Duration, 0, n)
	for batch := range batches {
		must(b, batch.wait(ctx))
		now := time.Now()
		for i := len(took); i < batch.end; i++ {
			took = append(took, now.Sub(due(i)))
		}
	}
	return took
}

// report prints the distribution of times in milliseconds, with the limit at p99.
func report(b *testing.B, took []time.Duration, limit float64) {
	slices.Sort(took)
	at := func(share float64) float64 {
		return float64(took[min(int(share*float64(len(took))), len(took)-1)]) / float64(time.Millisecond)
	}
	b.ReportMetric(at(0.5), "p50-ms")
	b.ReportMetric(at(0.99), "p99-ms")
	b.ReportMetric(at(1), "max-ms")
	b.ReportMetric(limit, "p99-limit-ms")
}

// loneCommands is the number of commands in BenchmarkLoneCommand.
const loneCommands = 200

// BenchmarkLoneCommand measures a command in an idle engine, from its arrival until its answer,
// already committed, is handed to the platform. The limits are 5 ms at the median and 15 ms at
// p99.
func BenchmarkLoneCommand(b *testing.B) {
	const members = 100_000
	path := filepath.Join(b.TempDir(), "steward.db")
	seedMembers(b, path, members)
	loneCommand(b, path, members)
}

// loneCommand measures with the store at a URL.
func loneCommand(b *testing.B, url string, members int) {
	s, err := store.Open(url, store.Options{})
	must(b, err)
	b.Cleanup(func() { must(b, s.Close()) })
	p := newPlatform()
	performed := make(chan time.Time, 1)
	p.said = func(bot.Say) { performed <- time.Now() }
	e := startEngine(b, s, p, wire.EngineOptions(wire.NewParts()))
	talk := newTalk(members, false)
	watchOthers(b)
	var took []time.Duration
	for b.Loop() {
		for range loneCommands {
			began := time.Now()
			wait, err := e.Submit(context.Background(), bot.Batch{Adapter: "telegram", Events: p.decode(b, [][]byte{talk.update("/points")})})
			must(b, err)
			took = append(took, (<-performed).Sub(began))
			must(b, wait(context.Background()))
			becomeIdle(b, e)
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(5, "p50-limit-ms")
	report(b, took, 15)
}

// becomeIdle waits until the outcomes of all performed effects are stored, too.
func becomeIdle(b *testing.B, e *engine.Engine) {
	for {
		if _, waiting := e.Stats(); waiting == 0 {
			return
		}
		time.Sleep(time.Millisecond)
	}
}
