package main

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

// roundGroups is how many groups one side commits per round, enough to make filling and draining
// the pipeline negligible.
const roundGroups = 64

// BenchmarkDurable compares the whole path of a paid message, from Telegram's JSON to the disk,
// with bbolt doing the same final puts by hand, sorted, coalesced and grouped the same way. Each
// side has its own copy of a file with 100,000 members; they alternate, so that other load on the
// machine affects both. A log to which each group is appended shows what the disk allows. An
// iteration is one round of each.
func BenchmarkDurable(b *testing.B) {
	const members = 100_000
	seeded := filepath.Join(b.TempDir(), "seeded.db")
	seedMembers(b, seeded, members)
	for _, name := range []string{"uniform", "zipf"} {
		for _, group := range []int{256, 1024} {
			b.Run(fmt.Sprintf("%s/%d", name, group), func(b *testing.B) {
				ours := filepath.Join(b.TempDir(), "steward.db")
				copyFile(b, ours, seeded)
				r := newRace(b, ours, seeded, group, nil)
				r.rivals = append(r.rivals, newAppendLog(b))
				r.run(b, newTalk(members, name == "zipf"))
			})
		}
	}
	if *redis {
		raceRedis(b, seeded, members)
	}
}

// race holds the sides and their times.
type race struct {
	group    int
	recorder *recorder
	platform *platform
	submit   func(context.Context, bot.Batch) (bot.Wait, error)
	bare     *bolt.DB
	rivals   []*rival

	stewardTook, bareTook time.Duration
	stewardWorked         time.Duration // CPU time on all processors
	messages, puts        int
}

// newRace has the store at a URL race against a copy of a file with the same rows. A door brings the engine
// its messages, unless it is nil.
func newRace(b *testing.B, url, seeded string, group int, door *door) *race {
	theirs := filepath.Join(b.TempDir(), "bare.db")
	copyFile(b, theirs, seeded)
	s, err := store.Open(url, store.Options{})
	must(b, err)
	b.Cleanup(func() { must(b, s.Close()) })
	r := &race{group: group, recorder: &recorder{Store: s}, platform: newPlatform()}
	opt := wire.EngineOptions(wire.NewParts())
	opt.Group = group
	e := startEngine(b, r.recorder, r.platform, opt, door.adapters(r.recorder)...)
	if r.submit = e.Submit; door != nil {
		r.submit = door.open(b, r.platform, e.Communities())
	}
	must(b, e.Settle(b.Context()))
	r.ask(b)
	becomeIdle(b, e)
	r.recorder.take() // what features store about the configuration at startup
	r.bare, err = bolt.Open(theirs, 0o600, &bolt.Options{InitialMmapSize: 1 << 30, NoStatistics: true})
	must(b, err)
	b.Cleanup(func() { must(b, r.bare.Close()) })
	return r
}

// ask asks for a board, so that the boards are in memory and kept, as they are in any community
// where somebody ever asks.
func (r *race) ask(b *testing.B) {
	t := newTalk(1, false)
	t.next = 1 << 30 // an update of no other talk
	wait, err := r.submit(b.Context(), bot.Batch{Adapter: "telegram", Events: r.platform.decode(b, [][]byte{t.update("/top")})})
	must(b, err)
	must(b, wait(b.Context()))
}

func (r *race) run(b *testing.B, t *talk) {
	watchOthers(b)
	for b.Loop() {
		updates := t.updates(roundGroups * r.group)
		r.steward(b, updates)
		r.replay(b, r.recorder.take())
		r.messages += len(updates)
	}
	n := float64(r.messages)
	b.ReportMetric(0, "ns/op") // the time of both together means nothing
	b.ReportMetric(n/r.stewardTook.Seconds(), "steward-msgs/s")
	b.ReportMetric(float64(r.stewardWorked.Microseconds())/n, "steward-cpu-us/msg")
	b.ReportMetric(n/r.bareTook.Seconds(), "bbolt-msgs/s")
	b.ReportMetric(r.bareTook.Seconds()/r.stewardTook.Seconds(), "ratio")
	b.ReportMetric(float64(r.puts)/n, "puts/msg")
	for _, x := range r.rivals {
		b.ReportMetric(n/x.took.Seconds(), x.name+"-msgs/s")
	}
}

// steward submits the updates in batches of a group's size, as sufficiently long polls would
// deliver them.
func (r *race) steward(b *testing.B, updates [][]byte) {
	runtime.GC()
	ctx := context.Background()
	var waits []bot.Wait
	_, worked, _ := processorTime()
	began := time.Now()
	for part := range slices.Chunk(updates, r.group) {
		wait, err := r.submit(ctx, bot.Batch{Adapter: "telegram", Events: r.platform.decode(b, part)})
		must(b, err)
		waits = append(waits, wait)
	}
	for _, wait := range waits {
		must(b, wait(ctx))
	}
	r.stewardTook += time.Since(began)
	_, now, _ := processorTime()
	r.stewardWorked += now - worked
}

func (r *race) replay(b *testing.B, commits [][]store.Write) {
	if len(commits) < roundGroups { // a feature's timer may add one
		b.Fatalf("%d commits, wanted %d", len(commits), roundGroups)
	}
	runtime.GC()
	began := time.Now()
	for _, writes := range commits {
		r.puts += len(writes)
		must(b, r.bare.Update(func(tx *bolt.Tx) error { return putAll(tx, writes) }))
	}
	r.bareTook += time.Since(began)
	for _, x := range r.rivals {
		x.replay(b, commits)
	}
}

func putAll(tx *bolt.Tx, writes []store.Write) error {
	var bucket *bolt.Bucket
	table := ""
	for _, w := range writes {
		if w.Table != table {
			var err error
			if bucket, err = tx.CreateBucketIfNotExists([]byte(w.Table)); err != nil {
				return err
			}
			table = w.Table
		}
		if err := putOne(bucket, w); err != nil {
			return err
		}
	}
	return nil
}

func putOne(bucket *bolt.Bucket, w store.Write) error {
	if w.Value == nil {
		return bucket.Delete(w.Key)
	}
	return bucket.Put(w.Key, w.Value)
}

// recorder is a store that records what it commits.
type recorder struct {
	store.Store
	mu      sync.Mutex
	commits [][]store.Write
}

// Apply implements store.Applier. An overlay never overwrites its keys and values, so they may be
// kept.
func (r *recorder) Apply(o *store.Overlay) error {
	o.Freeze()
	writes := make([]store.Write, 0, o.Len())
	for w := range o.Writes() {
		writes = append(writes, w)
	}
	r.mu.Lock()
	r.commits = append(r.commits, writes)
	r.mu.Unlock()
	return store.Apply(r.Store, o)
}

// Latest implements store.Latest.
func (r *recorder) Latest(fn func(store.Reader) error) error { return store.ReadLatest(r.Store, fn) }

// take returns and clears what was recorded. Pruning writes nothing here, so after the start
// these are only the messages' groups.
func (r *recorder) take() [][]store.Write {
	r.mu.Lock()
	defer r.mu.Unlock()
	commits := r.commits
	r.commits = nil
	return commits
}
