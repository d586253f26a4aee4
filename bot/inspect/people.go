package inspect

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/feature/campaign"
	"github.com/stewardbot/steward/bot/feature/followup"
	"github.com/stewardbot/steward/bot/feature/survey"
	"github.com/stewardbot/steward/bot/feature/tags"
	"github.com/stewardbot/steward/bot/feature/tiers"
)

// mostTagged is how many members with tags are counted.
const mostTagged = 100_000

// Tags returns the tags of the turn's community with how many members have each, among the first 100,000 with tags; all
// reports that there are no more.
func Tags(t *bot.Turn) (list []tags.Counted, all bool, err error) {
	return tags.New().Counts(t, mostTagged)
}

// TagsOf returns a member's tags.
func TagsOf(t *bot.Turn, m bot.MemberID) ([]tags.Held, error) { return tags.HeldBy(t, m) }

// FollowUps returns the members whom staff should look after, by the latest list; day is 0 if none was made yet.
func FollowUps(t *bot.Turn) (day bot.Day, list []followup.FollowUp, err error) {
	return followup.Today(t)
}

// Tiers returns how full a community's tiers are, in their order, and who is to be decided on.
func Tiers(t *bot.Turn) ([]tiers.Standings, error) { return tiers.Read(t) }

// Campaigns returns how a community's campaigns stand, in their order.
func Campaigns(t *bot.Turn) ([]campaign.Standing, error) { return campaign.Read(t) }

// SurveyResults returns how often each option of the surveys was chosen, in their order.
func SurveyResults(t *bot.Turn) (list []survey.Result, err error) {
	_, err = survey.Results(t, "", func(r survey.Result) error {
		list = append(list, r)
		return nil
	})
	return list, err
}
