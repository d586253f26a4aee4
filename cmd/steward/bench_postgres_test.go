package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/cluster"
	"github.com/stewardbot/steward/bot/cluster/jetstream"
	"github.com/stewardbot/steward/bot/cluster/jetstream/natstest"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/pgstore/pgtest"
)

// BenchmarkPostgres is BenchmarkDurable and BenchmarkLoneCommand with a store in PostgreSQL, on
// this machine and with its own settings. The one of the two in the file is bare bbolt's all the
// same. "Through NATS", messages come as in a cluster, from a gateway that knows what is
// committed. The limits are half of bbolt's speed, and a lone command in 1.5 times of that in the file,
// which is measured beside it.
func BenchmarkPostgres(b *testing.B) {
	const members = 100_000
	server := pgtest.Start(b, "max_wal_size=4GB")
	nats := natstest.Start(b)
	seeded := filepath.Join(b.TempDir(), "seeded.db")
	seedMembers(b, seeded, members)
	for _, name := range []string{"uniform", "zipf"} {
		for _, group := range []int{256, 1024} {
			b.Run(fmt.Sprintf("%s/%d", name, group), func(b *testing.B) {
				newRace(b, copyRows(b, server, seeded), seeded, group, nil).run(b, newTalk(members, name == "zipf"))
			})
			b.Run(fmt.Sprintf("%s/%d/through-nats", name, group), func(b *testing.B) {
				newRace(b, copyRows(b, server, seeded), seeded, group, newDoor(b, nats, server)).run(b, newTalk(members, name == "zipf"))
			})
		}
	}
	b.Run("lone", func(b *testing.B) { loneCommand(b, copyRows(b, server, seeded), members) })
	b.Run("lone-in-file", func(b *testing.B) { loneCommand(b, seeded, members) })
}

// door is a gateway, which sends an engine its messages through NATS.
type door struct {
	wire   cluster.Transport
	cursor store.Store
	sink   chan bot.Sink
}

func newDoor(b *testing.B, nats *natstest.Server, server *pgtest.Server) *door {
	b.Helper()
	wire, err := jetstream.Connect(b.Context(), jetstream.Options{Servers: []string{nats.URL()}, Parts: 1, Prefix: strings.ReplaceAll(b.Name(), "/", "-")})
	must(b, err)
	b.Cleanup(func() { must(b, wire.Close()) })
	cursor, err := store.Open(server.URL(b), store.Options{})
	must(b, err)
	b.Cleanup(func() { must(b, cursor.Close()) })
	return &door{wire, cursor, make(chan bot.Sink, 1)}
}

// adapters are what the engine needs of a door.
func (d *door) adapters(s store.Store) []bot.Adapter {
	if d == nil {
		return nil
	}
	return []bot.Adapter{cluster.NewIntake(cluster.IntakeOptions{Store: s, Transport: d.wire})}
}

// open begins to send, and returns how.
func (d *door) open(b *testing.B, p *platform, to []*bot.Community) func(context.Context, bot.Batch) (bot.Wait, error) {
	g, err := cluster.NewGateway(cluster.GatewayOptions{
		Source: "telegram", Session: 1, Store: d.cursor, Adapter: entered{p, d.sink}, Transport: d.wire, Parts: 1, Spaces: cluster.SpacesOf(to),
	})
	must(b, err)
	background(b, g.Run)
	sink := <-d.sink
	return func(ctx context.Context, batch bot.Batch) (bot.Wait, error) {
		batch.Cursor = []byte(batch.Events[len(batch.Events)-1].ID)
		return sink.Submit(ctx, batch)
	}
}

// entered is a platform that lends its sink.
type entered struct {
	*platform
	sink chan bot.Sink
}

// Run implements bot.Adapter.
func (e entered) Run(ctx context.Context, sink bot.Sink) error {
	e.sink <- sink
	return e.platform.Run(ctx, sink)
}

// copyRows returns the URL of a store in PostgreSQL with the rows of a file.
func copyRows(b *testing.B, server *pgtest.Server, path string) string {
	b.Helper()
	from, err := store.Open(path, store.Options{ReadOnly: true})
	must(b, err)
	url := server.URL(b)
	to, err := store.Open(url, store.Options{})
	must(b, err)
	rows, err := store.As[store.Lister](from)
	must(b, err)
	o := store.NewOverlay(nil)
	flush := func() error {
		defer o.Reset(nil)
		return store.Apply(to, o)
	}
	must(b, rows.Rows(func(table string, key, value []byte) error {
		if o.Size() > 4<<20 {
			must(b, flush())
		}
		return o.Put(table, key, append([]byte{}, value...))
	}))
	must(b, errors.Join(flush(), to.Close(), from.Close()))
	return url
}
