package insight

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"

	"github.com/stewardbot/steward/bot/phrase"
)

// Figure is a table of values and what must be known to read it.
type Figure struct {
	Name string `json:"name"` // also the heading of its formula in docs/insights.md
	// Unit is that of Value: members, messages, points, share, cases.
	Unit string `json:"unit"`
	// From and To are the first and last day of what the figure is about, Zone is the time
	// zone of days.
	From string `json:"from"`
	To   string `json:"to"`
	By   string `json:"by,omitempty"`
	Zone string `json:"zone"`
	// Value sums up the whole time: an int64, a float64, or nil if it is not known. It is
	// no sum where that would count people twice.
	Value   any      `json:"value"`
	Columns []Column `json:"columns"`
	Rows    [][]any  `json:"rows"` // of a string, int64, float64, bool or nil for each column
	// Partial are the numbers of rows about days that are not over, or of which only some
	// were recorded.
	Partial []int         `json:"partial,omitempty"`
	Notes   []phrase.Line `json:"notes,omitempty"`
}

// Column is a column of a Figure.
type Column struct {
	Name string `json:"name"`
	Type Type   `json:"type"`
}

// Type is what a column holds.
type Type string

// The types. A share is between 0 and 1.
const (
	Day     Type = "day" // a date: of a period, the first one
	Text    Type = "text"
	Count   Type = "count"  // an int64
	Number  Type = "number" // a float64
	Share   Type = "share"
	Seconds Type = "seconds" // a float64
)

// note adds a note, once.
func (f *Figure) note(code string, args ...any) {
	if n := phrase.AsLine(code, args...); !slices.Contains(f.Notes, n) {
		f.Notes = append(f.Notes, n)
	}
}

func (f *Figure) row(cells ...any) { f.Rows = append(f.Rows, cells) }

// share returns n of all, to four digits; nil if there are few.
func (f *Figure) share(n, all int) any {
	if all < FewMembers {
		f.note("insight.few", FewMembers)
		return nil
	}
	return rounded(float64(n) / float64(all))
}

// per returns n for each of all; nil if there is nobody.
func per(n int64, all int) any {
	if all == 0 {
		return nil
	}
	return rounded(float64(n) / float64(all))
}

func rounded(x float64) float64 { return math.Round(x*10_000) / 10_000 }

// UnmarshalJSON restores the types of the values.
func (f *Figure) UnmarshalJSON(b []byte) error {
	type plain Figure
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := d.Decode((*plain)(f)); err != nil {
		return err
	}
	for _, row := range f.Rows {
		for i, cell := range row {
			row[i] = typed(cell, i < len(f.Columns) && (f.Columns[i].Type == Count))
		}
	}
	f.Value = typed(f.Value, true)
	return nil
}

// typed returns a number as an int64 if it may be one and is, and otherwise as a float64.
func typed(v any, whole bool) any {
	n, isNumber := v.(json.Number)
	if !isNumber {
		return v
	}
	if i, err := n.Int64(); whole && err == nil {
		return i
	}
	x, _ := n.Float64()
	return x
}
