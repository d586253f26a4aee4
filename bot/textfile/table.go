package textfile

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"time"
)

// byteOrderMark makes spreadsheets read a file as UTF-8.
const byteOrderMark = "\ufeff"

// Table writes rows as comma-separated values that spreadsheets read safely.
type Table struct{ out *csv.Writer }

// NewTable begins a file with a header.
func NewTable(w io.Writer, header ...string) (*Table, error) {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return nil, err
	}
	t := &Table{csv.NewWriter(w)}
	cells := make([]any, len(header))
	for i, h := range header {
		cells[i] = h
	}
	return t, t.Row(cells...)
}

// Row writes a row.
func (t *Table) Row(cells ...any) error {
	record := make([]string, len(cells))
	for i, c := range cells {
		record[i] = Cell(c)
	}
	return t.out.Write(record)
}

// Flush writes what is left.
func (t *Table) Flush() error {
	t.out.Flush()
	return t.out.Error()
}

// Cell returns a value as it stands in a table. Numbers stay numbers, times are in
// UTC as in RFC 3339, nil and no time are empty, and a text that a spreadsheet would
// take for a formula, also behind spaces, gets an apostrophe in front.
func Cell(c any) string {
	switch c := c.(type) {
	case nil:
		return ""
	case int, int64, uint64, float64:
		return fmt.Sprint(c)
	case time.Time:
		if c.IsZero() {
			return ""
		}
		return c.UTC().Format(time.RFC3339)
	}
	s := fmt.Sprint(c)
	if start := strings.TrimLeft(s, " "); start != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(start)[0]) {
		return "'" + s
	}
	return s
}
