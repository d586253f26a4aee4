package program_test

import (
	"encoding/hex"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/stewardbot/steward/store"
)

// row puts a row into a store that isn't in use. Its arguments are the file, the table, the key
// in hexadecimal and the value.
func (s *stage) row(ts *testscript.TestScript, _ bool, args []string) {
	db, err := store.Open(ts.MkAbs(args[0]), store.Options{})
	ts.Check(err)
	key, err := hex.DecodeString(args[2])
	ts.Check(err)
	ts.Check(db.Update(func(tx store.Tx) error { return tx.Put(args[1], key, []byte(args[3])) }))
	ts.Check(db.Close())
}
