package boltdb

import (
	"bytes"

	bolt "go.etcd.io/bbolt"

	"github.com/stewardbot/steward/store"
)

// writer puts an overlay's writes, which come by table and key, into a
// transaction: bucket by bucket, each in the order of its rows.
type writer struct {
	tx       *bolt.Tx
	table    string
	name     string       // of bucket
	bucket   *bolt.Bucket // of table; nil while it has none
	last     []byte       // its last key before this transaction
	appended int          // puts behind that
	group    []run        // of the bucket, where that holds a group
	row      []byte       // scratch
}

// run is what is written to one table of a group.
type run struct {
	suffix []byte
	writes []store.Write
}

// appendFill is how full bbolt leaves a page that it splits in a table that
// grows at its end, such as a journal. Its own half, made for keys that come
// anywhere, would leave every page of such a table half empty for ever.
const appendFill = 0.95

func (w *writer) put(o *store.Overlay) error {
	for one := range o.Writes() {
		if one.Table != w.table {
			if err := w.open(one.Table); err != nil {
				return err
			}
		}
		if n := len(w.group); n > 0 {
			w.group[n-1].writes = append(w.group[n-1].writes, one)
		} else if err := w.one(one.Key, one.Value); err != nil {
			return err
		}
	}
	return w.merge()
}

// open goes on with another table, and finishes the group before if it is not
// of that.
func (w *writer) open(table string) error {
	name, suffix := split(table)
	w.table = table
	if name != w.name {
		if err := w.merge(); err != nil {
			return err
		}
		w.name, w.bucket, w.last, w.appended = name, w.tx.Bucket([]byte(name)), nil, 0
		if w.bucket != nil {
			w.last, _ = w.bucket.Cursor().Last()
		}
	}
	if suffix != nil {
		w.group = append(w.group, run{suffix: suffix})
	}
	return nil
}

// merge puts the tables of a group. Table by table, each would squeeze its rows
// between those of the others, which takes bbolt the square of the time.
func (w *writer) merge() error {
	for {
		var next *run
		for i := range w.group {
			r := &w.group[i]
			if len(r.writes) > 0 && (next == nil || bytes.Compare(r.writes[0].Key, next.writes[0].Key) < 0) {
				next = r
			}
		}
		if next == nil {
			w.group = w.group[:0]
			return nil
		}
		one := next.writes[0]
		next.writes = next.writes[1:]
		w.row = append(append(w.row[:0], one.Key...), next.suffix...)
		if err := w.one(w.row, one.Value); err != nil {
			return err
		}
	}
}

// one puts a row, or deletes it if value is nil.
func (w *writer) one(key, value []byte) error {
	if value == nil {
		if w.bucket == nil {
			return nil
		}
		return w.bucket.Delete(key)
	}
	if w.bucket == nil {
		b, err := w.tx.CreateBucket([]byte(w.name))
		if err != nil {
			return err
		}
		w.bucket = b
	}
	if bytes.Compare(key, w.last) > 0 {
		w.appended++
		w.bucket.FillPercent = appendFill
	} else if w.appended == 0 {
		w.bucket.FillPercent = bolt.DefaultFillPercent
	}
	return w.bucket.Put(key, value)
}
