package boltdb

import (
	"bytes"
	"encoding/binary"
	"io"
	"os"
)

// Kinds of page, one bit each, as in the file.
const (
	branchPage   = 0x01
	leafPage     = 0x02
	freelistPage = 0x10
)

const (
	elementSize      = 16 // of a branch or leaf page's table
	bucketFlag       = 0x01
	bucketHeaderSize = 16
)

// verifier walks a store file from its root and checks every page by reading
// the file: nothing is mapped, so nothing can panic whatever the content.
type verifier struct {
	header
	file *os.File
	seen []bool   // by page
	bufs [][]byte // one for each level of the walk
}

// verify returns store.ErrDamaged with the location if f is not an intact
// store. Nobody may write to f meanwhile.
func verify(f *os.File) error {
	h, err := readHeader(f)
	if err != nil {
		return err
	}
	v := &verifier{header: h, file: f, seen: make([]bool, h.pages)}
	v.seen[0], v.seen[1] = true, true // the meta pages
	if err := v.tree(h.root, 0); err != nil {
		return err
	}
	if h.freelist != noFreelist {
		if err := v.freePages(); err != nil {
			return err
		}
		for id, seen := range v.seen {
			if !seen {
				return damaged("page %d is neither used nor free", id)
			}
		}
	}
	return nil
}

// read returns page id with its overflow pages, complete and not seen before.
// The slice is valid until the next read on that level.
func (v *verifier) read(id uint64, kinds uint16, level int) ([]byte, error) {
	overflow, err := v.pageHeader(v.file, id, kinds)
	if err != nil {
		return nil, err
	}
	for i := id; i <= id+overflow; i++ {
		if v.seen[i] {
			return nil, damaged("page %d is used twice", i)
		}
		v.seen[i] = true
	}
	if level == len(v.bufs) {
		v.bufs = append(v.bufs, nil)
	}
	size := int(overflow+1) * v.pageSize
	if cap(v.bufs[level]) < size {
		v.bufs[level] = make([]byte, size)
	}
	buf := v.bufs[level][:size]
	if _, err := v.file.ReadAt(buf, int64(id)*int64(v.pageSize)); err != nil {
		return nil, err
	}
	return buf, nil
}

// pageHeader checks the head of page id and returns how many pages follow that
// belong to it.
func (h header) pageHeader(r io.ReaderAt, id uint64, kinds uint16) (overflow uint64, err error) {
	if id < 2 || id >= h.pages {
		return 0, damaged("page %d is outside the file", id)
	}
	var b [pageHeaderSize]byte
	if _, err := r.ReadAt(b[:], int64(id)*int64(h.pageSize)); err != nil {
		return 0, err
	}
	kind, overflow := binary.NativeEndian.Uint16(b[8:]), uint64(binary.NativeEndian.Uint32(b[12:]))
	switch {
	case binary.NativeEndian.Uint64(b[:]) != id:
		return 0, damaged("page %d calls itself %d", id, binary.NativeEndian.Uint64(b[:]))
	case kind&kinds == 0 || kind&(kind-1) != 0:
		return 0, damaged("page %d is of kind %#x", id, kind)
	case id+overflow >= h.pages:
		return 0, damaged("page %d reaches beyond the file", id)
	}
	return overflow, nil
}

func (h header) expect(r io.ReaderAt, id uint64, kinds uint16) error {
	_, err := h.pageHeader(r, id, kinds)
	return err
}

// tree walks the pages under id. It stops at a page seen twice, so it
// terminates.
func (v *verifier) tree(id uint64, level int) error {
	page, err := v.read(id, branchPage|leafPage, level)
	if err != nil {
		return err
	}
	return v.elements(page, id, level)
}

// elements checks the table of a branch or leaf page and walks on from it.
func (v *verifier) elements(page []byte, id uint64, level int) error {
	order := binary.NativeEndian
	branch := order.Uint16(page[8:]) == branchPage
	count := int(order.Uint16(page[10:]))
	if pageHeaderSize+count*elementSize > len(page) {
		return damaged("page %d claims %d elements", id, count)
	}
	var before []byte
	for i := range count {
		at := pageHeaderSize + i*elementSize
		e := page[at : at+elementSize]
		var key, value []byte
		var ok bool
		if branch {
			key, ok = cut(page, at, order.Uint32(e), order.Uint32(e[4:]))
		} else {
			key, ok = cut(page, at, order.Uint32(e[4:]), order.Uint32(e[8:]))
			if ok {
				value, ok = cut(page, at, order.Uint32(e[4:])+uint32(len(key)), order.Uint32(e[12:]))
			}
		}
		if !ok {
			return damaged("element %d of page %d lies outside it", i, id)
		}
		if i > 0 && bytes.Compare(before, key) >= 0 {
			return damaged("the keys of page %d are out of order", id)
		}
		before = key
		if err := v.below(branch, e, value, id, level); err != nil {
			return err
		}
	}
	return nil
}

// cut returns n bytes at offset pos from place at.
func cut(page []byte, at int, pos, n uint32) ([]byte, bool) {
	from := uint64(at) + uint64(pos)
	if from+uint64(n) > uint64(len(page)) {
		return nil, false
	}
	return page[from : from+uint64(n)], true
}

// below walks the target of one element: the page under a branch, or the tree
// of a bucket, which may be small enough to be inline.
func (v *verifier) below(branch bool, e, value []byte, id uint64, level int) error {
	order := binary.NativeEndian
	switch {
	case branch:
		return v.tree(order.Uint64(e[8:]), level+1)
	case order.Uint32(e)&bucketFlag == 0:
		return nil
	case len(value) < bucketHeaderSize:
		return damaged("a table in page %d has no header", id)
	}
	if root := order.Uint64(value); root != 0 {
		return v.tree(root, level+1)
	}
	inline := value[bucketHeaderSize:]
	if len(inline) < pageHeaderSize || order.Uint16(inline[8:]) != leafPage {
		return damaged("a small table in page %d is malformed", id)
	}
	return v.elements(inline, id, level)
}

// freePages checks the list of free pages against those in use.
func (v *verifier) freePages() error {
	page, err := v.read(v.freelist, freelistPage, 0)
	if err != nil {
		return err
	}
	order := binary.NativeEndian
	list := page[pageHeaderSize:]
	count := uint64(order.Uint16(page[10:]))
	if count == 0xFFFF { // too many for the header: the first element holds the count
		count, list = order.Uint64(list), list[8:]
	}
	if count > uint64(len(list)/8) {
		return damaged("the list of free pages claims %d", count)
	}
	for i := range count {
		id := order.Uint64(list[i*8:])
		if id >= v.pages || v.seen[id] {
			return damaged("page %d is free and in use, or outside the file", id)
		}
		v.seen[id] = true
	}
	return nil
}
