package boltdb_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/boltdb"
)

// The load resembles messages that earn points: per message, two keys in append-only tables and
// four keys of a random member.
const benchMembers = 100_000

var memberTables = []string{"balance", "day", "member", "standing"}

func memberKey(m int) []byte { return fmt.Appendf(nil, "tea/%012d", m*7919%benchMembers) }

func seqKey(n int) []byte { return store.AppendUint64(nil, uint64(n)) }

// batches generates the writes of commits, already sorted and coalesced, so that neither side
// pays for that.
type batches struct {
	random *rand.Rand
	member func() int
	seq    int
}

func newBatches(zipf bool) *batches {
	r := rand.New(rand.NewPCG(1, 2))
	b := &batches{random: r, member: func() int { return r.IntN(benchMembers) }}
	if zipf {
		z := rand.NewZipf(r, 1.1, 1, benchMembers-1)
		b.member = func() int { return int(z.Uint64()) }
	}
	return b
}

func (b *batches) next(messages int) []store.Write {
	o := store.NewOverlay(nil)
	for range messages {
		b.seq++
		_ = o.Put("journal", seqKey(b.seq), make([]byte, 120))
		_ = o.Put("seen", seqKey(b.seq), make([]byte, 8))
		k := memberKey(b.member())
		for _, table := range memberTables {
			_ = o.Put(table, k, binary.BigEndian.AppendUint64(make([]byte, 0, 40), uint64(b.seq))[:40])
		}
	}
	return slices.Collect(o.Writes())
}

// BenchmarkCommit compares plain bbolt with Update and Apply. Each round gives all three the same
// writes in turn, each on a separate file, so that other load on the machine affects them alike.
// The metrics are messages per second, with six keys each, and the speed relative to plain bbolt.
func BenchmarkCommit(b *testing.B) {
	for _, zipf := range []bool{false, true} {
		for _, messages := range []int{1, 256, 1024} {
			b.Run(fmt.Sprintf("zipf=%v/%d", zipf, messages), func(b *testing.B) {
				benchCommit(b, newBatches(zipf), messages)
			})
		}
	}
}

func benchCommit(b *testing.B, draw *batches, messages int) {
	ways := []*way{{name: "bbolt", open: openBare}, {name: "update", open: openUpdate}, {name: "apply", open: openApply}}
	for _, w := range ways {
		path := filepath.Join(b.TempDir(), "s.db")
		seed(b, path)
		w.commit = w.open(b, path)
	}
	n := 0
	for b.Loop() {
		writes := draw.next(messages)
		for i := range ways {
			w := ways[(i+n)%len(ways)]
			begin := time.Now()
			must(b, w.commit(writes))
			w.took += time.Since(begin)
		}
		n++
	}
	b.ReportMetric(0, "ns/op") // the time of all three together means nothing
	for _, w := range ways {
		b.ReportMetric(float64(n*messages)/w.took.Seconds(), w.name+"-msgs/s")
		if w != ways[0] {
			b.ReportMetric(ways[0].took.Seconds()/w.took.Seconds(), w.name+"-share")
		}
	}
}

// way is one way to commit.
type way struct {
	name   string
	open   func(b *testing.B, path string) func([]store.Write) error
	commit func([]store.Write) error
	took   time.Duration
}

// seed gives every member a record in every table.
func seed(b *testing.B, path string) {
	b.Helper()
	s := open(b, path, boltdb.Options{Options: store.Options{NoSync: true}})
	must(b, s.Update(func(tx store.Tx) error {
		for m := range benchMembers {
			for _, table := range memberTables {
				if err := tx.Put(table, memberKey(m), make([]byte, 40)); err != nil {
					return err
				}
			}
		}
		return nil
	}))
	must(b, s.Close())
}

func openBare(b *testing.B, path string) func([]store.Write) error {
	db, err := bolt.Open(path, 0o600, &bolt.Options{InitialMmapSize: 1 << 30, NoStatistics: true})
	must(b, err)
	b.Cleanup(func() { _ = db.Close() })
	return func(writes []store.Write) error {
		return db.Update(func(tx *bolt.Tx) error {
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
				if err := bucket.Put(w.Key, w.Value); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

func openUpdate(b *testing.B, path string) func([]store.Write) error {
	s := open(b, path, boltdb.Options{})
	b.Cleanup(func() { _ = s.Close() })
	return func(writes []store.Write) error {
		return s.Update(func(tx store.Tx) error { return putAll(tx, writes) })
	}
}

func openApply(b *testing.B, path string) func([]store.Write) error {
	s := open(b, path, boltdb.Options{})
	b.Cleanup(func() { _ = s.Close() })
	o := store.NewOverlay(nil)
	return func(writes []store.Write) error {
		o.Reset(nil)
		if err := putAll(o, writes); err != nil {
			return err
		}
		return store.Apply(s, o)
	}
}

func putAll(tx store.Tx, writes []store.Write) error {
	for _, w := range writes {
		if err := tx.Put(w.Table, w.Key, w.Value); err != nil {
			return err
		}
	}
	return nil
}

// BenchmarkGet reads random members' records in one View.
func BenchmarkGet(b *testing.B) {
	path := filepath.Join(b.TempDir(), "s.db")
	seed(b, path)
	s := open(b, path, boltdb.Options{})
	defer s.Close()
	draw := newBatches(false)
	b.ReportAllocs()
	must(b, s.View(func(r store.Reader) error {
		for b.Loop() {
			if v, err := r.Get("member", memberKey(draw.member())); err != nil || v == nil {
				return fmt.Errorf("no record: %w", err)
			}
		}
		return nil
	}))
}
