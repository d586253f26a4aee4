package card

import (
	"strings"
	"unicode"

	"github.com/go-text/typesetting/font"
	"golang.org/x/text/unicode/norm"
)

const (
	// maxRunes is how many characters of a text are used: more than fit on any line.
	maxRunes = 160
	// maxMarks is how many combining marks a letter keeps, enough for any language.
	maxMarks = 2
)

// legible returns the part of a text that can be drawn, on one line, without direction
// marks. whole reports that no letter or digit is missing. Styled variants, such as
// mathematical letters, become plain ones.
func (t *typesetter) legible(s string) (shown string, whole bool) {
	shown, whole = string(clean(s)), true
	for range maxRunes { // removing characters can join their neighbours
		next, all := t.without(shown)
		whole = whole && all
		if next == shown {
			break
		}
		shown = next
	}
	return shown, whole
}

// without does one round of legible.
func (t *typesetter) without(s string) (shown string, whole bool) {
	text := []rune(s)
	whole = true
	var b strings.Builder
	t.each(text, func(from, to int) {
		c := text[from:to]
		if unicode.Is(unicode.M, c[0]) || isJoining(c[0]) { // its base character is missing
			return
		}
		if _, ok := t.face(c); !ok {
			c = t.plainly(c)
		}
		if c == nil {
			whole = whole && !isWord(text[from])
		}
		b.WriteString(string(c))
	})
	return strings.Join(strings.Fields(b.String()), " "), whole
}

// plainly replaces a character by equivalents that can be drawn, or drops marks that can't;
// nil if nothing can be drawn.
func (t *typesetter) plainly(c []rune) []rune {
	plain := []rune(norm.NFKC.String(string(c)))
	if _, ok := t.face(plain); ok {
		return plain
	}
	if _, ok := t.face(plain[:1]); ok && isWord(plain[0]) {
		return plain[:1]
	}
	return nil
}

// clean returns the first maxRunes characters of a text on one line, in NFC, without
// invisible characters, stray marks and excess marks.
func clean(s string) (text []rune) {
	marks := maxMarks // no letter yet, so no marks
	for _, r := range norm.NFC.String(strings.ToValidUTF8(s, "")) {
		if unicode.In(r, unicode.Mn, unicode.Me) && !isJoining(r) {
			if marks++; marks > maxMarks {
				continue
			}
		} else if !isJoining(r) {
			marks = 0
		}
		switch {
		case unicode.IsSpace(r):
			r, marks = ' ', maxMarks
		case !isJoining(r) && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs), isBlank(r):
			continue
		}
		if text = append(text, r); len(text) == maxRunes {
			break
		}
	}
	return text
}

// isJoining reports characters that combine others into one emoji: joiners, variation
// selectors, and flag tags.
func isJoining(r rune) bool {
	return r == '\u200c' || r == '\u200d' || r >= 0xFE00 && r <= 0xFE0F || r >= 0xE0020 && r <= 0xE007F || r >= 0xE0100 && r <= 0xE01EF
}

// isBlank reports letters that are invisible.
func isBlank(r rune) bool {
	return r == '\u115f' || r == '\u1160' || r == '\u3164' || r == '\uffa0' || r == '\u2800' || r == '\u034f' || r == '\ufffc' || r == '\ufffd'
}

func isWord(r rune) bool { return unicode.In(r, unicode.L, unicode.N) }

// face returns the first font that has all code points of a character; ok is false if none
// has.
func (t *typesetter) face(c []rune) (f *font.Face, ok bool) {
	emoji := t.faces[len(t.faces)-1]
	if isEmoji(c) && covers(emoji, c) {
		return emoji, true
	}
	for _, f := range t.faces {
		if covers(f, c) {
			return f, true
		}
	}
	return t.faces[0], false
}

// isEmoji reports a character with emoji presentation.
func isEmoji(c []rune) bool {
	for _, r := range c[1:] {
		if r == '\ufe0f' || r == '\u20e3' || r == '\u200d' {
			return true
		}
	}
	return false
}

func covers(f *font.Face, c []rune) bool {
	seen := false
	for _, r := range c {
		if isJoining(r) {
			continue
		}
		if g, ok := f.NominalGlyph(r); !ok || g == 0 {
			return false
		}
		seen = true
	}
	return seen
}
