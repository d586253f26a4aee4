package rules

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// words matches whole words and phrases in the normal form of a text, and in
// its reading. Chinese, Japanese and Korean words, which have no spaces between
// them, match anywhere.
type words struct{ list []wanted }

// wanted is a word in both forms. A word with an accent only matches with it
// and has no reading; neither has a single Chinese character, since several can
// share a simplified form.
type wanted struct {
	normal, reading string
	compact         string // the reading as one word, if signs may separate its letters
}

func newWords(list []string) *words {
	w := &words{}
	for _, entry := range list {
		for line := range strings.Lines(entry) { // file: gives a whole list
			normal := Normalize(line)
			if normal == "" {
				continue
			}
			word := wanted{normal: normal}
			single := utf8.RuneCountInString(normal) == 1 && eastAsian(firstRune(normal))
			if !single && !strings.ContainsFunc(normal, func(r rune) bool { return r >= utf8.RuneSelf && unicode.Is(unicode.Latin, r) }) {
				word.reading = readingsOf(line).apart
				if compact := strings.ReplaceAll(word.reading, " ", ""); mayBeParted(compact) {
					word.compact = compact
				}
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
	r := p.readings()
	apart := cmp.Or(r.apart, p.Normal)
	same := len(apart) == len(p.Normal) && apart == p.Normal
	for _, word := range w.list {
		if contains(p.Normal, word.normal, nil) || word.reading != "" && (!(same && word.reading == word.normal) && contains(apart, word.reading, nil) ||
			r.whole != "" && word.compact != "" && (contains(r.whole, word.compact, r.cuts) || contains(r.whole, word.reading, r.cuts))) {
			return excerpt(word.normal), true
		}
	}
	return Found{}, false
}

// mayBeParted: of three letters at least, or two Chinese characters, so that signs between
// them are hardly there by chance ("x_x", 1.3).
func mayBeParted(word string) bool {
	letters := 0
	for _, r := range word {
		switch {
		case eastAsian(r):
			letters += 2
		case unicode.IsLetter(r):
			letters++
		}
	}
	return letters > 2
}

// contains reports whether a word is in a text. It may also begin and end at
// cuts.
func contains(text, word string, cuts []int) bool {
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
		if (!joins(before, first) || isCut(cuts, i)) && (!joins(last, after) || isCut(cuts, i+len(word))) {
			return true
		}
		from = i + size
	}
}

func isCut(cuts []int, at int) bool {
	_, yes := slices.BinarySearch(cuts, at)
	return yes
}

// joins reports whether two adjacent characters belong to one word.
func joins(a, b rune) bool { return spaced(a) && spaced(b) }

func spaced(r rune) bool {
	return r != utf8.RuneError && wordy(r) && !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}
