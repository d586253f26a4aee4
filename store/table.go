package store

import (
	"errors"
	"fmt"
	"slices"
)

// Table is typed access to the table called Name, or to a Column of one. The
// zero Table is not usable: it needs both codecs. Create one wherever
// convenient; it has no state.
type Table[K, V any] struct {
	Name  string
	Key   Codec[K]
	Value Codec[V]

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
func (t Table[K, V]) TableName() string { return t.Name }

// Rewrite implements Declared.
func (t Table[K, V]) Rewrite(key, value []byte) ([]byte, []byte, error) {
	k, err := t.Key.Decode(key)
	if err != nil {
		return nil, nil, t.corrupt(key, err)
	}
	v, err := t.Value.Decode(value)
	if err != nil {
		return nil, nil, t.corrupt(key, err)
	}
	return t.key(k), t.Value.Append(nil, v), nil
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
func (t Table[K, V]) In() string {
	if t.column == 0 {
		return t.Name
	}
	return t.in
}

// Get returns the value of k, and whether it exists. A value that can't be
// decoded is a *CorruptError.
func (t Table[K, V]) Get(r Reader, k K) (v V, ok bool, err error) {
	key := t.key(k)
	row, err := r.Get(t.In(), key)
	if err != nil || row == nil {
		return v, false, err
	}
	return t.FromRow(key, row)
}

// FromRow is Get for a row that the caller has already read from the table In
// under key.
func (t Table[K, V]) FromRow(key, row []byte) (v V, ok bool, err error) {
	cell := row
	if t.column != 0 {
		at, from, end, err := place(row, t.column)
		if err != nil {
			return v, false, t.corrupt(key, err)
		}
		if at == end {
			return v, false, nil
		}
		cell = row[from:end]
	}
	if v, err = t.Value.Decode(cell); err != nil {
		var none V
		return none, false, t.corrupt(key, err)
	}
	return v, true, nil
}

// InRow tells whether a row of the table In has the column, without reading it.
func (t Table[K, V]) InRow(row []byte) bool {
	at, _, end, err := place(row, t.column)
	return err == nil && at != end
}

// Put sets k to v. A value that is larger than its column may hold is ErrCell.
func (t Table[K, V]) Put(tx Tx, k K, v V) error {
	key := t.key(k)
	if t.column == 0 {
		return tx.Put(t.Name, key, t.Value.Append(nil, v))
	}
	row, err := tx.Get(t.in, key)
	if err != nil {
		return err
	}
	row, err = t.AppendRow(make([]byte, 0, len(row)+cellRoom), row, v)
	switch {
	case errors.Is(err, ErrCell):
		return fmt.Errorf("store: put into %s under key %x: %w", t.Name, key, err)
	case err != nil:
		return t.corrupt(key, err)
	}
	return tx.Put(t.in, key, row)
}

// AppendRow is Put for callers that write the row themselves: it appends to dst
// the row of the table In with v set. A nil row is a new one.
func (t Table[K, V]) AppendRow(dst, row []byte, v V) ([]byte, error) {
	value := func(dst []byte) []byte { return t.Value.Append(dst, v) }
	if t.column == 0 {
		return value(dst), nil
	}
	return appendRow(dst, row, t.column, value)
}

// Delete removes k; that it was absent is no error.
func (t Table[K, V]) Delete(tx Tx, k K) error { return t.remove(tx, t.key(k)) }

func (t Table[K, V]) remove(tx Tx, key []byte) error {
	if t.column == 0 {
		return tx.Delete(t.Name, key)
	}
	row, err := tx.Get(t.in, key)
	if err != nil || row == nil {
		return err
	}
	at, _, end, err := place(row, t.column)
	switch {
	case err != nil:
		return t.corrupt(key, err)
	case at == end:
		return nil
	case at == 1 && end == len(row):
		return tx.Delete(t.in, key)
	}
	return tx.Put(t.in, key, slices.Concat(row[:at], row[end:]))
}

// Scan calls fn for the records in [from, to) as Reader.Scan does; a nil
// pointer leaves that end open.
func (t Table[K, V]) Scan(r Reader, from, to *K, reverse bool, limit int, fn func(k K, v V) (bool, error)) error {
	var lo, hi []byte
	if from != nil {
		lo = t.key(*from)
	}
	if to != nil {
		hi = t.key(*to)
	}
	return t.scan(r, lo, hi, reverse, limit, fn)
}

// ScanPrefix calls fn for the records whose key begins with the bytes of
// prefix, as made by AppendString and its neighbours. An empty prefix means
// all.
func (t Table[K, V]) ScanPrefix(r Reader, prefix []byte, reverse bool, limit int, fn func(k K, v V) (bool, error)) error {
	return t.scan(r, prefix, PrefixEnd(prefix), reverse, limit, fn)
}

// Clear deletes the records whose key begins with the bytes of prefix.
func (t Table[K, V]) Clear(tx Tx, prefix []byte) error {
	return tx.Scan(t.In(), prefix, PrefixEnd(prefix), false, 0, func(k, _ []byte) (bool, error) {
		return true, t.remove(tx, k)
	})
}

func (t Table[K, V]) scan(r Reader, from, to []byte, reverse bool, limit int, fn func(k K, v V) (bool, error)) error {
	rows, n := limit, 0
	if t.column != 0 {
		rows = 0 // not all rows have the column
	}
	return r.Scan(t.In(), from, to, reverse, rows, func(key, row []byte) (bool, error) {
		v, ok, err := t.FromRow(key, row)
		if err != nil || !ok {
			return err == nil, err
		}
		k, err := t.Key.Decode(key)
		if err != nil {
			return false, t.corrupt(key, err)
		}
		more, err := fn(k, v)
		n++
		return more && n != limit, err
	})
}

// keyRoom exceeds the length of most keys, so that they are built in one
// allocation; cellRoom what most cells add to a row.
const (
	keyRoom  = 48
	cellRoom = 64
)

func (t Table[K, V]) key(k K) []byte {
	return t.Key.Append(make([]byte, 0, keyRoom), k)
}

func (t Table[K, V]) isKey(b []byte) bool {
	_, err := t.Key.Decode(b)
	return err == nil
}

func (t Table[K, V]) place() (table string, number byte) { return t.in, t.column }

func (t Table[K, V]) corrupt(key []byte, err error) error {
	return &CorruptError{Table: t.Name, Key: append([]byte(nil), key...), Err: err}
}
