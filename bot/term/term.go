// Package term counts by how many members words are used: in letters, and in Chinese, which has no spaces,
// runs of characters that hold together.
//
// A [Counter] takes texts and finds the terms in them; no dictionary is needed. [Counter.Sift] leaves
// what is a term: see there. The counts of each week are kept for good ([Put], [Between]) and do not tell who used a term:
// terms of fewer than [Least] members are not in them.
package term

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The bounds of terms.
const (
	Least   = 5  // members who must have used one
	grams   = 5  // characters of a Chinese one, at least 2
	letters = 40 // of a word
)

func han(r rune) bool { return unicode.Is(unicode.Han, r) }

// chinese reports whether a term is a run of Chinese characters.
func chinese(term string) bool {
	r, _ := utf8.DecodeRuneInString(term)
	return han(r)
}

// each calls fn for the terms of a text: words of two to 40 letters and digits, and all runs of one to five
// Chinese characters between anything else, with their number, which is 0 for words. Single characters are no
// terms, but tell which runs hold together.
func each(text string, fn func(term string, runes int)) {
	for _, run := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) }) {
		for len(run) > 0 {
			end := strings.IndexFunc(run, func(r rune) bool { return !han(r) })
			if end != 0 {
				if end < 0 {
					end = len(run)
				}
				runs(run[:end], fn)
			} else {
				if end = strings.IndexFunc(run, han); end < 0 {
					end = len(run)
				}
				word := run[:end]
				if n := utf8.RuneCountInString(word); n >= 2 && n <= letters && strings.IndexFunc(word, unicode.IsLetter) >= 0 {
					fn(word, 0)
				}
			}
			run = run[end:]
		}
	}
}

// runs calls fn for all runs of one to five characters.
func runs(text string, fn func(string, int)) {
	var begins [grams]int // of the latest characters, the last one first
	n := 0
	for i, r := range text {
		copy(begins[1:], begins[:])
		begins[0] = i
		n = min(n+1, grams)
		for size := 1; size <= n; size++ {
			fn(text[begins[size-1]:i+utf8.RuneLen(r)], size)
		}
	}
}
