package main

import "github.com/stewardbot/steward/bot/inspect"

type statsCmd struct {
	Days    statsDaysCmd    `cmd:"" default:"withargs" help:"help.stats_days"`
	Members statsMembersCmd `cmd:"" help:"help.stats_members"`
}

type statsDaysCmd struct {
	books
	Days int    `default:"30" help:"help.last_days" placeholder:"N"`
	By   string `default:"day" enum:"day,hour,place" help:"help.stats_by"`
}

// Run prints the counts, one row per day and metric.
func (c *statsDaysCmd) Run(e *env) error {
	q := inspect.Query{What: "stats", Community: c.Community, Days: c.Days}
	if c.By != "day" {
		q.What += "_" + c.By
		return list(e, &c.target, q, "DAY "+map[string]string{"hour": "HOUR", "place": "PLACE"}[c.By]+" METRIC COUNT", func(row inspect.Share) []any {
			if row.Hour != nil {
				return []any{row.Day, *row.Hour, row.Metric, row.Count}
			}
			return []any{row.Day, row.Place, row.Metric, row.Count}
		})
	}
	return list(e, &c.target, q, "DAY METRIC COUNT MEMBERS", func(row inspect.Deeds) []any {
		return []any{row.Day, row.Metric, row.Count, row.Members}
	})
}

type statsMembersCmd struct {
	books
	Did []string `required:"" help:"help.did" placeholder:"WHAT"`
}

// Run prints the number of members who meet all conditions.
func (c *statsMembersCmd) Run(e *env) error {
	q := inspect.Query{What: "who_did", Community: c.Community, Did: c.Did}
	return list(e, &c.target, q, "MEMBERS", func(row inspect.Count) []any { return []any{row.Members} })
}
