package markup

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// SplitPlain cuts a text that is in no markup into parts of at most max UTF-16
// units, at the end of a line or a word where one is in the last quarter; each of the
// escaped characters takes two units. Max 0 means no limit. Parts
// with nothing to see are left out: no platform takes them.
func SplitPlain(s string, max int, escaped string) []string {
	var parts []string
	for {
		n := prefix(s, max, escaped)
		if n == len(s) {
			return append(parts, s)
		}
		at := n
		if i := strings.LastIndexByte(s[:n], '\n'); i > n*3/4 {
			at = i
		} else if i := strings.LastIndexByte(s[:n], ' '); i > n*3/4 {
			at = i
		} else if n == 0 { // max is 1 and the character takes two
			_, at = utf8.DecodeRuneInString(s)
		}
		if strings.TrimSpace(s[:at]) != "" {
			parts = append(parts, s[:at])
		}
		if s = strings.TrimLeftFunc(s[at:], unicode.IsSpace); s == "" {
			return parts
		}
	}
}

// Fits tells whether a text has at most max UTF-16 units; max 0 means no limit.
func Fits(s string, max int) bool { return prefix(s, max, "") == len(s) }

// prefix is the length in bytes of the longest prefix of at most max UTF-16 units
// that does not cut a character. Each of the escaped characters takes two, and so
// does each line's end; where there are any, the first line's beginning takes one.
func prefix(s string, max int, escaped string) int {
	if max <= 0 {
		return len(s)
	}
	units := 0
	if escaped != "" {
		units = 1
	}
	for i, r := range s {
		units++
		if r > 0xFFFF || escaped != "" && (strings.ContainsRune("\n\r\u2028\u2029", r) || strings.ContainsRune(escaped, r)) {
			units++
		}
		if units > max {
			return i
		}
	}
	return len(s)
}

// Cut shortens a plain text as SplitPlain would cut it, with an ellipsis.
func Cut(s string, max int, escaped string) string {
	if prefix(s, max, escaped) == len(s) {
		return s
	}
	if max == 1 {
		return "…"
	}
	return s[:prefix(s, max-1, escaped)] + "…"
}
