package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

type backupCmd struct {
	target
	To string `arg:"" help:"help.new_file"`
}

// Run backs up the store through a running instance, or else from the file, and inspects the
// copy.
func (c *backupCmd) Run(e *env) error {
	to, err := filepath.Abs(c.To)
	if err != nil {
		return err
	}
	if c.To == "" || os.IsPathSeparator(c.To[len(c.To)-1]) {
		return phrase.New("backup.no_name", c.To)
	}
	if _, err := c.file(); err != nil {
		return err
	}
	err = c.do(e, act{What: "backup", Path: to}, func(url string) error {
		s, err := store.Open(url, store.Options{ReadOnly: true})
		if err != nil {
			return err
		}
		return errors.Join(backUp(s, to), s.Close())
	})
	if err != nil {
		return err
	}
	if _, err := os.Stat(c.To); errors.Is(err, fs.ErrNotExist) {
		return phrase.New("backup.elsewhere", to)
	}
	if err := check(to); err != nil {
		return err
	}
	return c.tell(e, to)
}

// tell prints the size of the copy and the head of each community's ledger in
// it.
func (c *backupCmd) tell(e *env, to string) error {
	info, err := os.Stat(c.To)
	if err != nil {
		return err
	}
	if err := e.tell("backup.done", c.To, info.Size()); err != nil {
		return err
	}
	s, err := store.Open(to, store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	if _, older := errors.AsType[*store.OlderError](store.Current(s, len(wire.Migrations()))); older {
		return s.Close() // it has no chain
	}
	err = s.View(func(r store.Reader) error {
		return ledger.Heads(r, func(h ledger.Head) error {
			return e.tell("backup.head", h.Community, h.Entries, h.Hash)
		})
	})
	if err == nil {
		if err = readable(s, true); err != nil {
			err = phrase.New("backup.unsound", err)
		}
	}
	return errors.Join(err, s.Close())
}

// file returns the store's URL; it is an error if that is no file's.
func (t *target) file() (string, error) {
	url, err := t.url()
	if err != nil {
		return "", err
	}
	if _, _, err := store.FindFile(url); errors.Is(err, store.ErrUnable) {
		return "", phrase.New("backup.database", store.Shown(url))
	}
	return url, nil
}

// backUp copies a store into a new file.
func backUp(s store.Store, to string) error {
	file, err := store.As[store.Copier](s)
	if err == nil {
		_, err = file.BackupTo(to)
	}
	if err == nil {
		noteBackup(file.Path(), to)
	}
	return err
}

// check verifies the whole file of a store.
func check(url string) error {
	files, path, err := store.FindFile(url)
	switch {
	case errors.Is(err, store.ErrUnable):
		return nil
	case err != nil:
		return err
	}
	return files.Check(path)
}

type restoreCmd struct {
	target
	From  string `arg:"" help:"help.the_backup"`
	Force bool   `help:"help.force"`
}

// Run installs a backup as the store, unless the store is in use.
func (c *restoreCmd) Run(e *env) error {
	url, err := c.file()
	if err != nil {
		return err
	}
	files, path, err := store.FindFile(url)
	if err != nil {
		return err
	}
	sum := false
	err = files.Restore(c.From, path, c.Force, func(s store.Store, sealed bool) error {
		sum = sealed
		return readable(s, sealed)
	})
	if errors.Is(err, fs.ErrExist) {
		return phrase.New("restore.force", err)
	}
	if err != nil {
		return err
	}
	if !sum {
		if err := e.tell("restore.unsealed", c.From); err != nil {
			return err
		}
	}
	return e.tell("restore.done", path, c.From)
}
