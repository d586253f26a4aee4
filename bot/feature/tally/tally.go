// Package tally counts what members do that is no other feature's: messages, reactions,
// commands, joining and leaving. It shows members what is counted of them, and lets
// them have no days kept.
//
// In the order in which it works: each event is counted as it happens (count.go), also
// where it earns nothing, but for what a rule took away. /mystats shows a member's own
// figures, /mydata has them among all else (show.go).
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

// New shows what is counted by these metrics, in their order.
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

// choices are what may stand behind /mystats.
var choices = []bot.Choice{
	{Value: "off", Words: []string{"stop", "关/關", "关闭/關閉", "停"}},
	{Value: "on", Words: []string{"start", "开/開", "开启/開啟"}},
}
