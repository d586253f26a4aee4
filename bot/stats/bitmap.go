package stats

import (
	"encoding/binary"
	"errors"
	"math/bits"
)

// A bitmap row lists the members of a container who did something, in the shorter of two
// formats: the gaps between their numbers, or one bit per member.
//
//	1, gap, gap, ...  gaps are Uvarints: the first number plus 1, then the distance to the next
//	2, 2,048 bytes    little-endian
//
// A container is smaller than in roaring bitmaps, and a row has no header but the format
// byte: one member takes two bytes; if a tenth of all members are set, each takes about
// 1.1 bytes.
const (
	containerBits = 14
	containerSize = 1 << containerBits
	fullBytes     = containerSize / 8

	formGaps = 1
	formFull = 2
)

// Bits are a set of the members of a container.
type Bits [containerSize / 64]uint64

var errBitmap = errors.New("not a bitmap")

// decodeBits decodes a row into w; a nil row is empty. The error is errBitmap.
func decodeBits(b []byte, w *Bits) error {
	*w = Bits{}
	return orBits(b, w)
}

// orBits adds the members of a row to w; a nil row is empty. The error is errBitmap.
func orBits(b []byte, w *Bits) error {
	switch {
	case b == nil:
		return nil
	case len(b) == 1+fullBytes && b[0] == formFull:
		for i := range w {
			w[i] |= binary.LittleEndian.Uint64(b[1+8*i:])
		}
		return nil
	case len(b) == 0 || b[0] != formGaps:
		return errBitmap
	}
	at := uint64(0)
	for i := 1; i < len(b); {
		gap, size := uint64(b[i]), 1
		if gap >= 0x80 {
			gap, size = binary.Uvarint(b[i:])
		}
		if at += gap; size <= 0 || gap == 0 || gap > containerSize || at > containerSize {
			return errBitmap
		}
		i += size
		w[(at-1)/64] |= 1 << ((at - 1) % 64)
	}
	return nil
}

// appendBits encodes the bits as a row; nil if none is set.
func (w *Bits) appendBits() []byte {
	n := w.Len()
	if n == 0 {
		return nil
	}
	b := make([]byte, 0, min(2*n, fullBytes)+1)
	if n < fullBytes { // each gap takes a byte or more
		b = append(b, formGaps)
		before := -1
		for i, word := range w {
			for ; word != 0; word &= word - 1 {
				at := i*64 + bits.TrailingZeros64(word)
				b = binary.AppendUvarint(b, uint64(at-before))
				before = at
			}
		}
		if len(b) < 1+fullBytes {
			return b
		}
	}
	b = append(b[:0], formFull)
	for _, word := range w {
		b = binary.LittleEndian.AppendUint64(b, word)
	}
	return b
}

func appendWords(w *Bits, b []byte) []byte { return append(b, w.appendBits()...) }

func decodeWords(b []byte) (*Bits, error) {
	w := &Bits{}
	return w, decodeBits(b, w)
}

func (w *Bits) has(n uint16) bool { return w[n/64]&(1<<(n%64)) != 0 }
func (w *Bits) set(n uint16)      { w[n/64] |= 1 << (n % 64) }
func (w *Bits) clear(n uint16)    { w[n/64] &^= 1 << (n % 64) }

// Len returns the number of members; nil has none.
func (w *Bits) Len() (n int) {
	if w == nil {
		return 0
	}
	for _, word := range w {
		n += bits.OnesCount64(word)
	}
	return n
}

// Each calls fn for each member, by number within the portion, until it returns an error.
func (w *Bits) Each(fn func(n int) error) error {
	for i, word := range w {
		for ; word != 0; word &= word - 1 {
			if err := fn(i*64 + bits.TrailingZeros64(word)); err != nil {
				return err
			}
		}
	}
	return nil
}

// Add adds a member, by number within the portion.
func (w *Bits) Add(n int) { w.set(uint16(n)) }

// Or adds the members of o, which may be nil.
func (w *Bits) Or(o *Bits) {
	if o != nil {
		for i := range w {
			w[i] |= o[i]
		}
	}
}

// And removes the members who are not in o; all if that is nil.
func (w *Bits) And(o *Bits) {
	if o == nil {
		*w = Bits{}
		return
	}
	for i := range w {
		w[i] &= o[i]
	}
}

// AndNot removes the members of o, which may be nil.
func (w *Bits) AndNot(o *Bits) {
	if o != nil {
		for i := range w {
			w[i] &^= o[i]
		}
	}
}

// Common returns the number of members who are in both; either may be nil.
func (w *Bits) Common(o *Bits) (n int) {
	if w == nil || o == nil {
		return 0
	}
	for i := range w {
		n += bits.OnesCount64(w[i] & o[i])
	}
	return n
}
