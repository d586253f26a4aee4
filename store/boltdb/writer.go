package boltdb

import (
	"bytes"

	bolt "go.etcd.io/bbolt"

	"github.com/stewardbot/steward/store"
)

// writer puts an overlay's writes, which come by table and key, into a
// transaction.
type writer struct {
	tx       *bolt.Tx
	table    string
	suffix   []byte       // of the table's rows
	name     string       // of bucket
	bucket   *bolt.Bucket // of table; nil while it has none
	last     []byte       // its last key before this transaction
	appended int          // puts behind that
	row      []byte       // scratch
}

// appendFill is how full bbolt leaves a page that it splits in a table that
// grows at its end, such as a journal. Its own half, made for keys that come
// anywhere, would leave every page of such a table half empty for ever.
const appendFill = 0.95

func (w *writer) put(o *store.Overlay) error {
	for one := range o.Writes() {
		if one.Table != w.table {
			w.open(one.Table)
		}
		if err := w.one(one); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) open(table string) {
	name, suffix := split(table)
	w.table, w.suffix = table, suffix
	if name == w.name {
		return // another table of the group
	}
	w.name, w.bucket, w.last, w.appended = name, w.tx.Bucket([]byte(name)), nil, 0
	if w.bucket != nil {
		w.last, _ = w.bucket.Cursor().Last()
	}
}

func (w *writer) one(one store.Write) error {
	key := one.Key
	if w.suffix != nil {
		w.row = append(append(w.row[:0], key...), w.suffix...)
		key = w.row
	}
	if one.Value == nil {
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
	return w.bucket.Put(key, one.Value)
}
