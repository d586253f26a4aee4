package digest

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/insight"
	"github.com/stewardbot/steward/bot/stats"
)

// measure is one number of a digest, as a figure of package insight has it.
type measure struct {
	figure string
	column int    // whose cells are the days' values
	people bool   // the sum of days would count people twice: the figure's own value counts
	better int    // 1 if more is better, -1 if less is
	text   string // its name in the catalogue
}

var measures = []measure{
	{"active", 1, true, 1, "digest.active"},
	{"messages", 1, false, 1, "digest.messages"},
	{"members", 1, false, 1, "digest.joined"},
	{"members", 2, false, -1, "digest.left"},
	{"check_ins", 1, true, 1, "digest.checked_in"},
	{"points", 1, false, 0, "digest.points"},
}

// value is what a measure was in the period, day by day, and in the one before.
type value struct {
	N      int64     `json:"n"`
	Before *int64    `json:"before,omitempty"` // nil: not recorded
	Days   []float64 `json:"days,omitempty"`
}

// source is what figures are made from: the turn's state, which nothing is written to.
func (f *Feature) source(t *bot.Turn) insight.Source {
	return insight.Source{Reader: t.State(), Community: t.Community, Now: t.Now(), Metrics: f.metrics, Active: f.active}
}

func (f *Feature) measure(t *bot.Turn, w *work, m measure) (v value, err error) {
	if v.N, v.Days, err = f.of(t, m, w.Now); err != nil {
		return v, err
	}
	first, err := stats.First(t.State(), t.Community.ID)
	if err != nil || first == 0 || first > w.Before.From {
		return v, err
	}
	before, _, err := f.of(t, m, w.Before)
	v.Before = &before
	return v, err
}

// of works out a measure over days.
func (f *Feature) of(t *bot.Turn, m measure, s span) (n int64, days []float64, err error) {
	figure, err := insight.Compute(f.source(t), insight.Query{Name: m.figure, From: s.From.String(), To: s.To.String(), By: "day"})
	if err != nil {
		return 0, nil, err
	}
	for _, row := range figure.Rows {
		day, _ := row[m.column].(int64)
		n += day
		days = append(days, float64(day))
	}
	if whole, known := figure.Value.(int64); m.people && known {
		n = whole
	}
	return n, days, nil
}
