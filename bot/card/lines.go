package card

import (
	"image"
	"math"
	"slices"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// KindLines is the kind of a drawing with [Lines] as its data.
const KindLines = "lines"

const (
	// MaxPoints is the maximum number of points of a line.
	MaxPoints = 400
	// MaxSeries is the maximum number of lines besides that of the period before.
	MaxSeries = 2
)

// Lines is the content of a line chart over days or other intervals, 900 pixels wide. Its axis
// starts at zero. Texts are in the readers' language; empty ones are left out.
type Lines struct {
	Language string `json:"language"` // BCP 47
	Title    string `json:"title"`    // two lines at most
	Note     string `json:"note,omitempty"`
	Unit     string `json:"unit,omitempty"` // Percent or a noun; empty for plain counts
	// Days name the points, 1 to MaxPoints; as many as fit are shown.
	Days []string `json:"days"`
	List []Series `json:"list"` // 1 to MaxSeries, each as long as Days
	// Before is the first series in the period before, a faint line. It may be shorter or longer
	// than Days; what is longer is left out.
	Before *Series `json:"before,omitempty"`
	// SoFar says that the last interval is not over, such as "so far"; its part of the lines is
	// dashed. Empty if it is over.
	SoFar string `json:"so_far,omitempty"`
}

// Series is a line.
type Series struct {
	Name   string `json:"name"`   // what the end of the line is labelled with
	Values Values `json:"values"` // gaps where they are unknown
}

// Drawing returns a request to draw the chart. It fails for infinite values.
func (l Lines) Drawing() (*bot.Drawing, error) { return drawing(KindLines, l) }

// Dimensions of the chart, in pixels.
const (
	plotHeight = 280
	plotTop    = 24 // above the plot
	plotBottom = 48 // below it, for the days
	endRoom    = 180
	endRow     = 28 // height of a label at the end of a line
	lineWidth  = 4
	dashLength = 7
)

// lines draws a chart. It fails if no font has a letter of a text.
func (t *typesetter) lines(l Lines) (*canvas, error) {
	if err := l.check(); err != nil {
		return nil, err
	}
	if err := t.whole(l.texts()...); err != nil {
		return nil, err
	}
	sheet, top := t.sheet(l.Language, l.Title, l.Note, plotTop+plotHeight+plotBottom)
	p := &plot{page: sheet, n: len(l.Days), area: image.Rect(margin, top+plotTop, textRight-endRoom, top+plotTop+plotHeight)}
	p.axis(l)
	p.days(l.Days)
	ends := make([]end, 0, MaxSeries+1)
	if l.Before != nil {
		b := l.Before.Values[:min(p.n, len(l.Before.Values))]
		p.line(b, faint, lineWidth-1, false)
		ends = p.end(ends, l, *l.Before, muted, false)
	}
	for i := range l.List {
		s, colour := l.List[len(l.List)-1-i], accent // the first is on top
		if i < len(l.List)-1 {
			colour = ink
		}
		p.line(s.Values, colour, lineWidth, l.SoFar != "")
		ends = p.end(ends, l, s, colour, true)
	}
	p.label(ends)
	return p.canvas, nil
}

// check returns an error for numbers of points and values that can't be drawn.
func (l *Lines) check() error {
	all := l.List
	if l.Before != nil {
		all = append(slices.Clone(all), *l.Before)
	}
	for _, s := range all {
		if err := bounded(MaxPoints, s.Values); err != nil {
			return err
		}
	}
	if len(l.List) < 1 || len(l.List) > MaxSeries || len(l.Days) < 1 || slices.ContainsFunc(l.List, func(s Series) bool { return len(s.Values) != len(l.Days) }) {
		return phrase.New("picture.unknown_form")
	}
	return nil
}

// texts returns all texts.
func (l *Lines) texts() []*string {
	list := []*string{&l.Title, &l.Note, &l.Unit, &l.SoFar}
	for i := range l.Days {
		list = append(list, &l.Days[i])
	}
	for i := range l.List {
		list = append(list, &l.List[i].Name)
	}
	if l.Before != nil {
		list = append(list, &l.Before.Name)
	}
	return list
}

// axis chooses the range of the values, draws a line at each step of it, and moves the plot to the
// right of their numbers.
func (p *plot) axis(l Lines) {
	all := Values{}
	for _, s := range l.List {
		all = append(all, s.Values...)
	}
	if l.Before != nil {
		all = append(all, l.Before.Values[:min(p.n, len(l.Before.Values))]...)
	}
	by := interval(all.most()-all.least(), 5, all.whole())
	p.least, p.most = math.Floor(all.least()/by)*by, math.Ceil(all.most()/by)*by
	if p.most == p.least {
		p.most = p.least + by
	}
	unit := ""
	if l.Unit == Percent {
		unit = Percent
	}
	n := int(math.Round((p.most - p.least) / by))
	marks, widest := make([]line, n+1), float32(0)
	for i := range marks {
		marks[i] = p.set(number(p.least+float64(i)*by, unit, p.lang), p.lang, smallSize, 0)
		widest = max(widest, marks[i].width)
	}
	p.area.Min.X += int(widest) + gap
	for i, m := range marks {
		y := p.at(0, p.least+float64(i)*by).y
		p.write(m, float32(p.area.Min.X)-gap/2-m.width, y+m.middle(), muted)
		p.round(image.Rect(p.area.Min.X, int(y)-1, p.area.Max.X, int(y)+1), 0, track)
	}
}

// days writes the names of as many points as fit, evenly spaced, the last one among them.
// Names of the same length are taken to be equally wide.
func (p *plot) days(names []string) {
	longest := slices.MaxFunc(names, func(a, b string) int { return utf8.RuneCountInString(a) - utf8.RuneCountInString(b) })
	room := p.set(longest, p.lang, smallSize, endRoom).width + gap
	apart := 1
	if p.n > 1 {
		apart = int(math.Ceil(float64(room * float32(p.n-1) / float32(p.area.Dx()))))
	}
	for i := p.n - 1; i >= 0; i -= apart {
		l := p.set(names[i], p.lang, smallSize, room)
		p.write(l, max(margin, p.at(i, 0).x-l.width/2), float32(p.area.Max.Y+34), muted)
	}
}
