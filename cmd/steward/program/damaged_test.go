package program_test

import (
	"encoding/hex"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/stewardbot/steward/store"
)

// row puts a row into a store that nobody runs on: file, table, key in hexadecimal
// digits, value.
func (s *stage) row(ts *testscript.TestScript, _ bool, args []string) {
	db, err := store.Open(ts.MkAbs(args[0]), store.Options{})
	ts.Check(err)
	key, err := hex.DecodeString(args[2])
	ts.Check(err)
	ts.Check(db.Update(func(tx store.Tx) error { return tx.Put(args[1], key, []byte(args[3])) }))
	ts.Check(db.Close())
}
