package store

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
)

// Table is typed access to the table called Name, or to a Column of one. Rows
// and Column make one. It has no state.
//
// Every package compiles the methods for each pair of types that it uses, so
// they only encode and decode: what needs no types is in functions of a place.
type Table[K, V any] struct {
	place
	Key   Codec[K]
	Value Codec[V]
}

// place is where the rows of a table are. It has no methods: they would be the
// Table's, too.
type place struct {
	Name   string
	in     string // the packed table, of a column
	column byte   // its number; 0: the table has rows of its own
}

// Declared is a Table of any types. Owners list theirs for code that visits all rows of a
// store.
type Declared interface {
	TableName() string
	// Rewrite reads a row and returns it as the table would write it today. A
	// row that the table's codecs can't read is a *CorruptError.
	Rewrite(key, value []byte) (k, v []byte, err error)
}

// TableName implements Declared.
func (t *Table[K, V]) TableName() string { return t.Name }

// Rewrite implements Declared.
func (t *Table[K, V]) Rewrite(key, value []byte) ([]byte, []byte, error) {
	k, err := t.Key.Decode(key)
	if err != nil {
		return nil, nil, corrupt(&t.place, key, err)
	}
	v, err := t.Value.Decode(value)
	if err != nil {
		return nil, nil, corrupt(&t.place, key, err)
	}
	return keyOf(t, k), t.Value.Append(nil, v), nil
}

// CorruptError says that a key or value is not what its table's codec writes.
type CorruptError struct {
	Table string
	Key   []byte
	Err   error
}

func (e *CorruptError) Error() string {
	return fmt.Sprintf("corrupt record in table %s under key %x: %v", e.Table, e.Key, e.Err)
}

func (e *CorruptError) Unwrap() error { return e.Err }

// In returns the table that contains the rows: Name, or the packed table.
func (t *Table[K, V]) In() string { return rowsOf(&t.place) }

// Get returns the value of k, and whether it exists. A value that can't be
// decoded is a *CorruptError.
func (t *Table[K, V]) Get(r Reader, k K) (v V, ok bool, err error) {
	key := keyFor(r, t, k)
	row, err := r.Get(t.In(), key)
	if err != nil || row == nil {
		return v, false, err
	}
	return t.FromRow(key, row)
}

// FromRow is Get for a row that the caller has already read from the table In
// under key.
func (t *Table[K, V]) FromRow(key, row []byte) (v V, ok bool, err error) {
	cell, ok, err := cellOf(&t.place, key, row)
	if err != nil || !ok {
		return v, false, err
	}
	if v, err = t.Value.Decode(cell); err != nil {
		var none V
		return none, false, corrupt(&t.place, key, err)
	}
	return v, true, nil
}

// InRow tells whether a row of the table In has the column, without reading it.
func (t *Table[K, V]) InRow(row []byte) bool {
	at, _, end, err := find(row, t.column)
	return err == nil && at != end
}

// Put sets k to v. A value that is larger than its column may hold is ErrCell.
func (t *Table[K, V]) Put(tx Tx, k K, v V) error {
	key := keyFor(tx, t, k)
	if t.column == 0 {
		return tx.Put(t.Name, key, t.Value.Append(nil, v))
	}
	return putCell(tx, &t.place, key, func(dst []byte) []byte { return t.Value.Append(dst, v) })
}

// AppendRow is Put for callers that write the row themselves: it appends to dst
// the row of the table In with v set. A nil row is a new one.
func (t *Table[K, V]) AppendRow(dst, row []byte, v V) ([]byte, error) {
	if t.column == 0 {
		return t.Value.Append(dst, v), nil
	}
	return appendRow(dst, row, t.column, func(dst []byte) []byte { return t.Value.Append(dst, v) })
}

// Delete removes k; that it was absent is no error.
func (t *Table[K, V]) Delete(tx Tx, k K) error { return remove(tx, &t.place, keyFor(tx, t, k)) }

// Scan calls fn for the records in [from, to) as Reader.Scan does; a nil
// pointer leaves that end open.
func (t *Table[K, V]) Scan(r Reader, from, to *K, reverse bool, limit int, fn func(k K, v V) (bool, error)) error {
	var lo, hi []byte
	if from != nil {
		lo = keyOf(t, *from)
	}
	if to != nil {
		hi = keyOf(t, *to)
	}
	return scan(t, r, lo, hi, reverse, limit, fn)
}

// ScanPrefix calls fn for the records whose key begins with the bytes of
// prefix, as made by AppendString and its neighbours. An empty prefix means
// all.
func (t *Table[K, V]) ScanPrefix(r Reader, prefix []byte, reverse bool, limit int, fn func(k K, v V) (bool, error)) error {
	return scan(t, r, prefix, PrefixEnd(prefix), reverse, limit, fn)
}

// Clear deletes the records whose key begins with the bytes of prefix.
func (t *Table[K, V]) Clear(tx Tx, prefix []byte) error { return clearRows(tx, &t.place, prefix) }

func scan[K, V any](t *Table[K, V], r Reader, from, to []byte, reverse bool, limit int, fn func(k K, v V) (bool, error)) error {
	return scanCells(r, &t.place, from, to, reverse, limit, func(key, cell []byte) (bool, error) {
		v, err := t.Value.Decode(cell)
		if err != nil {
			return false, corrupt(&t.place, key, err)
		}
		k, err := t.Key.Decode(key)
		if err != nil {
			return false, corrupt(&t.place, key, err)
		}
		return fn(k, v)
	})
}

// keyRoom exceeds the length of most keys, so that they are built in one
// allocation; cellRoom what most cells add to a row.
const (
	keyRoom  = 48
	cellRoom = 64
)

func keyOf[K, V any](t *Table[K, V], k K) []byte {
	return t.Key.Append(make([]byte, 0, keyRoom), k)
}

// keyFor is keyOf for a key that is only needed until r is read or written the
// next time: one that is being written keeps memory for it.
func keyFor[K, V any](r Reader, t *Table[K, V], k K) []byte {
	o, ok := r.(*Overlay)
	if !ok || o.frozen {
		return keyOf(t, k)
	}
	o.key = t.Key.Append(o.key[:0], k)
	return o.key
}

// within implements column.
func (t *Table[K, V]) within(key []byte) (table string, number byte, isKey bool) {
	_, err := t.Key.Decode(key)
	return t.in, t.column, err == nil
}

func corrupt(p *place, key []byte, err error) error {
	return &CorruptError{Table: p.Name, Key: bytes.Clone(key), Err: err}
}

func rowsOf(p *place) string {
	if p.column == 0 {
		return p.Name
	}
	return p.in
}

// cellOf returns what a row has of the table, and whether it has something.
func cellOf(p *place, key, row []byte) (cell []byte, ok bool, err error) {
	if p.column == 0 {
		return row, true, nil
	}
	at, from, end, err := find(row, p.column)
	if err != nil {
		return nil, false, corrupt(p, key, err)
	}
	return row[from:end], at != end, nil
}

// putCell writes the row under key with the column's value, which a function
// appends.
func putCell(tx Tx, p *place, key []byte, value func(dst []byte) []byte) error {
	row, err := tx.Get(p.in, key)
	if err != nil {
		return err
	}
	row, err = appendRow(Room(tx, len(row)+cellRoom), row, p.column, value)
	switch {
	case errors.Is(err, ErrCell):
		return fmt.Errorf("store: put into %s under key %x: %w", p.Name, key, err)
	case err != nil:
		return corrupt(p, key, err)
	}
	return tx.Put(p.in, key, row)
}

func remove(tx Tx, p *place, key []byte) error {
	if p.column == 0 {
		return tx.Delete(p.Name, key)
	}
	row, err := tx.Get(p.in, key)
	if err != nil || row == nil {
		return err
	}
	at, _, end, err := find(row, p.column)
	switch {
	case err != nil:
		return corrupt(p, key, err)
	case at == end:
		return nil
	case at == 1 && end == len(row):
		return tx.Delete(p.in, key)
	}
	return tx.Put(p.in, key, slices.Concat(row[:at], row[end:]))
}

func clearRows(tx Tx, p *place, prefix []byte) error {
	return tx.Scan(rowsOf(p), prefix, PrefixEnd(prefix), false, 0, func(k, _ []byte) (bool, error) {
		return true, remove(tx, p, k)
	})
}

func scanCells(r Reader, p *place, from, to []byte, reverse bool, limit int, fn func(key, cell []byte) (bool, error)) error {
	rows, n := limit, 0
	if p.column != 0 {
		rows = 0 // not all rows have the column
	}
	return r.Scan(rowsOf(p), from, to, reverse, rows, func(key, row []byte) (bool, error) {
		cell, ok, err := cellOf(p, key, row)
		if err != nil || !ok {
			return err == nil, err
		}
		more, err := fn(key, cell)
		n++
		return more && n != limit, err
	})
}
