package main

import (
	"errors"
	"os"

	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

// readable returns an error if this program can't read a row of s, to which nobody may write.
// It migrates a copy of an older store first. If s has no checksum, it must have only
// Steward's tables, and the ledger must verify.
func readable(s store.Store, sealed bool) error {
	err := store.Current(s, len(wire.Migrations()))
	if _, older := errors.AsType[*store.OlderError](err); older {
		return inCopy(s, func(s store.Store) error {
			if err := store.Migrate(s, wire.Migrations(), nil); err != nil {
				return err
			}
			return readable(s, sealed)
		})
	}
	if err != nil {
		return err
	}
	if err := readRows(s, sealed); err != nil || sealed {
		return err
	}
	return s.View(func(r store.Reader) error {
		return ledger.Heads(r, func(h ledger.Head) error {
			report, err := ledger.Verify(r, h.Community, nil)
			if err == nil && !report.OK() {
				err = phrase.New("readable.books", h.Community, report.Problems[0])
			}
			return err
		})
	})
}

// readRows reads every row once.
func readRows(s store.Store, sealed bool) error {
	all, err := store.As[store.Lister](s)
	if err != nil {
		return err
	}
	declared := map[string]store.Declared{}
	for _, t := range wire.Tables() {
		declared[t.TableName()] = t
	}
	var first error
	bad := 0
	err = all.Rows(func(table string, key, value []byte) (err error) {
		if t, ok := declared[table]; ok {
			_, _, err = t.Rewrite(key, value)
		} else if !sealed {
			err = phrase.New("readable.table", table)
		}
		if err == nil {
			return nil
		}
		if bad++; bad == 1 {
			first = err
		}
		return nil
	})
	switch {
	case err != nil || bad == 0:
		return err
	case bad == 1:
		return phrase.New("readable.row", first)
	}
	return phrase.New("readable.rows", bad, first)
}

// inCopy opens a copy of s, to be written to, for as long as fn runs.
func inCopy(s store.Store, fn func(store.Store) error) error {
	file, err := store.As[store.Copier](s)
	if err != nil {
		return err
	}
	path := file.Path() + ".newer"
	if _, err := file.BackupTo(path); err != nil {
		return err
	}
	defer os.Remove(path)
	c, err := store.Open(path, store.Options{NoSync: true})
	if err != nil {
		return err
	}
	return errors.Join(fn(c), c.Close())
}
