package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/insight"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/textfile"
)

type insightCmd struct {
	books
	Name    string    `arg:"" help:"help.insight_name" placeholder:"NAME"`
	From    string    `help:"help.insight_from" placeholder:"DAY"`
	To      string    `help:"help.insight_to" placeholder:"DAY"`
	By      string    `help:"help.insight_by" placeholder:"PERIOD"`
	Where   string    `help:"help.insight_where" placeholder:"EXPR"`
	Segment string    `help:"help.insight_segment" placeholder:"NAME"`
	Place   bot.Place `help:"help.insight_place" placeholder:"PLACE"`
	AsOf    string    `help:"help.insight_as_of" placeholder:"DAY"`
	CSV     bool      `help:"help.csv"`
}

// Run prints a figure: the sum of it, its rows, and what must be known to read them.
func (c *insightCmd) Run(e *env) error {
	q := inspect.Query{What: "insight", Community: c.Community, Insight: &insight.Query{
		Name: c.Name, From: c.From, To: c.To, By: c.By, Where: c.Where, Segment: c.Segment, Place: c.Place, AsOf: c.AsOf,
	}}
	out := bufio.NewWriter(e.stdout)
	err := c.ask(e, q, func(raw json.RawMessage) error {
		if c.JSON {
			_, err := fmt.Fprintf(out, "%s\n", raw)
			return err
		}
		f, err := decodeRow[insight.Figure](raw)
		if err != nil {
			return err
		}
		if c.CSV {
			return figureCSV(out, &f)
		}
		return figureTable(out, e.lang, &f)
	})
	return errors.Join(err, out.Flush())
}

// figureCSV writes the rows with the names of their columns.
func figureCSV(w io.Writer, f *insight.Figure) error {
	var header []string
	for _, c := range f.Columns {
		header = append(header, c.Name)
	}
	out, err := textfile.NewTable(w, header...)
	for _, row := range f.Rows {
		err = errors.Join(err, out.Row(row...))
	}
	return errors.Join(err, out.Flush())
}

func figureTable(w io.Writer, lang string, f *insight.Figure) error {
	value := shown(f.Value, insight.Number)
	if f.Unit == "share" {
		value = shown(f.Value, insight.Share)
	}
	fmt.Fprintln(w, phrase.New("insight.head", f.Name, f.From, f.To, f.Zone, value).In(lang))
	var heads []string
	for _, c := range f.Columns {
		heads = append(heads, strings.ToUpper(c.Name))
	}
	rows := newTable(w, lang, strings.Join(heads, " "))
	for i, row := range f.Rows {
		var cells []any
		for j, cell := range row {
			cells = append(cells, shown(cell, f.Columns[j].Type))
		}
		if slices.Contains(f.Partial, i) {
			cells = append(cells, "*")
		}
		rows.row(cells...)
	}
	err := rows.flush()
	for _, n := range f.Notes {
		fmt.Fprintln(w, n.In(lang))
	}
	return err
}

// shown writes a value for people.
func shown(v any, t insight.Type) string {
	x, isFloat := v.(float64)
	if n, whole := v.(int64); whole && t == insight.Share {
		x, isFloat = float64(n), true
	}
	switch {
	case v == nil:
		return "-"
	case isFloat && t == insight.Seconds:
		return (time.Duration(x) * time.Second).String()
	case isFloat && t == insight.Share:
		return strconv.FormatFloat(100*x, 'f', 1, 64) + " %"
	case isFloat:
		return strconv.FormatFloat(x, 'f', 2, 64)
	}
	return fmt.Sprint(v)
}
