package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"github.com/stewardbot/steward/bot/phrase"
)

// table prints rows in columns that line up on a terminal, wide characters included.
type table struct {
	w      io.Writer
	rows   [][]string
	widths []int
}

// newTable starts a table. heads are the English column names, which are printed in lang;
// empty for a table without a header.
func newTable(w io.Writer, lang, heads string) *table {
	t := &table{w: w}
	var row []any
	for _, name := range strings.Fields(heads) {
		row = append(row, phrase.New("column."+strings.ToLower(name)))
	}
	t.rowIn(lang, row...)
	return t
}

// row adds a row, or nothing if there are no cells.
func (t *table) row(cells ...any) { t.rowIn(phrase.English, cells...) }

func (t *table) rowIn(lang string, cells ...any) {
	if len(cells) == 0 {
		return
	}
	row := make([]string, len(cells))
	for i, c := range cells {
		if p, ok := c.(*phrase.Phrase); ok {
			c = p.In(lang)
		}
		row[i] = oneLine(fmt.Sprint(c))
		if i == len(t.widths) {
			t.widths = append(t.widths, 0)
		}
		t.widths[i] = max(t.widths[i], columnsOf(row[i]))
	}
	t.rows = append(t.rows, row)
}

// flush prints the rows.
func (t *table) flush() error {
	out := bufio.NewWriter(t.w)
	for _, row := range t.rows {
		var line strings.Builder
		for i, cell := range row {
			line.WriteString(cell)
			line.WriteString(strings.Repeat(" ", t.widths[i]+2-columnsOf(cell)))
		}
		fmt.Fprintln(out, strings.TrimRight(line.String(), " "))
	}
	return out.Flush()
}

// columnsOf returns how many columns of a terminal a text takes.
func columnsOf(s string) (n int) {
	for _, r := range s {
		switch kind := width.LookupRune(r).Kind(); {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case kind == width.EastAsianWide || kind == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}

// oneLine replaces characters that would move the terminal's cursor.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			return ' '
		}
		return r
	}, s)
}
