// Package tiers leads members to spaces and roles for some of them: a core group, a group for those
// who may become part of it, a channel that all read.
//
// Once a day, and after each change of the configuration, all members are looked at, a few per tick
// (round.go). Who meets the condition of a tier goes on its waiting list, in the order of having
// qualified; a free seat goes to the first (seats.go): where the tier is a role, the role is given,
// elsewhere the member is offered a link for one person, within the budget for unprompted messages. A
// link that is not used in time, or whose member no longer qualifies, is ended.
//
// Nobody is removed without a person's decision: who no longer meets the condition is listed for staff,
// who remove or keep them (demote.go). /tier tells members where they stand and what they lack, and
// shows staff the lists (show.go).
package tiers

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/grant"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/quiet"
	"github.com/stewardbot/steward/bot/require"
	"github.com/stewardbot/steward/store"
)

// Feature implements bot.Feature.
type Feature struct {
	members *member.Directory
	judge   *require.Judge
	quiet   *quiet.Budget
	grants  *grant.Keeper
}

// New returns a feature that asks the judge, writes to members within the budget, and gives roles by
// the keeper.
func New(members *member.Directory, judge *require.Judge, budget *quiet.Budget, grants *grant.Keeper) *Feature {
	return &Feature{members, judge, budget, grants}
}

const name = "tiers"

// Name implements bot.Feature.
func (*Feature) Name() string { return name }

// The verbs of the buttons.
const (
	verbJoin   = "join"
	verbBoard  = "board"
	verbShow   = "show"
	verbRemove = "remove"
	verbKeep   = "keep"
)

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{
		Topic:    bot.TopicPoints,
		Commands: []bot.Command{{Name: "tier", Aliases: []string{"等级群/等級群"}, Run: f.command}},
		Verbs: []bot.Verb{
			{Name: verbJoin, Run: f.join},
			{Name: verbBoard, Who: bot.Moderators, Run: f.pressedBoard}, {Name: verbShow, Who: bot.Moderators, Run: f.pressedShow},
			{Name: verbRemove, Who: bot.Moderators, Run: f.pressedRemove}, {Name: verbKeep, Who: bot.Moderators, Run: f.pressedKeep},
		},
		On: map[bot.Kind]bot.Handler{
			bot.KindConfig: f.configured, bot.KindTick: f.tick, bot.KindOutcome: f.outcome, bot.KindJoin: f.joined, bot.KindLeave: f.left, bot.KindMessage: f.spoke,
		},
		Forget: f.forget, Disclose: f.disclose, Merge: f.merge,
	}
}

// Tables lists the tables of the feature.
func Tables() []store.Declared {
	return []store.Declared{memberRows, listRows, countRows, sentRows, roundRows}
}
