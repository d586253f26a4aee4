package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

// BenchmarkCommunities runs an engine with ten communities and one with ten thousand, each on a
// separate store file:
//
//	go test ./cmd/steward -run '^$' -bench Communities -benchtime 1x
//
// The limits with ten thousand: one second from the loaded configuration to a committed message;
// 20 MB of memory for the configuration and the engine after all communities have been told; and
// twice the time of ten communities for a private message and for a message right after a reload.
func BenchmarkCommunities(b *testing.B) {
	b.Cleanup(easeCollector())
	var few, many *town
	for b.Loop() {
		few, many = newTown(b, 10), newTown(b, 10_000)
		for range 11 { // alternating, so that other load on the machine affects both
			few.hear(b)
			many.hear(b)
		}
		few.close(b)
		many.close(b)
	}
	b.ReportMetric(0, "ns/op")
	for _, t := range []*town{few, many} {
		unit := fmt.Sprint(t.communities, "-")
		b.ReportMetric(float64(t.load.Milliseconds()), unit+"load-ms")
		b.ReportMetric(float64(t.start.Milliseconds()), unit+"start-ms")
		b.ReportMetric(float64(t.settle.Milliseconds()), unit+"all-told-ms")
		b.ReportMetric(t.memory, unit+"memory-MB")
		b.ReportMetric(float64(median(t.private).Microseconds()), unit+"private-µs")
		b.ReportMetric(float64(median(t.reload).Microseconds()), unit+"reload-µs")
	}
	b.ReportMetric(1000, "start-limit-ms")
	b.ReportMetric(20, "memory-limit-MB")
	b.ReportMetric(float64(median(many.private))/float64(median(few.private)), "private-ratio")
	b.ReportMetric(float64(median(many.reload))/float64(median(few.reload)), "reload-ratio")
	b.ReportMetric(2, "ratio-limit")
}

// town is an engine with a number of communities, and its measurements.
type town struct {
	communities int
	config      engine.Config
	store       store.Store
	engine      *engine.Engine
	platform    *platform
	stop        func() error
	said        int

	load    time.Duration   // loading the configuration
	start   time.Duration   // from then to a committed message
	settle  time.Duration   // until all communities have been told
	memory  float64         // MB held by the engine, including the configuration
	private []time.Duration // time to commit each private message
	reload  []time.Duration // time to commit each message sent with a reload
}

func newTown(b *testing.B, communities int) *town {
	t := &town{communities: communities, platform: newPlatform()}
	before := liveMB()
	began := time.Now()
	t.config = townConfig(b, communities)
	t.load = time.Since(began)

	s, err := store.Open(filepath.Join(b.TempDir(), "steward.db"), store.Options{})
	must(b, err)
	t.store = s
	opt := wire.EngineOptions(wire.NewParts())
	opt.Store, opt.Adapters, opt.Config = s, []bot.Adapter{t.platform}, t.config
	opt.Log = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	began = time.Now()
	t.engine, err = engine.New(opt)
	must(b, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- t.engine.Run(ctx) }()
	t.stop = func() error { cancel(); return <-ended }
	t.say(b, townGroup(communities-1))
	t.start = time.Since(began)
	must(b, t.engine.Settle(b.Context()))
	t.settle = time.Since(began)
	t.memory = liveMB() - before
	return t
}

// say returns how long it takes to commit a message from Ann.
func (t *town) say(b *testing.B, chat int64) time.Duration {
	t.said++
	kind := "supergroup"
	if chat > 0 {
		kind = "private"
	}
	update := fmt.Appendf(nil, `{"update_id":%d,"message":{"message_id":%d,"from":{"id":7,"is_bot":false,"first_name":"Ann"},`+
		`"chat":{"id":%d,"type":%q},"date":%d,"text":"hello %d"}}`, t.said, t.said, chat, kind, time.Now().Unix(), t.said)
	began := time.Now()
	wait, err := t.engine.Submit(b.Context(), bot.Batch{Adapter: "telegram", Events: t.platform.decode(b, [][]byte{update})})
	must(b, err)
	must(b, wait(b.Context()))
	return time.Since(began)
}

// hear sends the town a private message, and one with a reload.
func (t *town) hear(b *testing.B) {
	t.private = append(t.private, t.say(b, 7))
	again := engine.Config{Journal: t.config.Journal}
	for _, com := range t.config.Communities { // others, as a file is read again
		fresh := *com
		again.Communities = append(again.Communities, &fresh)
	}
	must(b, t.engine.Reload(again))
	t.reload = append(t.reload, t.say(b, townGroup(t.communities-1)))
	must(b, t.engine.Settle(b.Context()))
}

func (t *town) close(b *testing.B) {
	if stats, _ := t.engine.Stats(); stats.Failures.Load() > 0 {
		b.Fatal("a feature failed")
	}
	must(b, t.stop())
	must(b, t.store.Close())
}

// townConfig returns a configuration with that many communities, each with one group and only
// default settings.
func townConfig(b *testing.B, communities int) engine.Config {
	dir := b.TempDir()
	path := filepath.Join(dir, "steward.yaml")
	must(b, os.WriteFile(path, fmt.Appendf(nil, "platforms: {telegram: {token: %q}}\ninclude: [part*.yaml]\n", benchToken), 0o600))
	for from := 0; from < communities; from += 1000 { // the number of keys per file is limited
		text := []byte("communities:\n")
		for i := from; i < min(from+1000, communities); i++ {
			text = fmt.Appendf(text, "  - {id: tea%d, timezone: UTC, spaces: [telegram:%d]}\n", i, townGroup(i))
		}
		must(b, os.WriteFile(filepath.Join(dir, fmt.Sprintf("part%d.yaml", from)), text, 0o600))
	}
	file, err := (&env{stderr: os.Stderr}).load(path)
	must(b, err)
	return wire.EngineConfig(file)
}

func townGroup(n int) int64 { return -1001000000000 - int64(n) }

func liveMB() float64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / 1e6
}

func median(took []time.Duration) time.Duration {
	slices.Sort(took)
	return took[len(took)/2]
}
