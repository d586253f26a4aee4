package card

import (
	"strconv"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// KindFunnel is the kind of a drawing with a [Funnel] as its data.
const KindFunnel = "funnel"

// FewPeople is the number of people below which percentages say nothing; only counts are shown.
const FewPeople = 30

// Funnel is the content of a chart of how many reach each step, or of other parts of a whole, drawn
// like [Bars]. Texts are in the readers' language.
type Funnel struct {
	Language string `json:"language"` // BCP 47
	Title    string `json:"title"`    // two lines at most
	Note     string `json:"note,omitempty"`
	Steps    []Step `json:"steps"` // MaxBars at most
	// Whole is the count of which each step is a share: 0 for that of the first step.
	Whole int64 `json:"whole,omitempty"`
}

// Step is a step of a funnel.
type Step struct {
	Name  string `json:"name"`
	Count int64  `json:"count"` // 0 at least
}

// Drawing returns a request to draw the chart.
func (f Funnel) Drawing() (*bot.Drawing, error) { return drawing(KindFunnel, f) }

// funnel draws a chart. It fails if no font has a letter of a text.
func (t *typesetter) funnel(f Funnel) (*canvas, error) {
	b, err := f.bars()
	if err != nil {
		return nil, err
	}
	for i := range b.List {
		if err := t.whole(&b.List[i].Name); err != nil {
			return nil, err
		}
	}
	return t.bars(b)
}

// bars returns the chart as bars, with a percentage of the whole unless that is too few people.
func (f Funnel) bars() (Bars, error) {
	b := Bars{Language: f.Language, Title: f.Title, Note: f.Note}
	whole := f.Whole
	if whole == 0 && len(f.Steps) > 0 {
		whole = f.Steps[0].Count
	}
	for _, s := range f.Steps {
		if s.Count < 0 || s.Count > MaxValue || whole < 0 || whole > MaxValue {
			return Bars{}, phrase.New("picture.unknown_form")
		}
		bar := Bar{Name: s.Name, Number: strconv.Itoa(len(b.List) + 1), Value: number(float64(s.Count), "", f.Language), Marked: true}
		if whole > 0 {
			share := float64(s.Count) / float64(whole)
			bar.Length = int(1000 * min(share, 1))
			if whole >= FewPeople {
				bar.Value += " · " + number(100*share, Percent, f.Language)
			}
		}
		b.List = append(b.List, bar)
	}
	return b, nil
}
