package boltdb_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/boltdb"
)

// image returns the bytes of a store with tables of all sizes, one of them emptied, so that it
// has branch, leaf, overflow, inline and free pages.
func image(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "s.db")
	s := open(t, path, boltdb.Options{Options: store.Options{NoSync: true}})
	for round := range 3 {
		must(t, s.Update(func(tx store.Tx) error {
			for i := range 400 {
				must(t, tx.Put("t", fmt.Appendf(nil, "%d-%04d", round, i), make([]byte, i%200)))
				must(t, tx.Put("gone", fmt.Appendf(nil, "%d-%04d", round, i), make([]byte, 100)))
			}
			must(t, tx.Put("small", []byte("k"), []byte("v")))
			return tx.Put("t", fmt.Append(nil, "big", round), make([]byte, 10_000))
		}))
	}
	must(t, s.Update(func(tx store.Tx) error {
		return tx.Scan("gone", nil, nil, false, 0, func(k, _ []byte) (bool, error) {
			return true, tx.Delete("gone", k)
		})
	}))
	must(t, s.Close())
	n := used(t, path)
	b, err := os.ReadFile(path)
	must(t, err)
	return b[:n]
}

// TestDamage corrupts a store at random positions. Check and Open report it or find the store
// sound, and a store that Check finds sound can be read and written throughout.
func TestDamage(t *testing.T) {
	sound := image(t)
	path := filepath.Join(t.TempDir(), "s.db")
	found := 0
	rapid.Check(t, func(t *rapid.T) {
		b := slices.Clone(sound)
		for range rapid.IntRange(1, 3).Draw(t, "faults") {
			page := rapid.IntRange(0, len(b)/4096-1).Draw(t, "page")
			// Most of a page's structure is in its first bytes.
			at := page*4096 + rapid.OneOf(rapid.IntRange(0, 80), rapid.IntRange(0, 4095)).Draw(t, "at")
			b[at] ^= rapid.ByteRange(1, 255).Draw(t, "bits")
		}
		if rapid.IntRange(0, 9).Draw(t, "cut") == 0 {
			b = b[:rapid.IntRange(0, len(b)).Draw(t, "length")]
		}
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatalf("%v", err)
		}
		checked := boltdb.Check(path)
		if checked != nil {
			found++
			if !errors.Is(checked, store.ErrDamaged) {
				t.Fatalf("Check: %v", checked)
			}
		}
		s, err := boltdb.Open(path, boltdb.Options{Options: store.Options{NoSync: true}})
		if err != nil {
			if !errors.Is(err, store.ErrDamaged) || checked == nil {
				t.Fatalf("Check says %v, Open %v", checked, err)
			}
			return
		}
		defer s.Close()
		if checked == nil {
			useAll(t, s)
		}
	})
	if found == 0 {
		t.Error("Check found no damage at all")
	}
}

// useAll reads every record with Scan and Get, and writes to every table.
func useAll(t *rapid.T, s store.Store) {
	err := s.Update(func(tx store.Tx) error {
		for _, table := range []string{"t", "gone", "small"} {
			err := tx.Scan(table, nil, nil, true, 0, func(k, v []byte) (bool, error) {
				got, err := tx.Get(table, k)
				if err == nil && len(got) != len(v) {
					err = fmt.Errorf("%s/%q reads as %d bytes and as %d", table, k, len(got), len(v))
				}
				return true, err
			})
			if err != nil {
				return err
			}
			if err := tx.Put(table, []byte("new"), make([]byte, 5000)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatalf("a store that was checked: %v", err)
	}
}

// TestCutWhileOpen truncates the file under a running store.
func TestCutWhileOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	fill(t, path, 300)
	s := open(t, path, boltdb.Options{})
	must(t, os.Truncate(path, 2*int64(os.Getpagesize())))
	read := func(r store.Reader) error {
		_, err := r.Get("t", []byte("000000"))
		return err
	}
	refused(t, s.View(read), store.ErrDamaged, path, "steward restore")
	refused(t, s.Update(func(tx store.Tx) error { return read(tx) }), store.ErrDamaged, path)
	refused(t, putErr(s, 1, 1), store.ErrDamaged, path, "steward restore")
	_, err := s.Backup(discardWriter{})
	refused(t, err, store.ErrDamaged, path)
	must(t, s.Close())
}
