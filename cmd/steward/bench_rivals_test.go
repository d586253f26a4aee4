package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/pgstore/pgtest"
)

// rival writes the rows of a race in another way.
type rival struct {
	name   string
	commit func([]store.Write) error
	took   time.Duration
}

func (x *rival) replay(b *testing.B, commits [][]store.Write) {
	runtime.GC()
	began := time.Now()
	for _, writes := range commits {
		must(b, x.commit(writes))
	}
	x.took += time.Since(began)
}

// newAppendLog appends each group to a file, and syncs it once. Nothing can be read from it.
func newAppendLog(b *testing.B) *rival {
	f, err := os.Create(filepath.Join(b.TempDir(), "log"))
	must(b, err)
	b.Cleanup(func() { must(b, f.Close()) })
	var buf []byte
	return &rival{name: "log", commit: func(writes []store.Write) error {
		buf = buf[:0]
		for _, w := range writes {
			buf = append(append(append(buf, w.Table...), w.Key...), w.Value...)
		}
		_, err := f.Write(buf)
		return cmp.Or(err, f.Sync())
	}}
}

var redis = flag.Bool("redis", false, "have BenchmarkDurable race against Redis and PostgreSQL, too, which it needs then")

// raceRedis is BenchmarkDurable beside a pair that many bots use: state in Redis, records in
// PostgreSQL, each with the other's group at the same time, and each synced to the disk once a
// group. The pair starts empty, reads and decides nothing, and nothing keeps its two halves alike
// when one fails.
//
//	go test ./cmd/steward -run '^$' -bench Durable/redis -benchtime 1x -redis
func raceRedis(b *testing.B, seeded string, members int) {
	server := pgtest.Start(b, "max_wal_size=4GB")
	for _, group := range []int{256, 1024} {
		b.Run(fmt.Sprintf("redis/uniform/%d", group), func(b *testing.B) {
			ours := filepath.Join(b.TempDir(), "steward.db")
			copyFile(b, ours, seeded)
			r := newRace(b, ours, seeded, group, nil)
			r.rivals = append(r.rivals, newPair(b, server.URL(b)))
			r.run(b, newTalk(members, false))
		})
	}
}

// inPostgres are the tables that the pair keeps in PostgreSQL.
var inPostgres = []string{"journal", "ledger.entries", "messages"}

// newPair writes records to a PostgreSQL server and everything else to a Redis server of its own.
func newPair(b *testing.B, url string) *rival {
	ctx := context.Background()
	records, err := pgx.Connect(ctx, url)
	must(b, err)
	b.Cleanup(func() { must(b, records.Close(ctx)) })
	for _, table := range inPostgres {
		_, err := records.Exec(ctx, "create table "+pgx.Identifier{table}.Sanitize()+"(k bytea primary key, v bytea not null)")
		must(b, err)
	}
	state := startRedis(b)
	return &rival{name: "redis+postgres", commit: func(writes []store.Write) error {
		stored := make(chan error, 1)
		go func() { stored <- insertRecords(ctx, records, writes) }()
		return errors.Join(setState(state, writes), <-stored)
	}}
}

// insertRecords is one transaction and one round trip.
func insertRecords(ctx context.Context, c *pgx.Conn, writes []store.Write) error {
	var batch pgx.Batch
	for _, table := range inPostgres {
		var keys, values [][]byte
		for _, w := range writes {
			if w.Table == table && w.Value != nil {
				keys, values = append(keys, w.Key), append(values, w.Value)
			}
		}
		batch.Queue("insert into "+pgx.Identifier{table}.Sanitize()+" select * from unnest($1::bytea[], $2::bytea[]) on conflict (k) do update set v = excluded.v", keys, values)
	}
	return c.SendBatch(ctx, &batch).Close()
}

// setState is one transaction and one round trip.
func setState(c *bufio.ReadWriter, writes []store.Write) error {
	order := func(parts ...[]byte) {
		fmt.Fprintf(c, "*%d\r\n", len(parts))
		for _, p := range parts {
			_, _ = c.WriteString("$" + strconv.Itoa(len(p)) + "\r\n")
			_, _ = c.Write(p)
			_, _ = c.WriteString("\r\n")
		}
	}
	sent := 2
	order([]byte("MULTI"))
	for _, w := range writes {
		if slices.Contains(inPostgres, w.Table) {
			continue
		}
		sent++
		if key := append([]byte(w.Table+":"), w.Key...); w.Value != nil {
			order([]byte("SET"), key, w.Value)
		} else {
			order([]byte("DEL"), key)
		}
	}
	order([]byte("EXEC"))
	if err := c.Flush(); err != nil {
		return err
	}
	for lines := sent + sent - 2; lines > 0; lines-- { // each is acknowledged when queued and when done
		line, err := c.ReadString('\n')
		if err != nil || line[0] == '-' {
			return cmp.Or(err, errors.New("redis: "+line))
		}
	}
	return nil
}

// startRedis starts a server on the loopback interface that syncs before it answers.
func startRedis(b *testing.B) *bufio.ReadWriter {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(b, err)
	address := l.Addr().String()
	must(b, l.Close())
	_, port, err := net.SplitHostPort(address)
	must(b, err)
	cmd := exec.Command("redis-server", "--bind", "127.0.0.1", "--port", port, "--dir", b.TempDir(),
		"--save", "", "--appendonly", "yes", "--appendfsync", "always")
	cmd.Stdout = io.Discard
	must(b, cmd.Start())
	b.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		c, err := net.Dial("tcp", address)
		if err == nil {
			b.Cleanup(func() { _ = c.Close() })
			return bufio.NewReadWriter(bufio.NewReader(c), bufio.NewWriterSize(c, 1<<20))
		}
		if time.Now().After(deadline) {
			b.Fatal(err)
		}
	}
}
