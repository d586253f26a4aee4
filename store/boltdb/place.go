package boltdb

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	bolt "go.etcd.io/bbolt"

	"github.com/stewardbot/steward/bot/phrase"
)

// InPlace implements store.Watcher. A truncated file is store.ErrDamaged; one
// that was moved, deleted, or overwritten with an older copy is
// store.ErrReplaced. It costs two system calls and reads two pages. If nothing
// can be determined, as while a network file system is unavailable, there is no
// error.
func (s *Store) InPlace() error {
	known := s.txid.Load()
	err := s.inPlace()
	if err == nil {
		h, readErr := newestMeta(s.file)
		if damage, ok := errors.AsType[damage](readErr); ok {
			err = damage
		} else if readErr == nil && int64(h.txid) < known {
			err = errOverwritten
		}
	}
	return explain("store.watch", s.path, err)
}

var errOverwritten = replaced{phrase.New("store.overwritten")}

// inPlace is InPlace without reading the file. Each commit calls it before
// touching the file, and again before anybody learns that the commit counts.
func (s *Store) inPlace() error {
	have, err := s.whole()
	if err != nil || have == nil {
		return err
	}
	now, err := os.Stat(s.path)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return replaced{phrase.New("store.gone")}
	case err == nil && !os.SameFile(have, now):
		return replaced{phrase.New("store.other_file")}
	}
	return nil
}

// follows reports whether the two meta pages are of the last two commits. They are
// not if the file was overwritten while the last one was being written. Only the
// writer may call it.
func (s *Store) follows() bool {
	if s.txid.Load() < s.opened+2 {
		return true // the older page is another program's; in a copy it may lie where it is not written next
	}
	first, err := metaAt(s.file, 0)
	if err != nil {
		return true // a damaged page is reported by whoever needs it
	}
	second, err := metaAt(s.file, int64(first.pageSize))
	return err != nil || max(first.txid, second.txid) == min(first.txid, second.txid)+1
}

// whole returns an error if the file is shorter than before: touching the
// missing pages would kill the process. The info is nil if nothing can be
// determined.
func (s *Store) whole() (fs.FileInfo, error) {
	size := s.size.Load() // first, since it may grow meanwhile
	info, err := s.file.Stat()
	if err != nil {
		return nil, nil // closed, or out of reach
	}
	if info.Size() < size {
		return nil, errCutShort
	}
	s.size.CompareAndSwap(size, info.Size())
	return info, nil
}

// take prepares the file for writing. It removes the seal of a backup that was
// put there by hand, and makes the file longer than any copy of it, as the
// first growing write would, so that overwriting it with an older copy shows in
// its length.
func (s *Store) take() error {
	if _, err := unseal(s.file); err != nil {
		return err
	}
	want := s.size.Load() + int64(s.db.AllocSize)
	if info, err := s.file.Stat(); err == nil && info.Size() < want && s.file.Truncate(want) == nil {
		s.size.Store(want)
	}
	return nil
}

// begin starts a transaction, unless that would touch missing pages.
func (s *Store) begin(writable bool) (*bolt.Tx, error) {
	if _, err := s.whole(); err != nil {
		return nil, err
	}
	return s.db.Begin(writable)
}

// Nameless implements store.Watcher.
func (s *Store) Nameless() bool {
	info, err := s.file.Stat()
	return err == nil && nameless(info)
}
