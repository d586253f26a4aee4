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

	"github.com/stewardbot/steward/store"
)

// fileError is what every failure with a file ends as: for programs the kind
// of failure and its cause, for people a sentence with the file and the cure.
type fileError struct {
	op, path string // "open store", and which
	kind     error  // of package store or io/fs; nil if none fits
	cause    error
	cure     string
}

func (e *fileError) Error() string {
	s := fmt.Sprintf("%s %s: ", e.op, e.path)
	switch {
	case e.kind == nil:
		s += e.cause.Error()
	case e.cause == nil || errors.Is(e.kind, e.cause):
		s += e.kind.Error()
	default:
		s += fmt.Sprintf("%v (%v)", e.kind, e.cause)
	}
	if e.cure != "" {
		s += ": " + e.cure
	}
	return s
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

const (
	cureLocked   = `stop it first, or copy it with "steward backup" while it runs`
	cureDamaged  = `restore a backup with "steward restore"`
	cureNoSpace  = "make room on the disk or raise the quota; the write can then be repeated"
	cureDenied   = "let the user that steward runs as read and write the file and its folder"
	cureReplaced = "put back the file that was in use, or start again with what lies there now"
	cureMemory   = "raise the limit on the address space of the process (ulimit -v, LimitAS=)"
)

// What is about a backup ends with that word: its cures are others.
const (
	writeBackup = "write backup"
	readBackup  = "read backup"
)

// explain makes a fileError of err, once.
func explain(op, path string, err error) error {
	if _, ok := errors.AsType[*fileError](err); ok || err == nil {
		return err
	}
	e := &fileError{op: op, path: path, cause: err}
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
		e.kind, e.cause, e.cure = store.ErrReadOnly, nil, "it was opened for reading only"
	case isOne(err, syscall.EROFS):
		e.kind, e.cure = store.ErrReadOnly, "move it to a file system that can be written, and set store.path"
	case isErrno(err, syscall.ENOMEM):
		e.cure = cureMemory
	case noSpace(err):
		e.kind, e.cure = store.ErrNoSpace, cureNoSpace
	case errors.Is(err, fs.ErrPermission):
		e.cure = cureDenied
	case errors.Is(err, fs.ErrNotExist):
		e.cure = missing(path)
	}
	return e
}

// ofBackup puts the cures that a backup wants in the place of a store's.
func (e *fileError) ofBackup() {
	if e.op != writeBackup && e.op != readBackup {
		return
	}
	switch e.kind {
	case store.ErrDamaged:
		e.cure = "take another backup"
	case store.ErrReadOnly:
		e.cure = "name a place that can be written"
	}
	if errors.Is(e.cause, fs.ErrNotExist) {
		e.cure = ""
		if dir := filepath.Dir(e.path); e.op == writeBackup && !exists(dir) {
			e.cure = fmt.Sprintf("make the folder %s first", filepath.Dir(dir))
		}
	}
}

func missing(path string) string {
	dir := filepath.Dir(path)
	if exists(dir) {
		return "there is no such file; see store.path"
	}
	return fmt.Sprintf("the folder %s does not exist: make it, or change store.path", dir)
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

// isErrno also reads the text: where bbolt grows the file it loses the error.
func isErrno(err error, list ...syscall.Errno) bool {
	for _, no := range list {
		if errors.Is(err, no) || strings.HasSuffix(err.Error(), no.Error()) {
			return true
		}
	}
	return false
}

// damage says what is wrong in a damaged file. It is store.ErrDamaged.
type damage string

func damaged(format string, args ...any) error { return damage(fmt.Sprintf(format, args...)) }

func (d damage) Error() string        { return string(d) }
func (d damage) Is(target error) bool { return target == store.ErrDamaged }

// replaced says what became of the file that is in use. It is store.ErrReplaced.
type replaced string

func (r replaced) Error() string        { return string(r) }
func (r replaced) Is(target error) bool { return target == store.ErrReplaced }

// guard is deferred, as defer guard(&err)(), around what reads a file that may
// be damaged and runs no foreign code: a panic, or a fault in the mapped
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
// the file was cut short after it was opened, becomes an error; any other
// panic passes.
func (s *Store) protect(fn func() error) (err error) {
	restore := panicOnFault()
	defer func() {
		restore()
		if p := recover(); p != nil {
			if _, fault := p.(interface{ Addr() uintptr }); !fault {
				panic(p)
			}
			err = explain("read store", s.path, damaged("%v", p))
		}
	}()
	return fn()
}

func panicOnFault() (restore func()) {
	old := debug.SetPanicOnFault(true)
	return func() { debug.SetPanicOnFault(old) }
}
