package boltdb

import (
	"bytes"

	bolt "go.etcd.io/bbolt"

	"github.com/stewardbot/steward/store"
)

// reader reads one bbolt transaction. It is for one goroutine. What bbolt
// panics about while it reads is an error: the file is damaged.
type reader struct {
	tx     *bolt.Tx
	path   string
	tables map[string]*bucket
	last   *bucket
	row    []byte // scratch
}

// bucket is a table with its cursors, kept for the next use. A table never
// written to may have no bolt bucket.
type bucket struct {
	name   string
	suffix []byte // of its rows' keys; nil: it is in no group
	bolt   *bolt.Bucket
	get    *bolt.Cursor
	idle   []*bolt.Cursor
}

func newReader(tx *bolt.Tx, path string) *reader {
	return &reader{tx: tx, path: path, tables: make(map[string]*bucket)}
}

func (r *reader) table(name string) *bucket {
	if r.last != nil && r.last.name == name {
		return r.last
	}
	b := r.tables[name]
	if b == nil {
		in, suffix := split(name)
		b = &bucket{name: name, suffix: suffix, bolt: r.tx.Bucket([]byte(in))}
		if b.bolt != nil {
			b.get = b.bolt.Cursor()
		}
		r.tables[name] = b
	}
	r.last = b
	return b
}

// Get implements store.Reader.
func (r *reader) Get(table string, key []byte) (value []byte, err error) {
	if err := store.CheckKey(table, key); err != nil {
		return nil, err
	}
	defer r.guard(&err)
	b := r.table(table)
	if b.bolt == nil {
		return nil, nil
	}
	if b.suffix != nil {
		r.row = append(append(r.row[:0], key...), b.suffix...)
		key = r.row
	}
	k, v := b.get.Seek(key)
	if !bytes.Equal(k, key) {
		return nil, nil
	}
	if v == nil {
		v = []byte{}
	}
	return v, nil
}

// Scan implements store.Reader. The cursor stays true because nothing is
// written to bbolt before the transaction's function has returned.
func (r *reader) Scan(table string, from, to []byte, reverse bool, limit int, fn func(k, v []byte) (bool, error)) error {
	if err := store.CheckTable(table); err != nil {
		return err
	}
	b := r.table(table)
	c, release, err := r.cursor(b)
	if err != nil || c == nil {
		return err
	}
	defer release()
	row, v, err := r.first(b, c, from, to, reverse)
	for n := 0; err == nil && row != nil; {
		k := rowKey(row, b.suffix != nil)
		if outside(k, from, to, reverse) {
			return nil
		}
		if bytes.HasSuffix(row, b.suffix) {
			n++
			if more, err := fn(k, v); err != nil || !more || n == limit {
				return err
			}
		}
		row, v, err = r.next(c, reverse)
	}
	return err
}

// outside reports whether k lies beyond the end that the scan goes towards.
func outside(k, from, to []byte, reverse bool) bool {
	if reverse {
		return bytes.Compare(k, from) < 0
	}
	return to != nil && bytes.Compare(k, to) >= 0
}

func (r *reader) cursor(b *bucket) (c *bolt.Cursor, release func(), err error) {
	defer r.guard(&err)
	switch n := len(b.idle); {
	case b.bolt == nil:
		return nil, nil, nil
	case n > 0:
		c, b.idle = b.idle[n-1], b.idle[:n-1]
	default:
		c = b.bolt.Cursor()
	}
	return c, func() { b.idle = append(b.idle, c) }, nil
}

// first is where a scan begins. A row of a group may stand behind a bound that
// its key stands before: if that begins with the key.
func (r *reader) first(b *bucket, c *bolt.Cursor, from, to []byte, reverse bool) (k, v []byte, err error) {
	defer r.guard(&err)
	bound := from
	if reverse {
		bound = to
	}
	if reverse && to == nil {
		k, v = c.Last()
		return k, v, nil
	}
	k, v = c.Seek(bound)
	for k != nil && bytes.Compare(rowKey(k, b.suffix != nil), bound) < 0 {
		k, v = c.Next()
	}
	switch {
	case !reverse:
	case k == nil:
		k, v = c.Last()
	default:
		k, v = c.Prev()
	}
	return k, v, nil
}

func (r *reader) next(c *bolt.Cursor, reverse bool) (k, v []byte, err error) {
	defer r.guard(&err)
	if reverse {
		k, v = c.Prev()
	} else {
		k, v = c.Next()
	}
	return k, v, nil
}

// guard is deferred around calls of bbolt that only read.
func (r *reader) guard(err *error) {
	if p := recover(); p != nil {
		*err = explain("read", r.path, damaged("%v", p))
	}
}
