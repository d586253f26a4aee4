package program_test

import (
	"bytes"
	"errors"
	"os"
	"slices"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/store"
)

// flips flips bits all over a backup, one at a time. Each copy must be refused by a restore over
// steward.db, which must stay unchanged.
func (s *stage) flips(ts *testscript.TestScript, _ bool, args []string) {
	path, copied, place := ts.MkAbs(args[0]), ts.MkAbs("flipped.db"), ts.MkAbs("steward.db")
	whole, err := os.ReadFile(path)
	ts.Check(err)
	was, err := os.ReadFile(place)
	ts.Check(err)
	n := number(ts, args[1])
	for i := range n {
		at := len(whole) - 1 - i*(len(whole)-1)/(n-1)
		flipped := slices.Clone(whole)
		flipped[at] ^= 1 << (i % 8)
		ts.Check(os.WriteFile(copied, flipped, 0o600))
		s.run(ts, 1, []string{"restore", "--force", copied})
		if said := ts.ReadFile("stderr"); !matches(ts, "^steward: read backup .*flipped.db: the store is damaged", said) {
			ts.Fatalf("bit %d of byte %d: %s", i%8, at, said)
		}
	}
	now, err := os.ReadFile(place)
	ts.Check(err)
	if !bytes.Equal(was, now) {
		ts.Fatalf("%s is another file now", place)
	}
}

func flip(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[0])
	b, err := os.ReadFile(path)
	ts.Check(err)
	b[number(ts, args[1])] ^= 1
	ts.Check(os.WriteFile(path, b, 0o600))
}

// forge copies a backup with another cause for the first entry of tea, as a valid copy with a
// checksum. With a third argument the hash chain is rebuilt to match.
func forge(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[0])
	b, err := os.ReadFile(path)
	ts.Check(err)
	work := ts.MkAbs("forging.db")
	ts.Check(os.WriteFile(work, b, 0o600))
	s, err := store.Open(work, store.Options{})
	ts.Check(err)
	ts.Check(s.Update(func(tx store.Tx) error {
		return tx.Scan("ledger.entries", nil, nil, false, 1, func(k, v []byte) (bool, error) {
			return false, tx.Put("ledger.entries", k, bytes.Replace(v, []byte("telegram:"), []byte("telegran:"), 1))
		})
	}))
	if len(args) > 2 {
		ts.Check(s.Update(func(tx store.Tx) error {
			_, err := ledger.ChainEntries().Chunk(tx, nil)
			return err
		}))
	}
	_, err = s.(store.Copier).BackupTo(ts.MkAbs(args[1]))
	ts.Check(errors.Join(err, s.Close(), os.Remove(work)))
}

func hold(ts *testscript.TestScript, _ bool, args []string) {
	s, err := store.Open(ts.MkAbs(args[0]), store.Options{})
	ts.Check(err)
	ts.Defer(func() { ts.Check(s.Close()) })
}
