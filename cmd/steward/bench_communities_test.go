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
	"github.com/stewardbot/steward/store/boltdb"
)

// BenchmarkCommunities runs an engine with ten communities and one with ten
// thousand, each on a file of its own:
//
//	go test ./cmd/steward -run '^$' -bench Communities -benchtime 1x
//
// The limits, with ten thousand: a second from the configuration, which is read
// by then, until a message is committed, 20 MB of memory for the configuration and
// the engine when all have heard of it, and for a private message, and a message
// right after a reload, twice the time that they take with ten.
func BenchmarkCommunities(b *testing.B) {
	b.Cleanup(easeCollector())
	var few, many town
	for b.Loop() {
		few.measure(b, 10)
		many.measure(b, 10_000)
	}
	b.ReportMetric(0, "ns/op")
	for _, c := range []*town{&few, &many} {
		unit := fmt.Sprint(c.communities, "-")
		b.ReportMetric(float64(c.load.Milliseconds()), unit+"load-ms")
		b.ReportMetric(float64(c.start.Milliseconds()), unit+"start-ms")
		b.ReportMetric(float64(c.settle.Milliseconds()), unit+"all-told-ms")
		b.ReportMetric(c.config, unit+"config-MB")
		b.ReportMetric(c.memory, unit+"memory-MB")
		b.ReportMetric(float64(c.private.Microseconds()), unit+"private-µs")
		b.ReportMetric(float64(c.reload.Microseconds()), unit+"reload-µs")
	}
	b.ReportMetric(1000, "start-limit-ms")
	b.ReportMetric(20, "memory-limit-MB")
	b.ReportMetric(float64(many.private)/float64(few.private), "private-ratio")
	b.ReportMetric(float64(many.reload)/float64(few.reload), "reload-ratio")
	b.ReportMetric(2, "ratio-limit")
}

// town is what so many communities cost.
type town struct {
	communities int
	load        time.Duration // reading the configuration
	start       time.Duration // from then until a message is committed
	settle      time.Duration // until all have heard of it
	config      float64       // MB that the configuration holds
	memory      float64       // MB that the engine holds, the configuration included
	private     time.Duration // median of a private message until it is committed
	reload      time.Duration // median of a message that comes with a reload
}

func (c *town) measure(b *testing.B, communities int) {
	const times = 31
	c.communities = communities
	before := liveMB()
	began := time.Now()
	config := townConfig(b, communities)
	c.load = time.Since(began)
	c.config = liveMB() - before

	s, err := boltdb.Open(filepath.Join(b.TempDir(), "steward.db"), boltdb.Options{})
	must(b, err)
	p := newPlatform()
	opt := wire.EngineOptions(wire.NewParts())
	opt.Store, opt.Adapters, opt.Config = s, []bot.Adapter{p}, config
	opt.Log = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	began = time.Now()
	e, err := engine.New(opt)
	must(b, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- e.Run(ctx) }()
	n := 0
	say := func(chat int64, text string) time.Duration {
		n++
		kind := "supergroup"
		if chat > 0 {
			kind = "private"
		}
		update := fmt.Appendf(nil, `{"update_id":%d,"message":{"message_id":%d,"from":{"id":7,"is_bot":false,"first_name":"Ann"},`+
			`"chat":{"id":%d,"type":%q},"date":%d,"text":"%s %d"}}`, n, n, chat, kind, time.Now().Unix(), text, n)
		began := time.Now()
		wait, err := e.Submit(ctx, bot.Batch{Adapter: "telegram", Events: p.decode(b, [][]byte{update})})
		must(b, err)
		must(b, wait(ctx))
		return time.Since(began)
	}
	say(townGroup(communities-1), "hello")
	c.start = time.Since(began)
	must(b, e.Settle(ctx))
	c.settle = time.Since(began)
	c.memory = liveMB() - before

	var private, reload []time.Duration
	for range times {
		private = append(private, say(7, "hello"))
	}
	for range times {
		must(b, e.Reload(config))
		reload = append(reload, say(townGroup(communities-1), "hello"))
		must(b, e.Settle(ctx))
	}
	c.private, c.reload = median(private), median(reload)
	if stats, _ := e.Stats(); stats.Failures.Load() > 0 {
		b.Fatal("a feature failed")
	}
	cancel()
	must(b, <-ended)
	must(b, s.Close())
	runtime.KeepAlive(config)
}

// townConfig has so many communities, each with a group and nothing of its own.
func townConfig(b *testing.B, communities int) engine.Config {
	dir := b.TempDir()
	path := filepath.Join(dir, "steward.yaml")
	must(b, os.WriteFile(path, fmt.Appendf(nil, "platforms: {telegram: {token: %q}}\ninclude: [part*.yaml]\n", benchToken), 0o600))
	for from := 0; from < communities; from += 1000 { // a file can't have too many keys
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
