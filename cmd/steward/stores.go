package main

import (
	"cmp"
	"errors"
	"os"
	"strings"

	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/pgstore"
)

type migrateCmd struct{ target }

// Run brings the store to this program's version, unless an instance is running. Of a cluster it is
// those of all partitions.
func (c *migrateCmd) Run(e *env) error {
	url, file, faults, err := c.look()
	if err != nil {
		return err
	}
	if s := clusterOf(file); s != nil {
		for _, x := range faults {
			if !x.Warning && strings.HasPrefix(x.Path, "cluster") { // the number of partitions may be wrong
				return config.Faults{x}
			}
		}
		return c.migrateParts(e, url, s)
	}
	if err := exists(url); err != nil {
		return err
	}
	s, err := openAndMigrate(url, true, newLog(e.stderr))
	if err != nil {
		return err
	}
	version, _, err := store.SchemaVersion(s)
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	return e.tell("migrate.done", store.Shown(url), version)
}

// migrateParts migrates the partitions of a cluster, one after another, or the one that was named.
func (c *migrateCmd) migrateParts(e *env, url string, settings *wire.ClusterSettings) (err error) {
	parts, err := c.partitions(settings, "")
	if err != nil {
		return err
	}
	server, err := pgstore.Connect(e.ctx, url, pgstore.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Close()) }()
	if _, err := claimCluster(e.ctx, server, settings.Partitions); err != nil {
		return err
	}
	version := 0
	for _, part := range parts {
		s, err := server.Open(e.ctx, part)
		if err != nil {
			return phrase.New("migrate.partition", part, err)
		}
		if _, err := migrated(s, true, newLog(e.stderr)); err != nil {
			return phrase.New("migrate.partition", part, err)
		}
		version, _, err = store.SchemaVersion(s)
		if err := errors.Join(err, s.Close()); err != nil {
			return err
		}
	}
	return e.tell("migrate.done_parts", len(parts), store.Shown(url), version)
}

type storeCmd struct {
	Copy copyCmd `cmd:"" help:"help.store_copy"`
}

type copyCmd struct {
	From string `arg:"" help:"help.copy_from"`
	To   string `arg:"" help:"help.copy_to"`
}

// Run copies a store into an empty one and compares both.
func (c *copyCmd) Run(e *env) error {
	for _, url := range []string{c.From, c.To} { // an instance would go on writing
		switch running, err := dial(url, e.lang); {
		case err == nil:
			running.http.CloseIdleConnections()
			return phrase.New("copy.running", store.Shown(url))
		case !errors.Is(err, errNoInstance):
			return err
		}
	}
	if c.From == c.To || sameFile(c.From, c.To) {
		return phrase.New("copy.same", store.Shown(c.From), store.Shown(c.To))
	}
	from, err := openSource(c.From)
	if err != nil {
		return err
	}
	if nothing, err := empty(from); nothing || err != nil {
		return cmp.Or(errors.Join(err, from.Close()), error(phrase.New("copy.nothing", store.Shown(c.From))))
	}
	to, err := store.Open(c.To, store.Options{})
	if err != nil {
		return errors.Join(err, from.Close())
	}
	rows, err := store.Copy(from, to, sayProgress(e.stderr))
	if err := errors.Join(err, to.Close(), from.Close()); err != nil {
		return phrase.New("copy.failed", store.Shown(c.From), store.Shown(c.To), err)
	}
	return e.tell("copy.done", store.Shown(c.To), rows, store.Shown(c.From))
}

// openSource opens a store that exists so that nobody writes to it meanwhile: a file's readers keep
// writers out, the lease of a database only those who have it.
func openSource(url string) (store.Store, error) {
	b, err := store.Find(url)
	if err != nil {
		return nil, err
	}
	if err := exists(url); err != nil {
		return nil, err
	}
	if err := check(url); err != nil { // bbolt panics where a page is damaged
		return nil, err
	}
	s, err := store.Open(url, store.Options{ReadOnly: true})
	if _, unshared := store.As[store.SharedBackend](b); err != nil || unshared != nil {
		return s, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	return store.Open(url, store.Options{})
}

// empty reports whether a store holds nothing, such as a partition of a database that nobody has opened.
func empty(s store.Store) (bool, error) {
	rows, err := store.As[store.Lister](s)
	if err != nil {
		return false, err
	}
	some := errors.New("a row")
	err = rows.Rows(func(string, []byte, []byte) error { return some })
	if errors.Is(err, some) {
		return false, nil
	}
	return err == nil, err
}

// sameFile reports whether two URLs name one file.
func sameFile(a, b string) bool {
	var infos [2]os.FileInfo
	for i, url := range []string{a, b} {
		_, path, err := store.FindFile(url)
		if err != nil {
			return false
		}
		if infos[i], err = os.Stat(path); err != nil {
			return false
		}
	}
	return os.SameFile(infos[0], infos[1])
}
