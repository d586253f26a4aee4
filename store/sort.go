package store

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
)

// headed is an entry with the eight bytes of its key behind what all keys begin with: comparing those is
// enough for most, without reading the keys.
type headed struct {
	head  uint64
	entry int32
}

// sort moves the entries added since the last call into t.sorted. Each new key
// is placed by bisection and the rest moves in one piece, so that a few writes
// between two Scans are cheap.
func (t *table) sort() {
	n := len(t.sorted)
	if n == len(t.entries) {
		return
	}
	t.tail = t.tail[:0]
	same := commonPrefix(t.entries[n:])
	for i := n; i < len(t.entries); i++ {
		t.tail = append(t.tail, headed{head(t.entries[i].key[same:]), int32(i)})
	}
	slices.SortFunc(t.tail, func(a, b headed) int {
		if a.head != b.head {
			return cmp.Compare(a.head, b.head)
		}
		return strings.Compare(t.entries[a.entry].key, t.entries[b.entry].key)
	})
	for _, x := range t.tail {
		t.sorted = append(t.sorted, x.entry)
	}
	for k := len(t.tail) - 1; k >= 0; k-- {
		i := t.tail[k].entry
		at := t.search(t.sorted[:n], t.entries[i].key)
		copy(t.sorted[at+k+1:], t.sorted[at:n])
		t.sorted[at+k] = i
		n = at
	}
}

// commonPrefix returns how many bytes all keys begin with.
func commonPrefix(entries []entry) int {
	first := entries[0].key
	n := len(first)
	for _, e := range entries[1:] {
		n = min(n, len(e.key))
		for i := range n {
			if e.key[i] != first[i] {
				n = i
				break
			}
		}
	}
	return n
}

// head returns the first eight bytes as a number, with zeros for those that are missing.
func head(key string) uint64 {
	var b [8]byte
	copy(b[:], key)
	return binary.BigEndian.Uint64(b[:])
}
