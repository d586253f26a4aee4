package store

import (
	"bytes"
	"errors"
	"strings"
)

// Older versions stored a member's columns as separate rows in a table named
// like the packed one with a trailing slash: each under its key, its column's
// name and the length of that name in a byte.

// Unpacked returns that table of an older store.
func (p Packed) Unpacked() Declared { return unpacked{p} }

type unpacked struct{ p Packed }

func (u unpacked) TableName() string { return u.p.name + "/" }

func (u unpacked) Rewrite(row, value []byte) ([]byte, []byte, error) {
	c, key, err := u.column(row)
	if err == nil && len(value) > MaxCell {
		err = ErrCell
	}
	if err != nil {
		return nil, nil, &CorruptError{Table: u.TableName(), Key: bytes.Clone(row), Err: err}
	}
	key, value, err = c.Rewrite(key, value)
	return append(key, row[len(key):]...), value, err
}

var errUnpacked = errors.New("no column is declared that the row could be of")

// column returns the column of a row, and the row's key in it.
func (u unpacked) column(row []byte) (column, []byte, error) {
	end := len(row) - 1
	if end < 0 || int(row[end]) > end {
		return nil, nil, errUnpacked
	}
	key, name := row[:end-int(row[end])], row[end-int(row[end]):end]
	for _, c := range u.p.columns {
		if _, _, isKey := c.within(key); isKey && strings.TrimPrefix(c.TableName(), u.TableName()) == string(name) {
			return c, key, nil
		}
	}
	return nil, nil, errUnpacked
}

// packChunk is how many rows one transaction of the migration packs.
const packChunk = 5000

// PackRows returns the step that packs the rows of former versions. Rows
// without a declared column stay where they are.
func (p Packed) PackRows() Migration {
	return Migration{Name: "the rows of a " + p.name + " are packed into one", Chunk: func(tx Tx, after []byte) (next []byte, err error) {
		u, n := unpacked{p}, 0
		err = tx.Scan(u.TableName(), after, nil, false, packChunk, func(row, value []byte) (bool, error) {
			if n++; n == packChunk {
				next = append(bytes.Clone(row), 0)
			}
			c, key, err := u.column(row)
			if err != nil || len(value) > MaxCell {
				return true, nil
			}
			return true, errors.Join(p.set(tx, c, key, value), tx.Delete(u.TableName(), row))
		})
		return next, err
	}}
}

// set puts a cell into its row.
func (p Packed) set(tx Tx, c column, key, cell []byte) error {
	_, number, _ := c.within(nil)
	row, err := tx.Get(p.name, key)
	if err == nil {
		row, err = appendRow(nil, row, number, func(dst []byte) []byte { return append(dst, cell...) })
	}
	if err != nil {
		return err
	}
	return tx.Put(p.name, key, row)
}
