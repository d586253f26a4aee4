package main

import (
	"encoding/json"
	"strings"
)

type casesCmd struct {
	List casesListCmd `cmd:"" help:"help.cases_list"`
}

type casesListCmd struct{ books }

// Run prints the cases.
func (c *casesListCmd) Run(e *env) error {
	out := newTable(e, c.JSON, "ID", "AT", "KIND", "STATE", "WHO", "BY", "SANCTIONS", "REASON")
	err := c.ask(e, ask{What: "cases", Community: c.Community}, func(raw json.RawMessage) error {
		if out.raw(raw) {
			return nil
		}
		row, err := decodeRow[caseRow](raw)
		by := string(row.By)
		if row.Rule != "" {
			by = "rule " + row.Rule
		}
		out.row(row.ID, row.At.Format("2006-01-02 15:04:05Z07:00"), row.Kind, row.State, row.Name, by, row.sanctions(), row.Reason)
		return err
	})
	if err != nil {
		return err
	}
	return out.flush()
}

// sanctions are those of a case in a word or two each: "mute done".
func (r *caseRow) sanctions() string {
	var list []string
	for _, s := range r.Sanctions {
		list = append(list, string(s.Act)+" "+string(s.State))
	}
	return strings.Join(list, ", ")
}
