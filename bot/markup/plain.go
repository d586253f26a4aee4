package markup

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// SplitPlain splits a plain text into parts of at most max UTF-16 units, at a
// line or word end if one is in the last quarter; each character in escaped
// takes two units. Max 0 means no limit. Blank parts are dropped, since no
// platform accepts them.
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

// Fits reports whether a text has at most max UTF-16 units; max 0 means no
// limit.
func Fits(s string, max int) bool { return prefix(s, max, "") == len(s) }

// prefix returns the length in bytes of the longest prefix of at most max
// UTF-16 units that does not cut a character. Each character in escaped takes
// two units, and so does each line end; if escaped is not empty, the beginning
// of the first line takes one.
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

// Cut shortens a plain text as SplitPlain would, with an ellipsis.
func Cut(s string, max int, escaped string) string {
	if prefix(s, max, escaped) == len(s) {
		return s
	}
	if max == 1 {
		return "…"
	}
	return s[:prefix(s, max-1, escaped)] + "…"
}
