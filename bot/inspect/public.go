package inspect

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/feature/levels"
	"github.com/stewardbot/steward/bot/feature/shop"
	"github.com/stewardbot/steward/bot/feature/standings"
	"github.com/stewardbot/steward/bot/ledger"
)

// Ranked is a row of a leaderboard as everybody may see it.
type Ranked = standings.Line

// Boards are the leaderboards that Board can show, by name.
func Boards() []string { return []string{"week", "month", "all"} }

// Board returns the first rows of a board, at most n and 200, without those who are hidden; nothing for an unknown
// board. It reads the points of all members.
func Board(t *bot.Turn, board string, n int) ([]Ranked, error) {
	b, ok := map[string]ledger.Board{"week": ledger.ThisWeek, "month": ledger.ThisMonth, "all": ledger.AllTime}[board]
	if !ok {
		return nil, nil
	}
	return standings.Lines(t, b, n)
}

// Offer is an item of the shop as visitors see it.
type Offer struct {
	shop.Offer
	Name string // in the turn's language
	// Cheaper are lower prices, each with the name of the level from which on it holds.
	Cheaper []Cheaper
}

// Cheaper is a lower price.
type Cheaper struct {
	Level string
	Price int64
}

// Offers returns what the shop sells or will sell.
func Offers(t *bot.Turn) (list []Offer, err error) {
	offers, err := shop.Offers(t)
	for _, o := range offers {
		x := Offer{Offer: o, Name: o.Name.In(t.Language())}
		for _, l := range o.Levels {
			x.Cheaper = append(x.Cheaper, Cheaper{levels.NameOf(t.Community, l.Level), l.Price})
		}
		list = append(list, x)
	}
	return list, err
}

// OrdersOf returns a member's own orders, latest first, at most n, with their state in the turn's language and without
// what the member was asked.
func OrdersOf(t *bot.Turn, m bot.MemberID, n int) (list []Order, err error) {
	orders, err := shop.OrdersOf(t, m, n)
	for _, o := range orders {
		name := o.Name.In(t.Language())
		if o.Name.IsZero() { // a code that was given as a reward
			name = t.Text("shop.a_code", nil)
		}
		list = append(list, Order{Order: o.Number, At: o.At, Item: name, Price: o.Price, State: o.State, Track: o.Track})
	}
	return list, err
}
