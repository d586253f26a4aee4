package script

import (
	"strings"
	"unicode"
)

// Plain are the words as Fold, in small letters.
func Plain(words []string) string { return strings.ToLower(Fold(words)) }

// Fold are the words with what is of full width as it is usually, digits of all
// scripts as those of this one, and nothing that can't be seen.
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

// digitOf is a decimal digit of any script; those of one stand side by side, the zero
// first: https://www.unicode.org/policies/stability_policy.html.
func digitOf(r rune) rune {
	zero := r
	for unicode.Is(unicode.Nd, zero-1) { // scripts beside each other have ten each
		zero--
	}
	return '0' + (r-zero)%10
}

// Punctuation may follow a word or a name.
const Punctuation = ",.;:!?，。；：！？、"

// PlainWord is Plain of one word, without what stands behind it.
func PlainWord(word string) string { return strings.TrimRight(Plain([]string{word}), Punctuation) }
