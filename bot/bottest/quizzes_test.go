package bottest_test

import (
	"time"

	"github.com/stewardbot/steward/bot/feature/quiz"
)

// quizzes are the section of that name. A bank is written where its file's name
// would stand.
type quizzes []struct {
	Name      string        `yaml:"name"`
	Bank      string        `yaml:"bank"`
	Tags      []string      `yaml:"tags"`
	To        []string      `yaml:"to"`
	Who       string        `yaml:"who"`
	Weekly    string        `yaml:"weekly"`
	Daily     string        `yaml:"daily"`
	Questions int           `yaml:"questions"`
	Time      time.Duration `yaml:"time"`
	Award     *quiz.Award   `yaml:"award"`
}

func (list quizzes) settings(fault func(path, format string, args ...any)) *quiz.Settings {
	s := make(quiz.Settings, len(list))
	for i, q := range list {
		s[i].SetDefaults()
		s[i].Name, s[i].Bank, s[i].Tags, s[i].To = q.Name, q.Bank, q.Tags, q.To
		s[i].Weekly, s[i].Daily = q.Weekly, q.Daily
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
	s.Validate(fault)
	s.Load(func(_, bank string) (string, error) { return bank, nil }, fault)
	return &s
}
