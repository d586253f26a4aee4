package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/pgstore/pgtest"
)

// BenchmarkPostgres is BenchmarkDurable and BenchmarkLoneCommand with a store in PostgreSQL, on
// this machine and with its own settings. The one of the two in the file is bare bbolt's all the
// same. The limits are half of bbolt's speed, and a lone command in 1.5 times of that in the file,
// which is measured beside it.
func BenchmarkPostgres(b *testing.B) {
	const members = 100_000
	server := pgtest.Start(b, "max_wal_size=4GB")
	seeded := filepath.Join(b.TempDir(), "seeded.db")
	seedMembers(b, seeded, members)
	for _, name := range []string{"uniform", "zipf"} {
		for _, group := range []int{256, 1024} {
			b.Run(fmt.Sprintf("%s/%d", name, group), func(b *testing.B) {
				newRace(b, copyRows(b, server, seeded), seeded, group).run(b, newTalk(members, name == "zipf"))
			})
		}
	}
	b.Run("lone", func(b *testing.B) { loneCommand(b, copyRows(b, server, seeded), members) })
	b.Run("lone-in-file", func(b *testing.B) { loneCommand(b, seeded, members) })
}

// copyRows returns the URL of a store in PostgreSQL with the rows of a file.
func copyRows(b *testing.B, server *pgtest.Server, path string) string {
	b.Helper()
	from, err := store.Open(path, store.Options{ReadOnly: true})
	must(b, err)
	url := server.URL(b)
	to, err := store.Open(url, store.Options{})
	must(b, err)
	rows, err := store.As[store.Lister](from)
	must(b, err)
	o := store.NewOverlay(nil)
	flush := func() error {
		defer o.Reset(nil)
		return store.Apply(to, o)
	}
	must(b, rows.Rows(func(table string, key, value []byte) error {
		if o.Size() > 4<<20 {
			must(b, flush())
		}
		return o.Put(table, key, append([]byte{}, value...))
	}))
	must(b, errors.Join(flush(), to.Close(), from.Close()))
	return url
}
