// Package control is what operators do from the chat, and are told there: pause
// rules and posts, try a rule or switch it off for a while; changes of the
// configuration.
//
// In the order in which it works: a command is read into an order (order.go). One
// that changes something is kept as an override with the time when it ends, and
// told in the moderators' log (pause.go, rule.go); a timer tells of that end, and a
// configuration drops it that no longer has its rule (expire.go). /status asks the platforms by effects, and
// answers when the last has said how Steward stands there (status.go, standing.go).
// What could not be delivered, and nobody else tells of, is told in the log and by
// /status (undelivered.go). What a new configuration changed, or why it did not come into force, is told in
// the log, once (reload.go).
package control

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
)

// Feature implements bot.Feature.
type Feature struct {
	read map[string]time.Time // by community, when its configuration was last read
}

// New makes the feature.
func New() *Feature { return &Feature{map[string]time.Time{}} }

const name = "control"

// Name implements bot.Feature.
func (*Feature) Name() string { return name }

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{
		Commands: []bot.Command{
			{Name: "status", Aliases: []string{"状态/狀態"}, Who: bot.Operators, Run: f.obeys(f.status)},
			{
				Name: "pause", Aliases: []string{"暂停/暫停"}, Who: bot.Operators, Run: f.obeys(f.pause),
				Params: []bot.Param{{Name: "what", Kind: bot.ParamChoice, OneOf: pauses}, {Name: "time", Kind: bot.ParamDuration}},
			},
			{
				Name: "resume", Aliases: []string{"恢复/恢復"}, Who: bot.Operators, Run: f.obeys(f.resume),
				Params: []bot.Param{{Name: "what", Kind: bot.ParamChoice, OneOf: pauses, Suggest: f.ruleNames}},
			},
			{
				Name: "rule", Aliases: []string{"规则开关/規則開關"}, Who: bot.Operators, Run: f.obeys(f.rule),
				Params: []bot.Param{
					{Name: "name", Kind: bot.ParamChoice, Suggest: f.ruleNames}, {Name: "mode", Kind: bot.ParamChoice, OneOf: modes},
					{Name: "time", Kind: bot.ParamDuration},
				},
			},
		},
		On: map[bot.Kind]bot.Handler{
			bot.KindConfig: f.configured, bot.KindFaulty: f.faulty, bot.KindTick: f.tick, bot.KindOutcome: f.outcome,
		},
		After:  f.undelivered,
		Forget: answer.Forget,
	}
}

// saying makes a text in the language that a turn speaks.
type saying func(t *bot.Turn) string

// text is the saying of a text of the catalogue.
func text(key string, args bot.Args) saying {
	return func(t *bot.Turn) string { return t.Text(key, args) }
}

// log tells the moderators' log, if there is one.
func log(t *bot.Turn, say saying) {
	for _, p := range t.Community.Places[bot.Modlog] {
		t.Do(bot.Say{Place: p, Text: say(t.ToPlace(p)), Lane: bot.Moderation})
	}
}
