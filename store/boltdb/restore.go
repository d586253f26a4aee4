package boltdb

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

// Restore implements store.FileBackend; inspect may be nil. The copy is
// installed atomically, and the store it replaces is kept next to it until the
// copy has been opened. Nothing but a store is ever installed, and from is not
// changed.
func Restore(from, to string, force bool, inspect func(s store.Store, sealed bool) error) error {
	if real, err := filepath.EvalSymlinks(to); err == nil {
		to = real
	}
	return explain("store.restore", to, restore(from, to, force, inspect))
}

func restore(from, to string, force bool, inspect func(store.Store, bool) error) error {
	if exists(to) {
		if !force {
			return &fs.PathError{Op: "create", Path: to, Err: fs.ErrExist}
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
	sealed, err := copySound(f, from)
	if err == nil && inspect != nil {
		err = look(f.Name(), func(s *Store) error { return inspect(s, sealed) })
	}
	if err != nil {
		return explain(readBackup, from, err)
	}
	if !exists(to) {
		return publish(f, to, false)
	}
	return replace(f, to)
}

// look opens the store at path, passes it to fn, and closes it.
func look(path string, fn func(*Store) error) error {
	s, err := open(path, Options{Options: store.Options{ReadOnly: true}})
	if err != nil {
		return err
	}
	return errors.Join(fn(s), s.Close())
}

// replace publishes f at path, where a store is. The old one is kept until the
// new one has been opened, and restored if that fails.
func replace(f *os.File, path string) error {
	old, err := keepBeside(path)
	if err != nil {
		return err
	}
	err = publish(f, path, true)
	if err == nil {
		err = look(path, func(*Store) error { return nil })
	}
	if err != nil {
		return errors.Join(err, os.Rename(old, path))
	}
	return os.Remove(old)
}

// keepBeside gives the file at path a second name, or a new one on a file
// system without hard links.
func keepBeside(path string) (old string, err error) {
	old = path + ".replaced"
	for n := 2; exists(old); n++ {
		old = fmt.Sprintf("%s.replaced%d", path, n)
	}
	if os.Link(path, old) == nil {
		return old, nil
	}
	return old, os.Rename(path, old)
}

// hold locks the file to be replaced, whatever it contains.
func hold(path string) (*os.File, error) {
	info, err := os.Stat(path) // before it is opened, since a pipe blocks
	if err == nil && !info.Mode().IsRegular() {
		err = phrase.New("store.not_file")
	}
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	if err = lock(f, true); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// copySound copies the store at path to f, checks the copy, and removes its seal.
func copySound(f *os.File, path string) (sealed bool, err error) {
	if err := examine(path); err != nil {
		return false, err
	}
	src, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer src.Close()
	if err := lock(src, false); err != nil {
		return false, err
	}
	if _, err := io.Copy(f, bufio.NewReaderSize(src, 1<<20)); err != nil {
		return false, err
	}
	if sealed, err = unseal(f); err != nil {
		return false, err
	}
	return sealed, verify(f)
}
