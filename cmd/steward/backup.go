package main

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/boltdb"
)

type backupCmd struct {
	target
	To string `arg:"" help:"The new file."`
}

// Run copies the store of a running instance, or the file.
func (c *backupCmd) Run(e *env) error {
	size, err := c.do(e, act{What: "backup", Path: c.To}, func(path string) (int64, error) {
		s, err := boltdb.Open(path, boltdb.Options{ReadOnly: true})
		if err != nil {
			return 0, err
		}
		n, err := s.BackupTo(c.To)
		return n, errors.Join(err, s.Close())
	})
	if err != nil {
		return err
	}
	if err := e.sayf("%s: %d bytes, whole and checked", c.To, size); err != nil {
		return err
	}
	return c.heads(e)
}

// heads tells which head of each community's books the copy has.
func (c *backupCmd) heads(e *env) error {
	s, err := boltdb.Open(c.To, boltdb.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	if store.Current(s, len(wire.Migrations())) != nil {
		return s.Close() // an older store has no chain
	}
	err = s.View(func(r store.Reader) error {
		return ledger.Heads(r, func(h ledger.Head) error {
			return e.sayf("%s: %d entries, head %s", h.Community, h.Entries, h.Hash)
		})
	})
	return errors.Join(err, s.Close())
}

type restoreCmd struct {
	target
	From  string `arg:"" help:"The backup."`
	Force bool   `help:"Replace a store that is there."`
}

// Run puts a backup in the store's place, unless somebody has that open.
func (c *restoreCmd) Run(e *env) error {
	path, err := c.path()
	if err != nil {
		return err
	}
	err = boltdb.Restore(c.From, path, c.Force)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%w; --force replaces it", err)
	}
	if err != nil {
		return err
	}
	return e.sayf("%s now holds what %s held", path, c.From)
}
