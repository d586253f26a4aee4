//go:build unix

package pgstore_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/pgstore"
	"github.com/stewardbot/steward/store/pgstore/pgtest"
	"github.com/stewardbot/steward/store/storetest"
)

func TestMain(m *testing.M) {
	if url := os.Getenv(childEnv); url != "" {
		child(url)
		return
	}
	flag.Parse()
	checks := false
	flag.Visit(func(f *flag.Flag) { checks = checks || f.Name == "rapid.checks" })
	if !checks { // each makes tables, which takes a server a while
		_ = flag.Set("rapid.checks", "20")
	}
	code := m.Run()
	pgtest.Close()
	os.Exit(code)
}

func open(t testing.TB, url string, opts pgstore.Options) *pgstore.Store {
	t.Helper()
	s, err := pgstore.Open(context.Background(), url, opts)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// put writes one row.
func put(s store.Store, table, key, value string) error {
	return s.Update(func(tx store.Tx) error { return tx.Put(table, []byte(key), []byte(value)) })
}

// get reads one row in a View.
func get(t testing.TB, s store.Store, table, key string) (value string) {
	t.Helper()
	must(t, s.View(func(r store.Reader) error {
		v, err := r.Get(table, []byte(key))
		value = string(v)
		return err
	}))
	return value
}

// refused checks an error's kind, and that its text contains the given parts in each language.
func refused(t *testing.T, err, kind error, says ...string) {
	t.Helper()
	if err == nil || kind != nil && !errors.Is(err, kind) {
		t.Fatalf("error %v, want one that is %v", err, kind)
	}
	for _, lang := range phrase.Languages() {
		for _, s := range says {
			if text := phrase.In(lang, err); !strings.Contains(text, s) || strings.Contains(text, "hunter2") {
				t.Errorf("%q does not say %q, or tells a password", text, s)
			}
		}
	}
}

// all runs what takes long.
var all = flag.Bool("postgres.all", false, "every kind of cache, and many commits over connections that are cut")

// TestStore runs without a cache, with one, and with one that forgets all the time.
func TestStore(t *testing.T) {
	t.Parallel()
	caches := []int{-1, 0}
	if *all {
		caches = append(caches, 2000)
	}
	for _, cache := range caches {
		t.Run(fmt.Sprint("cache ", cache), func(t *testing.T) {
			t.Parallel()
			storetest.Run(t, func(t *testing.T) store.Store { return open(t, pgtest.URL(t), pgstore.Options{Cache: cache}) })
		})
	}
}

func TestReopen(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	storetest.Reopen(t, func(t *testing.T) store.Store { return open(t, url, pgstore.Options{}) })
}

// TestLongKeys: keys too long for an index are found and sorted like others, beside others that
// are their beginning.
func TestLongKeys(t *testing.T) {
	t.Parallel()
	s := open(t, pgtest.URL(t), pgstore.Options{})
	defer s.Close()
	begin := make([]byte, store.MaxKeySize)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range begin {
		begin[i] = byte(r.Uint32())
	}
	begin[2010] = 0xff
	var keys [][]byte // in order
	for _, size := range []int{1, 1999, 2000, 2001} {
		keys = append(keys, begin[:size])
	}
	for i := range 200 {
		keys = append(keys, append(begin[:2010:2010], byte(i)))
	}
	keys = append(keys, append(begin[:len(begin)-1:len(begin)-1], 0), append(begin[:len(begin)-1:len(begin)-1], 1))
	must(t, s.Update(func(tx store.Tx) error {
		for i, k := range keys {
			must(t, tx.Put("t", k, fmt.Append(nil, i)))
		}
		return nil
	}))
	look := func(reader store.Reader) error {
		for i, k := range keys {
			if v, err := reader.Get("t", k); err != nil || string(v) != fmt.Sprint(i) {
				t.Errorf("key %d of %d bytes is %q, %v", i, len(k), v, err)
			}
		}
		for from := 1; from < len(keys); from += 67 {
			for _, to := range []int{from, from + 50, len(keys) - 1} {
				for _, limit := range []int{0, 40} {
					scan(t, reader, keys, from, min(to, len(keys)-1), limit)
				}
			}
		}
		return nil
	}
	must(t, s.View(look))
	must(t, s.Latest(look))
}

// scan compares scans of keys[from:to], forward and back, with the keys.
func scan(t *testing.T, r store.Reader, keys [][]byte, from, to, limit int) {
	t.Helper()
	for _, reverse := range []bool{false, true} {
		want := ""
		for n := 0; n < to-from && (limit == 0 || n < limit); n++ {
			at := from + n
			if reverse {
				at = to - 1 - n
			}
			want += fmt.Sprint(at, " ")
		}
		got := ""
		must(t, r.Scan("t", keys[from], keys[to], reverse, limit, func(k, v []byte) (bool, error) {
			got += string(v) + " "
			return true, nil
		}))
		if got != want {
			t.Errorf("%d to %d, reverse %v, limit %d:\n got %s\nwant %s", from, to, reverse, limit, got, want)
		}
	}
}

func TestRows(t *testing.T) {
	url := pgtest.URL(t)
	s := open(t, url, pgstore.Options{})
	defer s.Close()
	must(t, s.Update(func(tx store.Tx) error {
		return errors.Join(tx.Put("b", []byte("k"), []byte("1")), tx.Put("a", []byte("y"), nil), tx.Put("a", []byte("x"), []byte("3")))
	}))
	other := open(t, url, pgstore.Options{Options: store.Options{ReadOnly: true}})
	defer other.Close()
	got := ""
	must(t, other.Rows(func(table string, k, v []byte) error {
		got += fmt.Sprintf("%s/%s=%s ", table, k, v)
		return nil
	}))
	if want := "a/x=3 a/y= b/k=1 "; got != want {
		t.Errorf("rows %q, want %q", got, want)
	}
}

// TestGrowth adds rows at a table's end, where they are new, and some in between. After a long key
// nothing is above it; where somebody put a row there by hand, it is replaced.
func TestGrowth(t *testing.T) {
	for _, byHand := range []bool{false, true} {
		t.Run(fmt.Sprint("by hand ", byHand), func(t *testing.T) {
			url := pgtest.URL(t)
			s := open(t, url, pgstore.Options{})
			defer s.Close()
			db, err := pgx.Connect(t.Context(), url)
			must(t, err)
			defer db.Close(context.Background())
			want := map[string]string{}
			for round := range 10 {
				if round == 6 && byHand {
					execute(t, db, "insert into kv_1 values(0, 1, '00125', 'by hand')")
				}
				must(t, s.Apply(grow(t, want, round)))
				if want := round < 6 || !byHand; s.Grows("t") != want {
					t.Errorf("after round %d the end of the table is known: %v", round, !want)
				}
			}
			rows := 0
			must(t, s.Rows(func(_ string, k, v []byte) error {
				rows++
				if want[string(k)] != string(v) {
					t.Errorf("%s is %q, want %q", k, v, want[string(k)])
				}
				return nil
			}))
			if rows != len(want) {
				t.Errorf("%d rows, want %d", rows, len(want))
			}
		})
	}
}

// grow returns the writes of a round, which end up in want.
func grow(t *testing.T, want map[string]string, round int) *store.Overlay {
	o := store.NewOverlay(nil)
	set := func(k string) {
		want[k] = fmt.Sprint("round ", round)
		must(t, o.Put("t", []byte(k), []byte(want[k])))
	}
	for i := range 20 {
		set(fmt.Sprintf("%05d", round*20+i))
		set(fmt.Sprintf("%05d", i*round))
	}
	if round%2 == 1 {
		last := fmt.Sprintf("%05d", round*20+19)
		must(t, o.Delete("t", []byte(last)))
		delete(want, last)
	}
	if round > 7 {
		set(strings.Repeat("9", 3000+round))
	}
	return o
}

// TestReadOnly reads beside the owner, also what comes later, and never writes.
func TestReadOnly(t *testing.T) {
	url := pgtest.URL(t)
	reading := pgstore.Options{Options: store.Options{ReadOnly: true}}
	_, err := pgstore.Open(t.Context(), url, reading)
	refused(t, err, fs.ErrNotExist, "steward run")
	s := open(t, url, pgstore.Options{})
	defer s.Close()
	r := open(t, url, reading)
	defer r.Close()
	if v := get(t, r, "later", "k"); v != "" {
		t.Errorf("there is %q", v)
	}
	must(t, put(s, "later", "k", "v"))
	if v := get(t, r, "later", "k"); v != "v" {
		t.Errorf("there is %q", v)
	}
	refused(t, put(r, "t", "k", "v"), store.ErrReadOnly)
}

// TestErrors: what the server says becomes a kind of error and a remedy, and never tells a password.
func TestErrors(t *testing.T) {
	url := pgtest.URL(t)
	for _, bad := range []string{"postgres://u:hunter2@h:port/d", "postgres://u@h/d?password=hunter2&sslmode=odd"} {
		_, err := pgstore.Open(t.Context(), bad, pgstore.Options{})
		refused(t, err, nil, "[hidden]", "postgres://")
	}
	_, err := pgstore.Open(t.Context(), "postgres://u@h/d?password=hunter2&sslmode=odd", pgstore.Options{})
	refused(t, err, nil, "sslmode is invalid")
	_, err = pgstore.Open(t.Context(), "postgres://u:hunter2@127.0.0.1:1/d", pgstore.Options{})
	refused(t, err, nil, "[hidden]@127.0.0.1:1", "dial tcp 127.0.0.1:1")
	_, err = pgstore.Open(t.Context(), strings.Replace(url, "/postgres?", "/nowhere?", 1), pgstore.Options{})
	refused(t, err, fs.ErrNotExist, `database "nowhere" does not exist, 3D000`)
	if strings.Contains(err.Error(), "file") {
		t.Errorf("%q", err)
	}
	_, err = pgstore.Open(t.Context(), regexp.MustCompile(`search_path=[^&]*`).ReplaceAllString(url, "search_path=nowhere"), pgstore.Options{})
	refused(t, err, fs.ErrNotExist, "no schema has been selected to create in, 3F000")
	_, err = pgstore.Open(t.Context(), url+"&sslmode=require", pgstore.Options{})
	refused(t, err, nil, "server refused TLS")
	if strings.ContainsAny(err.Error(), "`\n") {
		t.Errorf("%q", err)
	}
	_, err = pgstore.Open(t.Context(), "postgres://u:hunter2@nowhere.invalid/d", pgstore.Options{})
	refused(t, err, nil, "[hidden]@nowhere.invalid/d")
	if strings.ContainsAny(err.Error(), "`\n") {
		t.Errorf("%q", err)
	}
	_, err = pgstore.Open(t.Context(), url+"&default_transaction_read_only=on", pgstore.Options{})
	refused(t, err, store.ErrReadOnly)

	s := open(t, url, pgstore.Options{})
	defer s.Close()
	must(t, put(s, "t", "k", "1"))
	db, err := pgx.Connect(t.Context(), url)
	must(t, err)
	defer db.Close(context.Background())
	for code, kind := range map[string]error{"53100": store.ErrNoSpace, "42501": fs.ErrPermission, "XX001": store.ErrDamaged} {
		execute(t, db, `create function fail() returns trigger language plpgsql as $$ begin raise 'no' using errcode = '`+code+`'; end $$`)
		execute(t, db, `create trigger fails before insert or update on kv_1 execute function fail()`)
		refused(t, put(s, "t", "k", code), kind)
		o := store.NewOverlay(nil)
		must(t, o.Put("t", []byte("k"), []byte("after "+code)))
		refused(t, s.Apply(o), kind)
		execute(t, db, `drop function fail cascade`)
		must(t, s.Apply(o))
		if v := get(t, s, "t", "k"); v != "after "+code {
			t.Errorf("there is %q after %s", v, code)
		}
	}
}

func execute(t *testing.T, db *pgx.Conn, sql string) {
	t.Helper()
	if _, err := db.Exec(context.Background(), sql); err != nil {
		t.Fatal(err)
	}
}

// TestConcurrentStarts opens a store that isn't there yet many times at once: one gets it, and it
// is made once.
func TestConcurrentStarts(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	var wg sync.WaitGroup
	opened := make(chan *pgstore.Store, 8)
	for range cap(opened) {
		wg.Go(func() {
			s, err := pgstore.Open(context.Background(), url, pgstore.Options{})
			if err == nil {
				opened <- s
			} else if !errors.Is(err, store.ErrLocked) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if len(opened) != 1 {
		t.Fatalf("%d opened it", len(opened))
	}
	s := <-opened
	must(t, put(s, "t", "k", "v"))
	must(t, s.Close())
}
