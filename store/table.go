package store

import "fmt"

// Table is typed access to the table called Name. The zero Table of a type is
// not usable: it needs both codecs. Make one wherever it is convenient; it
// holds nothing.
type Table[K, V any] struct {
	Name  string
	Key   Codec[K]
	Value Codec[V]
}

// Declared is a Table whatever its types, as its owner lists it for those who go
// through all rows of a store.
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

// Get returns the value of k, and whether there is one. A value that does not
// decode is a *CorruptError.
func (t Table[K, V]) Get(r Reader, k K) (v V, ok bool, err error) {
	key := t.key(k)
	b, err := r.Get(t.Name, key)
	if err != nil || b == nil {
		return v, false, err
	}
	v, err = t.Value.Decode(b)
	if err != nil {
		var none V
		return none, false, t.corrupt(key, err)
	}
	return v, true, nil
}

// Put sets k to v.
func (t Table[K, V]) Put(tx Tx, k K, v V) error {
	return tx.Put(t.Name, t.key(k), t.Value.Append(nil, v))
}

// Delete removes k; that it was absent is no error.
func (t Table[K, V]) Delete(tx Tx, k K) error {
	return tx.Delete(t.Name, t.key(k))
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
	return r.Scan(t.Name, lo, hi, reverse, limit, t.decoding(fn))
}

// ScanPrefix calls fn for the records whose key begins with the bytes of
// prefix, as made by AppendString and its neighbours. An empty prefix means
// all.
func (t Table[K, V]) ScanPrefix(r Reader, prefix []byte, reverse bool, limit int, fn func(k K, v V) (bool, error)) error {
	return r.Scan(t.Name, prefix, PrefixEnd(prefix), reverse, limit, t.decoding(fn))
}

// Clear deletes the records whose key begins with the bytes of prefix.
func (t Table[K, V]) Clear(tx Tx, prefix []byte) error {
	return tx.Scan(t.Name, prefix, PrefixEnd(prefix), false, 0, func(k, _ []byte) (bool, error) {
		return true, tx.Delete(t.Name, k)
	})
}

func (t Table[K, V]) decoding(fn func(k K, v V) (bool, error)) func(k, v []byte) (bool, error) {
	return func(key, value []byte) (bool, error) {
		k, err := t.Key.Decode(key)
		if err != nil {
			return false, t.corrupt(key, err)
		}
		v, err := t.Value.Decode(value)
		if err != nil {
			return false, t.corrupt(key, err)
		}
		return fn(k, v)
	}
}

// keyRoom is more than most keys need, so that they are built in one piece.
const keyRoom = 48

func (t Table[K, V]) key(k K) []byte {
	return t.Key.Append(make([]byte, 0, keyRoom), k)
}

func (t Table[K, V]) corrupt(key []byte, err error) error {
	return &CorruptError{Table: t.Name, Key: append([]byte(nil), key...), Err: err}
}
