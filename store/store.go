// Package store is where Steward keeps what must outlive it: named tables of
// ordered byte keys, read in snapshots and changed in transactions.
//
// a backend (package boltdb, or memory for tests and rehearsals) opens a Store.
// Migrate brings its tables to the shape the program expects. Update hands its
// function a Tx whose writes gather in an Overlay, copy-on-write, with
// savepoints; when the function succeeds they are put into the backend once,
// coalesced and in key order, and committed. View reads what is committed.
// Table gives typed access to one table, or to one column of a packed table,
// with keys built by AppendString and its neighbours so that byte order is the
// order meant.
//
// The package knows nothing of bots: it could hold anything.
package store

import (
	"errors"
	"fmt"

	"github.com/stewardbot/steward/bot/phrase"
)

// Reader reads named tables of ordered byte keys. Keys and values it returns
// die with the transaction and must not be changed: copy to keep. A Reader is
// for one goroutine, unless it says otherwise.
type Reader interface {
	// Get returns the value of key, nil when it is absent. A value that is
	// present and empty is not nil.
	Get(table string, key []byte) ([]byte, error)
	// Scan calls fn for the keys in [from, to), in byte order, or from the
	// last to the first if reverse; at most limit of them, all if limit is 0.
	// A nil from or to leaves that end open. It is a snapshot taken at the
	// call: fn may Put and Delete, and sees none of that in this Scan. It ends
	// early, without an error, when fn returns false; an error of fn ends it
	// and is returned as it is.
	Scan(table string, from, to []byte, reverse bool, limit int, fn func(k, v []byte) (bool, error)) error
}

// Tx reads and writes. What it wrote it reads back. Tables need not be
// declared: the first Put makes one.
type Tx interface {
	Reader
	// Put sets key to value. The key is copied; the value is not, and must not
	// be changed afterwards. A nil value is stored as an empty one.
	Put(table string, key, value []byte) error
	// Delete removes key; that it was absent is no error.
	Delete(table string, key []byte) error
}

// Store is a backend. Its methods may be called from any goroutine.
type Store interface {
	// View runs fn on a snapshot of what is committed. Writers do not wait
	// for it, but a long one keeps old pages alive: do no I/O in it.
	View(fn func(Reader) error) error
	// Update runs fn alone among writers and commits what it wrote, all or
	// nothing. When it returns nil the writes are durable as far as the
	// backend can make them so. An error of fn is returned as it is. fn must
	// not call Update.
	Update(fn func(Tx) error) error
	// Close waits for running transactions and releases the backend. Later
	// calls return ErrClosed; a second Close does nothing.
	Close() error
}

// MaxKeySize is the longest key, in bytes, that every backend takes; maxName is
// the longest name of a table.
const (
	MaxKeySize = 32768
	maxName    = 200
)

// Kinds of failure, for errors.Is. The errors returned name the file and say
// what to do.
var (
	// ErrLocked: another process has the store open.
	ErrLocked = phrase.New("store.locked")
	// ErrDamaged: the file is not a store, or not a whole one.
	ErrDamaged = phrase.New("store.damaged")
	// ErrNoSpace: the disk or a quota is full. The transaction left nothing,
	// and the store stays usable: the same Update succeeds when space returns.
	ErrNoSpace = phrase.New("store.no_space")
	// ErrUncertain: a commit failed so late that only a restart reports whether
	// it counts. The store takes no more writes.
	ErrUncertain = phrase.New("store.uncertain")
	// ErrReadOnly: the store, its file or its file system takes no writes.
	ErrReadOnly = phrase.New("store.read_only")
	// ErrReplaced: the file in use was moved, deleted or overwritten by somebody
	// else. The store takes no more writes.
	ErrReplaced = phrase.New("store.replaced")
	// ErrClosed: the store was closed.
	ErrClosed = phrase.New("store.closed")
	// ErrKey: a table or key is empty or too long.
	ErrKey = errors.New("bad key")
	// ErrFrozen: a write to an Overlay after Freeze.
	ErrFrozen = errors.New("the overlay is frozen")
)

// CheckKey returns an error that is ErrKey when no backend can take table and
// key.
func CheckKey(table string, key []byte) error {
	switch {
	case len(key) == 0:
		return fmt.Errorf("%w: empty key in table %q", ErrKey, table)
	case len(key) > MaxKeySize:
		return fmt.Errorf("%w: a key of %d bytes in table %q, at most %d", ErrKey, len(key), table, MaxKeySize)
	}
	return CheckTable(table)
}

// CheckTable returns an error that is ErrKey when table has no name, or one that
// no backend can take.
func CheckTable(table string) error {
	if len(table) == 0 || len(table) > maxName {
		return fmt.Errorf("%w: a table can't have the name %q", ErrKey, table)
	}
	return nil
}

// Applier is the ability of a backend to commit an Overlay as it is, without
// gathering its writes a second time.
type Applier interface {
	// Apply commits o's writes in one transaction, with Update's promises. o
	// is frozen, and neither changed nor kept.
	Apply(o *Overlay) error
}

// Apply freezes o and commits its writes to s in one transaction, by the
// shortest way s has. o remains readable meanwhile.
func Apply(s Store, o *Overlay) error {
	o.Freeze()
	if a, ok := s.(Applier); ok {
		return a.Apply(o)
	}
	return s.Update(o.ApplyTo)
}
