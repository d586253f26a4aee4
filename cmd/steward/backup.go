package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/boltdb"
)

type backupCmd struct {
	target
	To string `arg:"" help:"The new file."`
}

// Run copies the store of a running instance, or the file, and looks at the copy.
func (c *backupCmd) Run(e *env) error {
	to, err := filepath.Abs(c.To)
	if err != nil {
		return err
	}
	if c.To == "" || os.IsPathSeparator(c.To[len(c.To)-1]) {
		return fmt.Errorf("write backup %s: name the file, too", c.To)
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
		return fmt.Errorf("the running steward wrote %s, but here there is no such file: it sees other folders, as in a container", to)
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
	if err := e.sayf("%s: %d bytes, whole and checked", c.To, info.Size()); err != nil {
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
			return e.sayf("%s: %d entries, head %s", h.Community, h.Entries, h.Hash)
		})
	})
	if err == nil {
		if err = readable(s, true); err != nil {
			err = fmt.Errorf("the copy is what the store is, but the store is not sound: %w", err)
		}
	}
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
	sum := false
	err = boltdb.Restore(c.From, path, c.Force, func(s *boltdb.Store, sealed bool) error {
		sum = sealed
		return readable(s, sealed)
	})
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%w; --force replaces it", err)
	}
	if err != nil {
		return err
	}
	if !sum {
		if err := e.sayf("%s has no checksum, being of an older version or a bare copy; all its rows can be read and its books are right", c.From); err != nil {
			return err
		}
	}
	return e.sayf("%s now holds what %s held", path, c.From)
}
