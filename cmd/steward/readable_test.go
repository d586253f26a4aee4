package main

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

// current returns the path of a migrated store from an older version.
func current(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "steward.db")
	unpack(t, filepath.Join(storesDir, "v2.db.gz"), path)
	s, err := store.Open(path, store.Options{NoSync: true})
	if err == nil {
		err = errors.Join(store.Migrate(s, wire.Migrations(), nil), s.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func withStore(t *testing.T, path string, fn func(store.Store) error) error {
	t.Helper()
	s, err := store.Open(path, store.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	return errors.Join(fn(s), s.Close())
}

// anyBytes lists the tables whose rows may be any bytes of any length. A set without its last
// member is still a set, and the number of a schema without its last digit another number.
var anyBytes = map[string]bool{"engine": true, "levels_standing": true, "timers": true, "cursor": true, "stats.sets": true, "segments.weeks": true, "meta": true}

// TestReadable truncates a row of each table in a store, one at a time.
func TestReadable(t *testing.T) {
	path := current(t)
	rows := map[string][2][]byte{}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(withStore(t, path, func(s store.Store) error {
		must(readable(s, false))
		must(readable(s, true))
		return s.(store.Lister).Rows(func(table string, key, value []byte) error {
			if len(value) > 1 && rows[table][0] == nil {
				rows[table] = [2][]byte{bytes.Clone(key), bytes.Clone(value)}
			}
			return nil
		})
	}))
	if len(rows) < 12 {
		t.Fatalf("rows of %d tables", len(rows))
	}
	for table, row := range rows {
		damaged := row[1][:len(row[1])-1]
		err := withStore(t, path, func(s store.Store) error {
			must(s.Update(func(tx store.Tx) error { return tx.Put(table, row[0], damaged) }))
			err := readable(s, true)
			must(s.Update(func(tx store.Tx) error { return tx.Put(table, row[0], row[1]) }))
			return err
		})
		if anyBytes[table] == (err != nil) {
			t.Errorf("table %s, %q instead of %q: %v", table, damaged, row[1], err)
		}
	}
}

// TestReadableTables: without a checksum, foreign tables are detected, and so is a problem that
// no single row shows: a wrong ledger.
func TestReadableTables(t *testing.T) {
	for name, c := range map[string]struct {
		do    func(s store.Store, tx store.Tx) error
		says  string
		bySum bool // a checksum vouches for it
	}{
		"a table of another program": {func(_ store.Store, tx store.Tx) error {
			return tx.Put("sessions", []byte("k"), []byte("v"))
		}, `a table "sessions"`, true},
		"a table with another name": {func(_ store.Store, tx store.Tx) error {
			return tx.Put("ledger.entrieq", store.AppendUint64(store.AppendString(nil, "tea"), 1), []byte("v"))
		}, `a table "ledger.entrieq"`, true},
		"an entry's cause": {func(_ store.Store, tx store.Tx) error {
			return tx.Scan("ledger.entries", nil, nil, false, 1, func(k, v []byte) (bool, error) {
				return false, tx.Put("ledger.entries", k, bytes.Replace(v, []byte("telegram:"), []byte("telegran:"), 1))
			})
		}, "the books of tea are wrong: Entry 1 does not follow", true},
		"a newer version": {func(_ store.Store, tx store.Tx) error {
			return tx.Put(store.MetaTable, []byte(store.SchemaKey), []byte("99"))
		}, "run the newer program", false},
	} {
		t.Run(name, func(t *testing.T) {
			path := current(t)
			err := withStore(t, path, func(s store.Store) error {
				if err := s.Update(func(tx store.Tx) error { return c.do(s, tx) }); err != nil {
					t.Fatal(err)
				}
				if err := readable(s, true); (err == nil) != c.bySum {
					t.Errorf("with a checksum: %v", err)
				}
				return readable(s, false)
			})
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %q", err, c.says)
			}
		})
	}
}

// TestRestoreOlder: an older store is restored unchanged, after a test migration of a copy, which
// is then removed.
func TestRestoreOlder(t *testing.T) {
	kept, err := filepath.Glob(filepath.Join(storesDir, "*.db.gz"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range kept {
		dir := t.TempDir()
		from, to := filepath.Join(dir, "backup.db"), filepath.Join(dir, "steward.db")
		unpack(t, path, from)
		files, _, err := store.FindFile(to)
		if err == nil {
			err = files.Restore(from, to, false, readable)
		}
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		a, _ := os.ReadFile(from)
		b, _ := os.ReadFile(to)
		left, err := os.ReadDir(dir)
		if !bytes.Equal(a, b) || len(left) != 2 || err != nil {
			t.Errorf("%s: %d bytes became %d; left are %v", path, len(a), len(b), left)
		}
	}
}

// TestBackupBeforeMigration: a backup left by an interrupted run is reused if it matches the
// store; otherwise it is kept and another one is made.
func TestBackupBeforeMigration(t *testing.T) {
	for name, c := range map[string]struct {
		before func(t *testing.T, s store.Store, path string) error
		files  int
	}{
		"none": {func(*testing.T, store.Store, string) error { return nil }, 2},
		"the same": {func(_ *testing.T, s store.Store, path string) error {
			return backUp(s, path)
		}, 2},
		"of another day": {func(_ *testing.T, s store.Store, path string) error {
			err := backUp(s, path)
			return errors.Join(err, s.Update(func(tx store.Tx) error { return tx.Put("cursor", []byte("x"), []byte("y")) }))
		}, 3},
		"of a row more": {func(_ *testing.T, s store.Store, path string) error {
			err := s.Update(func(tx store.Tx) error { return tx.Put("cursor", []byte("x"), []byte("y")) })
			backupErr := backUp(s, path)
			return errors.Join(err, backupErr, s.Update(func(tx store.Tx) error { return tx.Delete("cursor", []byte("x")) }))
		}, 3},
		"another file": {func(_ *testing.T, _ store.Store, path string) error {
			return os.WriteFile(path, []byte("# notes"), 0o600)
		}, 3},
		"cut short": {func(_ *testing.T, s store.Store, path string) error {
			err := backUp(s, path)
			return errors.Join(err, os.Truncate(path, 8192))
		}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "steward.db")
			unpack(t, filepath.Join(storesDir, "v1.db.gz"), path)
			backup := path + ".v0.backup"
			err := withStore(t, path, func(s store.Store) error { return c.before(t, s, backup) })
			if err != nil {
				t.Fatal(err)
			}
			was, _ := os.ReadFile(backup)
			s, err := openStore(path, slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			left, err := os.ReadDir(dir)
			left = slices.DeleteFunc(left, func(e os.DirEntry) bool { return strings.HasSuffix(e.Name(), noted) })
			if err != nil || len(left) != c.files {
				t.Errorf("left are %v, want %d files", left, c.files)
			}
			now, err := os.ReadFile(backup)
			if err != nil || was != nil && !bytes.Equal(was, now) {
				t.Errorf("the backup that was there is another one now, %v", err)
			}
		})
	}
}
