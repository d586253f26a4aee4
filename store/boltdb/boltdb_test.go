package boltdb_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/boltdb"
	"github.com/stewardbot/steward/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store {
		return open(t, filepath.Join(t.TempDir(), "s.db"), boltdb.Options{Options: store.Options{NoSync: true}})
	})
}

// TestRemap grows a small store, so that the file is remapped during commits. Each commit moves
// values read from the old mapping without copying them.
func TestRemap(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	s := open(t, path, boltdb.Options{Options: store.Options{NoSync: true}, MmapSize: 1 << 15})
	defer s.Close()
	const rounds, size = 40, 20_000
	must(t, putErr(s, 0, size))
	for i := 1; i < rounds; i++ {
		must(t, s.Update(func(tx store.Tx) error {
			v, err := tx.Get("t", fmt.Appendf(nil, "%06d", i-1))
			if err != nil || len(v) != size {
				return fmt.Errorf("record %d has %d bytes: %w", i-1, len(v), err)
			}
			return tx.Put("t", fmt.Appendf(nil, "%06d", i), v)
		}))
	}
	if n := count(t, s); n != rounds {
		t.Errorf("%d records, want %d", n, rounds)
	}
	must(t, s.View(func(r store.Reader) error {
		v, err := r.Get("t", fmt.Appendf(nil, "%06d", rounds-1))
		if string(v) != strings.Repeat("v", size) {
			t.Error("the value changed on its way")
		}
		return err
	}))
}

func TestReopen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	storetest.Reopen(t, func(t *testing.T) store.Store { return open(t, path, boltdb.Options{}) })
	if err := boltdb.Check(path); err != nil {
		t.Error(err)
	}
}

func TestFileMode(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	s := open(t, path, boltdb.Options{})
	defer s.Close()
	info, err := os.Stat(path)
	if err != nil || info.Mode() != 0o600 {
		t.Errorf("a new store has mode %v, %v", info.Mode(), err)
	}
	noLeftovers(t, filepath.Dir(path), "s.db")
}

func TestReadOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	if _, err := boltdb.Open(path, boltdb.Options{Options: store.Options{ReadOnly: true}}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("opening what is not there for reading: %v", err)
	}
	fill(t, path, 10)
	a := open(t, path, boltdb.Options{Options: store.Options{ReadOnly: true}})
	defer a.Close()
	b := open(t, path, boltdb.Options{Options: store.Options{ReadOnly: true}})
	defer b.Close()
	if n := count(t, b); n != 10 {
		t.Errorf("%d records", n)
	}
	err := b.Update(func(tx store.Tx) error { return tx.Put("t", []byte("k"), nil) })
	if !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("Update of a store opened for reading: %v", err)
	}
}

func TestSecondOpener(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	s := open(t, path, boltdb.Options{})
	defer s.Close()
	for _, opts := range []boltdb.Options{{Timeout: time.Millisecond}, {Timeout: time.Millisecond, Options: store.Options{ReadOnly: true}}} {
		_, err := boltdb.Open(path, opts)
		refused(t, err, store.ErrLocked, path, "stop it first", "steward backup")
	}
	refused(t, boltdb.Check(path), store.ErrLocked, path, "stop it first")
}

// TestOpenRefuses lists files that may be in the store's place.
func TestOpenRefuses(t *testing.T) {
	tests := []struct {
		name string
		make func(t *testing.T, path string)
		kind error
		says []string
	}{
		{"empty file", content(""), store.ErrDamaged, []string{"too short", "steward restore"}},
		{"short file", content("hello"), store.ErrDamaged, []string{"too short", "steward restore"}},
		{"other file", content(strings.Repeat("# not a store\n", 5000)), store.ErrDamaged, []string{"does not begin", "steward restore"}},
		{"zeros", content(strings.Repeat("\x00", 1<<16)), store.ErrDamaged, []string{"does not begin", "steward restore"}},
		{"cut short", cut(0.5), store.ErrDamaged, []string{"cut short", "missing", "steward restore"}},
		{"two pages", cutTo(8192), store.ErrDamaged, []string{"cut short", "steward restore"}},
		{"both metas", overwrite(0, 8192), store.ErrDamaged, []string{"does not begin", "steward restore"}},
		{"folder", func(t *testing.T, path string) { must(t, os.Mkdir(path, 0o700)) }, nil, []string{"folder", "store.path"}},
		{"dangling link", func(t *testing.T, path string) { must(t, os.Symlink(path+"x", path)) }, fs.ErrNotExist, []string{"no such file"}},
	}
	for _, tt := range tests {
		for _, readOnly := range []bool{false, true} {
			t.Run(fmt.Sprint(tt.name, " readonly ", readOnly), func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "s.db")
				tt.make(t, path)
				_, err := boltdb.Open(path, boltdb.Options{Options: store.Options{ReadOnly: readOnly}})
				refused(t, err, tt.kind, append(tt.says, path)...)
				refused(t, boltdb.Check(path), tt.kind, path)
			})
		}
	}
}

func TestOpenMissingFolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "no", "s.db")
	_, err := boltdb.Open(path, boltdb.Options{})
	refused(t, err, fs.ErrNotExist, path, filepath.Dir(path)+" does not exist", "store.path")
}

// TestOneMetaPage checks that a torn meta page only loses the commit that was writing it.
func TestOneMetaPage(t *testing.T) {
	for page := range 2 {
		path := filepath.Join(t.TempDir(), "s.db")
		fill(t, path, 10)
		overwriteAt(t, path, page*os.Getpagesize(), 64)
		s := open(t, path, boltdb.Options{})
		if n := count(t, s); n > 10 {
			t.Errorf("meta page %d gone: %d records", page, n)
		}
		must(t, s.Close())
	}
}

func TestClosed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	s := open(t, path, boltdb.Options{})
	must(t, s.Close())
	must(t, s.Close())
	refused(t, s.View(func(store.Reader) error { return nil }), store.ErrClosed, path)
	if _, err := s.Backup(nil); !errors.Is(err, store.ErrClosed) {
		t.Errorf("Backup of a closed store: %v", err)
	}
}

// TestSequentialTable checks that an append-only table fills its pages.
func TestSequentialTable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	s := open(t, path, boltdb.Options{Options: store.Options{NoSync: true}})
	const n, size = 20_000, 100
	for i := 0; i < n; i += 100 {
		must(t, s.Update(func(tx store.Tx) error {
			for j := range 100 {
				must(t, tx.Put("journal", store.AppendUint64(nil, uint64(i+j)), make([]byte, size)))
			}
			return nil
		}))
	}
	bytes, err := s.Backup(discardWriter{})
	must(t, err)
	must(t, s.Close())
	if limit := int64(n * (size + 8 + 16) * 13 / 10); bytes > limit {
		t.Errorf("%d records of %d bytes take %d bytes, more than %d", n, size, bytes, limit)
	}
}
