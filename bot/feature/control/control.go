// Package control lets operators pause rules and posts, and change a rule's mode for a while,
// from the chat. It also reports the status and changes of the configuration there.
//
// A command is parsed into an order (order.go). A change is stored as an override with an end,
// and announced in the moderators' log (pause.go, rule.go). A timer announces its end, and a
// reload drops it if its rule is gone (expire.go). /status queries the platforms by effects and
// answers when all have replied (status.go, standing.go). Failed deliveries that nobody else
// reports appear in the log and in /status (undelivered.go). The changes of a new configuration,
// or the reasons why it was refused, are logged once (reload.go).
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

// New returns the feature.
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

// saying returns a text in a turn's language.
type saying func(t *bot.Turn) string

// text returns the saying of a catalogue text.
func text(key string, args bot.Args) saying {
	return func(t *bot.Turn) string { return t.Text(key, args) }
}

// log posts to the moderators' log, if there is one.
func log(t *bot.Turn, say saying) {
	for _, p := range t.Community.Places[bot.Modlog] {
		t.Do(bot.Say{Place: p, Text: say(t.ToPlace(p)), Lane: bot.Moderation})
	}
}
