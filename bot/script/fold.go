package script

import (
	"strings"
	"unicode"
)

// Plain returns the words folded, in lower case.
func Plain(words []string) string { return strings.ToLower(Fold(words)) }

// Fold joins the words, with full-width characters and digits of all scripts
// converted to ASCII and invisible characters removed.
func Fold(words []string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case unicode.Is(unicode.Cf, r):
			return -1
		case r > unicode.MaxASCII && unicode.Is(unicode.Nd, r):
			return digitOf(r)
		}
		return r
	}, strings.Join(words, " "))
}

// digitOf converts a decimal digit of any script; those of one script are
// consecutive, zero first:
// https://www.unicode.org/policies/stability_policy.html.
func digitOf(r rune) rune {
	zero := r
	for unicode.Is(unicode.Nd, zero-1) { // adjacent scripts have ten digits each
		zero--
	}
	return '0' + (r-zero)%10
}

// Punctuation may follow a word or a name.
const Punctuation = ",.;:!?，。；：！？、"

// PlainWord is Plain for one word, without trailing punctuation.
func PlainWord(word string) string { return strings.TrimRight(Plain([]string{word}), Punctuation) }
