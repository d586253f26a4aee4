package main

import (
	"bufio"
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
)

// BenchmarkMillion starts an engine on a community of a million members. The
// limits are 3 s to start, 400 MiB of private memory afterwards (the file's own
// pages, which the system may drop at any time, are not private), and 10 µs for
// looking up a rank.
func BenchmarkMillion(b *testing.B) {
	if testing.Short() {
		b.Skip("makes a file of some hundred MB")
	}
	b.Cleanup(easeCollector())
	const members = 1_000_000
	path := filepath.Join(b.TempDir(), "steward.db")
	seedMembers(b, path, members)
	watchOthers(b)
	var start time.Duration
	var memory, before float64
	var p *wire.Parts
	for b.Loop() {
		p = nil // the one before
		debug.FreeOSMemory()
		before = privateMemory(b)
		began := time.Now()
		s, err := openStore(path)
		must(b, err)
		p = wire.NewParts()
		opt := wire.EngineOptions(p)
		opt.Store, opt.Config = s, benchEngineConfig(b)
		e, err := engine.New(opt)
		must(b, err)
		start += time.Since(began)
		debug.FreeOSMemory()
		memory = privateMemory(b)
		runtime.KeepAlive(e)
		must(b, s.Close())
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(start.Seconds()/float64(b.N), "start-s")
	b.ReportMetric(3, "start-limit-s")
	b.ReportMetric(before, "empty-MiB")
	b.ReportMetric(memory, "private-MiB")
	b.ReportMetric(400, "private-limit-MiB")
	b.ReportMetric(rankTime(b, p.Book, members), "rank-µs")
	b.ReportMetric(10, "rank-limit-µs")
}

// rankTime is how long a look-up takes, in microseconds.
func rankTime(b *testing.B, book *ledger.Book, members int) float64 {
	const lookups = 100_000
	day := bot.DayOf(time.Now().UTC())
	began := time.Now()
	for i := range lookups {
		if rank, of := book.Rank("tea", ledger.AllTime, day, int64(1+i%2)); rank == 0 || of != members {
			b.Fatalf("rank %d of %d", rank, of)
		}
	}
	return float64(time.Since(began).Microseconds()) / lookups
}

// privateMemory is the process's anonymous resident memory in MiB.
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
