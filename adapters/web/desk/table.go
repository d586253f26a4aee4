package desk

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/stewardbot/steward/bot/textfile"
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
	out, err := textfile.NewTable(w, t.Columns...)
	if err != nil {
		return err
	}
	for _, row := range t.Rows {
		if err := out.Row(row...); err != nil {
			return err
		}
	}
	return out.Flush()
}

// json writes a list of objects.
func (t *Table) json(w io.Writer) error {
	list := make([]map[string]any, len(t.Rows))
	for i, row := range t.Rows {
		list[i] = map[string]any{}
		for j, c := range row {
			if at, ok := c.(time.Time); ok {
				c = textfile.Cell(at)
			}
			list[i][t.Columns[j]] = c
		}
	}
	return json.NewEncoder(w).Encode(list)
}
