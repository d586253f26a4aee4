// Package shop sells things for points.
//
// /shop lists what there is, and /buy or a button offers one item: its price, and a Confirm button
// (buy.go). Confirming checks everything again (refusal.go), reserves the price in the ledger, takes
// the item from the stock and opens an order, all in one turn (order.go). What happens then depends
// on the item:
//
//   - A code is taken from its pool (codes.go) and sent to the buyer's private chat (hand.go). If it
//     arrives, the order is paid; if not, it waits, and the buyer gets a button to have it sent again.
//   - A reward, such as a role for a month, is given in the same turn.
//   - For what staff sends, the buyer is asked for a name, an address and so on in private (ask.go).
//     Then the order is told in the places called "orders" (staff.go), where those listed under
//     fulfilment read the answers in private, and mark the order as sent, which pays it, or refund it.
//
// Codes and answers stand in no journal, log or listing: the messages with them are sent as secrets,
// and those that answer are concealed. A code is deleted once it has arrived, answers 30 days after
// the item was sent. A code that was refunded is never handed out again.
//
// The stock of the file counts until the first sale; from then on it is in the store, and /stock
// changes it (stock.go).
package shop

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/define"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/require"
	"github.com/stewardbot/steward/bot/reward"
)

// Name is the feature's name, which identifies its ticks.
const Name = "shop"

// Purchases counts orders; a refund takes one back.
var Purchases = bot.Metric{Number: 17, Name: "purchases"}

// Parts are what the shop works with.
type Parts struct {
	Book    *ledger.Book
	Members *member.Directory
	Require *require.Judge
	Rewards *reward.Giver
	// Level returns a member's level, for prices; below 0: none.
	Level func(t *bot.Turn, m bot.MemberID) (int, error)
	// Claimed reports whether a text in private is meant for another feature,
	// and so answers none of the shop's questions.
	Claimed func(t *bot.Turn) (bool, error)
}

// Feature implements bot.Feature.
type Feature struct {
	book    *ledger.Book
	members *member.Directory
	judge   *require.Judge
	rewards *reward.Giver
	level   func(t *bot.Turn, m bot.MemberID) (int, error)
	claimed func(t *bot.Turn) (bool, error)
	items   *define.Kind[Item]
	won     []won // in this event
}

// New returns the shop, and registers it as the one who gives items and codes as rewards.
func New(p Parts) *Feature {
	f := &Feature{book: p.Book, members: p.Members, judge: p.Require, rewards: p.Rewards, level: p.Level, claimed: p.Claimed, items: newItems()}
	f.reward(p.Rewards)
	return f
}

// Name implements bot.Feature.
func (*Feature) Name() string { return Name }

// Definitions implements definer.Owner.
func (f *Feature) Definitions() define.List { return f.items }

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{
		Topic: bot.TopicPoints,
		Commands: []bot.Command{
			{Name: "shop", Aliases: []string{"积分商城/積分商城", "商城", "商店"}, Spoken: []string{"积分商城/積分商城"}, Run: f.show},
			{Name: "buy", Aliases: []string{"兑换/兌換"}, Params: []bot.Param{{Name: "item", Kind: bot.ParamText}}, Run: f.buy},
			{Name: "orders", Aliases: []string{"我的兑换/我的兌換"}, Run: f.orders},
			{
				Name: "stock", Aliases: []string{"库存/庫存"}, Who: bot.Moderators, Run: f.fill,
				Params: []bot.Param{{Name: "item", Kind: bot.ParamChoice, Suggest: f.names}, {Name: "change", Kind: bot.ParamText}},
			},
		},
		Verbs: []bot.Verb{
			{Name: "buy", Run: f.pressedBuy}, {Name: "confirm", Run: f.confirmed}, {Name: "cancel", Run: f.cancelled},
			{Name: "get", Run: f.again}, {Name: "answer", Run: f.resume}, {Name: "filled", Secret: true, Run: f.filled},
			{Name: "address", Run: f.address}, {Name: "sent", Run: f.shipped}, {Name: "refund", Run: f.refused}, {Name: "ask", Run: f.askAgain},
		},
		Places: []bot.PlaceName{{Name: bot.Orders, Doc: "where orders of the shop are told to those who ship them; only they should see it"}},
		On: map[bot.Kind]bot.Handler{
			bot.KindTick: f.tick, bot.KindOutcome: f.outcome, bot.KindMessage: f.said, bot.KindEdit: edited,
		},
		Outside: map[bot.Kind]bot.Handler{bot.KindMessage: f.said, bot.KindEdit: edited},
		After:   f.follow,
		Forget:  f.Forget, Disclose: f.Disclose, Merge: f.Merge, Part: f.Part,
	}
}

// names suggests the items.
func (f *Feature) names(t *bot.Turn) (list []string, err error) {
	items, err := f.items.All(t)
	for _, it := range items {
		list = append(list, it.Name.In(t.Language()))
	}
	return list, err
}

// itemName returns the name of an item, safe in a sentence.
func itemName(t *bot.Turn, name bot.Text) string {
	if name.IsZero() { // a code that was given as a reward
		return t.Text("shop.a_code", nil)
	}
	return bot.Isolate(name.In(t.Language()))
}
