package desk

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// Table is what a page shows, for other programs. Cells are texts, numbers, times, and nil for what is not known.
type Table struct {
	Columns []string // names in lower case, with _
	Rows    [][]any
	YAML    string // for the configuration's file; empty: none
}

// serve answers with the table: ?as=csv, ?as=json, ?as=yaml.
func (t *Table) serve(w http.ResponseWriter, v *Visit, name string) error {
	h := w.Header()
	file := func(kind, ending string) {
		h.Set("Content-Type", kind)
		h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-%s.%s"`, v.Community.ID, name, ending))
	}
	switch as := v.Query("as"); {
	case as == "yaml" && t.YAML != "":
		file("application/yaml; charset=utf-8", "yaml")
		_, err := io.WriteString(w, t.YAML)
		return err
	case as == "csv":
		file("text/csv; charset=utf-8", "csv")
		return t.csv(w)
	case as == "json":
		file("application/json", "json")
		return t.json(w)
	}
	return errNotFound
}

// csv writes the table so that spreadsheets read it safely: as UTF-8, and without formulas.
func (t *Table) csv(w io.Writer) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	if err := out.Write(t.Columns); err != nil {
		return err
	}
	for _, row := range t.Rows {
		record := make([]string, len(row))
		for i, c := range row {
			record[i] = cell(c)
		}
		if err := out.Write(record); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func cell(c any) string {
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

// json writes a list of objects.
func (t *Table) json(w io.Writer) error {
	list := make([]map[string]any, len(t.Rows))
	for i, row := range t.Rows {
		list[i] = map[string]any{}
		for j, c := range row {
			if at, ok := c.(time.Time); ok {
				c = cell(at)
			}
			list[i][t.Columns[j]] = c
		}
	}
	return json.NewEncoder(w).Encode(list)
}
