package cluster_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/cluster"
	"github.com/stewardbot/steward/bot/cluster/jetstream"
	"github.com/stewardbot/steward/bot/cluster/jetstream/natstest"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
	"github.com/stewardbot/steward/store/pgstore"
	"github.com/stewardbot/steward/store/pgstore/pgtest"
)

// BenchmarkWire sends events through a gateway, NATS and engines without
// features, to stores in memory and in PostgreSQL: one event until the gateway
// knows that it is committed, and how many a second in batches of 64. Beside it
// is the wire alone: a packet that is appended, read, and confirmed by a note;
// and packets of 64 appended one after another.
func BenchmarkWire(b *testing.B) {
	const parts = 4
	s := natstest.Start(b)
	for name, open := range map[string]func(*testing.B) func(part int) store.Store{
		"memory":   func(*testing.B) func(int) store.Store { return func(int) store.Store { return memory.New() } },
		"postgres": inPostgres,
	} {
		b.Run(name, func(b *testing.B) {
			wire, err := jetstream.Connect(b.Context(), jetstream.Options{Servers: []string{s.URL()}, Parts: parts, Prefix: name})
			if err != nil {
				b.Fatal(err)
			}
			defer func() { _ = wire.Close() }()
			sink := startAll(b, wire, parts, open(b))
			sent := 0
			b.Run("lone", func(b *testing.B) {
				var took, bare []time.Duration
				alone := startBare(b, s, name+"bare")
				for b.Loop() {
					began := time.Now()
					sent++
					submit(b, sink, message(sent, sent%64, "hello there"))(b.Context())
					took = append(took, time.Since(began))
					bare = append(bare, alone())
				}
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(median(took), "p50-ms")
				b.ReportMetric(median(bare), "bare-p50-ms")
				b.ReportMetric(8, "limit-ms")
			})
			b.Run("batches", func(b *testing.B) {
				const size = 64
				var last func(context.Context) error
				events, n, began := make([]bot.Event, size), 0, time.Now()
				for ; b.Loop(); n += size {
					for i := range events {
						sent++
						events[i] = message(sent, sent%64, "hello there")
						events[i].User.ID = bot.UserID(fmt.Sprint("test:", sent%1000))
					}
					last = submit(b, sink, events...)
				}
				if err := last(b.Context()); err != nil {
					b.Fatal(err)
				}
				rate := float64(n) / time.Since(began).Seconds()
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(rate, "events/s")
				b.ReportMetric(appends(b, wire, size), "bare-events/s")
				b.ReportMetric(15_000, "least-events/s")
			})
		})
	}
}

// inPostgres opens partitions, and the source as part -1.
func inPostgres(b *testing.B) func(part int) store.Store {
	server, err := pgstore.Connect(b.Context(), pgtest.Start(b).URL(b), pgstore.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = server.Close() })
	return func(part int) store.Store {
		var s store.Store
		var err error
		if part < 0 {
			s, err = server.OpenSource(b.Context(), "test")
		} else {
			s, err = server.Open(b.Context(), part)
		}
		if err != nil {
			b.Fatal(err)
		}
		return s
	}
}

// driver is an adapter that only lends its sink.
type driver struct {
	*platform
	sink chan bot.Sink
}

func (d driver) Run(ctx context.Context, sink bot.Sink) error {
	d.sink <- sink
	<-ctx.Done()
	return nil
}

// startAll starts a gateway and its engines.
func startAll(b *testing.B, wire cluster.Transport, parts int, open func(part int) store.Store) bot.Sink {
	w := &world{t: b}
	communities := newWorld(b, wire, parts, 64, 1).all
	for part := range parts {
		s := open(part)
		var own []*bot.Community
		for _, c := range communities {
			if cluster.PartOf(c.ID, parts) == part {
				own = append(own, c)
			}
		}
		e, err := engine.New(engine.Options{
			Store: s, Directory: member.New(), Text: func(_, key string, _ bot.Args) string { return key },
			Adapters: []bot.Adapter{cluster.NewIntake(cluster.IntakeOptions{Part: part, Store: s, Transport: wire})},
			Config:   engine.Config{Communities: own, Journal: engine.Journal{Keep: time.Hour}},
		})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(w.run(e.Run))
	}
	d := driver{newPlatform(1), make(chan bot.Sink, 1)}
	g, err := cluster.NewGateway(cluster.GatewayOptions{
		Source: "test", Session: 1, Store: open(-1), Adapter: d, Transport: wire, Parts: parts, Spaces: cluster.SpacesOf(communities),
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(w.run(g.Run))
	return <-d.sink
}

func submit(b *testing.B, sink bot.Sink, events ...bot.Event) func(context.Context) error {
	wait, err := sink.Submit(b.Context(), bot.Batch{Adapter: "test", Events: events, Cursor: []byte(events[len(events)-1].ID)})
	if err != nil {
		b.Fatal(err)
	}
	return wait
}

// startBare returns what sends one packet through NATS and back as a note.
func startBare(b *testing.B, s *natstest.Server, prefix string) func() time.Duration {
	wire, err := jetstream.Connect(b.Context(), jetstream.Options{Servers: []string{s.URL()}, Parts: 1, Prefix: prefix})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = wire.Close() })
	done, follows := make(chan struct{}, 1), make(chan struct{})
	stop, err := wire.Listen("st.done.bare", func([]byte) { done <- struct{}{} })
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(b.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = wire.Follow(ctx, 0, cluster.Position{}, func(_ cluster.Position, packet []byte) error {
			if packet == nil {
				close(follows)
				return nil
			}
			return wire.Tell("st.done.bare", packet[:40])
		})
	}()
	b.Cleanup(func() {
		cancel()
		<-ended
		stop()
	})
	<-follows
	return func() time.Duration {
		began := time.Now()
		if err := wire.Append(b.Context(), 0, make([]byte, 300)); err != nil {
			b.Fatal(err)
		}
		<-done
		return time.Since(began)
	}
}

// appends returns how many events a second NATS takes in packets of so many, of
// 250 bytes each.
func appends(b *testing.B, wire cluster.Transport, size int) float64 {
	const packets = 200
	began := time.Now()
	for range packets {
		// No engine reads it: it is no packet.
		if err := wire.Append(b.Context(), 0, make([]byte, 250*size)); err != nil {
			b.Fatal(err)
		}
	}
	return packets * float64(size) / time.Since(began).Seconds()
}

func median(all []time.Duration) float64 {
	slices.Sort(all)
	return float64(all[len(all)/2].Microseconds()) / 1000
}
