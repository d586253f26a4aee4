package card

import (
	"slices"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/segmenter"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/bidi"
)

// typesetter sets lines of text. It is for one goroutine at a time.
type typesetter struct {
	faces    []*font.Face // as in fontNames
	shaper   shaping.HarfbuzzShaper
	runs     shaping.Segmenter
	clusters segmenter.Segmenter
	wrapper  shaping.LineWrapper
}

func newTypesetter() (*typesetter, error) {
	list, err := fonts()
	if err != nil {
		return nil, err
	}
	t := &typesetter{}
	for _, f := range list {
		t.faces = append(t.faces, font.NewFace(f))
	}
	return t, nil
}

// line is a text ready to be drawn: its runs from left to right, its width in
// pixels, and how much of that is empty at its right end.
type line struct {
	runs         []shaping.Output
	width, trail float32
}

// set makes a line of a legible text, size pixels high. What is wider than most pixels
// is cut and ends in an ellipsis; 0: nothing is cut. The language, a BCP 47 tag, chooses
// the forms of Han characters.
func (t *typesetter) set(s, lang string, size, most float32) line {
	text := []rune(s)
	if len(text) == 0 {
		return line{}
	}
	base := direction(s)
	shaped := t.shape(text, lang, size, base)
	whole := measure(shaped)
	if most > 0 && whole.width > most {
		ellipsis := t.shape([]rune("…"), lang, size, base)
		lines, _ := t.wrapper.WrapParagraphF(shaping.WrapConfig{
			Direction: base, TruncateAfterLines: 1, Truncator: ellipsis[0],
		}, pixels(most), text, shaping.NewSliceIterator(shaped))
		return measure(lines[0])
	}
	// Only puts the runs in order.
	lines, _ := t.wrapper.WrapParagraphF(shaping.WrapConfig{Direction: base}, pixels(whole.width+size), text, shaping.NewSliceIterator(shaped))
	return measure(lines[0])
}

func measure(runs []shaping.Output) (l line) {
	l.runs = slices.Clone(runs)
	slices.SortStableFunc(l.runs, func(a, b shaping.Output) int { return int(a.VisualIndex - b.VisualIndex) })
	for _, r := range l.runs {
		l.width += float32(r.Advance) / 64
		if n := len(r.Glyphs); n > 0 {
			l.trail = float32(r.Glyphs[n-1].RightSideBearing()) / 64
		}
	}
	return l
}

// shape gives the glyphs of a text, in runs of one font, script and direction.
func (t *typesetter) shape(text []rune, lang string, size float32, base di.Direction) (out []shaping.Output) {
	face := make([]*font.Face, len(text))
	t.each(text, func(from, to int) {
		f, _ := t.face(text[from:to])
		for i := from; i < to; i++ {
			face[i] = f
		}
	})
	whole := shaping.Input{Text: text, RunEnd: len(text), Direction: base, Size: pixels(size), Language: language.NewLanguage(lang)}
	for _, in := range t.runs.Split(whole, anyFace{t.faces[0]}) {
		if in.Script == language.Han {
			in.Language = whole.Language
		}
		for end := in.RunEnd; in.RunStart < end; in.RunStart = in.RunEnd {
			in.Face = face[in.RunStart]
			for in.RunEnd = in.RunStart + 1; in.RunEnd < end && face[in.RunEnd] == in.Face; in.RunEnd++ {
			}
			out = append(out, t.shaper.Shape(in))
		}
	}
	return out
}

// each calls fn for each character as people see it.
func (t *typesetter) each(text []rune, fn func(from, to int)) {
	t.clusters.Init(text)
	for it := t.clusters.GraphemeIterator(); it.Next(); {
		g := it.Grapheme()
		fn(g.Offset, g.Offset+len(g.Text))
	}
}

// anyFace leaves the choice of fonts to shape.
type anyFace struct{ face *font.Face }

func (a anyFace) ResolveFace(rune) *font.Face { return a.face }

// direction is that of the first letter that has one.
func direction(s string) di.Direction {
	for _, r := range s {
		p, _ := bidi.LookupRune(r)
		switch p.Class() {
		case bidi.L:
			return di.DirectionLTR
		case bidi.R, bidi.AL:
			return di.DirectionRTL
		}
	}
	return di.DirectionLTR
}

func pixels(f float32) fixed.Int26_6 { return fixed.Int26_6(f * 64) }

// middle is how far below the middle of its glyphs the baseline is, in pixels.
func (l line) middle() float32 {
	var top, bottom float32
	for _, r := range l.runs {
		top, bottom = max(top, float32(r.GlyphBounds.Ascent)/64), min(bottom, float32(r.GlyphBounds.Descent)/64)
	}
	return (top + bottom) / 2
}
