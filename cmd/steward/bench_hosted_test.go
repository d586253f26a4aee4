package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/texts"
)

// BenchmarkHosted changes one of ten thousand communities that are kept in the store, and for
// comparison reloads a file with ten:
//
//	go test ./cmd/steward -run '^$' -bench Hosted -benchtime 1x
//
// read is the time to read, check and compile all communities at a start; change from the request to
// the commit, with the community in force; told until it has heard of it. The limit of change and
// told is the reload of ten.
func BenchmarkHosted(b *testing.B) {
	b.Cleanup(easeCollector())
	for b.Loop() {
		few, many := newHosted(b, 10), newHosted(b, 10_000)
		files := newFileTown(b, 10)
		for n := range 31 {
			few.edit(b, n)
			many.edit(b, n)
			files.edit(b, n)
		}
		for _, h := range []*hostedTown{few, many} {
			unit := fmt.Sprint(h.communities, "-")
			b.ReportMetric(float64(h.read.Milliseconds()), unit+"read-ms")
			b.ReportMetric(h.memory, unit+"memory-MB")
			b.ReportMetric(float64(median(h.change).Microseconds()), unit+"change-µs")
			b.ReportMetric(float64(median(h.told).Microseconds()), unit+"told-µs")
			h.stop(b)
		}
		b.ReportMetric(float64(median(files.change).Microseconds()), "file-of-10-reload-µs")
		b.ReportMetric(float64(median(files.told).Microseconds()), "file-of-10-told-µs")
		files.stop(b)
	}
	b.ReportMetric(0, "ns/op")
}

// hostedTown is an instance with communities in its store, or in a file.
type hostedTown struct {
	in           *instance
	reload       *reloader
	communities  int
	read         time.Duration
	memory       float64
	change, told []time.Duration
	stop         func(*testing.B)
}

const hostedHead = "platforms: {telegram: {token: %q}}\n"

func hostedText(n, amount int) string {
	return fmt.Sprintf("id: tea%d\nname: Tea House %d\ntimezone: Asia/Shanghai\nspaces: [telegram:%d]\nwelcome: Welcome {name}!\ncheck_in: {amount: %d}\n", n, n, townGroup(n), amount)
}

func newHosted(b *testing.B, communities int) *hostedTown {
	dir := b.TempDir()
	path := filepath.Join(dir, "steward.yaml")
	must(b, os.WriteFile(path, fmt.Appendf(nil, hostedHead+"communities: store\n", benchToken), 0o600))
	s, err := openStore(filepath.Join(dir, "steward.db"), slog.New(slog.DiscardHandler))
	must(b, err)
	var list []texts.Change
	for n := range communities {
		list = append(list, texts.Change{ID: fmt.Sprint("tea", n), Text: hostedText(n, 5)})
	}
	must(b, s.Update(func(tx store.Tx) error {
		_, err := inspect.Hosted.Change(tx, list, time.Now())
		return err
	}))
	must(b, s.Close())
	list = nil
	return startTown(b, path, communities)
}

func newFileTown(b *testing.B, communities int) *hostedTown {
	path := filepath.Join(b.TempDir(), "steward.yaml")
	writeTown(b, path, communities, 5)
	return startTown(b, path, communities)
}

func writeTown(b *testing.B, path string, communities, amount int) {
	text := fmt.Appendf(nil, hostedHead+"communities:\n", benchToken)
	for n := range communities {
		text = fmt.Appendf(text, "- {id: tea%d, name: Tea House, timezone: Asia/Shanghai, spaces: [telegram:%d], welcome: \"Welcome {name}!\", check_in: {amount: %d}}\n", n, townGroup(n), amount)
	}
	must(b, os.WriteFile(path, text, 0o600))
}

func startTown(b *testing.B, path string, communities int) *hostedTown {
	file, faults := config.Load(path, wire.Sections(), config.Options{RequireEnv: true})
	must(b, faults.Err())
	t := &hostedTown{communities: communities}
	before := liveMB()
	p := wire.NewParts()
	opt := wire.EngineOptions(p)
	opt.Adapters = []bot.Adapter{newPlatform()}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	began := time.Now()
	in, err := newInstance(b.Context(), filepath.Join(filepath.Dir(path), "steward.db"), file, opt, p, log)
	must(b, err)
	t.in, t.read = in, time.Since(began)
	t.reload = &reloader{in: in, path: path, began: file, read: file}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- in.engine.Run(ctx) }()
	t.stop = func(b *testing.B) {
		cancel()
		must(b, <-ended)
		must(b, in.store.Close())
	}
	must(b, in.engine.Settle(b.Context()))
	t.memory = liveMB() - before
	return t
}

// edit changes one community; all of a file's, since it is read as a whole.
func (t *hostedTown) edit(b *testing.B, n int) {
	began := time.Now()
	if t.in.hosted.host == nil {
		writeTown(b, t.reload.path, t.communities, 6+n)
		began = time.Now()
		t.reload.reload(b.Context())
	} else {
		which := (n * 997) % t.communities
		done, err := t.in.hosted.change(b.Context(), edit{Put: []config.Entry{{ID: fmt.Sprint("tea", which), Text: hostedText(which, 6+n)}}}, time.Now(), "en")
		must(b, err)
		if len(done.Done) != 1 || slices.Contains(done.Faults, "") {
			b.Fatal(done)
		}
	}
	t.change = append(t.change, time.Since(began))
	must(b, t.in.engine.Settle(b.Context()))
	t.told = append(t.told, time.Since(began))
}
