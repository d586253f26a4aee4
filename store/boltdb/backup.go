package boltdb

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

// copyTo writes a snapshot of the store with its checksum to w and returns its
// size in bytes. Readers and the writer continue meanwhile. Until w has taken
// everything, the file keeps the snapshot's pages, so w should be fast.
func (s *Store) copyTo(w io.Writer) (n int64, err error) {
	tx, err := s.begin(false)
	if err != nil {
		return 0, err
	}
	defer func() { _ = tx.Rollback() }()
	out, sum := &failing{w: w}, sha256.New()
	n, err = tx.WriteTo(io.MultiWriter(out, sum))
	if err == nil {
		_, err = out.Write(appendSeal(uint64(tx.ID()), sum))
		n += int64(sealSize)
	}
	if out.err != nil { // bbolt keeps only its text
		return n, fmt.Errorf("write the copy: %w", out.err)
	}
	if errors.Is(err, io.EOF) {
		return n, errCutShort
	}
	return n, err
}

// failing remembers the error of a Writer.
type failing struct {
	w   io.Writer
	err error
}

func (f *failing) Write(b []byte) (int, error) {
	n, err := f.w.Write(b)
	if err != nil {
		f.err = err
	}
	return n, err
}

// BackupTo implements store.Copier. The file only appears once it is complete,
// synced and verified. A missing folder is created, private to its owner; its
// parent must exist.
func (s *Store) BackupTo(path string) (int64, error) {
	n, err := s.backupTo(path)
	if errors.Is(err, store.ErrDamaged) || errors.Is(err, store.ErrClosed) {
		return 0, explain("store.back_up", s.path, err)
	}
	if err != nil {
		return 0, explain(writeBackup, path, err)
	}
	return n, nil
}

func (s *Store) backupTo(path string) (int64, error) {
	if err := vacant(path); err != nil {
		return 0, err
	}
	if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return 0, err
	}
	f, err := tempBeside(path)
	if err != nil {
		return 0, err
	}
	defer discard(f)
	n, err := s.copyTo(f)
	if err != nil {
		return 0, err
	}
	if _, err := sound(f); err != nil {
		return 0, err
	}
	return n, publish(f, path, false)
}

// vacant returns an error unless path can name a new file.
func vacant(path string) error {
	info, err := os.Lstat(path)
	switch {
	case err == nil && info.IsDir(), path == "", os.IsPathSeparator(path[len(path)-1]):
		return phrase.New("store.folder_backup")
	case err == nil:
		return &fs.PathError{Op: "create", Path: path, Err: fs.ErrExist}
	}
	return nil
}

// sound returns store.ErrDamaged unless f is an intact store, and reports
// whether it is a backup with a checksum.
func sound(f *os.File) (sealed bool, err error) {
	h, err := readHeader(f)
	if err != nil {
		return false, err
	}
	if sealed, err = checkSeal(f, h); err != nil {
		return false, err
	}
	return sealed, verify(f)
}
