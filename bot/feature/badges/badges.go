// Package badges gives members badges: for what they did, or by a moderator's hand.
//
// A badge with when: is earned. After each event, the badges are checked whose condition depends on
// something that the event changed (plan.go): that a member wrote is no reason to look at a badge for
// check-ins. What only time changes, such as member_for, is looked at with a member's first act of a
// day. Once earned, a badge stays, whatever becomes of the condition. Badges earned are announced in
// the place's merged line of the day.
//
// When a badge is new in the configuration, or its condition changed, all members are checked, a few
// per tick, and nobody is told (sweep.go).
//
// A moderator gives any badge with /badge, and takes it again with a button (give.go). A badge that was
// taken is not earned again. Rewards give badges, too (members.go).
package badges

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/define"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/quiet"
	"github.com/stewardbot/steward/bot/require"
)

// Facts are the keys of the conditions that a metric's count may change.
type Facts map[uint16][]string

// Feature implements bot.Feature.
type Feature struct {
	members *member.Directory
	judge   *require.Judge
	quiet   *quiet.Budget
	facts   Facts
	kind    *define.Kind[Badge]

	plans   map[string]plan           // by community
	noticed map[string]*bot.Community // the configuration last checked for new badges
	all     []bot.MemberID            // of the turn's community, to be checked for all badges after this event
}

// New returns a feature that asks the judge, and announces within the budget.
func New(members *member.Directory, judge *require.Judge, budget *quiet.Budget, facts Facts) *Feature {
	return &Feature{
		members: members, judge: judge, quiet: budget, facts: facts, plans: map[string]plan{}, noticed: map[string]*bot.Community{},
		kind: define.Of[Settings](Section, func(b Badge) string { return b.ID }),
	}
}

const name = "badges"

// Name implements bot.Feature.
func (*Feature) Name() string { return name }

// Definitions implements definer.Owner.
func (f *Feature) Definitions() define.List { return f.kind }

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	words := []string{"我的勋章/我的勳章"}
	return bot.Routes{
		Topic: bot.TopicPoints,
		Commands: []bot.Command{
			{
				Name: "badges", Aliases: words, Spoken: words, Run: f.show,
				Params: []bot.Param{{Name: "member", Kind: bot.ParamMember}},
			},
			{
				Name: "badge", Aliases: []string{"授予勋章/授予勳章"}, Who: bot.Moderators, Run: f.give,
				Params: []bot.Param{
					{Name: "member", Kind: bot.ParamMember, Required: true},
					{Name: "badge", Kind: bot.ParamChoice, Required: true, Suggest: f.names},
				},
			},
		},
		Verbs: []bot.Verb{
			{Name: "take", Who: bot.Moderators, Run: f.takePressed},
			{Name: "give", Who: bot.Moderators, Run: f.givePressed},
		},
		On:     map[bot.Kind]bot.Handler{bot.KindTick: f.sweep},
		After:  f.look,
		Forget: forget, Disclose: f.disclose, Merge: f.merge, Part: f.part,
	}
}
