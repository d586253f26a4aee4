package rules

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// words matches whole words and phrases in the normal form of a text. What is
// written in Chinese, Japanese or Korean has no spaces between words and
// matches anywhere.
type words struct{ list []string }

func newWords(list []string) *words {
	w := &words{}
	for _, entry := range list {
		for line := range strings.Lines(entry) { // file: gives a whole list
			if word := Normalize(line); word != "" {
				w.list = append(w.list, word)
			}
		}
	}
	if len(w.list) == 0 {
		return nil
	}
	return w
}

// Match implements Check.
func (w *words) Match(m *Subject) (Found, bool) {
	for _, word := range w.list {
		if contains(m.Facts.Normal, word) {
			return piece(word), true
		}
	}
	return Found{}, false
}

func contains(text, word string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return false
		}
		i += from
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[i+len(word):])
		first, size := utf8.DecodeRuneInString(word)
		last, _ := utf8.DecodeLastRuneInString(word)
		if !joins(before, first) && !joins(last, after) {
			return true
		}
		from = i + size
	}
}

// joins tells whether two characters beside each other are in one word.
func joins(a, b rune) bool { return spaced(a) && spaced(b) }

func spaced(r rune) bool {
	if r == utf8.RuneError || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
		return false
	}
	return !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}
