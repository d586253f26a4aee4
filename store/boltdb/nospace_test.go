//go:build linux

package boltdb_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/boltdb"
)

// childEnv makes this program run fullDisk when a test starts it again.
const childEnv = "STORE_TEST_FULL_DISK"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childEnv); dir != "" {
		if err := fullDisk(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// TestFullDisk limits the file size in a separate process, since the limit is per process.
func TestFullDisk(t *testing.T) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+t.TempDir())
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

func fullDisk(dir string) error {
	signal.Ignore(syscall.SIGXFSZ)
	path := filepath.Join(dir, "s.db")
	s, err := boltdb.Open(path, boltdb.Options{})
	if err != nil {
		return err
	}
	if err := putErr(s, 1, 10); err != nil {
		return err
	}
	// The first limit stops writes within the file, the second its growth.
	for i, limit := range []uint64{64 << 10, 20 << 20} {
		record := 100 + i
		if err := full(s, limit, record); err != nil {
			return fmt.Errorf("with a limit of %d: %w", limit, err)
		}
	}
	if err := s.Close(); err != nil {
		return err
	}
	return boltdb.Check(path)
}

// full retries an Update that doesn't fit until there is space.
func full(s store.Store, limit uint64, record int) error {
	const size = 24 << 20
	restore, err := limitFiles(limit)
	if err != nil {
		return err
	}
	var before, after int
	for range 3 {
		if before, err = records(s); err != nil {
			return err
		}
		if err := putErr(s, record, size); !errors.Is(err, store.ErrNoSpace) {
			return fmt.Errorf("an Update that does not fit: %v", err)
		}
		if after, err = records(s); err != nil || after != before {
			return fmt.Errorf("%d records became %d: %v", before, after, err)
		}
	}
	if err := restore(); err != nil {
		return err
	}
	if err := putErr(s, record, size); err != nil {
		return fmt.Errorf("when there is space again: %w", err)
	}
	if after, err = records(s); err != nil || after != before+1 {
		return fmt.Errorf("%d records became %d: %v", before, after, err)
	}
	return nil
}

func limitFiles(bytes uint64) (restore func() error, err error) {
	var was unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_FSIZE, &was); err != nil {
		return nil, err
	}
	now := unix.Rlimit{Cur: bytes, Max: was.Max}
	return func() error { return unix.Setrlimit(unix.RLIMIT_FSIZE, &was) }, unix.Setrlimit(unix.RLIMIT_FSIZE, &now)
}

func records(s store.Store) (n int, err error) {
	err = s.View(func(r store.Reader) error {
		return r.Scan("t", nil, nil, false, 0, func(_, _ []byte) (bool, error) {
			n++
			return true, nil
		})
	})
	return n, err
}

// TestPermissionDenied opens a store of another user.
func TestPermissionDenied(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	fill(t, path, 1)
	for dir := filepath.Dir(path); dir != os.TempDir() && dir != "/"; dir = filepath.Dir(dir) {
		must(t, os.Chmod(dir, 0o755))
	}
	must(t, os.Chmod(path, 0))
	err := asNobody(func() error {
		_, err := boltdb.Open(path, boltdb.Options{})
		return err
	})
	refused(t, err, fs.ErrPermission, path, "the user that steward runs as")
	err = asNobody(func() error {
		_, err := boltdb.Open(filepath.Join(filepath.Dir(path), "new.db"), boltdb.Options{})
		return err
	})
	if os.Getuid() == 0 { // the directory is root's
		refused(t, err, fs.ErrPermission, "new.db", "the user that steward runs as")
	}
}

// asNobody runs fn without root's privileges, if it has them. The thread that dropped them ends
// with the goroutine.
func asNobody(fn func() error) error {
	done := make(chan error)
	go func() {
		runtime.LockOSThread()
		if os.Getuid() == 0 {
			if err := unix.Setfsuid(65534); err != nil {
				done <- err
				return
			}
		}
		done <- fn()
	}()
	return <-done
}
