package boltdb

import (
	"bytes"

	bolt "go.etcd.io/bbolt"

	"github.com/stewardbot/steward/store"
)

// writer puts an overlay's writes, sorted by table and key, into a transaction.
type writer struct {
	tx       *bolt.Tx
	table    string
	bucket   *bolt.Bucket // of table; nil if there is none yet
	last     []byte       // its last key before this transaction
	appended int          // puts after that
}

// appendFill is how full bbolt leaves a page that it splits in a table that
// grows at its end, such as a journal. The default of one half, meant for
// random keys, would leave every page of such a table half empty.
const appendFill = 0.95

func (w *writer) put(o *store.Overlay) error {
	for one := range o.Writes() {
		if one.Table != w.table {
			w.open(one.Table)
		}
		if err := w.one(one.Key, one.Value); err != nil {
			return err
		}
	}
	return nil
}

// open switches to another table.
func (w *writer) open(table string) {
	w.table, w.bucket, w.last, w.appended = table, w.tx.Bucket([]byte(table)), nil, 0
	if w.bucket != nil {
		w.last, _ = w.bucket.Cursor().Last()
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
		b, err := w.tx.CreateBucket([]byte(w.table))
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
