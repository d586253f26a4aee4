package card

import (
	"slices"
	"strings"
	"testing"

	"github.com/go-text/typesetting/font"
	"pgregory.net/rapid"
)

// TestForms checks that Han characters use the regional forms of the language.
func TestForms(t *testing.T) {
	set := setter(t)
	glyph := func(lang string) uint32 { return uint32(set.set("骨", lang, 20, 0).runs[0].Glyphs[0].GlyphID) }
	if glyph("zh-Hans") != glyph("en") || glyph("zh-Hans") == glyph("zh-Hant") {
		t.Errorf("forms %d, %d, %d", glyph("en"), glyph("zh-Hans"), glyph("zh-Hant"))
	}
}

// TestArabicJoins checks that every letter which joins the next has another form before one than
// at the end of a word, and dots of its own.
func TestArabicJoins(t *testing.T) {
	set := setter(t)
	shape := func(text string, letter int) (glyphs []font.GID) {
		for _, g := range set.set(text, "en", 20, 0).runs[0].Glyphs {
			if g.TextIndex() == letter {
				glyphs = append(glyphs, g.GlyphID)
			}
		}
		return glyphs
	}
	for _, letter := range "بتثجحخسشصضطظعغفقكلمنهيئیکپگ" {
		s := string(letter)
		alone, between := shape(s, 0), shape("ب"+s+"ب", 1)
		if slices.Equal(alone, between) {
			t.Errorf("%s is %v alone and between letters", s, alone)
		}
	}
}

// TestDirections checks bidirectional text: runs are in visual order, and the ellipsis is where
// the reader finishes.
func TestDirections(t *testing.T) {
	set := setter(t)
	for text, want := range map[string]string{
		"Ann علي":             "Ann|علي",
		"علي Ann":             "Ann|علي",
		"علي 12":              "12|علي",
		"小明 علي 小明":           "小明|علي|小明",
		"Ann علي 12 محمد Lee": "Ann|محمد|12|علي|Lee",
	} {
		var got []string
		for _, run := range set.set(text, "en", 20, 0).runs {
			if word := strings.TrimSpace(string([]rune(text)[run.Runes.Offset : run.Runes.Offset+run.Runes.Count])); word != "" {
				got = append(got, word)
			}
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%s: %q, want %s", text, got, want)
		}
	}
	ellipsis := set.set("…", "en", 20, 0).runs[0].Glyphs[0].GlyphID
	for text, right := range map[string]bool{strings.Repeat("Ann ", 30): true, strings.Repeat("很长的名字", 9): true, strings.Repeat("علي ", 30): false} {
		l := set.set(strings.TrimSpace(text), "en", 20, 200)
		g := l.runs[0].Glyphs[0]
		if right {
			last := l.runs[len(l.runs)-1].Glyphs
			g = last[len(last)-1]
		}
		if g.GlyphID != ellipsis || l.width > 200 || l.width < 160 {
			t.Errorf("%.8s: ends in glyph %d, %g pixels", text, g.GlyphID, l.width)
		}
	}
}

// TestNeverABox checks that every character has a glyph, in any combination.
func TestNeverABox(t *testing.T) {
	set := setter(t)
	var known []rune
	for _, f := range set.faces {
		for it := f.Cmap.Iter(); it.Next(); {
			r, _ := it.Char()
			known = append(known, r)
		}
	}
	joining := []rune("\u200c\u200d\ufe0e\ufe0f\u20e3\U0001f3fb\U0001f1e6\U000e0061\U000e007f\u0301\u064b\u0651\u3099\u0489\u2060\u180f\u00ad\u200f\u05d0\ufff6\uffff")
	character := rapid.OneOf(rapid.SampledFrom(known), rapid.SampledFrom(known), rapid.SampledFrom(joining), rapid.Rune())
	rapid.Check(t, func(t *rapid.T) {
		boxes(t, set, string(rapid.SliceOfN(character, 0, 12).Draw(t, "text")))
	})
}

// boxes reports characters without a glyph and lines that are too wide.
func boxes(t interface{ Errorf(string, ...any) }, set *typesetter, s string) {
	shown, _ := set.legible(s)
	for _, most := range []float32{0, 80} {
		l := set.set(shown, "zh-Hant", 20, most)
		if most > 0 && l.width > most {
			t.Errorf("%q is %g pixels wide", shown, l.width)
		}
		for _, run := range l.runs {
			for _, g := range run.Glyphs {
				if g.GlyphID == 0 {
					t.Errorf("%q is shown as %q with a box", s, shown)
				}
			}
		}
	}
}
