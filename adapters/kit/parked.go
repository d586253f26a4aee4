package kit

import (
	"hash/fnv"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxParked bounds what is kept of an unreadable event, in bytes.
const MaxParked = 64 << 10

// Clip returns the beginning of raw, at most MaxParked bytes, as text. It cuts
// no character.
func Clip(raw []byte) string {
	if len(raw) > MaxParked {
		raw = raw[:MaxParked]
		for len(raw) > 0 && !utf8.RuneStart(raw[len(raw)-1]) {
			raw = raw[:len(raw)-1]
		}
		if len(raw) > 0 && raw[len(raw)-1] >= utf8.RuneSelf {
			raw = raw[:len(raw)-1]
		}
	}
	return strings.ToValidUTF8(string(raw), "\uFFFD")
}

// Hash identifies a text in the ids of events. It is stored with them.
func Hash(parts ...string) string {
	h := fnv.New64a()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return strconv.FormatUint(h.Sum64(), 36)
}
