package desk

import (
	"slices"
	"strconv"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/desk"
	"github.com/stewardbot/steward/bot/insight"
	"github.com/stewardbot/steward/bot/inspect"
)

// spans are the lengths of time that pages offer, in days, and the periods in which they are shown.
var spans = []struct {
	Days int
	By   string
}{{28, "day"}, {84, "week"}, {364, "month"}}

// span returns the days that the address asks for, from the first until today; 28 by default.
func (v *Visit) span() (days int, by string, from, to bot.Day) {
	days, by = spans[0].Days, spans[0].By
	for _, s := range spans {
		if v.Query("days") == strconv.Itoa(s.Days) {
			days, by = s.Days, s.By
		}
	}
	to = v.Community.Day(v.Now)
	return days, by, to - bot.Day(days) + 1, to
}

// Spans are the links to other lengths of time.
func (v *Visit) Spans() (list []spanLink) {
	days, _, _, _ := v.span()
	for _, s := range spans {
		list = append(list, spanLink{v.With("days", strconv.Itoa(s.Days)), v.T("economy.days", "Count", s.Days), s.Days == days})
	}
	return list
}

type spanLink struct {
	URL, Text string
	Here      bool
}

// economyData is where points come from and go to.
type economyData struct {
	Sum     flow // of the whole time; Held at its end
	Flows   []flow
	Chart   *bars
	Held    *bars
	Sources []source
	Named   bool // the visitor may know who gave to whom
	Gifts   []inspect.Gift
	Given   int64 // by all gifts
	Odd     []inspect.Oddity
	Sales   []inspect.Sale
	Notes   []string
}

// flow is what happened to points in a period.
type flow struct {
	From                                  string
	Known                                 bool // false: nothing was recorded then
	Partial                               bool // it is not over, or was recorded in part
	Issued, Taken, Redeemed, Lapsed, Held int64
}

// source is where points came from or went.
type source struct {
	Way, Name string
	Points    int64
	Portion   int // of its way, in percent
}

// Bounds of the lists.
const (
	mostGifts = 10
	mostOdd   = 20
)

func economy(v *Visit) (any, error) {
	_, by, from, to := v.span()
	f, err := insight.Compute(v.Figures(), insight.Query{Name: "points", From: from.String(), To: to.String(), By: by})
	if err != nil {
		return nil, err
	}
	var data economyData
	data.take(v, f)
	if f, err = insight.Compute(v.Figures(), insight.Query{Name: "sources", From: from.String(), To: to.String()}); err != nil {
		return nil, err
	}
	all := map[string]int64{}
	for _, row := range f.Rows {
		all[row[0].(string)] += max(row[2].(int64), 0)
	}
	for _, row := range f.Rows {
		s := source{Way: row[0].(string), Name: row[1].(string), Points: row[2].(int64)}
		s.Portion = portion(s.Points, all[s.Way])
		if s.Name == "reserve" {
			s.Name = v.T("economy.reserved")
		} else {
			s.Name = inspect.SourceName(v.Turn, s.Name)
		}
		data.Sources = append(data.Sources, s)
	}
	if data.Named = v.Powers.Any(desk.Moderator); data.Named {
		if data.Gifts, data.Given, err = inspect.Gifts(v.Reader, v.Community.ID, to, mostGifts); err != nil {
			return nil, err
		}
		if data.Odd, err = inspect.Oddities(v.Reader, v.Community.ID, mostOdd); err != nil {
			return nil, err
		}
	}
	data.Sales, err = inspect.Sales(v.Turn, from)
	return &data, err
}

// take reads the figure "points".
func (e *economyData) take(v *Visit, f *insight.Figure) {
	var labels []string
	var issued, redeemed, held []int64
	for i, row := range f.Rows {
		x := flow{From: row[0].(string), Partial: slices.Contains(f.Partial, i)}
		if _, x.Known = row[1].(int64); x.Known {
			x.Issued, x.Taken, x.Redeemed, x.Lapsed, x.Held = row[1].(int64), row[2].(int64), row[3].(int64), row[4].(int64), row[5].(int64)
			e.Sum.Known = true
			e.Sum.Issued, e.Sum.Taken, e.Sum.Redeemed, e.Sum.Lapsed = e.Sum.Issued+x.Issued, e.Sum.Taken+x.Taken, e.Sum.Redeemed+x.Redeemed, e.Sum.Lapsed+x.Lapsed
		}
		e.Flows = append(e.Flows, x)
		labels, issued, redeemed, held = append(labels, x.From), append(issued, x.Issued), append(redeemed, x.Redeemed), append(held, x.Held)
	}
	e.Sum.Held, _ = f.Value.(int64)
	e.Chart = newBars(v, v.T("economy.chart"), labels, []string{v.T("economy.issued"), v.T("economy.redeemed")}, issued, redeemed)
	e.Held = newBars(v, v.T("economy.held_chart"), labels, []string{v.T("economy.held")}, held)
	for _, n := range f.Notes {
		e.Notes = append(e.Notes, n.In(v.Tag))
	}
}

func economyTable(_ *Visit, data any) *Table {
	t := &Table{Columns: []string{"from", "issued", "taken", "redeemed", "lapsed", "held"}}
	for _, x := range data.(*economyData).Flows {
		if x.Known {
			t.Rows = append(t.Rows, []any{x.From, x.Issued, x.Taken, x.Redeemed, x.Lapsed, x.Held})
		} else {
			t.Rows = append(t.Rows, []any{x.From, "", "", "", "", ""})
		}
	}
	return t
}
