package link

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

func isSchemeLetter(c byte) bool { return isAlnum(c) || c == '+' }

func isAlnum(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' }

// isHostAt reports whether a character of a host begins or ends with this byte.
func isHostAt(c byte) bool { return isAlnum(c) || c >= utf8.RuneSelf || c == '-' || c == '_' }

func isHost(r rune) bool {
	if r < utf8.RuneSelf {
		return isAlnum(byte(r)) || r == '-' || r == '_' || r == '.'
	}
	return unicode.In(r, unicode.L, unicode.M, unicode.N)
}

// latinTail returns where the ASCII part of a first label begins after letters
// of a script without spaces: in 看evil.app at evil; 0 if nowhere.
func latinTail(name string) int {
	label := name[:strings.IndexByte(name+".", '.')]
	i := strings.LastIndexFunc(label, func(r rune) bool { return unicode.In(r, spaceless...) })
	if i < 0 {
		return 0
	}
	_, n := utf8.DecodeRuneInString(label[i:])
	if i+n == len(label) {
		return 0
	}
	return i + n
}

var spaceless = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar}

// isInPath reports whether what follows is the rest of a path (src/main.rs).
func isInPath(before string) bool {
	n := len(before)
	if n == 0 || before[n-1] != '/' && before[n-1] != '\\' {
		return false
	}
	return n == 1 || before[n-2] != before[n-1]
}

// indexFunc is strings.IndexFunc, but returns len(s) if there is none.
func indexFunc(s string, f func(rune) bool) int {
	if i := strings.IndexFunc(s, f); i >= 0 {
		return i
	}
	return len(s)
}
