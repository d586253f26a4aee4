package bot

import "unicode/utf8"

// Head is the longest prefix of at most n bytes that does not cut a character.
func Head(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
