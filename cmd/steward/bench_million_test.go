package main

import (
	"bufio"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

// BenchmarkMillion starts an engine on a community of a million members and requests a rank. The
// limits are 1 s for the start, 3 s for the first rank, which builds the boards, 400 MiB of
// private memory afterwards (excluding the file's own pages, which the system may drop at any
// time), and 10 µs for each later lookup.
func BenchmarkMillion(b *testing.B) {
	b.Cleanup(easeCollector())
	const members = 1_000_000
	path := filepath.Join(b.TempDir(), "steward.db")
	seedMembers(b, path, members)
	watchOthers(b)
	var start, first, rank time.Duration
	var memory, before float64
	for b.Loop() {
		debug.FreeOSMemory()
		before = privateMemory(b)
		began := time.Now()
		s, err := openStore(path, slog.New(slog.DiscardHandler))
		must(b, err)
		p := wire.NewParts()
		opt := wire.EngineOptions(p)
		opt.Store, opt.Config = s, benchEngineConfig(b)
		e, err := engine.New(opt)
		must(b, err)
		start += time.Since(began)
		first += rankTime(b, s, p.Book, members, 1)
		debug.FreeOSMemory()
		memory = privateMemory(b)
		const lookups = 100_000
		rank += rankTime(b, s, p.Book, members, lookups) / lookups
		runtime.KeepAlive(e)
		must(b, s.Close())
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(start.Seconds()/float64(b.N), "start-s")
	b.ReportMetric(1, "start-limit-s")
	b.ReportMetric(first.Seconds()/float64(b.N), "first-rank-s")
	b.ReportMetric(3, "first-rank-limit-s")
	b.ReportMetric(before, "empty-MiB")
	b.ReportMetric(memory, "private-MiB")
	b.ReportMetric(400, "private-limit-MiB")
	b.ReportMetric(float64(rank.Nanoseconds())/1000/float64(b.N), "rank-µs")
	b.ReportMetric(10, "rank-limit-µs")
}

// rankTime measures that many lookups.
func rankTime(b *testing.B, s store.Store, book *ledger.Book, members, lookups int) (took time.Duration) {
	must(b, s.View(func(r store.Reader) error {
		now := time.Now()
		t := bot.NewTurn(&seeder{tx: store.NewOverlay(r), at: now}, now)
		t.Community = &bot.Community{ID: "tea", Zone: time.UTC}
		began := time.Now()
		for i := range lookups {
			if rank, of, err := book.Rank(t, ledger.AllTime, int64(1+i%2)); rank == 0 || of != members || err != nil {
				b.Fatalf("rank %d of %d: %v", rank, of, err)
			}
		}
		took = time.Since(began)
		return nil
	}))
	return took
}

// privateMemory returns the process's anonymous resident memory in MiB.
func privateMemory(b *testing.B) float64 {
	f, err := os.Open("/proc/self/status")
	if err != nil {
		b.Skip("there is no /proc here: ", err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), "RssAnon:"); ok {
			kib, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(rest, "kB")))
			must(b, err)
			return float64(kib) / 1024
		}
	}
	b.Fatal("no RssAnon in /proc/self/status")
	return 0
}
