package survey

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// resultOf returns the counts of a survey, with room for all options.
func resultOf(r store.Reader, community string, s *Survey) (c counts, err error) {
	c, _, err = countRows.Get(r, store.K2(community, s.version()))
	for len(c.Chosen) < len(s.Questions) {
		c.Chosen = append(c.Chosen, make([]int, len(s.Questions[len(c.Chosen)].Options)))
	}
	return c, err
}

// Result is how often one option of a survey was chosen.
type Result struct {
	Survey   string `json:"survey"`
	Question int    `json:"question"` // counted from 1
	Text     string `json:"text"`
	Option   string `json:"option"`
	Answers  int    `json:"answers"`
	Done     int    `json:"done"` // members who answered the whole survey
}

// Results calls fn for each option of a community's surveys, in order, in the community's language. It
// reads over a turn, which may be one over a snapshot. An empty name means all surveys; found is false if
// there is none of that name.
func Results(t *bot.Turn, called string, fn func(Result) error) (found bool, err error) {
	list, err := kind().All(t)
	for i := range list {
		s := &list[i]
		if err != nil || called != "" && s.Name != called {
			continue
		}
		found = true
		var c counts
		if c, err = resultOf(t.State(), t.Community.ID, s); err != nil {
			return found, err
		}
		language := t.Community.Language
		for j, q := range s.Questions {
			for k, o := range q.Options {
				if err == nil {
					err = fn(Result{s.Name, j + 1, q.Text.In(language), o.In(language), c.Chosen[j][k], c.Done})
				}
			}
		}
	}
	return found || called == "", err
}
