package card

import (
	"image"
	"image/color"
	"math"

	"golang.org/x/image/vector"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// KindDigest is the kind of a drawing with a [Digest] as its data.
const KindDigest = "digest"

// MaxFigures is the maximum number of figures in a digest.
const MaxFigures = 6

// Digest is the content of a picture of a period's figures, 900 pixels wide. Texts are in the
// readers' language; empty ones are left out.
type Digest struct {
	Language string   `json:"language"` // BCP 47
	Title    string   `json:"title"`    // two lines at most
	Note     string   `json:"note,omitempty"`
	Figures  []Figure `json:"figures"` // 1 to MaxFigures
}

// Figure is a number, how it changed, and its course.
type Figure struct {
	Label string  `json:"label"`
	Unit  string  `json:"unit,omitempty"` // Percent or a noun; empty for plain counts
	Value float64 `json:"value"`
	// Before is the value of the period before; nil if it is unknown.
	Before *float64 `json:"before,omitempty"`
	// Better is 1 if more is better, -1 if less is, and 0 if neither.
	Better int `json:"better,omitempty"`
	// Trend is drawn as a small line from zero, MaxPoints at most; empty: none.
	Trend Values `json:"trend,omitempty"`
}

// Drawing returns a request to draw the digest. It fails for values that are infinite, and for
// those of figures that are unknown.
func (d Digest) Drawing() (*bot.Drawing, error) { return drawing(KindDigest, d) }

// Dimensions of the digest, in pixels.
const (
	tileWidth  = (rankWidth - 2*margin - tileGap) / 2
	tileHeight = 136
	tileGap    = 20
	tilesTop   = 14
	tilePad    = 20
	sparkWidth = 130
	arrowSize  = 14
)

// digest draws a picture. It fails if no font has a letter of a text.
func (t *typesetter) digest(d Digest) (*canvas, error) {
	n := len(d.Figures)
	if n < 1 || n > MaxFigures {
		return nil, phrase.New("picture.unknown_form")
	}
	texts := []*string{&d.Title, &d.Note}
	for i := range d.Figures {
		f := &d.Figures[i]
		values := Values{f.Value}
		if f.Before != nil {
			values = append(values, *f.Before)
		}
		for _, v := range []Values{values, f.Trend} {
			if err := bounded(MaxPoints, v); err != nil {
				return nil, err
			}
		}
		texts = append(texts, &f.Label, &f.Unit)
	}
	if err := t.whole(texts...); err != nil {
		return nil, err
	}
	p, top := t.sheet(d.Language, d.Title, d.Note, tilesTop+(n+1)/2*(tileHeight+tileGap))
	for i, f := range d.Figures {
		p.tile(f, margin+i%2*(tileWidth+tileGap), top+tilesTop+i/2*(tileHeight+tileGap))
	}
	return p.canvas, nil
}

// tile draws a figure.
func (p *page) tile(f Figure, x, y int) {
	p.round(image.Rect(x, y, x+tileWidth, y+tileHeight), 14, panel)
	left, right := float32(x+tilePad), float32(x+tileWidth-tilePad)
	p.left(f.Label, left, float32(y+36), right, smallSize, muted)
	end := right
	if len(f.Trend) > 0 {
		end -= sparkWidth + tilePad
		p.spark(f.Trend, image.Rect(int(right)-sparkWidth, y+58, int(right), y+tileHeight-tilePad))
	}
	unit, noun := f.Unit, f.Unit
	if unit == Percent {
		noun = ""
	} else {
		unit = ""
	}
	after := p.left(number(f.Value, unit, p.lang), left, float32(y+83), end, nameSize, ink)
	p.left(noun, after+10, float32(y+83), end, smallSize, muted)
	if f.Before == nil {
		return
	}
	text, way := change(f, p.lang)
	colour := muted
	switch {
	case way*f.Better > 0:
		colour = accentText
	case way*f.Better < 0:
		colour = amber
	}
	if way != 0 {
		p.arrow(image.Rect(x+tilePad, y+102, x+tilePad+arrowSize, y+102+arrowSize), way, colour)
		left += arrowSize + 8
	}
	p.left(text, left, float32(y+117), end, smallSize, colour)
}

// change returns how a figure changed, and in which way: 1 up, -1 down. Percentages are shown with
// the earlier one, numbers below FewPeople by their difference, and others in percent.
func change(f Figure, lang string) (text string, way int) {
	before, by := *f.Before, f.Value-*f.Before
	switch {
	case by > 0:
		way = 1
	case by < 0:
		way = -1
	}
	switch {
	case f.Unit == Percent:
		return number(before, Percent, lang) + " › " + number(f.Value, Percent, lang), way
	case way == 0:
		return "±0", way
	case math.Abs(before) < FewPeople:
		return number(math.Abs(by), "", lang), way
	}
	return number(100*math.Abs(by/before), Percent, lang), way
}

// arrow draws a triangle that points up, or down.
func (p *page) arrow(area image.Rectangle, way int, colour color.RGBA) {
	const s = arrowSize
	p.fill(area, colour, func(z *vector.Rasterizer) {
		tip, foot := float32(1), float32(s-1)
		if way < 0 {
			tip, foot = foot, tip
		}
		z.MoveTo(s/2, tip)
		z.LineTo(s, foot)
		z.LineTo(0, foot)
		z.ClosePath()
	})
}

// spark draws values as a small line whose axis starts at zero, and marks the last.
func (p *page) spark(v Values, area image.Rectangle) {
	s := &plot{page: p, area: area.Inset(6), n: len(v), least: v.least(), most: v.most()}
	if s.least == s.most {
		s.most++
	}
	s.line(v, accent, 3, false)
}
