package inspect

import (
	"github.com/stewardbot/steward/bot/feature/survey"
	"github.com/stewardbot/steward/bot/phrase"
)

// Surveys calls fn for each option of a community's surveys, or of the one of a name.
func Surveys(s Source, community, name string, fn func(survey.Result) error) error {
	t, err := s.turn(community)
	if err != nil {
		return err
	}
	found, err := survey.Results(t, name, fn)
	if err == nil && !found {
		err = phrase.New("surveys.unknown", name)
	}
	return err
}
