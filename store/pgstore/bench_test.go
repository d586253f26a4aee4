//go:build unix

package pgstore_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/pgstore"
	"github.com/stewardbot/steward/store/pgstore/pgtest"
)

// BenchmarkPartitions compares partitions of one server, which commit together, with as many servers
// of one partition, which commit on their own. Both write the same in turns of a second; b.N counts
// turns. A message is two rows at the end of tables and one of a random member; each partition
// commits groups of them, one after the other.
func BenchmarkPartitions(b *testing.B) {
	server := pgtest.Start(b, "max_wal_size=4GB", "max_connections=300")
	for _, parts := range []int{16, 64} {
		for _, group := range []int{1, 8} {
			b.Run(fmt.Sprintf("partitions %d, groups of %d", parts, group), func(b *testing.B) {
				each, together := newRacer(b, server.URL(b), parts, true), newRacer(b, server.URL(b), parts, false)
				for b.Loop() {
					each.turn(b, group)
					together.turn(b, group)
				}
				each.report(b, "each")
				together.report(b, "together")
				b.ReportMetric(together.rate()/each.rate(), "ratio")
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}

// racer is one of the two ways to commit.
type racer struct {
	stores []*pgstore.Store
	seq    []int
	mu     sync.Mutex
	took   []time.Duration // each commit
	count  int             // messages
	time   time.Duration
}

func newRacer(b *testing.B, url string, parts int, apart bool) *racer {
	r := &racer{seq: make([]int, parts)}
	opts := pgstore.Options{Lease: time.Minute}
	s := connect(b, url, opts)
	for part := range parts {
		if apart && part > 0 {
			s = connect(b, url, opts)
		}
		st := openPart(b, s, part)
		r.stores = append(r.stores, st)
		must(b, st.Apply(r.next(part, 20))) // makes the tables, and looks at their ends
	}
	return r
}

const benchMembers = 2000 // of a partition

func (r *racer) next(part, group int) *store.Overlay {
	o := store.NewOverlay(nil)
	for range group {
		r.seq[part]++
		seq := binary.BigEndian.AppendUint64(nil, uint64(r.seq[part]))
		_ = o.Put("journal", seq, make([]byte, 120))
		_ = o.Put("seen", seq, make([]byte, 8))
		_ = o.Put("member", fmt.Appendf(nil, "tea/%06d", rand.IntN(benchMembers)), append(make([]byte, 150), seq...))
	}
	return o
}

func (r *racer) turn(b *testing.B, group int) {
	began := time.Now()
	var all sync.WaitGroup
	for part, st := range r.stores {
		all.Go(func() {
			var took []time.Duration
			for time.Since(began) < time.Second {
				o := r.next(part, group)
				at := time.Now()
				if err := st.Apply(o); err != nil {
					b.Error(err)
					return
				}
				took = append(took, time.Since(at))
			}
			r.mu.Lock()
			defer r.mu.Unlock()
			r.took = append(r.took, took...)
			r.count += group * len(took)
		})
	}
	all.Wait()
	r.time += time.Since(began)
}

func (r *racer) rate() float64 { return float64(r.count) / r.time.Seconds() }

func (r *racer) report(b *testing.B, name string) {
	slices.Sort(r.took)
	b.ReportMetric(r.rate(), name+"-msgs/s")
	for _, p := range []int{50, 99} {
		b.ReportMetric(float64(r.took[len(r.took)*p/100])/1e6, fmt.Sprintf("%s-p%d-ms", name, p))
	}
}
