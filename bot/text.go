package bot

import "unicode/utf8"

// Isolate puts a name between marks that keep its direction of writing from
// spilling over, for use within a sentence.
func Isolate(name string) string { return "\u2068" + name + "\u2069" }

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
