package digest

import (
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/insight"
	"github.com/stewardbot/steward/bot/stats"
)

// Measure is what a number of a digest counts.
type Measure struct {
	Key    string // of its name in the catalogue
	Figure string // of package insight
	Line   string // its column, of the days' values
	Better int    // 1 if more is better, -1 if less is, 0 if neither
	people bool   // the sum of days would count people twice: the figure's own value counts
}

var measures = []Measure{
	{"digest.active", "active", "active", 1, true},
	{"digest.messages", "messages", "messages", 1, false},
	{joined, "members", "joined", 1, false},
	{left, "members", "left", -1, false},
	{"digest.checked_in", "check_ins", "checked_in", 1, true},
	{"digest.points", "points", "issued", 0, false},
}

const joined, left = "digest.joined", "digest.left"

// Value is what a measure was in the period, day by day, and in the one before.
type Value struct {
	N      int64     `json:"n"`
	Before *int64    `json:"before,omitempty"` // nil: not recorded
	Days   []float64 `json:"days,omitempty"`
}

// work is a digest that is being made, in steps.
type work struct {
	Version int       `json:"v"`
	Due     time.Time `json:"due"`
	Now     Span      `json:"now"`
	Before  Span      `json:"before"`
	Values  []Value   `json:"values,omitempty"`
	Half    bool      `json:"half,omitempty"` // the last value lacks the period before
	walk
}

// step does the next part of a work: a measure of a period, a portion of the members, and last the
// messages of those who may be named. done reports that nothing is left.
func (f *Feature) step(t *bot.Turn, w *work) (done bool, err error) {
	switch n := len(w.Values); {
	case w.Half:
		before, _, err := f.of(t, measures[n-1], w.Before)
		w.Values[n-1].Before, w.Half = &before, false
		return false, err
	case n < len(measures):
		var v Value
		if v.N, v.Days, err = f.of(t, measures[n], w.Now); err != nil {
			return false, err
		}
		first, err := stats.First(t.State(), t.Community.ID)
		w.Values, w.Half = append(w.Values, v), first != 0 && first <= w.Before.From
		return false, err
	case !w.Walked:
		return false, f.look(t, w)
	}
	if w.Thank, err = f.rank(t, w.Thank, w.Now); err == nil {
		w.Miss, err = f.rank(t, w.Miss, w.Before)
	}
	return true, err
}

// source is what figures are made from: the turn's state, which nothing is written to.
func (f *Feature) source(t *bot.Turn) insight.Source {
	return insight.Source{Reader: t.State(), Community: t.Community, Now: t.Now(), Metrics: f.metrics, Active: f.active}
}

// figure works out one of package insight, by day.
func (f *Feature) figure(t *bot.Turn, name string, s Span) (*insight.Figure, error) {
	return insight.Compute(f.source(t), insight.Query{Name: name, From: s.From.String(), To: s.To.String(), By: "day"})
}

// of works out a measure over days.
func (f *Feature) of(t *bot.Turn, m Measure, s Span) (n int64, days []float64, err error) {
	figure, err := f.figure(t, m.Figure, s)
	if err != nil {
		return 0, nil, err
	}
	column := slices.IndexFunc(figure.Columns, func(c insight.Column) bool { return c.Name == m.Line })
	for _, row := range figure.Rows {
		day, _ := row[column].(int64)
		n += day
		days = append(days, float64(day))
	}
	if whole, known := figure.Value.(int64); m.people && known {
		n = whole
	}
	return n, days, nil
}
