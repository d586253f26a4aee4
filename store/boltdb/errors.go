package boltdb

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"

	berrors "go.etcd.io/bbolt/errors"

	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

// fileError is every failure with a file: its kind and cause for programs, and
// a sentence with the file and the remedy for people.
type fileError struct {
	op, path string // the code of what was to be done, and which
	kind     error  // of package store or io/fs; nil if none fits
	cause    error
	cure     *phrase.Phrase // nil: none is known
}

// Error is In in English.
func (e *fileError) Error() string { return e.In(phrase.English) }

// In returns the message in a language.
func (e *fileError) In(lang string) string { return e.Phrase().In(lang) }

// Phrase returns the message with the remedy.
func (e *fileError) Phrase() *phrase.Phrase {
	why := e.kind
	switch {
	case e.kind == nil:
		why = e.cause
	case e.cause != nil && !errors.Is(e.kind, e.cause):
		why = phrase.New("store.cause", e.kind, e.cause)
	}
	failed := phrase.New(e.op, e.path, why)
	if e.cure != nil {
		failed = phrase.New("store.cure", failed, e.cure)
	}
	return failed
}

func (e *fileError) Unwrap() []error {
	var errs []error
	for _, err := range []error{e.kind, e.cause} {
		if err != nil {
			errs = append(errs, err)
		}
	}
	return errs
}

var (
	cureLocked   = phrase.New("store.stop_first")
	cureDamaged  = phrase.New("store.restore_backup")
	cureNoSpace  = phrase.New("store.make_room")
	cureDenied   = phrase.New("store.let_user")
	cureReplaced = phrase.New("store.put_back")
	cureMemory   = phrase.New("store.raise_limit")
)

// The remedies for backups are different.
const (
	writeBackup = "store.write_backup"
	readBackup  = "store.read_backup"
)

// explain wraps err in a fileError, once.
func explain(op, path string, err error) error {
	if _, ok := errors.AsType[*fileError](err); ok || err == nil {
		return err
	}
	e := &fileError{op: op, path: path, cause: err}
	if at, ok := err.(*fs.PathError); ok && at.Path == path {
		e.cause = at.Err // the sentence names the file already
	}
	defer e.ofBackup()
	switch {
	case errors.Is(err, berrors.ErrTimeout), errors.Is(err, store.ErrLocked):
		e.kind, e.cause, e.cure = store.ErrLocked, nil, cureLocked
	case errors.Is(err, store.ErrDamaged):
		e.kind, e.cure = store.ErrDamaged, cureDamaged
		if d, ok := errors.AsType[damage](err); ok {
			e.cause = d
		}
	case isOne(err, berrors.ErrInvalid, berrors.ErrVersionMismatch, berrors.ErrChecksum):
		e.kind, e.cure = store.ErrDamaged, cureDamaged
	case isOne(err, berrors.ErrDatabaseNotOpen, store.ErrClosed):
		e.kind, e.cause = store.ErrClosed, nil
	case errors.Is(err, store.ErrReplaced):
		e.kind, e.cure = store.ErrReplaced, cureReplaced
		if r, ok := errors.AsType[replaced](err); ok {
			e.cause = r
		}
	case isOne(err, berrors.ErrDatabaseReadOnly):
		e.kind, e.cause, e.cure = store.ErrReadOnly, nil, phrase.New("store.opened_read_only")
	case isOne(err, syscall.EROFS):
		e.kind, e.cure = store.ErrReadOnly, phrase.New("store.move")
	case isErrno(err, syscall.ENOMEM):
		e.cure = cureMemory
	case noSpace(err):
		e.kind, e.cure = store.ErrNoSpace, cureNoSpace
	case errors.Is(err, fs.ErrPermission):
		e.cure = cureDenied
	case errors.Is(err, fs.ErrNotExist) && op != writeBackup && op != readBackup:
		e.cause = missing(path)
	}
	return e
}

// ofBackup replaces the remedy for a store with that for a backup.
func (e *fileError) ofBackup() {
	if e.op != writeBackup && e.op != readBackup {
		return
	}
	switch e.kind {
	case store.ErrDamaged:
		e.cure = phrase.New("store.other_backup")
	case store.ErrReadOnly:
		e.cure = phrase.New("store.other_place")
	}
	if errors.Is(e.cause, fs.ErrNotExist) {
		e.cure = nil
		if dir := filepath.Dir(e.path); e.op == writeBackup && !exists(dir) {
			e.cure = phrase.New("store.make_folder", filepath.Dir(dir))
		}
	}
}

// missing says that there is no file; it is fs.ErrNotExist.
func missing(path string) *phrase.Phrase {
	dir := filepath.Dir(path)
	if exists(dir) {
		return phrase.New("store.no_file", fs.ErrNotExist)
	}
	return phrase.New("store.no_folder", dir, fs.ErrNotExist)
}

func isOne(err error, targets ...error) bool {
	for _, t := range targets {
		if errors.Is(err, t) {
			return true
		}
	}
	return false
}

func noSpace(err error) bool { return isErrno(err, syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG) }

// isErrno also checks the text, since bbolt drops the error when it grows the
// file.
func isErrno(err error, list ...syscall.Errno) bool {
	for _, no := range list {
		if errors.Is(err, no) || strings.HasSuffix(err.Error(), no.Error()) {
			return true
		}
	}
	return false
}

// damage is what is wrong in a damaged file. It is store.ErrDamaged.
type damage struct{ *phrase.Phrase }

// damaged describes it in English, for experts in the file format.
func damaged(format string, args ...any) error {
	return damage{phrase.New("as_is", fmt.Sprintf(format, args...))}
}

var errCutShort = damage{phrase.New("store.cut_short")}

func (d damage) Is(target error) bool { return target == store.ErrDamaged }

// replaced is what happened to the file in use. It is store.ErrReplaced.
type replaced struct{ *phrase.Phrase }

func (r replaced) Is(target error) bool { return target == store.ErrReplaced }

// guard is deferred, as defer guard(&err)(), around code that reads a possibly
// damaged file and calls no foreign code: a panic, or a fault in the mapped
// memory, becomes an error.
func guard(err *error) func() {
	restore := panicOnFault()
	return func() {
		restore()
		if p := recover(); p != nil {
			*err = damaged("%v", p)
		}
	}
}

// protect runs a transaction's function. A fault in the mapped memory, as when
// the file was cut short after it was opened, becomes an error, and so does a
// panic of a reader under whom somebody overwrites the file; any other passes.
func (s *Store) protect(fn func() error) (err error) {
	restore := panicOnFault()
	defer func() {
		restore()
		if p := recover(); p != nil {
			if _, fault := p.(interface{ Addr() uintptr }); fault {
				err = explain("store.read", s.path, damaged("%v", p))
			} else if err = s.InPlace(); err == nil {
				panic(p)
			}
		}
	}()
	return fn()
}

func panicOnFault() (restore func()) {
	old := debug.SetPanicOnFault(true)
	return func() { debug.SetPanicOnFault(old) }
}
