//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package boltdb

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"github.com/stewardbot/steward/store"
)

// lock takes bbolt's lock, without waiting, until f is closed. If another
// process holds it, the error is store.ErrLocked.
func lock(f *os.File, exclusive bool) error {
	how := syscall.LOCK_SH
	if exclusive {
		how = syscall.LOCK_EX
	}
	err := syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return store.ErrLocked
	}
	return err
}

// syncDir makes a new or renamed entry of dir durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// nameless reports whether no folder lists the file.
func nameless(info fs.FileInfo) bool {
	st, ok := info.Sys().(*syscall.Stat_t)
	return ok && st.Nlink == 0
}
