package main

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"

	"github.com/stewardbot/steward/bot/engine/failpoint"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/boltdb"
)

// openStore opens the file and brings it to the shape that this program wants. A
// store of an older version is backed up first, beside itself.
func openStore(path string, log *slog.Logger) (*boltdb.Store, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(path + rescued); err == nil {
			return nil, phrase.New("migrate.deleted", path, path+rescued)
		}
	}
	s, err := boltdb.Open(path, boltdb.Options{})
	if err != nil {
		return nil, err
	}
	if err := migrate(s, log); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func migrate(s *boltdb.Store, log *slog.Logger) error {
	steps := wire.Migrations()
	older, isOlder := errors.AsType[*store.OlderError](store.Current(s, len(steps)))
	if isOlder {
		if err := backUpOlder(s, older, log); err != nil {
			return phrase.New("migrate.unchanged", err)
		}
	}
	if err := store.Migrate(s, steps, func() { failpoint.Pass(failpoint.AfterChunk) }); err != nil {
		return err
	}
	if isOlder {
		log.Info("the store is up to date", "version", len(steps))
	}
	return nil
}

// backUpOlder writes a copy beside the store, unless an earlier run did and was
// interrupted in the midst of the migration.
func backUpOlder(s *boltdb.Store, older *store.OlderError, log *slog.Logger) error {
	interrupted, err := store.Migrating(s)
	if err != nil {
		return err
	}
	if interrupted {
		log.Info("the store goes on being brought up to date", "version", older.Program)
		return nil
	}
	path := fmt.Sprintf("%s.v%d.backup", s.Path(), older.Store)
	size, err := s.BackupTo(path)
	for n := 2; errors.Is(err, fs.ErrExist); n++ {
		if rows, _, err := compareCopy(s, path); err == nil {
			log.Info("the store is of an older version; an earlier run made a backup of it, and it is brought up to date now",
				"backup", path, "rows", rows, "from", older.Store, "to", older.Program)
			return nil
		}
		path = fmt.Sprintf("%s.v%d.backup%d", s.Path(), older.Store, n)
		size, err = s.BackupTo(path)
	}
	if err != nil {
		return err
	}
	rows, unread, err := compareCopy(s, path)
	if err != nil {
		return phrase.New("migrate.check_backup", path, err)
	}
	for table, n := range unread {
		log.Warn("rows of the store can't be read", "table", table, "rows", n)
	}
	log.Info("the store is of an older version; a backup was made and compared with it, and it is brought up to date now",
		"backup", path, "bytes", size, "rows", rows, "from", older.Store, "to", older.Program)
	return nil
}

// compareCopy opens a copy of a store that nobody writes and compares all rows. It
// counts them, and by table those that this program can't read.
func compareCopy(s *boltdb.Store, path string) (rows int, unread map[string]int, err error) {
	other, err := boltdb.Open(path, boltdb.Options{ReadOnly: true})
	if err != nil {
		return 0, nil, err
	}
	unread = map[string]int{}
	err = s.View(func(ours store.Reader) error {
		return other.View(func(theirs store.Reader) error {
			for _, t := range append(wire.Tables(), wire.Former()...) {
				n, err := compareTable(ours, theirs, t, unread)
				if err != nil {
					return err
				}
				rows += n
			}
			return nil
		})
	})
	return rows, unread, errors.Join(err, other.Close())
}

// compareChunk is how many rows are held while they are compared.
const compareChunk = 1000

func compareTable(ours, theirs store.Reader, t store.Declared, unread map[string]int) (rows int, err error) {
	type row struct{ key, value []byte }
	read := func(r store.Reader, from []byte) (list []row, err error) {
		err = r.Scan(t.TableName(), from, nil, false, compareChunk, func(k, v []byte) (bool, error) {
			list = append(list, row{bytes.Clone(k), bytes.Clone(v)})
			return true, nil
		})
		return list, err
	}
	for from, more := []byte(nil), true; more; {
		a, err := read(ours, from)
		if err != nil {
			return rows, err
		}
		b, err := read(theirs, from)
		if err != nil {
			return rows, err
		}
		if len(a) != len(b) {
			return rows, phrase.New("migrate.other_rows", t.TableName())
		}
		for i := range a {
			if !bytes.Equal(a[i].key, b[i].key) || !bytes.Equal(a[i].value, b[i].value) {
				return rows, phrase.New("migrate.other_row", t.TableName(), hex.EncodeToString(a[i].key))
			}
			if _, _, err := t.Rewrite(b[i].key, b[i].value); err != nil {
				unread[t.TableName()]++
			}
			from = append(a[i].key, 0)
		}
		rows += len(a)
		more = len(a) == compareChunk
	}
	return rows, nil
}

// openCurrent opens a store to look into it, if it has the shape that this program
// reads.
func openCurrent(path string, opt boltdb.Options) (*boltdb.Store, error) {
	s, err := boltdb.Open(path, opt)
	if err != nil {
		return nil, err
	}
	if err := store.Current(s, len(wire.Migrations())); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}
