// Package draw gives prizes to members by lot, in a way that anybody can check.
//
// A draw comes from the configuration (settings.go) at its times, or from
// /giveaway (command.go). It is announced with the hash of its rules and a
// secret seed (start.go, show.go), takes entries by a button or a word
// (enter.go), and when it closes, its entries are frozen and their hash is
// posted (close.go). The id that the platform gives to that post, the seed and
// the list decide the order of all entries (pick.go); package proof has the
// arithmetic, and the record that `steward draws export` writes. Prizes are given
// at once or must be claimed; one that is not claimed goes to the next place
// (claim.go).
//
// Package activity does everything that a draw shares with other activities.
package draw

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/activity"
	"github.com/stewardbot/steward/bot/define"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/quiet"
	"github.com/stewardbot/steward/bot/require"
	"github.com/stewardbot/steward/bot/reward"
	"github.com/stewardbot/steward/bot/timing"
)

// Feature implements bot.Feature and, by its plans, timing.Planner.
type Feature struct {
	*activity.Plans[Draw]
	life    *activity.Life
	members *member.Directory
	giver   *reward.Giver
	judge   *require.Judge
	// defined are the draws of the configuration.
	defined *define.Kind[Draw]
}

// New returns the feature, which books prices in the given book.
func New(book *ledger.Book, members *member.Directory, giver *reward.Giver, judge *require.Judge, budget *quiet.Budget) *Feature {
	f := &Feature{members: members, giver: giver, judge: judge, defined: define.Of[Settings](Section, func(d Draw) string { return d.Name })}
	f.life = activity.New(book, members, activity.Kind{
		Name: name, Quiet: budget, Show: f.show, Meets: f.meets, Freeze: f.freeze, Frozen: f.frozen, Due: f.due, Posted: f.posted,
	})
	f.Plans = activity.NewPlans(f.life, f.defined, func(d *Draw) (string, timing.When, timing.Notes) { return d.Name, d.When, d.Notes }, f.start)
	return f
}

// Entries counts entries, also those that are left out later.
var Entries = bot.Metric{Number: 21, Name: "draw_entries"}

// name is the feature's name and the prefix of its buttons' data.
const name = "draw"

// Name implements bot.Feature.
func (*Feature) Name() string { return name }

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{
		Topic: bot.TopicActivities,
		Commands: []bot.Command{
			{Name: "draws", Aliases: []string{"抽奖/抽獎"}, Run: f.list},
			{
				Name: "giveaway", Aliases: []string{"发起抽奖/發起抽獎"}, Who: bot.Moderators,
				Params: []bot.Param{
					{Name: "do", Kind: bot.ParamChoice, OneOf: orders()}, {Name: "prize", Kind: bot.ParamText},
					{Name: "winners", Kind: bot.ParamNumber}, {Name: "time", Kind: bot.ParamDuration},
				},
				Run: f.giveaway,
			},
		},
		Verbs: []bot.Verb{
			{Name: "enter", Run: f.enter}, {Name: "mine", Run: f.mine}, {Name: "claim", Run: f.claim},
			{Name: "redraw", Who: bot.Moderators, Run: f.redraw}, {Name: "review", Who: bot.Moderators, Run: f.life.Review},
			{Name: activity.VerbMark, Secret: true, Run: f.life.Mark},
		},
		After: f.Redefined,
		On: map[bot.Kind]bot.Handler{
			bot.KindConfig: f.Configured, bot.KindTick: f.Tick, bot.KindOutcome: f.life.Outcome, bot.KindMessage: f.said, bot.KindMoved: f.life.Moved,
		},
		Forget: f.forget, Disclose: f.disclose, Merge: f.merge, Part: f.life.Part,
	}
}

// merge implements bot.Routes: who won something before a link can claim it
// afterwards, and wins nothing else.
func (f *Feature) merge(t *bot.Turn, from, into bot.MemberID) error {
	if err := f.life.Merge(t, from, into); err != nil {
		return err
	}
	if err := mergeExtra(t, from, into); err != nil {
		return err
	}
	return f.life.Each(t, func(a *activity.Activity) (bool, error) {
		v, err := activity.Read[data](a)
		if err != nil {
			return false, err
		}
		won := false
		for i := range v.Drawn {
			if d := &v.Drawn[i]; d.Member == from {
				d.Member, won = into, true
			}
		}
		if !won {
			return true, nil
		}
		return true, f.save(t, a, &v)
	})
}
