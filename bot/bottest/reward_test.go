package bottest_test

import (
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/bot/reward"
	"github.com/stewardbot/steward/cmd/steward/wire"
)

// TestRewards plays scenarios with a feature beside the program's own: /prize A gives its sender the
// reward of the source A, and /return A takes it back.
func TestRewards(t *testing.T) {
	opt := neutral()
	opt.Wire = func() bottest.Wiring {
		p := wire.NewParts()
		p.Tagging = append(p.Tagging, "test")
		w := wiringOf(p)
		w.Features = append([]bot.Feature{prizes{p.Rewards}}, w.Features...)
		return w
	}
	bottest.Run(t, "testdata/rewards/*.txt", opt)
}

type prizes struct{ giver *reward.Giver }

// given are the rewards by the first letter of the source.
var prizesOf = map[byte]reward.Reward{
	'a': {Points: 100},
	'd': {MakeUp: 2},
	'e': {Entries: 3},
	'm': {Role: "test:lobby/role/5", For: 30 * 24 * time.Hour},
	'w': {Role: "test:lobby/role/5", Tag: "Winner", For: 7 * 24 * time.Hour, Points: 5},
	'g': {Role: "test:lobby/role/5", Tag: "Friend"},
}

func (prizes) Name() string { return "prizes" }

func (p prizes) Routes() bot.Routes {
	params := []bot.Param{{Name: "source", Kind: bot.ParamText, Required: true}}
	return bot.Routes{
		Commands: []bot.Command{{Name: "prize", Params: params, Run: p.give}, {Name: "return", Params: params, Run: p.take}},
		Forget:   func(*bot.Turn, *bot.Forgotten) error { return nil },
	}
}

func (p prizes) give(t *bot.Turn, in *bot.Input) error {
	source := in.Text("source")
	r := prizesOf[source[0]]
	given, err := p.giver.Give(t, source, t.Member.ID, r)
	if given {
		t.Do(bot.Say{Place: t.Event.Place, Text: "You get " + p.giver.Text(t, r) + "."})
	}
	return err
}

func (p prizes) take(t *bot.Turn, in *bot.Input) error {
	return p.giver.TakeBack(t, in.Text("source"), t.Member.ID)
}
