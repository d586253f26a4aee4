package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"time"
)

// byteOrderMark makes spreadsheets read a file as UTF-8.
const byteOrderMark = "\ufeff"

// csvTable writes rows as comma-separated values that spreadsheets read safely.
type csvTable struct{ out *csv.Writer }

// newCSV begins a file with a header.
func newCSV(w io.Writer, header ...string) (*csvTable, error) {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return nil, err
	}
	t := &csvTable{csv.NewWriter(w)}
	cells := make([]any, len(header))
	for i, h := range header {
		cells[i] = h
	}
	return t, t.row(cells...)
}

// row writes a row. Numbers stay numbers, times are in UTC, and a text that a
// spreadsheet would take for a formula gets an apostrophe in front.
func (t *csvTable) row(cells ...any) error {
	record := make([]string, len(cells))
	for i, c := range cells {
		switch c := c.(type) {
		case nil:
		case int, int64, uint64, float64:
			record[i] = fmt.Sprint(c)
		case time.Time:
			if !c.IsZero() {
				record[i] = c.UTC().Format(time.RFC3339)
			}
		default:
			record[i] = defuse(fmt.Sprint(c))
		}
	}
	return t.out.Write(record)
}

// flush writes what is left.
func (t *csvTable) flush() error {
	t.out.Flush()
	return t.out.Error()
}

// defuse puts an apostrophe in front of a text that starts like a formula, also
// behind spaces.
func defuse(s string) string {
	start := strings.TrimLeft(s, " ")
	if start != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(start)[0]) {
		return "'" + s
	}
	return s
}
