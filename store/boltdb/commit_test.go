package boltdb

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

func openTemp(t *testing.T) *Store {
	t.Helper()
	s, err := Open(filepath.Join(t.TempDir(), "s.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func put(s store.Store, k string) error {
	return s.Update(func(tx store.Tx) error { return tx.Put("t", []byte(k), []byte("v")) })
}

func has(t *testing.T, s store.Store, k string) bool {
	t.Helper()
	var v []byte
	if err := s.View(func(r store.Reader) (err error) {
		v, err = r.Get("t", []byte(k))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return v != nil
}

// committing replaces the results of commits, one function per commit.
func (s *Store) committing(outcomes ...func(*bolt.Tx) error) {
	s.commit = func(tx *bolt.Tx) error {
		if len(outcomes) == 0 {
			return tx.Commit()
		}
		next := outcomes[0]
		outcomes = outcomes[1:]
		return next(tx)
	}
}

func failsBefore(err error) func(*bolt.Tx) error {
	return func(tx *bolt.Tx) error { return errors.Join(tx.Rollback(), err) }
}

func failsAfter(err error) func(*bolt.Tx) error {
	return func(tx *bolt.Tx) error { return errors.Join(tx.Commit(), err) }
}

// TestOverwrittenInCommit overwrites the file with an older copy of the same length while
// a commit is being written. The next one notices.
func TestOverwrittenInCommit(t *testing.T) {
	s := openTemp(t)
	if err := put(s, "a"); err != nil {
		t.Fatal(err)
	}
	older := s.path + ".older"
	if _, err := s.BackupTo(older); err != nil {
		t.Fatal(err)
	}
	for _, k := range []string{"b", "c"} {
		if err := put(s, k); err != nil {
			t.Fatal(err)
		}
	}
	s.committing(func(tx *bolt.Tx) error {
		b, err := os.ReadFile(older)
		if err != nil {
			return err
		}
		if _, err := s.file.WriteAt(b, 0); err != nil {
			return err
		}
		return tx.Commit()
	})
	if err := put(s, "d"); err != nil {
		t.Fatal(err)
	}
	if err := put(s, "e"); !errors.Is(err, store.ErrReplaced) {
		t.Errorf("the next commit says %v", err)
	}
}

// TestLateFailure makes the last sync of a commit fail.
func TestLateFailure(t *testing.T) {
	errSync := &fs.PathError{Op: "sync", Path: "s.db", Err: syscall.EIO}

	t.Run("settled", func(t *testing.T) {
		s := openTemp(t)
		s.committing(failsAfter(errSync))
		if err := put(s, "a"); err != nil || !has(t, s, "a") {
			t.Errorf("Update says %v, though the next commit made it durable", err)
		}
		if err := put(s, "b"); err != nil {
			t.Error(err)
		}
	})
	t.Run("not counting", func(t *testing.T) {
		s := openTemp(t)
		s.committing(failsBefore(errSync))
		if err := put(s, "a"); !errors.Is(err, syscall.EIO) || errors.Is(err, store.ErrUncertain) || has(t, s, "a") {
			t.Errorf("Update says %v", err)
		}
		if err := put(s, "a"); err != nil || !has(t, s, "a") {
			t.Errorf("the same again: %v", err)
		}
	})
	t.Run("uncertain", func(t *testing.T) {
		s := openTemp(t)
		s.committing(failsAfter(errSync), failsBefore(errSync))
		for range 2 {
			err := put(s, "a")
			if !errors.Is(err, store.ErrUncertain) || !errors.Is(err, syscall.EIO) || !strings.Contains(err.Error(), s.path) {
				t.Errorf("Update says %v", err)
			}
		}
	})
	t.Run("panic", func(t *testing.T) {
		s := openTemp(t)
		s.committing(func(*bolt.Tx) error { panic("assertion failed: page 7") })
		for range 2 {
			if err := put(s, "a"); !errors.Is(err, store.ErrDamaged) || !strings.Contains(err.Error(), "page 7") {
				t.Errorf("Update says %v", err)
			}
		}
		if has(t, s, "a") {
			t.Error("a commit that panicked counts")
		}
	})
}

// TestFailedCommitRunsRollbacks checks that rollback functions run if the commit fails, and only
// then.
func TestFailedCommitRunsRollbacks(t *testing.T) {
	s := openTemp(t)
	s.committing(failsBefore(syscall.ENOSPC))
	ran := 0
	update := func(keys ...string) error {
		return s.Update(func(tx store.Tx) error {
			tx.(*store.Overlay).OnRollback(func() { ran++ })
			for _, k := range keys {
				if err := tx.Put("t", []byte(k), nil); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := update("a"); !errors.Is(err, store.ErrNoSpace) || ran != 1 {
		t.Errorf("error %v, rolled back %d times", err, ran)
	}
	for _, keys := range [][]string{{"a"}, nil} {
		if err := update(keys...); err != nil || ran != 1 {
			t.Errorf("writing %q: error %v, rolled back %d times", keys, err, ran)
		}
	}
}

func TestExplain(t *testing.T) {
	const path = "/srv/s.db"
	tests := []struct {
		err  error
		kind error
		says string
	}{
		{&fs.PathError{Op: "write", Path: path, Err: syscall.ENOSPC}, store.ErrNoSpace, "make room"},
		{fmt.Errorf("sync: %w", syscall.EDQUOT), store.ErrNoSpace, "quota"},
		{errors.New("file resize error: truncate s.db: file too large"), store.ErrNoSpace, "make room"},
		{&fs.PathError{Op: "open", Path: path, Err: syscall.EROFS}, store.ErrReadOnly, "store.path"},
		{&fs.PathError{Op: "open", Path: path, Err: syscall.EACCES}, fs.ErrPermission, "the user that steward runs as"},
		{&fs.PathError{Op: "write", Path: path, Err: syscall.EIO}, syscall.EIO, "input/output error"},
		{errors.New("mmap allocate error: cannot allocate memory"), nil, "ulimit -v"},
		{replaced{phrase.New("store.gone")}, store.ErrReplaced, "put back the file"},
		{berrors.ErrTimeout, store.ErrLocked, "stop it first"},
		{berrors.ErrChecksum, store.ErrDamaged, "steward restore"},
	}
	for _, tt := range tests {
		err := explain("store.write", path, tt.err)
		if tt.kind != nil && !errors.Is(err, tt.kind) || !strings.Contains(err.Error(), tt.says) || !strings.HasPrefix(err.Error(), "write store "+path+": ") {
			t.Errorf("%v becomes %v", tt.err, err)
		}
		if again := explain("store.open", "other", fmt.Errorf("outer: %w", err)); !strings.HasPrefix(again.Error(), "outer: write") {
			t.Errorf("explained twice: %v", again)
		}
	}
}

// TestReplacedWhileWaiting checks that a store replaced between opening and
// locking is noticed.
func TestReplacedWhileWaiting(t *testing.T) {
	s := openTemp(t)
	f, err := os.Open(s.path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if same, err := stillAt(s.path, f); !same || err != nil {
		t.Errorf("untouched: %v, %v", same, err)
	}
	other := openTemp(t)
	if err := os.Rename(other.path, s.path); err != nil {
		t.Fatal(err)
	}
	if same, _ := stillAt(s.path, f); same {
		t.Error("a replaced file passes for the same")
	}
}
