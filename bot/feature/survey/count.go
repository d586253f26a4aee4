package survey

import (
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// answers are what a member chose so far, by question: indexes of options.
type answers struct {
	Version int       `json:"v"`
	Picks   []int     `json:"picks"`
	At      time.Time `json:"at"` // of the latest one
}

// counts are how often each option was chosen, by question.
type counts struct {
	Version int     `json:"v"`
	Begun   int     `json:"begun"` // members who answered a question
	Done    int     `json:"done"`  // members who answered all
	Chosen  [][]int `json:"chosen"`
}

const version = 1

func load(t *bot.Turn, m bot.MemberID, survey string) (answers, error) {
	a, _, err := answerRows.Get(t.State(), store.K3(t.Community.ID, m, survey))
	return a, err
}

// pick stores a member's answer to the next question of a survey.
func pick(t *bot.Turn, s *Survey, a answers, option int) (answers, error) {
	a.Version, a.At = version, t.At().UTC()
	a.Picks = append(slices.Clip(a.Picks), option)
	if err := answerRows.Put(t.State(), store.K3(t.Community.ID, t.Member.ID, s.version()), a); err != nil {
		return a, err
	}
	return a, change(t, s.version(), func(c *counts) {
		for len(c.Chosen) < len(s.Questions) {
			c.Chosen = append(c.Chosen, make([]int, len(s.Questions[len(c.Chosen)].Options)))
		}
		q := len(a.Picks) - 1
		c.Chosen[q][option]++
		if q == 0 {
			c.Begun++
		}
		if len(a.Picks) == len(s.Questions) {
			c.Done++
		}
	})
}

func change(t *bot.Turn, survey string, fn func(*counts)) error {
	key := store.K2(t.Community.ID, survey)
	c, _, err := countRows.Get(t.State(), key)
	if err != nil {
		return err
	}
	c.Version = version
	fn(&c)
	return countRows.Put(t.State(), key, c)
}

// drop takes a member's answers out of the counts, and deletes them.
func drop(t *bot.Turn, m bot.MemberID, survey string, a answers) error {
	err := change(t, survey, func(c *counts) {
		for q, option := range a.Picks {
			if q < len(c.Chosen) && option < len(c.Chosen[q]) {
				c.Chosen[q][option]--
			}
		}
		c.Begun--
		if len(a.Picks) == len(c.Chosen) {
			c.Done--
		}
	})
	if err != nil {
		return err
	}
	return answerRows.Delete(t.State(), store.K3(t.Community.ID, m, survey))
}

// each calls fn for each survey that a member answered, in any version.
func each(t *bot.Turn, m bot.MemberID, fn func(survey string, a answers) error) error {
	type key = store.Key3[string, bot.MemberID, string]
	return answerRows.ScanPrefix(t.State(), byMember.Under2(t.Community.ID, m), false, 0, func(k key, a answers) (bool, error) {
		return true, fn(k.C, a)
	})
}

// forget takes a member's answers out of the counts.
func forget(t *bot.Turn, who *bot.Forgotten) error {
	return each(t, who.Member, func(survey string, a answers) error { return drop(t, who.Member, survey, a) })
}

// merge keeps the answers of who answered more; of two alike, those of the member who remains.
func merge(t *bot.Turn, from, into bot.MemberID) error {
	return each(t, from, func(survey string, gone answers) error {
		kept, err := load(t, into, survey)
		switch {
		case err != nil:
			return err
		case len(kept.Picks) >= len(gone.Picks):
			return drop(t, from, survey, gone)
		case len(kept.Picks) > 0:
			if err := drop(t, into, survey, kept); err != nil {
				return err
			}
		}
		if err := answerRows.Delete(t.State(), store.K3(t.Community.ID, from, survey)); err != nil {
			return err
		}
		return answerRows.Put(t.State(), store.K3(t.Community.ID, into, survey), gone)
	})
}

// disclose implements bot.Routes.
func (f *Feature) disclose(t *bot.Turn, m bot.MemberID) (lines []string, err error) {
	err = each(t, m, func(survey string, a answers) error {
		called, _, _ := strings.Cut(survey, "/")
		args := bot.Args{"Survey": called, "When": a.At.In(t.Community.Zone).Format("2006-01-02 15:04"), "Count": len(a.Picks)}
		s, _, found, err := f.kind.Find(t, called)
		if err != nil {
			return err
		}
		if !found || s.version() != survey {
			lines = append(lines, t.Text("survey.data_old", args))
			return nil
		}
		var list []string
		for q, option := range a.Picks {
			list = append(list, bot.Isolate(s.Questions[q].Options[option].In(t.Language())))
		}
		args["List"] = strings.Join(list, t.Text("survey.comma", nil))
		lines = append(lines, t.Text("survey.data", args))
		return nil
	})
	return lines, err
}
