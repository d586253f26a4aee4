// Package tally counts activity that belongs to no other feature: messages, reactions,
// commands, joins and leaves. Members can see their own counts and opt out of daily ones.
//
// Events are counted as they happen (count.go), whether or not they earn points, except
// messages that a rule removed. /mystats shows a member's own counts, and /mydata includes
// them (show.go).
package tally

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/stats"
)

// Feature implements bot.Feature.
type Feature struct {
	book    *stats.Book
	metrics []bot.Metric
}

// New returns the feature. It shows the given metrics in order.
func New(book *stats.Book, metrics []bot.Metric) *Feature { return &Feature{book, metrics} }

// Name implements bot.Feature.
func (*Feature) Name() string { return "tally" }

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{
		Commands: []bot.Command{{
			Name: "mystats", Aliases: []string{"我的统计/我的統計"},
			Params: []bot.Param{{Name: "days", Kind: bot.ParamChoice, OneOf: choices}}, Run: f.show,
		}},
		On: map[bot.Kind]bot.Handler{
			bot.KindMessage: message, bot.KindReaction: reaction, bot.KindJoin: count(Joins), bot.KindLeave: count(Leaves),
		},
		Disclose: f.Disclose,
	}
}

// choices are the arguments of /mystats.
var choices = []bot.Choice{
	{Value: "off", Words: []string{"stop", "关/關", "关闭/關閉", "停"}},
	{Value: "on", Words: []string{"start", "开/開", "开启/開啟"}},
}
