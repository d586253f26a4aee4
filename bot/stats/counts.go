package stats

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// counted is a metric's number and its count.
type counted struct {
	metric uint16
	n      int64
}

// counts is sorted by metric and has no zero counts.
type counts []counted

func (c counts) find(metric uint16) (int, bool) {
	return slices.BinarySearchFunc(c, metric, func(x counted, m uint16) int { return cmp.Compare(x.metric, m) })
}

// of returns a metric's count, 0 if it has none.
func (c counts) of(metric uint16) int64 {
	if i, ok := c.find(metric); ok {
		return c[i].n
	}
	return 0
}

// with adds n to a metric's count and returns the result; it may modify c.
func (c counts) with(metric uint16, n int64) counts {
	i, ok := c.find(metric)
	switch {
	case !ok && n != 0:
		return slices.Insert(c, i, counted{metric, n})
	case !ok:
		return c
	}
	if c[i].n += n; c[i].n == 0 {
		return slices.Delete(c, i, i+1)
	}
	return c
}

// version is the first byte of the package's binary values, except bitmaps.
const version = 1

// appendCounts appends the number of counts, then each metric and count.
func appendCounts(b []byte, c counts) []byte {
	b = binary.AppendUvarint(b, uint64(len(c)))
	for _, x := range c {
		b = binary.AppendVarint(binary.AppendUvarint(b, uint64(x.metric)), x.n)
	}
	return b
}

// reader decodes a value; after the first error it returns zeros.
type reader struct {
	b   []byte
	err error
}

var errShort = errors.New("the value is cut short, or not in order")

// open returns a reader after checking the version byte.
func open(b []byte) reader {
	if len(b) == 0 {
		return reader{err: errShort}
	}
	if b[0] != version {
		return reader{err: fmt.Errorf("version %d of the value is not known", b[0])}
	}
	return reader{b: b[1:]}
}

func (r *reader) fail() { r.b, r.err = nil, cmp.Or(r.err, errShort) }

func (r *reader) uvarint() uint64 {
	n, size := binary.Uvarint(r.b)
	if size <= 0 {
		r.fail()
		return 0
	}
	r.b = r.b[size:]
	return n
}

func (r *reader) varint() int64 {
	n, size := binary.Varint(r.b)
	if size <= 0 {
		r.fail()
		return 0
	}
	r.b = r.b[size:]
	return n
}

// metric reads a metric's number, which must be greater than before.
func (r *reader) metric(before uint16) uint16 {
	n := r.uvarint()
	if n <= uint64(before) || n > 0xffff {
		r.fail()
		return 0
	}
	return uint16(n)
}

func (r *reader) counts() (c counts) {
	n := r.uvarint()
	if n > uint64(len(r.b)) {
		r.fail()
		return nil
	}
	c = make(counts, 0, n)
	for before := uint16(0); n > 0 && r.err == nil; n-- {
		x := counted{metric: r.metric(before)}
		if x.n = r.varint(); x.n == 0 {
			r.fail()
		}
		before, c = x.metric, append(c, x)
	}
	return c
}

// end returns the first error, or one for trailing bytes.
func (r *reader) end() error {
	if r.err == nil && len(r.b) > 0 {
		r.fail()
	}
	return r.err
}
