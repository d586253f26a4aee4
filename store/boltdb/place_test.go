package boltdb_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/boltdb"
)

// TestInPlace removes or replaces the file of an open store in every possible way. InPlace
// reports it, and commits fail.
func TestInPlace(t *testing.T) {
	overwritten := func(t *testing.T, path, older string) {
		b, err := os.ReadFile(older)
		must(t, err)
		must(t, os.WriteFile(path, b, 0o600))
	}
	grown := func(t *testing.T, path, older string) {
		info, err := os.Stat(path)
		must(t, err)
		overwritten(t, path, older)
		must(t, os.Truncate(path, info.Size()))
	}
	for name, c := range map[string]struct {
		do       func(t *testing.T, path, older string)
		kind     error
		says     string
		nameless bool
	}{
		"moved":    {func(t *testing.T, path, _ string) { must(t, os.Rename(path, path+".x")) }, store.ErrReplaced, "moved or deleted", false},
		"deleted":  {func(t *testing.T, path, _ string) { must(t, os.Remove(path)) }, store.ErrReplaced, "moved or deleted", true},
		"replaced": {func(t *testing.T, path, older string) { must(t, os.Rename(older, path)) }, store.ErrReplaced, "another file", true},
		"exchanged": {func(t *testing.T, path, older string) {
			must(t, os.Rename(path, path+".x"))
			overwritten(t, path, older)
		}, store.ErrReplaced, "another file", false},
		"folder moved": {func(t *testing.T, path, _ string) {
			must(t, os.Rename(filepath.Dir(path), filepath.Dir(path)+".x"))
		}, store.ErrReplaced, "moved or deleted", false},
		"folder replaced by a file": {func(t *testing.T, path, _ string) {
			must(t, os.Rename(filepath.Dir(path), filepath.Dir(path)+".x"))
			must(t, os.WriteFile(filepath.Dir(path), nil, 0o600))
		}, store.ErrReplaced, "moved or deleted", false},
		"overwritten":          {overwritten, store.ErrDamaged, "cut short", false},
		"overwritten, as long": {grown, store.ErrReplaced, "another program wrote", false},
		"cut short":            {func(t *testing.T, path, _ string) { must(t, os.Truncate(path, 0)) }, store.ErrDamaged, "cut short", false},
		"cut a bit":            {func(t *testing.T, path, _ string) { must(t, os.Truncate(path, 12<<10)) }, store.ErrDamaged, "cut short", false},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "store")
			must(t, os.Mkdir(dir, 0o700))
			path, older := filepath.Join(dir, "s.db"), filepath.Join(dir, "older.db")
			fill(t, path, 3)
			s := open(t, path, boltdb.Options{Options: store.Options{NoSync: true}})
			defer s.Close()
			_, err := s.BackupTo(older)
			must(t, err)
			put(t, s, 4)
			must(t, s.InPlace())
			c.do(t, path, older)
			refused(t, s.InPlace(), c.kind, path, c.says)
			refused(t, putErr(s, 5, 100), c.kind, path, c.says)
			refused(t, putErr(s, 6, 100), c.kind, path)
			if s.Nameless() != c.nameless {
				t.Errorf("nameless: %v", s.Nameless())
			}
		})
	}
}

// TestInPlaceAfterCommit: a commit to a file that was moved meanwhile must not be reported as
// successful.
func TestInPlaceAfterCommit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	fill(t, path, 3)
	s := open(t, path, boltdb.Options{Options: store.Options{NoSync: true}})
	defer s.Close()
	refused(t, s.Update(func(tx store.Tx) error {
		must(t, os.Rename(path, path+".x"))
		return tx.Put("t", []byte("k"), []byte("v"))
	}), store.ErrReplaced, "moved or deleted", "put back the file")
}

// TestRescue: a store whose file was deleted can be copied while it is open.
func TestRescue(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	fill(t, path, 300)
	s := open(t, path, boltdb.Options{})
	must(t, os.Remove(path))
	_, err := s.BackupTo(path)
	must(t, err)
	must(t, s.Close())
	again := open(t, path, boltdb.Options{})
	defer again.Close()
	if n := count(t, again); n != 300 {
		t.Errorf("%d records are left of 300", n)
	}
}

// TestOverwrittenUnderReader: if a decoder panics because the file was overwritten under it, View
// returns an error. If the file is untouched, the panic propagates.
func TestOverwrittenUnderReader(t *testing.T) {
	dir := t.TempDir()
	path, older := filepath.Join(dir, "s.db"), filepath.Join(dir, "older.db")
	fill(t, path, 3)
	s := open(t, path, boltdb.Options{})
	defer s.Close()
	_, err := s.BackupTo(older)
	must(t, err)
	put(t, s, 4)
	read := func(change func()) (passed any, err error) {
		defer func() { passed = recover() }()
		err = s.View(func(store.Reader) error {
			change()
			panic("data changing underfoot?")
		})
		return nil, err
	}
	if passed, err := read(func() {}); passed == nil {
		t.Errorf("a panic of a reader became %v", err)
	}
	passed, err := read(func() {
		b, err := os.ReadFile(older)
		must(t, err)
		info, err := os.Stat(path)
		must(t, err)
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		must(t, err)
		_, err = f.WriteAt(b, 0)
		must(t, err)
		must(t, f.Truncate(info.Size()))
		must(t, f.Close())
	})
	if passed != nil {
		t.Errorf("a panic: %v", passed)
	}
	refused(t, err, store.ErrReplaced, path)
}
