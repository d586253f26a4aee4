package store

import (
	"encoding/binary"
	"errors"
	"math"
	"strings"
	"time"
)

// Composite keys are built by appending their parts. Their bytes sort like the
// parts, first part first. No part is a prefix of another, so keys can be split
// again, and a Scan over the first parts only finds complete parts.

// A string ends with keyEnd. The two lowest bytes are escaped, so that keyEnd
// sorts before any continuation of a longer string.
const (
	keyEnd    = 0x00
	keyEscape = 0x01
)

// errKeyPart is wrapped by callers that know the table and key.
var errKeyPart = errors.New("malformed key")

// AppendString appends s as one part of a key: its bytes and one more, plus
// one for each byte below 2 in it.
func AppendString(dst []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if s[i] <= keyEscape {
			dst = append(dst, keyEscape, s[i]+1)
			continue
		}
		dst = append(dst, s[i])
	}
	return append(dst, keyEnd)
}

// TakeString reverses AppendString; rest is the remaining key.
func TakeString(key []byte) (s string, rest []byte, err error) {
	var b strings.Builder
	plain := 0
	for i := 0; i < len(key); i++ {
		switch key[i] {
		case keyEnd:
			b.Write(key[plain:i])
			return b.String(), key[i+1:], nil
		case keyEscape:
			b.Write(key[plain:i])
			if i++; i == len(key) || key[i] < 1 || key[i] > 2 {
				return "", nil, errKeyPart
			}
			b.WriteByte(key[i] - 1)
			plain = i + 1
		}
	}
	return "", nil, errKeyPart
}

// AppendUint64 appends n as one part of a key: eight bytes, big-endian.
func AppendUint64(dst []byte, n uint64) []byte {
	return binary.BigEndian.AppendUint64(dst, n)
}

// TakeUint64 returns the reverse of AppendUint64.
func TakeUint64(key []byte) (n uint64, rest []byte, err error) {
	if len(key) < 8 {
		return 0, nil, errKeyPart
	}
	return binary.BigEndian.Uint64(key), key[8:], nil
}

const signBit = 1 << 63

// AppendInt64 appends n as one part of a key: eight bytes, negative numbers
// first.
func AppendInt64(dst []byte, n int64) []byte {
	return AppendUint64(dst, uint64(n)^signBit)
}

// TakeInt64 returns the reverse of AppendInt64.
func TakeInt64(key []byte) (n int64, rest []byte, err error) {
	u, rest, err := TakeUint64(key)
	return int64(u ^ signBit), rest, err
}

// noTime encodes the zero time, which sorts first.
const noTime = math.MinInt64

var (
	firstTime = time.Unix(0, noTime+1)
	lastTime  = time.Unix(0, math.MaxInt64)
)

// AppendTime appends t as one part of a key: nanoseconds since 1970, UTC, in
// eight bytes. The zero time sorts first; times before 1677 or after 2262 are
// clamped.
func AppendTime(dst []byte, t time.Time) []byte {
	switch {
	case t.IsZero():
		return AppendInt64(dst, noTime)
	case t.Before(firstTime):
		t = firstTime
	case t.After(lastTime):
		t = lastTime
	}
	return AppendInt64(dst, t.UnixNano())
}

// TakeTime returns the reverse of AppendTime. The time is in UTC.
func TakeTime(key []byte) (t time.Time, rest []byte, err error) {
	n, rest, err := TakeInt64(key)
	if err != nil || n == noTime {
		return time.Time{}, rest, err
	}
	return time.Unix(0, n).UTC(), rest, nil
}

// PrefixEnd returns the first key after all that begin with prefix, as the to
// of a Scan; nil, an open end, if there is none.
func PrefixEnd(prefix []byte) []byte {
	for i := len(prefix) - 1; i >= 0; i-- {
		if prefix[i] < 0xff {
			end := append([]byte(nil), prefix[:i+1]...)
			end[i]++
			return end
		}
	}
	return nil
}
