package boltdb_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/boltdb"
)

// TestBackup copies a store during writes, restores the copy and finds the state from when the
// copy began.
func TestBackup(t *testing.T) {
	dir := t.TempDir()
	path, copied := filepath.Join(dir, "s.db"), filepath.Join(dir, "copy.db")
	s := open(t, path, boltdb.Options{Options: store.Options{NoSync: true}})
	defer s.Close()
	for i := range 10 {
		put(t, s, i)
	}
	n, err := s.BackupTo(copied)
	must(t, err)
	put(t, s, 10)
	info, err := os.Stat(copied)
	if err != nil || info.Size() != n || info.Mode() != 0o600 {
		t.Errorf("the copy has mode %v and %d bytes of %d: %v", info.Mode(), info.Size(), n, err)
	}
	must(t, boltdb.Check(copied))
	if _, err := s.BackupTo(copied); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over an existing file: %v", err)
	}

	restored := filepath.Join(dir, "restored.db")
	must(t, boltdb.Restore(copied, restored, false, nil))
	r := open(t, restored, boltdb.Options{})
	defer r.Close()
	if n := count(t, r); n != 10 {
		t.Errorf("%d records came back, want 10", n)
	}
	noLeftovers(t, dir, "copy.db", "restored.db", "s.db")
}

func TestBackupGoesOnBesideWrites(t *testing.T) {
	dir := t.TempDir()
	s := open(t, filepath.Join(dir, "s.db"), boltdb.Options{Options: store.Options{NoSync: true}})
	defer s.Close()
	for i := range 50 {
		must(t, putErr(s, i, 10_000))
	}
	w := &writing{t: t, s: s}
	_, err := s.Backup(w)
	must(t, err)
	if w.puts == 0 {
		t.Fatal("the store was not written to meanwhile")
	}
	copied := filepath.Join(dir, "copy.db")
	must(t, os.WriteFile(copied, w.Bytes(), 0o600))
	must(t, boltdb.Check(copied))
	c := open(t, copied, boltdb.Options{Options: store.Options{ReadOnly: true}})
	defer c.Close()
	if n := count(t, c); n != 50 {
		t.Errorf("the copy holds %d records, want the 50 of its beginning", n)
	}
}

// writing is a buffer that writes to the store being copied each time it receives data.
type writing struct {
	bytes.Buffer
	t    *testing.T
	s    store.Store
	puts int
}

func (w *writing) Write(b []byte) (int, error) {
	must(w.t, putErr(w.s, 1000+w.puts, 10_000))
	w.puts++
	return w.Buffer.Write(b)
}

// ReadFrom hides Buffer's method, which would take everything at once.
func (w *writing) ReadFrom() {}

func TestBackupWriterFails(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "s.db"), boltdb.Options{})
	defer s.Close()
	errGone := errors.New("the other side is gone")
	for after := range 3 {
		_, err := s.Backup(&failsAfter{n: after, err: errGone})
		refused(t, err, errGone, "back up", s.Path())
	}
}

type failsAfter struct {
	n   int
	err error
}

func (f *failsAfter) Write(b []byte) (int, error) {
	if f.n == 0 {
		return 0, f.err
	}
	f.n--
	return len(b), nil
}

// TestBackupTo lists where a copy may go, and the errors elsewhere.
func TestBackupTo(t *testing.T) {
	dir := t.TempDir()
	s := open(t, filepath.Join(dir, "s.db"), boltdb.Options{})
	defer s.Close()
	to := filepath.Join(dir, "backups", "monday.db")
	_, err := s.BackupTo(to)
	must(t, err)
	info, err := os.Stat(filepath.Dir(to))
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the new folder has mode %v, %v", info.Mode(), err)
	}
	file := filepath.Join(dir, "file")
	content("x")(t, file)
	for to, want := range map[string]struct {
		kind error
		says string
	}{
		to:                                      {fs.ErrExist, to},
		filepath.Join(dir, "a", "b", "copy.db"): {fs.ErrNotExist, "make the folder " + filepath.Join(dir, "a") + " first"},
		dir:                                     {nil, "this is a folder: name a file in it"},
		filepath.Join(dir, "new") + "/":         {nil, "this is a folder: name a file in it"},
		filepath.Join(file, "copy.db"):          {nil, "not a directory"},
	} {
		_, err := s.BackupTo(to)
		refused(t, err, want.kind, "write backup "+to+": ", want.says)
	}
	noLeftovers(t, dir, "backups", "file", "s.db")
}

func TestRestoreRefuses(t *testing.T) {
	dir := t.TempDir()
	good, bad := filepath.Join(dir, "good.db"), filepath.Join(dir, "bad.db")
	fill(t, good, 3)
	cut(0.5)(t, bad)

	there := filepath.Join(dir, "there.db")
	fill(t, there, 5)
	refused(t, boltdb.Restore(good, there, false, nil), fs.ErrExist, there)
	refused(t, boltdb.Restore(bad, there, true, nil), store.ErrDamaged, bad)
	refused(t, boltdb.Restore(filepath.Join(dir, "none.db"), there, true, nil), fs.ErrNotExist, "none.db")

	live := open(t, there, boltdb.Options{})
	refused(t, boltdb.Restore(good, there, true, nil), store.ErrLocked, there, "stop it first")
	refused(t, boltdb.Restore(there, filepath.Join(dir, "new.db"), false, nil), store.ErrLocked, there)
	if n := count(t, live); n != 5 {
		t.Errorf("%d records after all that, want 5", n)
	}
	must(t, live.Close())

	must(t, boltdb.Restore(good, there, true, nil))
	must(t, boltdb.Restore(good, bad, true, nil)) // over a damaged file
	for _, path := range []string{there, bad} {
		s := open(t, path, boltdb.Options{})
		if n := count(t, s); n != 3 {
			t.Errorf("%s holds %d records, want 3", path, n)
		}
		must(t, s.Close())
	}
	noLeftovers(t, dir, "bad.db", "good.db", "there.db")
}
