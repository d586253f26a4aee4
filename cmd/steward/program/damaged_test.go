package program_test

import (
	"encoding/hex"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/stewardbot/steward/store"
)

// row puts a row into a store that isn't in use. Its arguments are the file or URL, the table, the key
// in hexadecimal and the value.
func (s *stage) row(ts *testscript.TestScript, _ bool, args []string) {
	url := args[0]
	if !strings.Contains(url, "://") {
		url = ts.MkAbs(url)
	}
	db, err := store.Open(url, store.Options{})
	ts.Check(err)
	key, err := hex.DecodeString(args[2])
	ts.Check(err)
	ts.Check(db.Update(func(tx store.Tx) error { return tx.Put(args[1], key, []byte(args[3])) }))
	ts.Check(db.Close())
}
