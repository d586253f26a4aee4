package boltdb

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"hash/fnv"
	"io"
	"os"

	"github.com/stewardbot/steward/bot/phrase"
)

// A backup ends with a seal after its last page: sealMagic, the transaction of
// the snapshot, the SHA-256 of all bytes before the seal, and a checksum of the
// seal itself. A store without a seal is a backup of an older version, or not a
// backup.
const (
	sealMagic = "steward backup 1"
	sealSize  = len(sealMagic) + 8 + sha256.Size + 8
)

func appendSeal(txid uint64, sum hash.Hash) []byte {
	b := binary.BigEndian.AppendUint64([]byte(sealMagic), txid)
	b = sum.Sum(b)
	return binary.BigEndian.AppendUint64(b, shortSum(b))
}

func shortSum(b []byte) uint64 {
	sum := fnv.New64a()
	sum.Write(b)
	return sum.Sum64()
}

// sealOf reads the last bytes of f, which are a seal if ok.
func sealOf(f *os.File, size int64) (txid uint64, sum []byte, ok bool, err error) {
	if size < int64(sealSize) {
		return 0, nil, false, nil
	}
	b := make([]byte, sealSize)
	if _, err := f.ReadAt(b, size-int64(sealSize)); err != nil {
		return 0, nil, false, err
	}
	body, own := b[:sealSize-8], b[sealSize-8:]
	if !bytes.HasPrefix(b, []byte(sealMagic)) || binary.BigEndian.Uint64(own) != shortSum(body) {
		return 0, nil, false, nil
	}
	body = body[len(sealMagic):]
	return binary.BigEndian.Uint64(body), body[8:], true, nil
}

// checkSeal reports whether f, with header h, ends with a seal, and returns
// store.ErrDamaged if the seal does not match. A stale seal, left by an older
// program that wrote to the copy, does not count.
func checkSeal(f *os.File, h header) (sealed bool, err error) {
	info, err := f.Stat()
	if err != nil {
		return false, err
	}
	txid, want, ok, err := sealOf(f, info.Size())
	beyond := info.Size() - h.end()
	switch {
	case err != nil:
		return false, err
	case !ok && beyond > 0 && beyond < leastBeyond:
		return false, damage{phrase.New("store.no_seal")}
	case !ok || txid < h.txid:
		return false, nil
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, io.NewSectionReader(f, 0, h.end())); err != nil {
		return false, err
	}
	if txid != h.txid || beyond != int64(sealSize) || !bytes.Equal(sum.Sum(nil), want) {
		return false, damage{phrase.New("store.bad_seal")}
	}
	return true, nil
}

// leastBeyond exceeds a seal's size, and is a disk's write unit: a store's file
// always extends at least this far beyond its last page.
const leastBeyond = 512

// unseal checks and removes the seal of a copy that becomes a store.
func unseal(f *os.File) (sealed bool, err error) {
	h, err := readHeader(f)
	if err != nil {
		return false, err
	}
	if sealed, err = checkSeal(f, h); err != nil || !sealed {
		return false, err
	}
	return true, f.Truncate(h.end())
}
