package card

import (
	"hash/fnv"
	"image"
	"image/color"
	"strings"

	"github.com/stewardbot/steward/bot/phrase"
)

// KindRank is the kind of a drawing with a [Rank] as its data.
const KindRank = "rank"

// Rank is the content of a member's rank card, 900 by 250 pixels. Texts are in the readers'
// language; empty ones are left out.
type Rank struct {
	Language string `json:"language"` // BCP 47
	// Name is hostile input. If it can't be drawn in full, the card shows Handle, or the
	// part of Name that can be drawn, or Number.
	Name   string `json:"name"`
	Handle string `json:"handle,omitempty"` // "@ann"
	Number string `json:"number"`           // the fallback name: "Member 17"

	Place string `json:"place,omitempty"` // "#3"
	Of    string `json:"of,omitempty"`    // "of 120"
	Level string `json:"level,omitempty"` // the level's name
	// Progress towards the next level, 0 to 1000; shown if Level is set.
	Progress int    `json:"progress,omitempty"`
	Earned   string `json:"earned"`         // "120 leaves earned"
	Next     string `json:"next,omitempty"` // "80 to Regular"
	Facts    []Fact `json:"facts,omitempty"`
}

// Fact is a labelled number.
type Fact struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// Dimensions of the card, in pixels. Small text stays readable at half the size.
const (
	rankWidth, rankHeight = 900, 250

	margin    = 40
	faceSize  = 132
	textLeft  = margin + faceSize + 32
	textRight = rankWidth - margin
	gap       = 24 // between adjacent texts
	nameSize  = 40
	nameLeast = 30 // a name shrinks to this size before it is cut
	levelSize = 26
	smallSize = 22
	barHeight = 16
)

// rank draws a card. It fails if no font has a letter of a text other than the name.
func (t *typesetter) rank(r Rank) (*canvas, error) {
	if err := t.whole(r.texts()...); err != nil {
		return nil, err
	}
	c := newCanvas(rankWidth, rankHeight, ground)
	p := &page{t, c, r.Language}
	name := t.called(r.Name, r.Handle, r.Number)
	p.face(name, r.Number)

	if r.Level == "" {
		p.heading(name, r.Place, 96)
		left := p.right(r.Of, textRight, 138, smallSize, muted)
		p.left(r.Earned, textLeft, 138, left-gap, levelSize, accentText)
		p.facts(r.Facts, 182)
		return c, nil
	}
	p.heading(name, r.Place, 70)
	left := p.right(r.Of, textRight, 110, smallSize, muted)
	p.left(r.Level, textLeft, 110, left-gap, levelSize, accentText)
	p.bar(131, r.Progress)
	left = p.right(r.Next, textRight, 179, smallSize, muted)
	p.left(r.Earned, textLeft, 179, left-gap, smallSize, ink)
	p.facts(r.Facts, 217)
	return c, nil
}

// texts returns all texts but the name and the handle.
func (r *Rank) texts() []*string {
	list := []*string{&r.Number, &r.Place, &r.Of, &r.Level, &r.Earned, &r.Next}
	for i := range r.Facts {
		list = append(list, &r.Facts[i].Label, &r.Facts[i].Value)
	}
	return list
}

// whole makes texts legible; an error if a letter of one is missing.
func (t *typesetter) whole(texts ...*string) error {
	for _, s := range texts {
		shown, whole := t.legible(*s)
		if !whole {
			return phrase.New("picture.no_letters", *s)
		}
		*s = shown
	}
	return nil
}

// called returns what to show as a name: the name or the handle if it can be drawn in full,
// else the part of the name that can be, else the number.
func (t *typesetter) called(name, handle, number string) string {
	name, whole := t.legible(name)
	if whole && name != "" {
		return name
	}
	if handle, whole := t.legible(handle); whole && handle != "" {
		return handle
	}
	if t.initial(name) != "" {
		return name
	}
	return number
}

// initial returns the first letter or digit of a name, in upper case if a font has that;
// empty if there is none.
func (t *typesetter) initial(name string) (s string) {
	text := []rune(name)
	t.each(text, func(from, to int) {
		if s == "" && isWord(text[from]) {
			s = string(text[from:to])
		}
	})
	if capital := strings.ToUpper(s); s != "" {
		if _, ok := t.face([]rune(capital)); ok {
			return capital
		}
	}
	return s
}

// page is a canvas for texts in one language.
type page struct {
	*typesetter
	*canvas
	lang string
}

// left writes a text from x, cut at right, and returns where it ends.
func (p *page) left(s string, x, baseline, right, size float32, colour color.RGBA) (end float32) {
	if right <= x {
		return x
	}
	l := p.set(s, p.lang, size, right-x)
	p.write(l, x, baseline, colour)
	return x + l.width
}

// right writes a text that ends at x, at most half the card's width, and returns where it
// begins.
func (p *page) right(s string, x, baseline, size float32, colour color.RGBA) (begin float32) {
	l := p.set(s, p.lang, size, (textRight-textLeft)/2)
	x -= l.width - l.trail
	p.write(l, x, baseline, colour)
	return x
}

// heading writes the name, shrunk to fit if possible, and the place.
func (p *page) heading(name, place string, baseline float32) {
	room := p.right(place, textRight, baseline, nameSize, accent) - gap - textLeft
	size := float32(nameSize)
	if l := p.set(name, p.lang, size, 0); l.width > room {
		size = max(nameLeast, size*room/l.width)
	}
	p.left(name, textLeft, baseline, textLeft+room, size, ink)
}

// face draws a circle with the name's initial, or a person if there is none.
func (p *page) face(name, number string) {
	const top = (rankHeight - faceSize) / 2
	area := image.Rect(margin, top, margin+faceSize, top+faceSize)
	h := fnv.New32a()
	h.Write([]byte(name))
	p.round(area, faceSize/2, tints[h.Sum32()%uint32(len(tints))])
	s := p.initial(name)
	if s == "" || name == number {
		p.round(image.Rect(margin+44, top+30, margin+88, top+74), 22, paper)
		p.round(image.Rect(margin+30, top+80, margin+102, top+112), 30, paper)
		return
	}
	const size = 62
	l := p.set(s, p.lang, size, 0)
	p.write(l, margin+(faceSize-l.width)/2, rankHeight/2+l.middle(), paper)
}

// bar draws the progress bar; any progress above 0 is visible.
func (p *page) bar(top, progress int) {
	p.round(image.Rect(textLeft, top, textRight, top+barHeight), barHeight/2, track)
	if progress > 0 {
		long := max(barHeight, (textRight-textLeft)*min(progress, 1000)/1000)
		p.round(image.Rect(textLeft, top, textLeft+long, top+barHeight), barHeight/2, accent)
	}
}

// facts writes as many facts in a row as fit.
func (p *page) facts(list []Fact, baseline float32) {
	const near, apart = 10, 36
	x := float32(textLeft)
	for _, f := range list {
		label, value := p.set(f.Label, p.lang, smallSize, 0), p.set(f.Value, p.lang, smallSize, 0)
		if x+label.width+near+value.width > textRight {
			return
		}
		p.write(label, x, baseline, muted)
		x += label.width + near
		p.write(value, x, baseline, ink)
		x += value.width + apart
	}
}
