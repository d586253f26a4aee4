package main

import (
	"github.com/stewardbot/steward/bot/feature/survey"
	"github.com/stewardbot/steward/bot/inspect"
)

type surveysCmd struct {
	books
	Name string `arg:"" optional:"" help:"help.survey_name" placeholder:"NAME"`
	CSV  bool   `help:"help.csv"`
}

// Run prints how often each option was chosen.
func (c *surveysCmd) Run(e *env) error {
	q := inspect.Query{What: "surveys", Community: c.Community, Survey: c.Name}
	return listOrCSV(e, &c.target, q, c.CSV, "SURVEY QUESTION TEXT OPTION CHOSEN DONE", func(r survey.Result) []any {
		return []any{r.Survey, r.Question, r.Text, r.Option, r.Answers, r.Done}
	})
}
