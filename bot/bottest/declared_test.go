package bottest_test

import (
	"bytes"
	"fmt"

	"github.com/stewardbot/steward/store"
)

// declaredStore rejects rows of undeclared tables, and rows that their table would encode
// differently.
type declaredStore struct{ store.Store }

func onlyDeclared(s store.Store) store.Store { return declaredStore{s} }

func (s declaredStore) Update(fn func(store.Tx) error) error {
	return s.Store.Update(func(tx store.Tx) error { return fn(declaredTx{tx}) })
}

type declaredTx struct{ store.Tx }

func (tx declaredTx) Put(table string, key, value []byte) error {
	declared := tables()[table]
	if declared == nil {
		panic(fmt.Sprintf("table %q is not declared: see wire.Tables", table)) // an error would be retried forever
	}
	k, v, err := declared.Rewrite(key, value)
	if err != nil {
		panic(fmt.Sprintf("table %s, row %x: %v", table, key, err))
	}
	if !bytes.Equal(k, key) || !bytes.Equal(v, value) {
		panic(fmt.Sprintf("table %s: %x, %q is declared to be written as %x, %q", table, key, value, k, v))
	}
	if *makeGolden != "" {
		written.note(table, key, value)
		if packed, ok := declared.(store.Packed); ok {
			_ = packed.Cells(key, value, func(column store.Declared, _ byte, cell []byte) error {
				written.note(column.TableName(), key, cell)
				return nil
			})
		}
	}
	return tx.Tx.Put(table, key, value)
}
