package boltdb

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"

	"github.com/stewardbot/steward/bot/phrase"
)

const fileMode = 0o600

// create creates an empty store at path if there is none. It appears completely
// or not at all, so that an empty file is never a store.
func create(path string) error {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := tempBeside(path)
	if err != nil {
		return err
	}
	defer discard(f)
	db, err := bolt.Open(f.Name(), fileMode, &bolt.Options{NoStatistics: true})
	if err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return err
	}
	if err := publish(f, path, false); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil // another process was faster
}

// tempBeside creates a file that publish can move to path. Discard it
// afterwards in any case.
func tempBeside(path string) (*os.File, error) {
	return os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".part-*")
}

func discard(f *os.File) {
	_ = f.Close()
	_ = os.Remove(f.Name())
}

// publish syncs f and moves it to path atomically. Without replace, an existing
// file stays and the error is fs.ErrExist.
func publish(f *os.File, path string, replace bool) error {
	if err := f.Sync(); err != nil {
		return err
	}
	if err := moveTo(f.Name(), path, replace); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func moveTo(from, to string, replace bool) error {
	if replace {
		return os.Rename(from, to)
	}
	err := os.Link(from, to)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	// A file system without links: look first, as well as that can be done.
	if exists(to) {
		return &fs.PathError{Op: "link", Path: to, Err: fs.ErrExist}
	}
	return os.Rename(from, to)
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// stillAt reports whether path still names the open file f.
func stillAt(path string, f *os.File) (bool, error) {
	have, err := f.Stat()
	if err != nil {
		return false, err
	}
	now, err := os.Stat(path)
	return err == nil && os.SameFile(have, now), err
}

// examine returns an error unless path is a file that looks like a complete
// store: it reads the meta pages, and compares them with the file's size.
// Reading past the end of a file that bbolt mapped would kill the process. It
// needs no lock: a running writer grows the file before a meta page says so.
func examine(path string) error {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return err
	case info.IsDir():
		return phrase.New("store.folder")
	case !info.Mode().IsRegular():
		return phrase.New("store.not_regular")
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = readHeader(f)
	return err
}

// header is the content of the newest valid meta page.
type header struct {
	pageSize int
	root     uint64 // page of the root bucket
	freelist uint64 // page of the list of free pages, or noFreelist
	pages    uint64 // all pages are below it
	txid     uint64
}

// end returns where the last page ends.
func (h header) end() int64 { return int64(h.pages) * int64(h.pageSize) }

const (
	metaSize       = 80 // page header and meta
	boltMagic      = 0xED0CDAED
	boltVersion    = 2
	noFreelist     = ^uint64(0)
	minPageSize    = 1 << 10
	maxPageSize    = 1 << 24
	pageHeaderSize = 16
	maxFileSize    = 1 << 48 // what bbolt can map
)

// readHeader reads the meta pages of f and checks that the file is as long as
// they say, and that the pages they name are of the right kind.
func readHeader(f *os.File) (header, error) {
	h, err := newestMeta(f)
	if err != nil {
		return header{}, err
	}
	info, err := f.Stat()
	if err != nil {
		return header{}, err
	}
	if missing := h.end() - info.Size(); missing > 0 {
		return header{}, damaged("the file is cut short: %d bytes, %d are missing", info.Size(), missing)
	}
	if err := h.expect(f, h.root, branchPage|leafPage); err != nil {
		return header{}, err
	}
	if h.freelist == noFreelist {
		return h, nil
	}
	return h, h.expect(f, h.freelist, freelistPage)
}

// newestMeta finds the meta pages. The position of the second one depends on
// the page size, which is unknown if the first is damaged.
func newestMeta(r io.ReaderAt) (header, error) {
	first, err := metaAt(r, 0)
	if err == nil {
		if second, err := metaAt(r, int64(first.pageSize)); err == nil && second.txid > first.txid {
			return second, nil
		}
		return first, nil
	}
	for size := int64(minPageSize); size <= maxPageSize; size *= 2 {
		if second, err := metaAt(r, size); err == nil && int64(second.pageSize) == size {
			return second, nil
		}
	}
	return header{}, err
}

func metaAt(r io.ReaderAt, offset int64) (header, error) {
	var page [metaSize]byte
	if n, err := r.ReadAt(page[:], offset); errors.Is(err, io.EOF) && n < metaSize {
		return header{}, damaged("it is too short to be a store")
	} else if err != nil && !errors.Is(err, io.EOF) {
		return header{}, fmt.Errorf("read the first pages: %w", err)
	}
	b, order := page[pageHeaderSize:], binary.NativeEndian
	sum := fnv.New64a()
	sum.Write(b[:56])
	h := header{
		pageSize: int(order.Uint32(b[8:])),
		root:     order.Uint64(b[16:]),
		freelist: order.Uint64(b[32:]),
		pages:    order.Uint64(b[40:]),
		txid:     order.Uint64(b[48:]),
	}
	switch {
	case order.Uint32(b) != boltMagic:
		return header{}, damaged("it does not begin as a store does")
	case order.Uint32(b[4:]) != boltVersion:
		return header{}, damaged("its format has version %d, not %d", order.Uint32(b[4:]), boltVersion)
	case order.Uint64(b[56:]) != sum.Sum64():
		return header{}, damaged("the checksum of its first pages is wrong")
	case h.pageSize < minPageSize || h.pageSize > maxPageSize || h.pageSize&(h.pageSize-1) != 0:
		return header{}, damaged("it claims pages of %d bytes", h.pageSize)
	case h.pages > maxFileSize/uint64(h.pageSize):
		return header{}, damaged("it claims %d pages", h.pages)
	}
	return h, nil
}
