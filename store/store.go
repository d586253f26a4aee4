// Package store is where Steward keeps its durable data: named tables of
// ordered byte keys, read in snapshots and changed in transactions.
//
// A backend (package boltdb, or memory for tests and rehearsals) opens a Store.
// Migrate brings its tables to the program's version. Update passes its
// function a Tx whose writes collect in an Overlay, copy-on-write, with
// savepoints; when the function succeeds, they are put into the backend once,
// coalesced and in key order, and committed. View reads committed data. Table
// gives typed access to one table, or to one column of a packed table, with
// keys built by AppendString and its siblings so that they sort as intended.
//
// The package knows nothing of bots and could store anything.
package store

import (
	"errors"
	"fmt"

	"github.com/stewardbot/steward/bot/phrase"
)

// Reader reads named tables of ordered byte keys. Returned keys and values are
// only valid during the transaction and must not be changed: copy them to keep
// them. A Reader is for one goroutine, unless documented otherwise.
type Reader interface {
	// Get returns the value of key, nil if it is absent. An empty value is not
	// nil.
	Get(table string, key []byte) ([]byte, error)
	// Scan calls fn for the keys in [from, to), in byte order, or in reverse;
	// at most limit of them, all if limit is 0. A nil from or to leaves that
	// end open. It reads a snapshot taken at the call: fn may Put and Delete
	// without affecting this Scan. It stops, without an error, when fn returns
	// false; it stops at the first error of fn and returns it unchanged.
	Scan(table string, from, to []byte, reverse bool, limit int, fn func(k, v []byte) (bool, error)) error
}

// Tx reads and writes, and sees its own writes. Tables need not be declared:
// the first Put creates one.
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
	// View runs fn on a snapshot of the committed data. Writers don't wait for
	// it, but a long one keeps old pages alive: do no I/O in it.
	View(fn func(Reader) error) error
	// Update runs fn as the only writer and commits its writes atomically. When
	// it returns nil, the writes are as durable as the backend can make them.
	// An error of fn is returned unchanged. fn must not call Update.
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
	// ErrLocked means that another process has the store open.
	ErrLocked = phrase.New("store.locked")
	// ErrDamaged means that the file is not a store, or not intact.
	ErrDamaged = phrase.New("store.damaged")
	// ErrNoSpace means that the disk or a quota is full. The transaction
	// changed nothing, and the store stays usable: the same Update succeeds
	// once there is space.
	ErrNoSpace = phrase.New("store.no_space")
	// ErrUncertain means that a commit failed so late that only a restart shows
	// whether it counts. The store takes no more writes.
	ErrUncertain = phrase.New("store.uncertain")
	// ErrReadOnly means that the store, its file or its file system is
	// read-only.
	ErrReadOnly = phrase.New("store.read_only")
	// ErrReplaced means that somebody moved, deleted or overwrote the file in
	// use. The store takes no more writes.
	ErrReplaced = phrase.New("store.replaced")
	// ErrClosed means that the store is closed.
	ErrClosed = phrase.New("store.closed")
	// ErrFenced means that another process has taken the store over, because
	// this one gave no sign of life for too long. It is ErrClosed.
	ErrFenced error = fenced{phrase.New("store.fenced")}
	// ErrKey means that a table name or key is empty or too long.
	ErrKey = errors.New("bad key")
	// ErrFrozen is the error of writing to an Overlay after Freeze.
	ErrFrozen = errors.New("the overlay is frozen")
)

type fenced struct{ *phrase.Phrase }

func (fenced) Unwrap() error { return ErrClosed }

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

// CheckTable returns ErrKey if the table name is empty, or too long for a
// backend.
func CheckTable(table string) error {
	if len(table) == 0 || len(table) > maxName {
		return fmt.Errorf("%w: a table can't have the name %q", ErrKey, table)
	}
	return nil
}

// Applier is the ability of a backend to commit an Overlay directly, without
// collecting its writes again.
type Applier interface {
	// Apply commits o's writes in one transaction, with Update's guarantees. o
	// is frozen, and is neither changed nor kept.
	Apply(o *Overlay) error
}

// Apply freezes o and commits its writes to s in one transaction, directly if s
// supports it. o remains readable meanwhile.
func Apply(s Store, o *Overlay) error {
	o.Freeze()
	if a, ok := s.(Applier); ok {
		return a.Apply(o)
	}
	return s.Update(o.ApplyTo)
}
