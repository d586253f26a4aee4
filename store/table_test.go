package store_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

type profile struct {
	Name  string    `json:"name"`
	Since time.Time `json:"since"`
}

var profiles = store.Rows("profiles", store.StringKey{}, store.JSON[profile]())

// state is an interface that another package might declare.
type state interface {
	Get(table string, key []byte) ([]byte, error)
	Scan(table string, from, to []byte, reverse bool, limit int, fn func(k, v []byte) (bool, error)) error
	Put(table string, key, value []byte) error
	Delete(table string, key []byte) error
}

func TestTable(t *testing.T) {
	since := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	var s state = store.NewOverlay(nil)
	for _, name := range []string{"ann", "bo", "anna"} {
		must(t, profiles.Put(s, name, profile{Name: name, Since: since}))
	}
	got, ok, err := profiles.Get(s, "anna")
	if err != nil || !ok || got != (profile{"anna", since}) {
		t.Errorf("Get: %+v, %v, %v", got, ok, err)
	}
	must(t, profiles.Delete(s, "anna"))
	if got, ok, err := profiles.Get(s, "anna"); err != nil || ok || got != (profile{}) {
		t.Errorf("Get of what was deleted: %+v, %v, %v", got, ok, err)
	}

	names := func(scan func(fn func(string, profile) (bool, error)) error) (out []string) {
		must(t, scan(func(k string, p profile) (bool, error) {
			out = append(out, k+"/"+p.Name)
			return true, nil
		}))
		return out
	}
	b := "b"
	got1 := names(func(fn func(string, profile) (bool, error)) error {
		return profiles.Scan(s, nil, &b, false, 0, fn)
	})
	if !slices.Equal(got1, []string{"ann/ann"}) {
		t.Errorf("Scan up to b: %q", got1)
	}
	got2 := names(func(fn func(string, profile) (bool, error)) error {
		return profiles.ScanPrefix(s, nil, true, 1, fn)
	})
	if !slices.Equal(got2, []string{"bo/bo"}) {
		t.Errorf("the last one: %q", got2)
	}
}

func TestTableCorrupt(t *testing.T) {
	o := store.NewOverlay(nil)
	must(t, o.Put("profiles", store.AppendString(nil, "ann"), []byte("{")))
	_, _, getErr := profiles.Get(o, "ann")
	scanErr := profiles.ScanPrefix(o, nil, false, 0, func(string, profile) (bool, error) { return true, nil })
	must(t, o.Put("profiles", []byte("no end"), []byte("{}")))
	k := "b"
	keyErr := profiles.Scan(o, &k, nil, false, 0, func(string, profile) (bool, error) { return true, nil })
	for _, err := range []error{getErr, scanErr, keyErr} {
		corrupt, ok := errors.AsType[*store.CorruptError](err)
		if !ok || corrupt.Table != "profiles" {
			t.Errorf("error %v", err)
		}
	}
	if msg := getErr.Error(); !strings.Contains(msg, "table profiles") || !strings.Contains(msg, "616e6e00") {
		t.Errorf("error %q names neither table nor key", msg)
	}
}

func TestCodecs(t *testing.T) {
	at := time.Date(2026, 5, 1, 12, 0, 0, 7, time.UTC)
	roundTrip(t, store.StringKey{}, "茶\x00馆")
	roundTrip(t, store.Uint64Key{}, 1<<63)
	roundTrip(t, store.Int64Key{}, -5)
	roundTrip(t, store.TimeKey{}, at)
	roundTrip(t, store.Text{}, "")
	roundTrip(t, store.JSON[profile](), profile{"ann", at})
	for _, b := range []string{"", "1234567", "123456789"} {
		if n, err := (store.Uint64Key{}).Decode([]byte(b)); err == nil {
			t.Errorf("%q decodes as %d", b, n)
		}
	}
	kept, err := store.Bytes{}.Decode(nil)
	if err != nil || kept == nil {
		t.Errorf("no bytes decode as %v, %v", kept, err)
	}
}

func roundTrip[T comparable](t *testing.T, c store.Codec[T], v T) {
	t.Helper()
	got, err := c.Decode(c.Append([]byte("x"), v)[1:])
	if err != nil || got != v {
		t.Errorf("%v came back as %v, %v", v, got, err)
	}
}

// once returns a migration with a single chunk.
func once(name string, apply func(tx store.Tx) error) store.Migration {
	return store.Migration{Name: name, Chunk: func(tx store.Tx, _ []byte) ([]byte, error) { return nil, apply(tx) }}
}

func TestMigrate(t *testing.T) {
	ran := ""
	steps := []store.Migration{
		once("names", func(tx store.Tx) error { ran += "1"; return tx.Put("t", []byte("one"), nil) }),
		once("days", func(tx store.Tx) error { ran += "2"; return tx.Put("t", []byte("two"), nil) }),
	}
	s := memory.New()
	must(t, store.Migrate(s, steps[:1], nil))
	must(t, store.Migrate(s, steps[:1], nil))
	if v, fresh, err := store.SchemaVersion(s); v != 1 || fresh || err != nil || ran != "" {
		t.Fatalf("a fresh store: version %d, fresh %v, %v; ran %q", v, fresh, err, ran)
	}
	must(t, store.Current(s, 1))
	older, ok := errors.AsType[*store.OlderError](store.Current(s, 2))
	if !ok || older.Store != 1 || older.Program != 2 {
		t.Errorf("an older store: %v", older)
	}
	must(t, store.Migrate(s, steps, nil))
	must(t, store.Migrate(s, steps, nil))
	if v, _, err := store.SchemaVersion(s); v != 2 || err != nil || ran != "2" {
		t.Fatalf("after a step: version %d, %v; ran %q", v, err, ran)
	}
	for _, err := range []error{store.Migrate(s, steps[:1], nil), store.Current(s, 1)} {
		newer, ok := errors.AsType[*store.NewerError](err)
		if !ok || newer.Store != 2 || newer.Program != 1 || !strings.Contains(err.Error(), "version 2") || !strings.Contains(err.Error(), "up to 1") {
			t.Errorf("a newer store: %v", err)
		}
	}
}

// TestMigrateGoesOn: a migration interrupted between any two chunks runs each chunk once, with
// any cursor.
func TestMigrateGoesOn(t *testing.T) {
	cursors := [][]byte{nil, {}, {0}, []byte("k"), nil}
	for stop := range len(cursors) {
		var ran [][]byte
		broken := errors.New("interrupted")
		steps := []store.Migration{{}, {Name: "chunks", Chunk: func(tx store.Tx, after []byte) ([]byte, error) {
			if len(ran) == stop && broken != nil {
				return nil, broken
			}
			ran = append(ran, after)
			return cursors[len(ran)], nil
		}}, once("last", func(tx store.Tx) error { ran = append(ran, []byte("last")); return nil })}
		s := memory.New()
		must(t, store.Migrate(s, steps[:1], nil))
		chunks := 0
		err := store.Migrate(s, steps, func() { chunks++ })
		if stop < len(cursors)-1 {
			if !errors.Is(err, broken) || !strings.Contains(err.Error(), "version 2 (chunks)") {
				t.Fatalf("stop %d: %v", stop, err)
			}
			if in, err := store.Migrating(s); err != nil || in != (stop > 0) {
				t.Errorf("stop %d: in the midst: %v, %v", stop, in, err)
			}
		}
		broken = nil
		must(t, store.Migrate(s, steps, func() { chunks++ }))
		want := append(append([][]byte{}, cursors[:len(cursors)-1]...), []byte("last"))
		if !reflect.DeepEqual(ran, want) || chunks != len(want) {
			t.Errorf("stop %d: %d chunks after %q, want %q", stop, chunks, ran, want)
		}
		if v, _, err := store.SchemaVersion(s); v != 3 || err != nil {
			t.Errorf("stop %d: version %d, %v", stop, v, err)
		}
		if in, err := store.Migrating(s); in || err != nil {
			t.Errorf("stop %d: in the end in the midst: %v, %v", stop, in, err)
		}
	}
}

func TestMigrateStopsAtAFailure(t *testing.T) {
	errNo := errors.New("no")
	fail := true
	steps := []store.Migration{
		{}, // the initial version of the store
		once("names", func(tx store.Tx) error { return tx.Put("t", []byte("one"), nil) }),
		once("days", func(tx store.Tx) error {
			must(t, tx.Put("t", []byte("two"), nil))
			if fail {
				return errNo
			}
			return nil
		}),
	}
	s := memory.New()
	must(t, store.Migrate(s, steps[:1], nil))
	err := store.Migrate(s, steps, nil)
	if !errors.Is(err, errNo) || !strings.Contains(err.Error(), "version 3 (days)") {
		t.Fatalf("error %v", err)
	}
	if v, _, _ := store.SchemaVersion(s); v != 2 || len(tableOf(t, s)) != 1 {
		t.Errorf("after a failed step: version %d, records %q", v, tableOf(t, s))
	}
	fail = false
	must(t, store.Migrate(s, steps, nil))
	if v, _, _ := store.SchemaVersion(s); v != 3 || len(tableOf(t, s)) != 2 {
		t.Errorf("after going on: version %d, records %q", v, tableOf(t, s))
	}
}

func tableOf(t *testing.T, s store.Store) (got map[string]string) {
	must(t, s.View(func(r store.Reader) error {
		got = contents(t, r, "t")
		return nil
	}))
	return got
}

func TestMigrateCorruptVersion(t *testing.T) {
	for _, bad := range []string{"", "two", "-1"} {
		s := memory.New()
		must(t, s.Update(func(tx store.Tx) error {
			return tx.Put(store.MetaTable, []byte(store.SchemaKey), []byte(bad))
		}))
		if _, ok := errors.AsType[*store.CorruptError](store.Migrate(s, nil, nil)); !ok {
			t.Errorf("version %q is accepted", bad)
		}
	}
}
