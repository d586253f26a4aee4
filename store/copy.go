package store

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"slices"

	"github.com/stewardbot/steward/bot/phrase"
)

// copying stands in the place of the schema version of a store into which
// another is being copied.
const copying = "copying"

// The errors of Copy.
var (
	// ErrCopying means that the store is a copy that was not finished.
	ErrCopying = phrase.New("store.copying")
	// ErrNotEmpty means that the store holds something.
	ErrNotEmpty = phrase.New("store.not_empty")
	// ErrDiffers means that a copy is not what was copied.
	ErrDiffers = phrase.New("store.differs")
)

// copyBytes bounds the rows of one transaction of Copy, in bytes.
const copyBytes = 4 << 20

// Copy copies all rows of a store, to which nobody writes meanwhile, into an
// empty one, and compares both. Nothing else uses the copy until it is finished;
// one that was interrupted is done again. Both stores must be Listers. It
// returns the number of rows; progress, if not nil, is called with the number
// so far.
func Copy(from, to Store, progress func(rows int)) (rows int, err error) {
	source, err := As[Lister](from)
	if err != nil {
		return 0, err
	}
	target, err := As[Lister](to)
	if err != nil {
		return 0, err
	}
	if _, _, err := SchemaVersion(from); err != nil {
		return 0, err
	}
	if err := claim(to, target); err != nil {
		return 0, err
	}
	want, version, err := copyRows(source, to, progress)
	if err != nil {
		return want.rows, err
	}
	for _, l := range []Lister{target, source} { // the source again: somebody may have written to it
		have, err := sumOf(l)
		if err == nil && have != want {
			err = ErrDiffers
		}
		if err != nil {
			return want.rows, err
		}
	}
	return want.rows, to.Update(func(tx Tx) error {
		if version == nil { // a fresh store stays one
			return tx.Delete(MetaTable, []byte(SchemaKey))
		}
		return tx.Put(MetaTable, []byte(SchemaKey), version)
	})
}

// claim marks an empty store, or empties one whose copy was interrupted: the
// source may have changed since.
func claim(to Store, rows Lister) error {
	switch _, fresh, err := SchemaVersion(to); {
	case errors.Is(err, ErrCopying):
		return clearCopy(to, rows)
	case err != nil:
		return err
	case !fresh:
		return ErrNotEmpty
	}
	if err := rows.Rows(func(string, []byte, []byte) error { return ErrNotEmpty }); err != nil {
		return err
	}
	return to.Update(func(tx Tx) error { return tx.Put(MetaTable, []byte(SchemaKey), []byte(copying)) })
}

var errFull = errors.New("enough for one transaction")

// clearCopy deletes all rows but the mark.
func clearCopy(to Store, rows Lister) error {
	for more := true; more; {
		o := NewOverlay(nil)
		err := rows.Rows(func(table string, key, _ []byte) error {
			switch {
			case isVersion(table, key):
				return nil
			case o.Size() >= copyBytes:
				return errFull
			}
			return o.Delete(table, key)
		})
		if more = errors.Is(err, errFull); err != nil && !more {
			return err
		}
		if err := Apply(to, o); err != nil {
			return err
		}
	}
	return nil
}

// copyRows copies all rows but the schema version, which it returns.
func copyRows(from Lister, to Store, progress func(rows int)) (sum digest, version []byte, err error) {
	o := NewOverlay(nil)
	flush := func() error {
		err := Apply(to, o)
		o = NewOverlay(nil)
		return err
	}
	err = from.Rows(func(table string, key, value []byte) error {
		if isVersion(table, key) {
			version = slices.Clone(value)
			return nil
		}
		sum.add(table, key, value)
		if err := o.Put(table, key, slices.Clone(value)); err != nil || o.Size() < copyBytes {
			return err
		}
		if progress != nil {
			progress(sum.rows)
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	return sum, version, err
}

func isVersion(table string, key []byte) bool { return table == MetaTable && string(key) == SchemaKey }

// digest is the number of some rows and the sum of their hashes, in no order.
type digest struct {
	rows int
	sum  [4]uint64
}

func (d *digest) add(table string, key, value []byte) {
	h := sha256.New()
	for _, part := range [][]byte{[]byte(table), key, value} {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
		h.Write(part)
	}
	b := h.Sum(nil)
	for i := range d.sum {
		d.sum[i] += binary.BigEndian.Uint64(b[8*i:])
	}
	d.rows++
}

// sumOf returns the digest of all rows but the schema version.
func sumOf(l Lister) (d digest, err error) {
	return d, l.Rows(func(table string, key, value []byte) error {
		if !isVersion(table, key) {
			d.add(table, key, value)
		}
		return nil
	})
}
