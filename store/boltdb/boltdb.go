// Package boltdb is the store in one file, on bbolt.
//
// Open examines the file before it trusts it, locks it and maps it. A View is a
// bbolt read transaction. An Update collects its writes in a store.Overlay over
// the write transaction, then puts them into bbolt once, coalesced and in key
// order, and commits. Each table is a bucket, created by the first write to it.
//
// File problems (in use, damaged, no space, no permission) are errors of
// package store that name the file and the remedy; after a full disk, the store
// continues once there is space. Check scans a file for damage, Backup copies a
// store while it runs, Restore installs a copy, and InPlace detects that
// somebody took the file away.
package boltdb

import (
	"errors"
	"math/bits"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/stewardbot/steward/store"
)

// Options of Open. The zero value is what a running bot needs.
type Options struct {
	store.Options
	// Timeout is how long to wait for another process to release the file; 0
	// means one second.
	Timeout time.Duration
	// MmapSize is the address space reserved for the file; 0 means twice its
	// size, and at least 64 MiB. A file that outgrows it is remapped, which
	// waits for all Views to end.
	MmapSize int
}

const (
	defaultTimeout = time.Second
	leastMmapSize  = 64 << 20
)

// mmapSize only costs address space, no memory. A file that outgrows its
// mapping gets one of twice the size, and the writer waits for every open View;
// with this much room that is rare. Readers need no room. Windows would extend
// the file at once, and 32-bit systems have little address space.
func (o Options) mmapSize(path string) int {
	if o.MmapSize != 0 || o.ReadOnly || bits.UintSize < 64 || runtime.GOOS == "windows" {
		return o.MmapSize
	}
	info, err := os.Stat(path)
	if err != nil {
		return leastMmapSize
	}
	return int(max(2*info.Size(), leastMmapSize))
}

// Store is a store.Store in one file. Make one with Open.
type Store struct {
	db   *bolt.DB
	file *os.File // opened by db
	path string
	size atomic.Int64 // of the file, at the last check
	txid atomic.Int64 // of the newest commit

	opened int64 // txid when the store was opened

	mu      sync.Mutex // held by the writer; guards what follows
	overlay *store.Overlay
	failed  error // why the store takes no more writes
	commit  func(*bolt.Tx) error
}

// Open opens the store at path, creating it if needed (an error with ReadOnly).
// The file is private to its owner, mode 0600.
//
// Expected errors are store.ErrLocked, if another process keeps it open for
// longer than Timeout; store.ErrDamaged; store.ErrReadOnly; fs.ErrNotExist and
// fs.ErrPermission.
func Open(path string, opts Options) (*Store, error) {
	s, err := open(path, opts)
	if err != nil {
		return nil, explain("store.open", path, err)
	}
	return s, nil
}

func open(path string, opts Options) (*Store, error) {
	if !opts.ReadOnly {
		if err := create(path); err != nil {
			return nil, err
		}
	}
	for {
		if err := examine(path); err != nil {
			return nil, err
		}
		db, file, err := openBolt(path, opts)
		if err != nil {
			return nil, err
		}
		if same, err := stillAt(path, file); err == nil && same {
			s, err := newStore(db, file, path)
			if err == nil && !opts.ReadOnly {
				err = s.take()
			}
			if err != nil {
				return nil, errors.Join(err, db.Close())
			}
			return s, nil
		}
		// The file was replaced while we waited for its lock.
		if err := db.Close(); err != nil {
			return nil, err
		}
	}
}

func newStore(db *bolt.DB, file *os.File, path string) (*Store, error) {
	tx, err := db.Begin(false)
	if err != nil {
		return nil, err
	}
	s := &Store{db: db, file: file, path: path, overlay: store.NewOverlay(nil), commit: (*bolt.Tx).Commit}
	s.opened = int64(tx.ID())
	s.txid.Store(s.opened)
	s.size.Store(tx.Size())
	return s, tx.Rollback()
}

// openBolt opens the file and returns it with the database. If the damage goes
// beyond what examine detects, bbolt panics; that becomes an error, and the
// file is closed.
func openBolt(path string, opts Options) (db *bolt.DB, file *os.File, err error) {
	defer func() {
		if err != nil && file != nil {
			_ = file.Close() // bbolt closed it, unless it panicked
		}
	}()
	defer guard(&err)()
	db, err = bolt.Open(path, fileMode, &bolt.Options{
		ReadOnly:        opts.ReadOnly,
		Timeout:         or(opts.Timeout, defaultTimeout),
		InitialMmapSize: opts.mmapSize(path),
		NoSync:          opts.NoSync,
		NoStatistics:    true,
		OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
			f, err := os.OpenFile(name, flag&^os.O_CREATE, mode)
			file = f
			return f, err
		},
	})
	return db, file, err
}

func or[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

// Path implements store.Copier; it returns the path passed to Open.
func (s *Store) Path() string { return s.path }

// Close implements store.Store.
func (s *Store) Close() error {
	if err := s.db.Close(); err != nil {
		return explain("store.close", s.path, err)
	}
	return nil
}

// View implements store.Store.
func (s *Store) View(fn func(store.Reader) error) error {
	tx, err := s.begin(false)
	if err != nil {
		return explain("store.read", s.path, err)
	}
	defer func() { _ = tx.Rollback() }()
	return s.protect(func() error { return fn(newReader(tx, s.path)) })
}

// Update implements store.Store. The Tx is a *store.Overlay.
func (s *Store) Update(fn func(store.Tx) error) error {
	return s.write(func(r *reader) (*store.Overlay, error) {
		s.overlay.Reset(r)
		return s.overlay, s.protect(func() error { return fn(s.overlay) })
	})
}

// Apply implements store.Applier.
func (s *Store) Apply(o *store.Overlay) error {
	o.Freeze()
	return s.write(func(*reader) (*store.Overlay, error) { return o, nil })
}

// write runs one write transaction that commits the overlay returned by gather.
// If it fails, gather's writes to s.overlay are rolled back.
func (s *Store) write(gather func(*reader) (*store.Overlay, error)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failed != nil {
		return s.failed
	}
	if err := s.inPlace(); err != nil {
		return s.fail(err)
	}
	tx, err := s.db.Begin(true)
	if err != nil {
		return explain("store.write", s.path, err)
	}
	defer func() { _ = tx.Rollback() }() // nothing to do after a commit
	if int64(tx.ID()) != s.txid.Load()+1 || !s.follows() {
		return s.fail(errOverwritten)
	}
	defer s.release()
	o, err := gather(newReader(tx, s.path))
	if err != nil {
		return err
	}
	if o.Len() > 0 {
		if err := s.finish(tx, o); err != nil {
			return explain("store.write", s.path, err)
		}
		if err := s.inPlace(); err != nil {
			return s.fail(err)
		}
	}
	s.overlay.Reset(nil)
	return nil
}

// fail ends all writing for the reason given.
func (s *Store) fail(err error) error {
	s.failed = explain("store.write", s.path, err)
	return s.failed
}

func (s *Store) release() {
	s.overlay.Rollback(0)
	s.overlay.Reset(nil)
}
