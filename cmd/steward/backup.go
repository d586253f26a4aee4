package main

import (
	"errors"
	"fmt"
	"io/fs"

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
	return e.sayf("%s: %d bytes, whole and checked", c.To, size)
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
