package boltdb_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/boltdb"
)

// sealed returns the bytes of a backup with pages of all kinds.
func sealed(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "s.db")
	must(t, os.WriteFile(path, image(t), 0o600))
	s := open(t, path, boltdb.Options{Options: store.Options{ReadOnly: true}})
	defer s.Close()
	var b bytes.Buffer
	_, err := s.Backup(&b)
	must(t, err)
	return b.Bytes()
}

// TestSealFindsEveryBit: a backup with any bit flipped, or truncated anywhere, is rejected by
// Restore and by Open if installed by hand; and the previous store stays.
func TestSealFindsEveryBit(t *testing.T) {
	whole := sealed(t)
	dir := t.TempDir()
	from, to := filepath.Join(dir, "backup.db"), filepath.Join(dir, "s.db")
	fill(t, to, 3)
	was, err := os.ReadFile(to)
	must(t, err)
	try := func(what string, at int, b []byte) {
		must(t, os.WriteFile(from, b, 0o600))
		if err := boltdb.Restore(from, to, true, nil); !errors.Is(err, store.ErrDamaged) {
			t.Errorf("%s at %d: restored: %v", what, at, err)
		}
		if err := boltdb.Check(from); !errors.Is(err, store.ErrDamaged) {
			t.Errorf("%s at %d: checked: %v", what, at, err)
		}
		s, err := boltdb.Open(from, boltdb.Options{Options: store.Options{NoSync: true}})
		if !errors.Is(err, store.ErrDamaged) {
			t.Errorf("%s at %d: opened: %v", what, at, err)
			_ = s.Close()
		}
	}
	for at := 0; at < len(whole); at += 1999 {
		flipped := slices.Clone(whole)
		flipped[at] ^= 1 << (at % 8)
		try("a bit", at, flipped)
	}
	for at := len(whole) - 64; at < len(whole); at++ { // the checksum itself
		flipped := slices.Clone(whole)
		flipped[at] ^= 1 << (at % 8)
		try("a bit", at, flipped)
		if at > len(whole)-64 {
			try("cut", at, whole[:at])
		}
	}
	try("more", len(whole), append(slices.Clone(whole), '\n'))
	now, err := os.ReadFile(to)
	must(t, err)
	if !bytes.Equal(was, now) {
		t.Error("what was there is another file now")
	}
	noLeftovers(t, dir, "backup.db", "s.db")
}

// TestSealComesOff: a backup that is restored, or installed by hand, becomes an ordinary store
// without the checksum.
func TestSealComesOff(t *testing.T) {
	whole := sealed(t)
	dir := t.TempDir()
	from, to := filepath.Join(dir, "backup.db"), filepath.Join(dir, "s.db")
	must(t, os.WriteFile(from, whole, 0o600))
	told := false
	must(t, boltdb.Restore(from, to, false, func(_ store.Store, sealed bool) error { told = sealed; return nil }))
	if !told {
		t.Error("nobody was told of the checksum")
	}
	body := whole[:len(whole)-64]
	restored, err := os.ReadFile(to)
	must(t, err)
	if !bytes.Equal(restored, body) {
		t.Errorf("%d bytes came back, want the %d without the checksum", len(restored), len(body))
	}
	must(t, open(t, from, boltdb.Options{}).Close())
	byHand, err := os.ReadFile(from)
	must(t, err)
	if !bytes.HasPrefix(byHand, body) || len(bytes.Trim(byHand[len(body):], "\x00")) > 0 {
		t.Errorf("put in place by hand, %d bytes are left, want %d and room", len(byHand), len(body))
	}
	must(t, boltdb.Restore(from, to, true, func(_ store.Store, sealed bool) error { told = sealed; return nil }))
	if told {
		t.Error("a copy without a checksum has one")
	}
}

// TestSealOfOlderState: a stale checksum left behind by an older program's writes is ignored.
func TestSealOfOlderState(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	must(t, os.WriteFile(path, sealed(t)[:], 0o600))
	b, err := os.ReadFile(path)
	must(t, err)
	seal := b[len(b)-64:]
	s := open(t, path, boltdb.Options{})
	put(t, s, 1)
	must(t, s.Close())
	f, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND, 0)
	must(t, err)
	_, err = f.Write(seal)
	must(t, errors.Join(err, f.Close()))
	must(t, boltdb.Check(path))
	must(t, open(t, path, boltdb.Options{}).Close())
}

// TestRestoreInspects: if the caller rejects a copy, it isn't installed.
func TestRestoreInspects(t *testing.T) {
	dir := t.TempDir()
	from, to := filepath.Join(dir, "backup.db"), filepath.Join(dir, "s.db")
	fill(t, from, 3)
	fill(t, to, 5)
	errOdd := errors.New("odd")
	refused(t, boltdb.Restore(from, to, true, func(s store.Store, _ bool) error {
		if n := count(t, s); n != 3 {
			t.Errorf("the copy has %d records", n)
		}
		return errOdd
	}), errOdd, "read backup "+from)
	s := open(t, to, boltdb.Options{})
	defer s.Close()
	if n := count(t, s); n != 5 {
		t.Errorf("%d records are left of 5", n)
	}
	noLeftovers(t, dir, "backup.db", "s.db")
}
