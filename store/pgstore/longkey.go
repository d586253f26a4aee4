package pgstore

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"slices"
)

// longest is the longest key that is stored as it is: an entry of PostgreSQL's
// index has at most 2,704 bytes. A longer one is stored as its beginning and a
// hash, with the key itself before the value.
const longest = 2000

// shortened returns a key as it is stored.
func shortened(key []byte) []byte {
	if len(key) <= longest {
		return key
	}
	sum := sha256.Sum256(key)
	return append(key[:longest:longest], sum[:]...)
}

// appendLong appends what is stored as the value of a long key.
func appendLong(dst, key, value []byte) []byte {
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(key)))
	return append(append(dst, key...), value...)
}

// lengthened returns the key and the value of a row as it is stored.
func lengthened(k, v []byte) (key, value []byte) {
	if len(k) <= longest {
		return k, v
	}
	end := 4 + int(binary.BigEndian.Uint32(v))
	return v[4:end:end], v[end:]
}

// shortest returns a lower end for stored keys: none from there on is left out.
func shortest(from []byte) []byte {
	if from == nil {
		return []byte{}
	}
	return from[:min(len(from), longest)]
}

// uppermost returns an upper end for stored keys: none before it is left out.
func uppermost(to []byte) []byte {
	if len(to) <= longest {
		return to
	}
	return append(to[:longest:longest], bytes.Repeat([]byte{0xff}, sha256.Size+1)...)
}

func sortRows(rows []row, reverse bool) {
	slices.SortFunc(rows, func(a, b row) int {
		if reverse {
			a, b = b, a
		}
		return bytes.Compare(a.k, b.k)
	})
}
