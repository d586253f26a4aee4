package desk

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/insight"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/segment"
)

// insightsData is what the page of figures shows: what was asked, what can be, and the figure.
type insightsData struct {
	Asked    insight.Query
	Asks     insight.Asks
	Segments []string
	Places   []bot.Place
	Lines    []insight.Column // of which one is drawn
	Line     string           // the one that is
	LeftOut  []string         // values of the address that the figure can't be asked, by their texts

	Figure *insight.Figure // nil: Fault says why
	Fault  string
	Before *insight.Figure // the time before; nil if nothing of it is known
	whole  bool            // all of it is
	Chart  *chart          // of a figure over time
	Grid   *grid           // of cohorts, and of hours by weekday
	Bars   int             // the column that is drawn beside its numbers; 0: none
}

// drawn is the column of a figure that is drawn first.
var drawn = map[string]string{
	"members": "members", "active": "active", "messages": "messages", "engagement": "messages_each", "returning": "active", "check_ins": "checked_in",
	"participation": "quizzes", "points": "issued", "moderation": "by_rules", "revenue": "revenue", "evaluation": "took_part", "marks": "answered",
	"activities": "entries", "funnel": "members", "sources": "points", "moderators": "cases", "places": "messages", "posts": "reactions", "terms": "members",
}

// Figures returns what figures about the community are made from.
func (v *Visit) Figures() insight.Source { return v.source().Figures(v.Community.ID) }

// source answers questions about the community.
func (v *Visit) source() inspect.Source {
	o := v.Desk.opt
	return inspect.Source{
		Reader: v.Reader, Now: v.Now, Metrics: o.Metrics, Active: o.Active, Configured: []*bot.Community{v.Community}, Select: o.Select,
	}
}

func insights(v *Visit) (any, error) {
	q := insight.Query{
		Name: v.Query("figure"), From: v.Query("from"), To: v.Query("to"), By: v.Query("by"), Segment: v.Query("segment"), Place: bot.Place(v.Query("place")),
	}
	if q.Name == "" {
		q.Name = "active"
	}
	d := &insightsData{Asks: insight.AsksOf(q.Name)}
	leave := func(key string, asks bool, value *string) {
		if *value != "" && !asks {
			d.LeftOut, *value = append(d.LeftOut, key), ""
		}
	}
	place := string(q.Place)
	leave("insights.by", len(d.Asks.By) > 1, &q.By)
	leave("insights.segment", d.Asks.Members, &q.Segment)
	leave("insights.place", d.Asks.Place, &place)
	q.Place, d.Asked = bot.Place(place), q
	if err := d.choices(v); err != nil {
		return nil, err
	}
	f, err := insight.Compute(v.Figures(), q)
	if why := (*phrase.Phrase)(nil); errors.As(err, &why) {
		d.Fault = why.In(v.Tag)
		return d, nil
	}
	if d.Figure = f; err != nil {
		return nil, err
	}
	return d, d.draw(v)
}

// choices fills in what the form offers.
func (d *insightsData) choices(v *Visit) error {
	if d.Asks.Members {
		own, err := segment.Defined().All(v.Turn)
		if err != nil {
			return err
		}
		d.Segments = segment.Names(own)
	}
	if d.Asks.Place {
		f, err := insight.Compute(v.Figures(), insight.Query{Name: "places"})
		if err != nil {
			return err
		}
		d.Places = slices.Clone(v.Community.Spaces)
		for _, row := range f.Rows {
			if p := bot.Place(row[0].(string)); !slices.Contains(d.Places, p) {
				d.Places = append(d.Places, p)
			}
		}
	}
	if p := d.Asked.Place; p != "" && !slices.Contains(d.Places, p) {
		d.Places = append(d.Places, p)
	}
	return nil
}

// draw decides how the figure is drawn.
func (d *insightsData) draw(v *Visit) error {
	f := d.Figure
	column := func(name string) int {
		return slices.IndexFunc(f.Columns, func(c insight.Column) bool { return c.Name == name })
	}
	switch {
	case f.Name == "retention":
		d.Grid = cohortGrid(v, f)
		return nil
	case f.Name == "hours":
		d.Grid = hourGrid(v, f)
		return nil
	case !d.Asks.Periods:
		d.Bars = max(column(drawn[f.Name]), 0)
		return nil
	}
	d.Lines = f.Columns[1:]
	if d.Line = v.Query("line"); column(d.Line) < 1 {
		d.Line = drawn[f.Name]
	}
	before, err := insight.Compute(v.Figures(), earlier(d.Asked, f))
	if why := (*phrase.Phrase)(nil); err != nil && !errors.As(err, &why) {
		return err
	}
	if before != nil { // it can be asked about
		unknown := 0
		for _, row := range before.Rows {
			if row[column(d.Line)] == nil {
				unknown++
			}
		}
		if unknown < len(before.Rows) {
			d.Before, d.whole = before, unknown == 0
		}
	}
	d.Chart = newChart(v, f, d.Before, column(d.Line))
	if !slices.ContainsFunc(d.Chart.Values, func(x *float64) bool { return x != nil }) {
		d.Chart = nil
	}
	return nil
}

// earlier returns a query about as many periods, which end where those of a figure begin.
func earlier(q insight.Query, f *insight.Figure) insight.Query {
	first, err := time.Parse(time.DateOnly, f.From)
	if err != nil {
		return q
	}
	n, from := len(f.Rows), first
	switch f.By {
	case "month":
		from = first.AddDate(0, -n, 0)
	case "week":
		from = first.AddDate(0, 0, -7*n)
	default:
		from = first.AddDate(0, 0, -n)
	}
	q.By, q.From, q.To = f.By, from.Format(time.DateOnly), first.AddDate(0, 0, -1).Format(time.DateOnly)
	return q
}

// Summary is the figure in a sentence; empty if there is nothing to say.
func (d *insightsData) Summary(v *view) string {
	f := d.Figure
	switch {
	case f.Value == nil && len(f.Rows) == 0:
		return ""
	case f.Value == nil:
		return v.T("insights.unknown", "From", f.From, "To", f.To)
	}
	s := v.T("says."+f.Name, "Value", v.Value(f.Value, unitType(f)))
	if d.whole && d.Before.Value != nil {
		s += " " + v.T("insights.before", "Value", v.Value(d.Before.Value, unitType(f)), "From", d.Before.From, "To", d.Before.To)
	}
	return s
}

// unitType is how the value of a figure is written.
func unitType(f *insight.Figure) insight.Type {
	if f.Unit == "share" {
		return insight.Share
	}
	return insight.Count
}

// Notes are those of the figure, in words.
func (d *insightsData) Notes(v *view) (list []string) {
	for _, key := range d.LeftOut {
		list = append(list, v.T("insights.left_out", "What", v.T(key)))
	}
	if d.Figure == nil {
		return list
	}
	for _, n := range d.Figure.Notes {
		list = append(list, n.In(v.Tag))
	}
	return list
}

// Names are the figures that there are.
func (d *insightsData) Names() []string { return insight.Names() }

// From and To are the days that are shown.
func (d *insightsData) From() string {
	if d.Figure != nil {
		return d.Figure.From
	}
	return d.Asked.From
}

// To is explained there.
func (d *insightsData) To() string {
	if d.Figure != nil {
		return d.Figure.To
	}
	return d.Asked.To
}

// By is the length of the periods that are shown.
func (d *insightsData) By() string {
	if d.Figure != nil {
		return d.Figure.By
	}
	return d.Asked.By
}

// Segment names a segment.
func (v *Visit) Segment(name string) string {
	if v.Has("segment." + name) {
		return v.T("segment." + name)
	}
	return v.Name(name)
}

// Head is a column's name in words.
func (d *insightsData) Head(v *view, c insight.Column) string {
	if c.Name == "from" {
		return v.T("insights.by_" + d.Figure.By)
	}
	return v.Heading(c)
}

// Heading is a column's name in words.
func (v *Visit) Heading(c insight.Column) string {
	return capital(strings.ToLower(strings.ReplaceAll(phrase.New("column."+c.Name).In(v.Tag), "_", " ")))
}

// capital returns a text that begins with a capital letter.
func capital(text string) string {
	s := []rune(text)
	return strings.ToUpper(string(s[:1])) + string(s[1:])
}

func insightsTable(_ *Visit, data any) *Table {
	d, t := data.(*insightsData), &Table{}
	if d.Figure == nil {
		return t
	}
	for _, c := range d.Figure.Columns {
		t.Columns = append(t.Columns, c.Name)
	}
	t.Rows = d.Figure.Rows
	return t
}
