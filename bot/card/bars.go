package card

import (
	"image"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// KindBars is the kind of a drawing with [Bars] as its data.
const KindBars = "bars"

// MaxBars is the maximum number of bars in a picture.
const MaxBars = 25

// Bars is the content of a chart of labelled bars, such as standings or the result of a poll,
// 900 pixels wide and as high as it needs to be. Texts are in the readers' language; empty ones
// are left out.
type Bars struct {
	Language string `json:"language"` // BCP 47
	Title    string `json:"title"`    // two lines at most
	Note     string `json:"note,omitempty"`
	List     []Bar  `json:"list"` // MaxBars at most
}

// Bar is one bar.
type Bar struct {
	// Name is hostile input. If it can't be drawn in full, the card shows Handle, or the part of
	// Name that can be drawn, or Number.
	Name   string `json:"name"`
	Handle string `json:"handle,omitempty"`
	Number string `json:"number"`          // the fallback name: "Member 17"
	Place  string `json:"place,omitempty"` // "#3"
	Value  string `json:"value"`           // "120 leaves"
	Length int    `json:"length"`          // 0 to 1000
	Marked bool   `json:"marked,omitempty"`
}

// Drawing returns a request to draw the chart.
func (b Bars) Drawing() (*bot.Drawing, error) { return drawing(KindBars, b) }

// Dimensions of the chart, in pixels.
const (
	titleSize  = 34
	titleLine  = 46
	noteLine   = 34
	barRow     = 66
	barTop     = 45 // room for descenders
	placeRoom  = 76 // left of the names
	thickness  = 14
	barsMargin = 32
)

// bars draws a chart. It fails if no font has a letter of a text other than the names.
func (t *typesetter) bars(b Bars) (*canvas, error) {
	if len(b.List) > MaxBars {
		return nil, phrase.New("picture.unknown_form")
	}
	if err := t.whole(b.texts()...); err != nil {
		return nil, err
	}
	p, top := t.sheet(b.Language, b.Title, b.Note, barRow*len(b.List))
	left := margin
	for _, bar := range b.List {
		if bar.Place != "" {
			left = margin + placeRoom
		}
	}
	for i, bar := range b.List {
		p.row(bar, left, top+barRow*i)
	}
	return p.canvas, nil
}

// sheet returns a page with a title, room for a body of that height, and a note below it; the body
// begins at top.
func (t *typesetter) sheet(lang, title, note string, body int) (p *page, top int) {
	lines := t.wrap(title, lang, titleSize, rankWidth-2*margin)
	top = barsMargin + titleLine*len(lines)
	height := top + body + barsMargin
	if note != "" {
		height += noteLine
	}
	p = &page{t, newCanvas(rankWidth, height, ground), lang}
	for i, l := range lines {
		p.write(l, margin, float32(barsMargin+titleLine*i+titleSize-2), ink)
	}
	p.left(note, margin, float32(height-barsMargin), textRight, smallSize, muted)
	return p, top
}

// row draws a bar below its name and value.
func (p *page) row(b Bar, left, top int) {
	name, bar := ink, muted
	if b.Marked {
		name, bar = accentText, accent
	}
	baseline := float32(top + 32)
	p.left(b.Place, margin, baseline, float32(left-8), smallSize, muted)
	end := p.right(b.Value, textRight, baseline, smallSize, name)
	p.left(p.called(b.Name, b.Handle, b.Number), float32(left), baseline, end-gap, levelSize, name)
	area := image.Rect(left, top+barTop, textRight, top+barTop+thickness)
	p.round(area, thickness/2, track)
	if b.Length > 0 {
		area.Max.X = left + max(thickness, area.Dx()*min(b.Length, 1000)/1000)
		p.round(area, thickness/2, bar)
	}
}

// texts returns all texts but the names and handles.
func (b *Bars) texts() []*string {
	list := []*string{&b.Title, &b.Note}
	for i := range b.List {
		list = append(list, &b.List[i].Number, &b.List[i].Place, &b.List[i].Value)
	}
	return list
}

// wrap sets a text on two lines at most, the second cut.
func (t *typesetter) wrap(s, lang string, size, room float32) []line {
	l := t.set(s, lang, size, 0)
	if l.width <= room {
		return []line{l}
	}
	text, end := []rune(s), 0
	var ends []int
	t.clusters.Init(text)
	for it := t.clusters.LineIterator(); it.Next(); {
		part := it.Line()
		ends = append(ends, part.Offset+len(part.Text))
	}
	for _, to := range ends {
		if t.shape([]rune(strings.TrimRight(string(text[:to]), " ")), lang, size).width > room {
			break
		}
		end = to
	}
	first := t.set(strings.TrimRight(string(text[:end]), " "), lang, size, 0)
	if end == 0 { // a single long word
		return []line{t.set(s, lang, size, room)}
	}
	return []line{first, t.set(string(text[end:]), lang, size, room)}
}
