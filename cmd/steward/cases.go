package main

import (
	"strings"

	"github.com/stewardbot/steward/bot/inspect"
)

type casesCmd struct {
	List casesListCmd `cmd:"" help:"help.cases_list"`
}

type casesListCmd struct{ books }

// Run prints the cases.
func (c *casesListCmd) Run(e *env) error {
	q := inspect.Query{What: "cases", Community: c.Community}
	return list(e, &c.target, q, "ID AT KIND STATE WHO BY SANCTIONS REASON", func(row inspect.Case) []any {
		by := string(row.By)
		if row.Rule != "" {
			by = "rule " + row.Rule
		}
		return []any{row.ID, row.At.Format(timeFormat), row.Kind, row.State, row.Name, by, sanctions(row), row.Reason}
	})
}

// sanctions lists a case's sanctions with their states: "mute done".
func sanctions(c inspect.Case) string {
	var list []string
	for _, s := range c.Sanctions {
		list = append(list, string(s.Act)+" "+string(s.State))
	}
	return strings.Join(list, ", ")
}
