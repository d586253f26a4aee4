package boltdb

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Backup writes a copy of the store, as of now, to w and returns its size in
// bytes. Readers and the writer go on meanwhile; until w has taken all of it
// the file keeps the pages that the copy needs, so w should not dawdle.
func (s *Store) Backup(w io.Writer) (int64, error) {
	n, err := s.copyTo(w)
	if err != nil {
		return n, explain("back up", s.path, err)
	}
	return n, nil
}

func (s *Store) copyTo(w io.Writer) (n int64, err error) {
	tx, err := s.db.Begin(false)
	if err != nil {
		return 0, err
	}
	defer func() { _ = tx.Rollback() }()
	out := &failing{w: w}
	n, err = tx.WriteTo(out)
	if out.err != nil { // bbolt keeps only its text
		return n, fmt.Errorf("write the copy: %w", out.err)
	}
	if errors.Is(err, io.EOF) {
		return n, damaged("the file was cut short while it was open")
	}
	return n, err
}

// failing remembers the error of a Writer.
type failing struct {
	w   io.Writer
	err error
}

func (f *failing) Write(b []byte) (int, error) {
	n, err := f.w.Write(b)
	if err != nil {
		f.err = err
	}
	return n, err
}

// BackupTo writes a copy of the store, as of now, to a new file and returns
// its size in bytes. The file appears only when it is complete, on the disk
// and found sound; one that exists is left alone, and the error is
// fs.ErrExist.
func (s *Store) BackupTo(path string) (int64, error) {
	n, err := s.backupTo(path)
	if err != nil {
		return 0, explain("back up", s.path, fmt.Errorf("to %s: %w", path, err))
	}
	return n, nil
}

func (s *Store) backupTo(path string) (int64, error) {
	if exists(path) {
		return 0, alreadyThere(path)
	}
	f, err := tempBeside(path)
	if err != nil {
		return 0, err
	}
	defer discard(f)
	n, err := s.copyTo(f)
	if err != nil {
		return 0, err
	}
	if err := verify(f, func(_, _ uint64) {}); err != nil {
		return 0, err
	}
	return n, publish(f, path, false)
}

func alreadyThere(path string) error {
	return &fs.PathError{Op: "create", Path: path, Err: fs.ErrExist}
}

// Restore puts a copy of the store from, a backup, at to. The copy is checked
// first; then it takes its place in one step. A file at to is replaced only
// with force, and never while a process has it open; without force the error
// is fs.ErrExist. Nothing but a store is ever put in place, and from is not
// changed.
func Restore(from, to string, force bool) error {
	err := restore(from, to, force)
	if err != nil {
		return explain("restore", to, err)
	}
	return nil
}

func restore(from, to string, force bool) error {
	if exists(to) {
		if !force {
			return alreadyThere(to)
		}
		held, err := hold(to)
		if err != nil {
			return err
		}
		defer held.Close()
	}
	f, err := tempBeside(to)
	if err != nil {
		return err
	}
	defer discard(f)
	if err := copySound(f, from); err != nil {
		return explain("read backup", from, err)
	}
	return publish(f, to, force)
}

// hold locks the file that is to be replaced, whatever is in it.
func hold(path string) (*os.File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("this is not a file")
	}
	if err == nil {
		err = lock(f, true)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// copySound copies the store at path to f and checks what arrived.
func copySound(f *os.File, path string) error {
	if err := examine(path); err != nil {
		return err
	}
	src, err := os.Open(path)
	if err != nil {
		return err
	}
	defer src.Close()
	if err := lock(src, false); err != nil {
		return err
	}
	if _, err := io.Copy(f, bufio.NewReaderSize(src, 1<<20)); err != nil {
		return err
	}
	return verify(f, func(_, _ uint64) {})
}
