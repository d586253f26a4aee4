package program_test

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/stewardbot/steward/bot/cluster/jetstream"
	"github.com/stewardbot/steward/bot/cluster/jetstream/natstest"
	"github.com/stewardbot/steward/store/pgstore/pgtest"
)

// TestSmallMessages runs a cluster on a NATS server that takes only small messages: as small as need be,
// and smaller.
func TestSmallMessages(t *testing.T) {
	t.Parallel()
	server, most := pgtest.Start(t, "fsync=off"), map[string]int{"SMALL": 64 << 10, "TINY": 16 << 10}
	url := map[string]string{}
	for name, bytes := range most {
		nats := natstest.Start(t)
		nats.Kill()
		nats.Limit(bytes)
		nats.Run(t)
		url[name] = nats.URL()
	}
	runScripts(t, "testdata/small", func(e *testscript.Env) {
		e.Setenv("PG", server.URL(t))
		e.Setenv("NATS", url["SMALL"])
		e.Setenv("TINY", url["TINY"])
		e.Setenv("LONG", strings.Repeat("x", 4000))
	})
}

// saved copies the database of a URL, and restored puts it back to the copy.
func saved(ts *testscript.TestScript, _ bool, args []string) {
	eachTable(ts, args[0], "create schema if not exists %[1]s_saved", "create table %[1]s_saved.%[2]s as table %[1]s.%[2]s")
}

func restored(ts *testscript.TestScript, _ bool, args []string) {
	eachTable(ts, args[0], "", "truncate %[1]s.%[2]s; insert into %[1]s.%[2]s select * from %[1]s_saved.%[2]s")
}

// eachTable executes a statement once, and one for each table. %[1]s stands for the schema, %[2]s for the
// table.
func eachTable(ts *testscript.TestScript, url, once, each string) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	db, err := pgx.Connect(ctx, url)
	ts.Check(err)
	defer db.Close(ctx)
	var schema string
	ts.Check(db.QueryRow(ctx, "select current_schema()").Scan(&schema))
	if once != "" {
		_, err = db.Exec(ctx, fmt.Sprintf(once, schema))
		ts.Check(err)
	}
	rows, err := db.Query(ctx, "select tablename::text from pg_tables where schemaname = $1", schema)
	ts.Check(err)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	ts.Check(err)
	for _, table := range tables {
		_, err := db.Exec(ctx, fmt.Sprintf(each, schema, table))
		ts.Check(err)
	}
}

// forgePacket puts a packet into the stream of a partition, as whoever can reach NATS may. Its arguments
// are the URL of the cluster's database, the partition and the packet.
func forgePacket(ts *testscript.TestScript, _ bool, args []string) {
	intrude(ts, args[0], func(ctx context.Context, t *jetstream.Transport) {
		ts.Check(t.Append(ctx, number(ts, args[1]), []byte(args[2])))
		time.Sleep(time.Second) // so that it was read
	})
}

// forgeRequest asks something of the gateway. Its arguments are the URL and the request; the answer is in
// the file answer.
func forgeRequest(ts *testscript.TestScript, _ bool, args []string) {
	intrude(ts, args[0], func(ctx context.Context, t *jetstream.Transport) {
		heard := make(chan []byte, 100)
		stop, err := t.Listen("st.up", func(b []byte) { heard <- b })
		ts.Check(err)
		defer stop()
		var up struct {
			Source  string
			Session int64
		}
		ts.Check(json.Unmarshal(<-heard, &up))
		b := append(binary.BigEndian.AppendUint32(nil, uint32(len(args[1]))), args[1]...)
		b, err = t.Ask(ctx, fmt.Sprintf("st.do.%s.%d", up.Source, up.Session), b)
		ts.Check(err)
		ts.Check(os.WriteFile(ts.MkAbs("answer"), b, 0o644))
	})
}

// intrude does something with a cluster's NATS.
func intrude(ts *testscript.TestScript, url string, fn func(context.Context, *jetstream.Transport)) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	db, err := pgx.Connect(ctx, url)
	ts.Check(err)
	defer db.Close(ctx)
	var id string
	ts.Check(db.QueryRow(ctx, "select id from cluster").Scan(&id))
	t, err := jetstream.Connect(ctx, jetstream.Options{Servers: []string{ts.Getenv("NATS")}, Parts: partitions, Prefix: id})
	ts.Check(err)
	defer t.Close()
	fn(ctx, t)
}
