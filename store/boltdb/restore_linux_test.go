package boltdb_test

import (
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stewardbot/steward/store/boltdb"
)

// TestRestoreOverAPipe checks that a restore over a pipe is refused; opening it would block until
// a writer appears.
func TestRestoreOverAPipe(t *testing.T) {
	dir := t.TempDir()
	good, pipe := filepath.Join(dir, "good.db"), filepath.Join(dir, "pipe")
	fill(t, good, 3)
	must(t, syscall.Mkfifo(pipe, 0o600))
	for _, c := range [][2]string{{good, pipe}, {pipe, good}, {good, "/dev/null"}} {
		if err := boltdb.Restore(c[0], c[1], true, nil); err == nil {
			t.Errorf("%s is restored to %s", c[0], c[1])
		}
	}
	noLeftovers(t, dir, "good.db", "pipe")
}
