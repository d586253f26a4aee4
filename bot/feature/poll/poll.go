// Package poll asks a community a question and counts its votes.
//
// A poll comes from the configuration (settings.go) at its times, or from /poll
// (command.go, written.go). Its post has a button for each option (show.go). A
// press votes, changes the vote or takes it back (vote.go). When the poll
// closes, the votes of those who left or were banned are left out, the rest are
// counted, and the result is posted as a text and as a picture (count.go).
//
// Of an anonymous poll nobody learns who voted for what: the journal does not
// record which button was pressed, and a member's choice is stored only until
// the poll closes, so that it can be changed.
//
// Package activity does everything that a poll shares with other activities.
package poll

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/activity"
	"github.com/stewardbot/steward/bot/define"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/quiet"
	"github.com/stewardbot/steward/bot/require"
	"github.com/stewardbot/steward/bot/timing"
	"github.com/stewardbot/steward/store"
)

// Votes counts votes; one that was taken back does not count.
var Votes = bot.Metric{Number: 20, Name: "votes"}

// Feature implements bot.Feature and, by its plans, timing.Planner.
type Feature struct {
	*activity.Plans[Poll]
	life    *activity.Life
	judge   *require.Judge
	defined *define.Kind[Poll]
}

// New returns the feature.
func New(book *ledger.Book, members *member.Directory, judge *require.Judge, budget *quiet.Budget) *Feature {
	f := &Feature{judge: judge, defined: define.Of[Settings](Section, func(p Poll) string { return p.Name })}
	f.life = activity.New(book, members, activity.Kind{Name: name, Quiet: budget, Show: f.show, Meets: f.meets, Freeze: freeze, Frozen: f.frozen})
	f.Plans = activity.NewPlans(f.life, f.defined, func(p *Poll) (string, timing.When, timing.Notes) { return p.Name, p.When, p.Notes }, f.start)
	return f
}

// name is the feature's name and the prefix of its buttons' data.
const name = "poll"

// Name implements bot.Feature.
func (*Feature) Name() string { return name }

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{
		Topic: bot.TopicActivities,
		Commands: []bot.Command{{
			Name: "poll", Aliases: []string{"发起投票/發起投票"}, Who: bot.Moderators, Run: f.command,
			Params: []bot.Param{
				{Name: "text", Kind: bot.ParamText}, {Name: "time", Kind: bot.ParamDuration},
				{Name: "choose", Kind: bot.ParamChoice, OneOf: several}, {Name: "votes", Kind: bot.ParamChoice, OneOf: hidden},
				{Name: "do", Kind: bot.ParamChoice, OneOf: orders}, {Name: "number", Kind: bot.ParamNumber},
			},
		}},
		Verbs: []bot.Verb{
			{Name: verbVote, Run: f.vote}, {Name: verbBallot, Secret: true, Run: f.vote}, {Name: activity.VerbMark, Secret: true, Run: f.life.Mark},
		},
		After: f.Redefined,
		On: map[bot.Kind]bot.Handler{
			bot.KindConfig: f.Configured, bot.KindTick: f.Tick, bot.KindOutcome: f.life.Outcome, bot.KindMoved: f.life.Moved,
		},
		Forget: f.life.Forget, Disclose: f.disclose, Merge: f.life.Merge, Part: f.life.Part,
	}
}

// Tables lists the feature's table.
func Tables() []store.Declared { return []store.Declared{activity.Diary(name).Rows()} }
