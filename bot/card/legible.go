package card

import (
	"strings"
	"unicode"

	"github.com/go-text/typesetting/font"
	"golang.org/x/text/unicode/norm"
)

const (
	// maxRunes is how much of a text is looked at: more than fits on any line.
	maxRunes = 160
	// maxMarks is how many marks stay on a letter, as many as languages have use for.
	maxMarks = 2
)

// legible is what of a text can be drawn, on one line, without marks of direction. It
// is whole if none of its letters and digits is missing. What only looks different, such
// as mathematical letters, is drawn plainly.
func (t *typesetter) legible(s string) (shown string, whole bool) {
	shown, whole = string(clean(s)), true
	for range maxRunes { // what is left out lets its neighbours join
		next, all := t.without(shown)
		whole = whole && all
		if next == shown {
			break
		}
		shown = next
	}
	return shown, whole
}

// without is one round of legible.
func (t *typesetter) without(s string) (shown string, whole bool) {
	text := []rune(s)
	whole = true
	var b strings.Builder
	t.each(text, func(from, to int) {
		c := text[from:to]
		if unicode.Is(unicode.M, c[0]) || isJoining(c[0]) { // what it belongs to is not there
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

// plainly is a character in other signs that can be drawn, or without the marks that
// can't be; nil: there is nothing to draw.
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

// clean is a text on one line in NFC, its first maxRunes characters, without what
// nobody sees, and without marks that stand alone or in heaps.
func clean(s string) (text []rune) {
	marks := maxMarks // there is no letter yet
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

// isJoining tells what makes one sign of several: joiners, variation selectors, and
// the tags of flags.
func isJoining(r rune) bool {
	return r == '\u200c' || r == '\u200d' || r >= 0xFE00 && r <= 0xFE0F || r >= 0xE0020 && r <= 0xE007F || r >= 0xE0100 && r <= 0xE01EF
}

// isBlank tells letters that show nothing.
func isBlank(r rune) bool {
	return r == '\u115f' || r == '\u1160' || r == '\u3164' || r == '\uffa0' || r == '\u2800' || r == '\u034f' || r == '\ufffc' || r == '\ufffd'
}

func isWord(r rune) bool { return unicode.In(r, unicode.L, unicode.N) }

// face is the first font that has all of a character's signs; ok is false if none has.
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

// isEmoji tells a character that asks to be shown as a picture.
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
