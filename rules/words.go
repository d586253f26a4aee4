package rules

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// words matches whole words and phrases in the normal form of a text, and in its reading.
// What is written in Chinese, Japanese or Korean has no spaces between words and matches
// anywhere.
type words struct{ list []wanted }

// wanted is a word as it compares with both. One with an accent in it is itself only with
// that, and has no reading.
type wanted struct{ normal, reading string }

func newWords(list []string) *words {
	w := &words{}
	for _, entry := range list {
		for line := range strings.Lines(entry) { // file: gives a whole list
			normal := Normalize(line)
			if normal == "" {
				continue
			}
			word := wanted{normal: normal}
			if !strings.ContainsFunc(normal, func(r rune) bool { return r >= utf8.RuneSelf && unicode.Is(unicode.Latin, r) }) {
				word.reading = reading(line)
			}
			w.list = append(w.list, word)
		}
	}
	if len(w.list) == 0 {
		return nil
	}
	return w
}

// find implements reader.
func (w *words) find(p *Piece) (Found, bool) {
	read := cmp.Or(p.reading(), p.Normal)
	same := len(read) == len(p.Normal) && read == p.Normal
	for _, word := range w.list {
		if contains(p.Normal, word.normal) || word.reading != "" && !(same && word.reading == word.normal) && contains(read, word.reading) {
			return excerpt(word.normal), true
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
	return r != utf8.RuneError && wordy(r) && !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}
