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
	"github.com/stewardbot/steward/store/boltdb"
)

type backupCmd struct {
	target
	To string `arg:"" help:"help.new_file"`
}

// Run copies the store of a running instance, or the file, and looks at the copy.
func (c *backupCmd) Run(e *env) error {
	to, err := filepath.Abs(c.To)
	if err != nil {
		return err
	}
	if c.To == "" || os.IsPathSeparator(c.To[len(c.To)-1]) {
		return phrase.New("backup.no_name", c.To)
	}
	err = c.do(e, act{What: "backup", Path: to}, func(path string) error {
		s, err := boltdb.Open(path, boltdb.Options{ReadOnly: true})
		if err != nil {
			return err
		}
		_, err = s.BackupTo(to)
		return errors.Join(err, s.Close())
	})
	if err != nil {
		return err
	}
	if _, err := os.Stat(c.To); errors.Is(err, fs.ErrNotExist) {
		return phrase.New("backup.elsewhere", to)
	}
	if err := boltdb.Check(c.To, nil); err != nil {
		return err
	}
	return c.tell(e)
}

// tell says how large the copy is and which head of each community's books it has.
func (c *backupCmd) tell(e *env) error {
	info, err := os.Stat(c.To)
	if err != nil {
		return err
	}
	if err := e.tell("backup.done", c.To, info.Size()); err != nil {
		return err
	}
	s, err := boltdb.Open(c.To, boltdb.Options{ReadOnly: true})
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

type restoreCmd struct {
	target
	From  string `arg:"" help:"help.the_backup"`
	Force bool   `help:"help.force"`
}

// Run puts a backup in the store's place, unless somebody has that open.
func (c *restoreCmd) Run(e *env) error {
	path, err := c.path()
	if err != nil {
		return err
	}
	sum := false
	err = boltdb.Restore(c.From, path, c.Force, func(s *boltdb.Store, sealed bool) error {
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
