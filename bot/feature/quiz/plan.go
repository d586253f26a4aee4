package quiz

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/timing"
)

// Diary implements timing.Planner.
func (*Feature) Diary() timing.Diary { return timing.Diary{Table: "quiz_plans", Timer: "plan "} }

// Jobs implements timing.Planner. A start missed during a downtime is skipped.
func (*Feature) Jobs(c *bot.Community, _ bot.State) ([]timing.Job, error) {
	return bot.Setting[*Settings](c, Section).Jobs(c), nil
}

// Jobs returns when the quizzes of a community start by themselves.
func (s *Settings) Jobs(c *bot.Community) (jobs []timing.Job) {
	for i := range *s {
		q := &(*s)[i]
		if j, ok := timing.NewJob(c, q.Name, q.When); ok {
			j.Missed, j.Late = "skip", stale
			jobs = append(jobs, j.Annotated(c, q.Notes, *q))
		}
	}
	return jobs
}

// planned starts a quiz that is due.
func (f *Feature) planned(t *bot.Turn) error {
	due, err := f.Diary().Due(t, bot.Setting[*Settings](t.Community, Section).Jobs(t.Community))
	switch {
	case err != nil || due == nil:
		return err
	case due.Missed:
		t.Find(bot.Finding{Code: "missed"})
	case due.Wanted:
		return f.named(t, due.Job)
	}
	return nil
}

// asked starts a quiz that an operator has run now.
func (f *Feature) asked(t *bot.Turn) error {
	name, err := f.Diary().Asked(t, f.Jobs)
	if err != nil || name == "" {
		return err
	}
	return f.named(t, name)
}

func (f *Feature) named(t *bot.Turn, name string) error {
	for _, q := range settings(t.Community) {
		if q.Name == name {
			return f.start(t, &q)
		}
	}
	return nil
}
