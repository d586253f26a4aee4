package desk

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/insight"
)

// chart is a line over time, as assets/chart.js draws it. Values that are not known are nil.
type chart struct {
	Labels []string   `json:"labels"` // of the periods
	Values []*float64 `json:"values"`
	Before []*float64 `json:"before,omitempty"` // of the time before
	Texts  []string   `json:"texts"`            // what each point says
	SoFar  bool       `json:"soFar"`            // the last period is not over
	Share  bool       `json:"share"`            // values are between 0 and 1
}

// newChart draws a column of a figure, and of the figure of the time before, which may be nil.
func newChart(v *Visit, f, before *insight.Figure, column int) *chart {
	c, kind := &chart{Share: f.Columns[column].Type == insight.Share}, f.Columns[column].Type
	c.SoFar = soFar(v, f)
	for i, row := range f.Rows {
		label := row[0].(string)
		if f.By == "month" {
			label = label[:7]
		}
		text := label + ": " + v.Value(row[column], kind)
		if c.SoFar && i == len(f.Rows)-1 {
			text += " " + v.T("insights.so_far")
		}
		c.Labels, c.Values = append(c.Labels, label), append(c.Values, float(row[column]))
		if old := past(before, i, column); old != nil {
			text += " · " + v.T("insights.was", "Value", v.Value(old, kind))
		}
		c.Texts = append(c.Texts, text)
		if before != nil {
			c.Before = append(c.Before, float(past(before, i, column)))
		}
	}
	return c
}

// soFar reports whether the last period of a figure is not over.
func soFar(v *Visit, f *insight.Figure) bool {
	return slices.Contains(f.Partial, len(f.Rows)-1) && f.To == v.Community.Day(v.Now).String()
}

// past returns a cell of the row with the same number; nil if there is none.
func past(before *insight.Figure, i, column int) any {
	if before == nil || i >= len(before.Rows) {
		return nil
	}
	return before.Rows[i][column]
}

// JSON is the chart for the script.
func (c *chart) JSON() (string, error) {
	b, err := json.Marshal(c)
	return string(b), err
}

func float(cell any) *float64 {
	var x float64
	switch n := cell.(type) {
	case int64:
		x = float64(n)
	case float64:
		x = n
	default:
		return nil
	}
	return &x
}

// Value writes a cell of a figure for people.
func (v *Visit) Value(cell any, t insight.Type) string {
	x := float(cell)
	switch {
	case cell == nil:
		return "–"
	case x != nil && t == insight.Share:
		return strconv.FormatFloat(100**x, 'f', 1, 64) + " %"
	case x != nil && t == insight.Seconds:
		return v.Span(time.Duration(*x) * time.Second)
	}
	switch c := cell.(type) {
	case int64:
		return v.Number(c)
	case float64:
		return strconv.FormatFloat(c, 'f', 2, 64)
	case string:
		return bot.ShowName(c)
	}
	return fmt.Sprint(cell)
}

// coded are the columns whose texts are words of Steward.
var coded = []string{"step", "way", "source", "metric", "state", "kind"}

// cell writes a cell of a column for people.
func (v *Visit) cell(cell any, c insight.Column) string {
	if s, ok := cell.(string); ok && slices.Contains(coded, c.Name) && v.Has("cell."+s) {
		return v.T("cell." + s)
	}
	return v.Value(cell, c.Type)
}

// figureRow is a row of a figure's table.
type figureRow struct {
	Cells  []figureCell
	Mark   string // of a period that is not over, or was recorded in part
	Before string // the drawn column in the time before
	Width  int    // of the bar, up to 100
}

type figureCell struct {
	Text   string
	Number bool
	Day    bool
}

// Rows are the figure's, in words.
func (d *insightsData) Rows(v *view) (list []figureRow) {
	f, most := d.Figure, 0.0
	line := slices.IndexFunc(f.Columns, func(c insight.Column) bool { return c.Name == d.Line })
	for _, row := range f.Rows {
		if x := float(row[d.Bars]); d.Bars > 0 && x != nil {
			most = max(most, *x)
		}
	}
	for i, row := range f.Rows {
		var r figureRow
		for j, c := range row {
			_, text := c.(string)
			r.Cells = append(r.Cells, figureCell{v.cell(c, f.Columns[j]), !text, f.Columns[j].Type == insight.Day})
		}
		switch {
		case i == len(f.Rows)-1 && d.Chart != nil && d.Chart.SoFar:
			r.Mark = v.T("insights.so_far")
		case slices.Contains(f.Partial, i):
			r.Mark = "*"
		}
		if d.Before != nil {
			r.Before = v.Value(past(d.Before, i, line), f.Columns[line].Type)
		}
		if x := float(row[d.Bars]); d.Bars > 0 && x != nil && most > 0 {
			r.Width = int(100 * *x / most)
		}
		list = append(list, r)
	}
	return list
}

// spark is a line without axes, 120 by 32.
type spark struct {
	Points string
	From   string // day
	To     string
}

// spark draws the first number of a figure by day, over four weeks; nil if fewer than two values are known.
func (v *Visit) spark(name string) (*spark, error) {
	f, err := insight.Compute(v.Figures(), insight.Query{Name: name, By: "day"})
	if err != nil {
		return nil, err
	}
	var values []float64
	for _, row := range f.Rows {
		if x := float(row[1]); x != nil {
			values = append(values, *x)
		}
	}
	return newSpark(values, f.From, f.To), nil
}

// newSpark draws the values of days; nil of fewer than two.
func newSpark(values []float64, from, to string) *spark {
	if len(values) < 2 {
		return nil
	}
	most := max(1, slices.Max(values))
	var b strings.Builder
	for i, x := range values {
		fmt.Fprintf(&b, "%.1f,%.1f ", 120*float64(i)/float64(len(values)-1), 30-28*x/most)
	}
	return &spark{strings.TrimSpace(b.String()), from, to}
}
