package desk

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/inspect"
)

// segmentsData is how large the segments are, today and at the beginning of the last weeks.
type segmentsData struct {
	Weeks []string // Mondays, the latest first
	List  []segmentRow
	Today bool // today's members are counted
}

type segmentRow struct {
	Name    string
	Rule    string
	Members int   // today
	Weeks   []int // at the beginning of each of the weeks
	Change  any   // of the latest two weeks; nil: not known
}

// Bounds of the page: weeks that are shown, and members of whom each is looked at.
const (
	segmentWeeks = 8
	mostSorted   = 3000
)

func segments(v *Visit) (any, error) {
	s := inspect.Source{Reader: v.Reader, Configured: []*bot.Community{v.Community}, Now: v.Now, Sorter: v.Desk.opt.Sorter()}
	d := &segmentsData{}
	all, err := inspect.CountMembers(v.Reader, v.Community.ID)
	if err != nil {
		return nil, err
	}
	d.Today = all <= mostSorted
	err = inspect.EachSegment(s, v.Community.ID, d.Today, func(x inspect.Segment) error {
		d.List = append(d.List, segmentRow{Name: x.Segment, Rule: x.Rule.In(v.Tag), Members: x.Members})
		return nil
	})
	if err != nil {
		return nil, err
	}
	weeks := map[string]map[string]int{}
	err = inspect.SegmentWeeks(s, v.Community.ID, segmentWeeks, func(w inspect.SegmentWeek) error {
		if weeks[w.Week] == nil {
			weeks[w.Week] = map[string]int{}
			d.Weeks = append([]string{w.Week}, d.Weeks...)
		}
		weeks[w.Week][w.Segment] = w.Members
		return nil
	})
	d.Weeks = d.Weeks[:min(len(d.Weeks), segmentWeeks)]
	for i := range d.List {
		row := &d.List[i]
		for _, week := range d.Weeks {
			row.Weeks = append(row.Weeks, weeks[week][row.Name])
		}
		if len(row.Weeks) > 1 {
			row.Change = row.Weeks[0] - row.Weeks[1]
		}
	}
	return d, err
}

// Change writes a difference with its sign; nothing if it is not known.
func (v *Visit) Change(n any) string {
	x, ok := n.(int)
	switch {
	case !ok:
		return ""
	case x > 0:
		return "+" + v.Number(x)
	}
	return v.Number(x)
}

func segmentsTable(_ *Visit, data any) *Table {
	d := data.(*segmentsData)
	t := &Table{Columns: []string{"segment", "week", "members", "rule"}}
	for _, x := range d.List {
		if d.Today {
			t.Rows = append(t.Rows, []any{x.Name, "today", x.Members, x.Rule})
		}
		for i, week := range d.Weeks {
			t.Rows = append(t.Rows, []any{x.Name, week, x.Weeks[i], x.Rule})
		}
	}
	return t
}
