package boltdb

import (
	"bytes"

	bolt "go.etcd.io/bbolt"

	"github.com/stewardbot/steward/store"
)

// reader reads one bbolt transaction, from one goroutine. A panic of bbolt
// while reading becomes an error: the file is damaged.
type reader struct {
	tx     *bolt.Tx
	path   string
	tables map[string]*bucket
	last   *bucket
}

// bucket is a table with its cursors, kept for reuse. A table without writes
// has no bolt bucket.
type bucket struct {
	name  string
	bolt  *bolt.Bucket
	get   *bolt.Cursor
	found []byte // last key that Get found, and its value
	value []byte
	after []byte // a key behind all that there are; nil: unknown
	idle  []*bolt.Cursor
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
		b = &bucket{name: name, bolt: r.tx.Bucket([]byte(name))}
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
	if b.found != nil && bytes.Equal(b.found, key) {
		return b.value, nil // the columns of a row are usually read in succession
	}
	if b.after != nil && bytes.Compare(key, b.after) >= 0 {
		return nil, nil // what is new to a growing table, such as an event
	}
	k, v := b.get.Seek(key)
	if k == nil {
		b.after = append(b.after[:0], key...)
	}
	if !bytes.Equal(k, key) {
		return nil, nil
	}
	if v == nil {
		v = []byte{}
	}
	b.found, b.value = k, v
	return v, nil
}

// Scan implements store.Reader. The cursor stays valid because nothing is
// written to bbolt before the transaction's function has returned.
func (r *reader) Scan(table string, from, to []byte, reverse bool, limit int, fn func(k, v []byte) (bool, error)) error {
	if err := store.CheckTable(table); err != nil {
		return err
	}
	c, release, err := r.cursor(table)
	if err != nil || c == nil {
		return err
	}
	defer release()
	k, v, err := r.first(c, from, to, reverse)
	for n := 1; err == nil && k != nil && !outside(k, from, to, reverse); n++ {
		var more bool
		if more, err = fn(k, v); err != nil || !more || n == limit {
			return err
		}
		k, v, err = r.next(c, reverse)
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

func (r *reader) cursor(table string) (c *bolt.Cursor, release func(), err error) {
	defer r.guard(&err)
	b := r.table(table)
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

func (r *reader) first(c *bolt.Cursor, from, to []byte, reverse bool) (k, v []byte, err error) {
	defer r.guard(&err)
	switch {
	case !reverse:
		k, v = c.Seek(from)
	case to == nil:
		k, v = c.Last()
	default:
		if k, _ = c.Seek(to); k == nil {
			k, v = c.Last()
		} else {
			k, v = c.Prev()
		}
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
		*err = explain("store.read", r.path, damaged("%v", p))
	}
}

// Rows implements store.Lister.
func (s *Store) Rows(fn func(table string, key, value []byte) error) error {
	tx, err := s.begin(false)
	if err != nil {
		return explain("store.read", s.path, err)
	}
	defer func() { _ = tx.Rollback() }()
	return s.protect(func() error {
		return tx.ForEach(func(table []byte, b *bolt.Bucket) error {
			return b.ForEach(func(key, value []byte) error { return fn(string(table), key, value) })
		})
	})
}
