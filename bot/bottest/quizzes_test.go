package bottest_test

import (
	"time"

	"github.com/stewardbot/steward/bot/feature/quiz"
	"github.com/stewardbot/steward/bot/timing"
)

// quizzes are the section of that name. A bank is written where its file's name
// would stand.
type quizzes []struct {
	Name        string   `yaml:"name"`
	Bank        string   `yaml:"bank"`
	Tags        []string `yaml:"tags"`
	To          []string `yaml:"to"`
	Who         string   `yaml:"who"`
	timing.When `yaml:",inline"`
	Questions   int           `yaml:"questions"`
	Time        time.Duration `yaml:"time"`
	Award       *quiz.Award   `yaml:"award"`
}

func (list quizzes) settings(zone *time.Location, c timing.Calendars, fault func(path, format string, args ...any)) *quiz.Settings {
	s := make(quiz.Settings, len(list))
	for i, q := range list {
		s[i].SetDefaults()
		s[i].Name, s[i].Bank, s[i].Tags, s[i].To = q.Name, q.Bank, q.Tags, q.To
		s[i].When = q.When
		if q.Who != "" {
			s[i].Who = q.Who
		}
		if q.Questions > 0 {
			s[i].Questions = q.Questions
		}
		if q.Time > 0 {
			s[i].Time = q.Time
		}
		if q.Award != nil {
			s[i].Award = *q.Award
		}
	}
	s.Validate(zone, c, fault)
	s.Load(func(_, bank string) (string, error) { return bank, nil }, fault)
	return &s
}
