package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"strings"

	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/textfile"
)

type segmentsCmd struct {
	books
	Name  string `arg:"" optional:"" help:"help.segment_name" placeholder:"NAME"`
	Weeks int    `help:"help.segment_weeks" placeholder:"N"`
	CSV   bool   `help:"help.csv"`
}

// Run prints the segments and their bounds, the members of one, or the history by week.
func (c *segmentsCmd) Run(e *env) error {
	switch q := (inspect.Query{What: "segments", Community: c.Community, Segment: c.Name, Weeks: c.Weeks}); {
	case c.Weeks > 0:
		q.What = "segment_weeks"
		return listOrCSV(e, &c.target, q, c.CSV, "WEEK SEGMENT MEMBERS", func(w inspect.SegmentWeek) []any {
			return []any{w.Week, w.Segment, w.Members}
		})
	case c.Name == "":
		return listOrCSV(e, &c.target, q, c.CSV, "SEGMENT MEMBERS RULE", func(s inspect.Segment) []any {
			return []any{s.Segment, s.Members, s.Rule.In(e.lang)}
		})
	default:
		q.What = "segment"
		return listOrCSV(e, &c.target, q, c.CSV, "MEMBER NAME SEGMENT LAST_ACTIVE DAYS_28 DAYS_90 POINTS_90", func(p inspect.Placed) []any {
			return []any{uint64(p.Member), p.Name, strings.Join(append([]string{p.Segment}, p.Own...), " "), p.Last, p.Days28, p.Days90, p.Points}
		})
	}
}

// listOrCSV prints the rows of an answer like list, or as comma-separated values with the same
// columns.
func listOrCSV[Row any](e *env, t *target, q inspect.Query, asCSV bool, header string, cells func(Row) []any) error {
	if !asCSV {
		return list(e, t, q, header, cells)
	}
	w := bufio.NewWriter(e.stdout)
	out, err := textfile.NewTable(w, strings.Fields(strings.ToLower(header))...)
	if err != nil {
		return err
	}
	err = t.ask(e, q, func(raw json.RawMessage) error {
		row, err := decodeRow[Row](raw)
		return errors.Join(err, out.Row(cells(row)...))
	})
	return errors.Join(err, out.Flush(), w.Flush())
}
