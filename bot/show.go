package bot

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot/markup"
)

// Isolate wraps a name in bidi isolates, so that its writing direction does not
// affect the sentence around it. Isolates within it that don't match are closed,
// or dropped where nothing is open.
func Isolate(name string) string {
	open := 0
	name = strings.Map(func(r rune) rune {
		switch {
		case r >= '\u2066' && r <= '\u2068':
			open++
		case r == '\u2069' && open == 0:
			return -1
		case r == '\u2069':
			open--
		}
		return r
	}, name)
	return "\u2068" + name + strings.Repeat("\u2069", open+1)
}

// Visible returns a text without control characters, except line breaks, and
// without bidi controls.
func Visible(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, text)
}

// ShowName makes a name, or other text from strangers, safe for use in one of
// Steward's sentences: isolated as by Isolate, on one line, without bidi
// controls, and with links, mentions and commands broken by invisible word
// joiners (U+2060).
func ShowName(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == breaker:
			return -1
		}
		return r
	}, name)
	var b strings.Builder
	before := rune(0)
	for i, r := range name {
		b.WriteRune(r)
		if after, _ := utf8.DecodeRuneInString(name[i+utf8.RuneLen(r):]); isLive(before, r, after) {
			b.WriteRune(breaker)
		}
		before = r
	}
	return Isolate(b.String())
}

const breaker = '\u2060'

// isLive reports whether a platform may interpret the sign r between two
// characters.
func isLive(before, r, after rune) bool {
	word := markup.InWord(after)
	switch r {
	case '@', '＠':
		return word
	case '+':
		return unicode.IsDigit(after)
	case '.', '。', '．', '｡':
		return word && (markup.InWord(before) || unicode.IsMark(before)) // the mark is on a letter
	case '/':
		return word && !markup.InWord(before) && before != '/'
	case ':':
		return markup.InWord(before) && (after == '/' || after == '\\')
	case '<':
		return strings.ContainsRune("@#:/at", after)
	}
	return false
}

// Blank reports whether a text shows nothing: it has only spaces, controls and
// invisible characters.
func Blank(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsGraphic(r) && !unicode.IsSpace(r) && r != '\u2800' && !unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
	})
}

// IsName reports whether a text can be the name of a thing in Steward's
// sentences: it shows something, on one line, and has no controls or characters
// that change the writing direction of what follows.
func IsName(s string) bool {
	return !Blank(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
	})
}

// Head returns the longest prefix of at most n bytes that does not cut a
// character.
func Head(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
