package main

import (
	"bytes"
	"context"
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
)

// openStore opens a store and migrates it to this program's version. An older
// one is backed up first, next to it.
func openStore(url string, log *slog.Logger) (store.Store, error) {
	return openAndMigrate(url, false, log)
}

func openAndMigrate(url string, asked bool, log *slog.Logger) (store.Store, error) {
	if _, path, err := store.FindFile(url); err == nil && !isFile(path) && isFile(path+rescued) {
		return nil, phrase.New("migrate.deleted", path, path+rescued)
	}
	s, err := store.Open(url, store.Options{})
	if err != nil {
		return nil, err
	}
	return migrated(s, asked, log)
}

// migrated returns an open store after its migration, and closes it if that fails.
func migrated(s store.Store, asked bool, log *slog.Logger) (store.Store, error) {
	if err := migrate(s, asked, log); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// openWhenFree is openStore; while another instance has a database open, it waits to take over.
func openWhenFree(ctx context.Context, url string, log *slog.Logger) (store.Store, error) {
	b, err := store.Find(url)
	if err != nil {
		return nil, err
	}
	shared, err := store.As[store.SharedBackend](b)
	if err != nil {
		return openStore(url, log)
	}
	s, err := shared.Await(ctx, url, store.Options{}, func(held error) {
		log.Info("another instance has the store open; this one stands by and takes over when that ends", "held", held)
	})
	if err != nil {
		return nil, err
	}
	return migrated(s, false, log)
}

// isFile reports whether path exists, or may exist but can't be examined.
func isFile(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// migrate brings a store to this program's version. Without a file that can be copied first, it only
// does so if the operator asks for it.
func migrate(s store.Store, asked bool, log *slog.Logger) error {
	steps := wire.Migrations()
	older, isOlder := errors.AsType[*store.OlderError](store.Current(s, len(steps)))
	switch file, err := store.As[store.Copier](s); {
	case !isOlder:
	case err == nil:
		if err := backUpOlder(s, file, older, log); err != nil {
			return phrase.New("migrate.unchanged", err)
		}
	case !asked:
		return older.With(phrase.New("migrate.by_hand", older.Store, older.Program))
	}
	if err := store.Migrate(s, steps, func() { failpoint.Pass(failpoint.AfterChunk) }); err != nil {
		return err
	}
	if isOlder {
		log.Info("the store is up to date", "version", len(steps))
	}
	return nil
}

// backUpOlder writes a copy next to the store, unless an earlier run did and
// was interrupted during the migration.
func backUpOlder(s store.Store, file store.Copier, older *store.OlderError, log *slog.Logger) error {
	interrupted, err := store.Migrating(s)
	if err != nil {
		return err
	}
	if interrupted {
		log.Info("the store goes on being brought up to date", "version", older.Program)
		return nil
	}
	path := fmt.Sprintf("%s.v%d.backup", file.Path(), older.Store)
	size, err := file.BackupTo(path)
	for n := 2; errors.Is(err, fs.ErrExist); n++ {
		if rows, _, err := compareCopy(s, path); err == nil {
			log.Info("the store is of an older version; an earlier run made a backup of it, and it is brought up to date now",
				"backup", path, "rows", rows, "from", older.Store, "to", older.Program)
			return nil
		}
		path = fmt.Sprintf("%s.v%d.backup%d", file.Path(), older.Store, n)
		size, err = file.BackupTo(path)
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

// compareCopy compares all rows of a copy with its store, to which nobody writes. It returns
// their number, and per table the number that this program can't read.
func compareCopy(s store.Store, path string) (rows int, unread map[string]int, err error) {
	other, err := store.Open(path, store.Options{ReadOnly: true})
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

func compareTable(ours, theirs store.Reader, t store.Declared, unread map[string]int) (rows int, err error) {
	name, all := t.TableName(), 0
	err = theirs.Scan(name, nil, nil, false, 0, func(_, _ []byte) (bool, error) {
		all++
		return true, nil
	})
	if err != nil {
		return 0, err
	}
	err = ours.Scan(name, nil, nil, false, 0, func(key, value []byte) (bool, error) {
		rows++
		copied, err := theirs.Get(name, key)
		if err == nil && (copied == nil || !bytes.Equal(copied, value)) {
			err = phrase.New("migrate.other_row", name, hex.EncodeToString(key))
		}
		if _, _, wrong := t.Rewrite(key, value); wrong != nil {
			unread[name]++
		}
		return true, err
	})
	if err == nil && rows != all {
		err = phrase.New("migrate.other_rows", name)
	}
	return rows, err
}

// openCurrent opens a store for reading if it has this program's version.
func openCurrent(url string, opt store.Options) (store.Store, error) {
	s, err := store.Open(url, opt)
	if err != nil {
		return nil, err
	}
	if err := store.Current(s, len(wire.Migrations())); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}
