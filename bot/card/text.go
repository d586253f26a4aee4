package card

import (
	"slices"
	"sort"
	"strings"

	"github.com/go-text/typesetting/bidi"
	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/segmenter"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
	unicodebidi "golang.org/x/text/unicode/bidi"
)

// typesetter shapes lines of text. It is not safe for concurrent use.
type typesetter struct {
	faces     []*font.Face // in the order of fontNames
	shaper    shaping.HarfbuzzShaper
	paragraph bidi.Paragraph
	scripts   shaping.Segmenter
	clusters  segmenter.Segmenter
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

// line is shaped text: its runs from left to right, its width in pixels, and trail, the
// empty part of the width at the right end.
type line struct {
	runs         []shaping.Output
	width, trail float32
}

// set shapes a legible text, size pixels high. A line wider than most pixels is cut and
// ends with an ellipsis; 0 means no limit. lang, a BCP 47 tag, selects the variants of Han
// characters.
func (t *typesetter) set(s, lang string, size, most float32) line {
	text := []rune(s)
	l := t.shape(text, lang, size)
	if most <= 0 || l.width <= most {
		return l
	}
	var ends []int
	t.each(text, func(_, to int) { ends = append(ends, to) })
	cut := func(n int) line {
		kept := ""
		if n > 0 {
			kept = strings.TrimRight(string(text[:ends[n-1]]), " ")
		}
		return t.shape([]rune(kept+"…"), lang, size)
	}
	return cut(sort.Search(len(ends), func(n int) bool { return cut(n+1).width > most }))
}

// shape splits a text into runs of one direction, script and font, and shapes them.
func (t *typesetter) shape(text []rune, lang string, size float32) (l line) {
	faces := make([]*font.Face, len(text))
	t.each(text, func(from, to int) {
		f, _ := t.face(text[from:to])
		for i := from; i < to; i++ {
			faces[i] = f
		}
	})
	var levels []bidi.Level
	for i, found := 0, t.paragraph.Segment(text, direction(text)); i < found.NumRuns(); i++ {
		run := found.Run(i)
		in := shaping.Input{
			Text: text, RunStart: run.Start, RunEnd: run.End, Size: fixed.Int26_6(size * 64), Language: language.NewLanguage(lang),
			Direction: map[bool]di.Direction{true: di.DirectionLTR, false: di.DirectionRTL}[run.IsLeftToRight()],
		}
		for _, part := range t.scripts.Split(in, anyFace{t.faces[0]}) {
			part.Direction = in.Direction
			if part.Script == language.Han {
				part.Language = in.Language
			}
			for end := part.RunEnd; part.RunStart < end; part.RunStart = part.RunEnd {
				part.Face = faces[part.RunStart]
				for part.RunEnd = part.RunStart + 1; part.RunEnd < end && faces[part.RunEnd] == part.Face; part.RunEnd++ {
				}
				l.runs = append(l.runs, t.shaper.Shape(part))
				levels = append(levels, run.Level)
			}
		}
	}
	reorder(l.runs, levels)
	for _, r := range l.runs {
		l.width += float32(r.Advance) / 64
		if n := len(r.Glyphs); n > 0 {
			l.trail = float32(r.Glyphs[n-1].RightSideBearing()) / 64
		}
	}
	return l
}

// direction returns the direction of the first strong character: rules P2 and P3 of
// https://www.unicode.org/reports/tr9/.
func direction(text []rune) bidi.Direction {
	for _, r := range text {
		p, _ := unicodebidi.LookupRune(r)
		switch p.Class() {
		case unicodebidi.L:
			return bidi.LeftToRight
		case unicodebidi.R, unicodebidi.AL:
			return bidi.RightToLeft
		}
	}
	return bidi.LeftToRight
}

// reorder puts runs in visual order by their levels: rule L2 of
// https://www.unicode.org/reports/tr9/.
func reorder(runs []shaping.Output, levels []bidi.Level) {
	for level := slices.Max(append(levels, 0)); level > 0; level-- {
		for from := 0; from < len(runs); from++ {
			to := from
			for to < len(runs) && levels[to] >= level {
				to++
			}
			slices.Reverse(runs[from:to])
			slices.Reverse(levels[from:to])
			from = max(from, to-1)
		}
	}
}

// each calls fn for each grapheme cluster, with its range in text.
func (t *typesetter) each(text []rune, fn func(from, to int)) {
	t.clusters.Init(text)
	for it := t.clusters.GraphemeIterator(); it.Next(); {
		g := it.Grapheme()
		fn(g.Offset, g.Offset+len(g.Text))
	}
}

// anyFace returns the same font for every character; shape selects the fonts.
type anyFace struct{ face *font.Face }

func (a anyFace) ResolveFace(rune) *font.Face { return a.face }

// middle returns the distance from the vertical centre of the glyphs down to the baseline,
// in pixels.
func (l line) middle() float32 {
	var top, bottom float32
	for _, r := range l.runs {
		top, bottom = max(top, float32(r.GlyphBounds.Ascent)/64), min(bottom, float32(r.GlyphBounds.Descent)/64)
	}
	return (top + bottom) / 2
}
