package card

import (
	"image"
	"image/color"
	"math"
	"slices"
	"strconv"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// KindHeat is the kind of a drawing with [Heat] as its data.
const KindHeat = "heat"

// Heat is the content of a heat map of a week, a cell per weekday and hour in the community's zone,
// 900 pixels wide. Texts are in the readers' language; empty ones are left out. The week starts on
// the day that the language's readers expect.
type Heat struct {
	Language string `json:"language"` // BCP 47
	Title    string `json:"title"`    // two lines at most
	Note     string `json:"note,omitempty"`
	Unit     string `json:"unit,omitempty"` // Percent; empty for counts, of which Title or Note says what they count
	// Days are the names of the weekdays, and Hours the values of each one's 24 hours, 0 at least.
	// Both start on Sunday.
	Days  [7]string `json:"days"`
	Hours [7]Values `json:"hours"`
	// Unknown labels the cells whose values are unknown, such as "no data".
	Unknown string `json:"unknown,omitempty"`
}

// Drawing returns a request to draw the chart. It fails for infinite values.
func (h Heat) Drawing() (*bot.Drawing, error) { return drawing(KindHeat, h) }

// Dimensions of the chart, in pixels.
const (
	cell      = 31
	cellGap   = 3
	dayRoom   = rankWidth - 2*margin - 24*cell
	hourLine  = 34 // the hours, above the cells
	keyLine   = 38 // a row of the legend, below them
	keySize   = 24
	keyBottom = 24 // below the legend
)

// heat draws a chart. It fails if no font has a letter of a text.
func (t *typesetter) heat(h Heat) (*canvas, error) {
	var all Values
	for _, hours := range h.Hours {
		if len(hours) != 24 || hours.least() < 0 {
			return nil, phrase.New("picture.unknown_form")
		}
		all = append(all, hours...)
	}
	if err := bounded(7*24, all); err != nil {
		return nil, err
	}
	texts := []*string{&h.Title, &h.Note, &h.Unit, &h.Unknown}
	for i := range h.Days {
		texts = append(texts, &h.Days[i])
	}
	if err := t.whole(texts...); err != nil {
		return nil, err
	}
	by := interval(all.most(), len(heats), all.whole())
	keys := t.keys(h, all, by)
	p, top := t.sheet(h.Language, h.Title, h.Note, hourLine+7*cell+keyLine*(1+keys[len(keys)-1].row)+keyBottom)
	for hour := 0; hour < 24; hour += 3 {
		l := p.set(strconv.Itoa(hour), p.lang, smallSize, 0)
		p.write(l, float32(margin+dayRoom+cell*hour)+(cell-cellGap-l.width)/2, float32(top+hourLine-10), muted)
	}
	for row := range 7 {
		day := (row + firstWeekday(h.Language)) % 7
		y := top + hourLine + cell*row
		p.left(h.Days[day], margin, float32(y)+21, margin+dayRoom-8, smallSize, muted)
		for hour, v := range h.Hours[day] {
			p.cell(margin+dayRoom+cell*hour, y, cell-cellGap, v, by)
		}
	}
	for _, k := range keys {
		y := top + hourLine + 7*cell + keyLine*(1+k.row) - keySize
		p.cell(int(k.x), y, keySize, k.value, by)
		p.left(k.label, k.x+keySize+8, float32(y)+20, textRight, smallSize, muted)
	}
	return p.canvas, nil
}

// cell draws a value as a square; an unknown one is empty.
func (p *page) cell(x, y, size int, v, by float64) {
	area := image.Rect(x, y, x+size, y+size)
	if math.IsNaN(v) {
		p.round(area, 5, track)
		p.round(area.Inset(2), 4, ground)
		return
	}
	p.round(area, 5, heatColour(v, by))
}

// heatColour returns the colour of a value; by is how many share one.
func heatColour(v, by float64) color.RGBA {
	if v <= 0 {
		return panel
	}
	return heats[min(max(int(math.Ceil(v/by-1e-9)), 1), len(heats))-1]
}

// key is an entry of the legend: a value, what its colour stands for, and where it is.
type key struct {
	value float64
	label string
	x     float32
	row   int
}

// keys returns the legend, in as many rows as it needs: a key for each colour up to that of the
// largest value.
func (t *typesetter) keys(h Heat, all Values, by float64) (list []key) {
	unit := ""
	if h.Unit == Percent {
		unit = Percent
	}
	say := func(v float64) string { return number(v, unit, h.Language) }
	list = append(list, key{label: say(0)})
	for low := 0.0; low < all.most()-by*1e-9; low += by {
		high, least := low+by, low
		if all.whole() {
			least++
		}
		label := say(high)
		if least < high {
			label = say(least) + "–" + label
		}
		list = append(list, key{value: high, label: label})
	}
	if slices.ContainsFunc(all, math.IsNaN) {
		list = append(list, key{value: math.NaN(), label: h.Unknown})
	}
	x, row := float32(margin), 0
	for i := range list {
		width := keySize + 8 + t.set(list[i].label, h.Language, smallSize, 0).width
		if x+width > textRight && x > margin {
			x, row = margin, row+1
		}
		list[i].x, list[i].row = x, row
		x += width + gap
	}
	return list
}

// firstWeekday returns the day on which the weeks of a language's readers start, as CLDR has it for
// the country with most of them.
func firstWeekday(lang string) int {
	if lang == "zh-Hans" {
		return 1
	}
	return 0
}
