package inspect

import (
	"cmp"
	"maps"
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/feature/gifts"
	"github.com/stewardbot/steward/bot/feature/shop"
	"github.com/stewardbot/steward/bot/feature/standings"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/store"
)

// Gift is what one member gave another in the last seven days.
type Gift struct {
	From, To bot.MemberID
	FromName string
	ToName   string
	Points   int64
}

// Gifts returns the largest flows of points from member to member in the last seven days, at most n, and the points of all
// of them. Red packets don't count.
func Gifts(r store.Reader, community string, today bot.Day, n int) (list []Gift, sum int64, err error) {
	type pair struct{ from, to bot.MemberID }
	all := map[pair]*Gift{}
	err = gifts.Given(r, community, today, func(giver, whom bot.MemberID, points int64) {
		g := all[pair{giver, whom}]
		if g == nil {
			g = &Gift{From: giver, To: whom}
			all[pair{giver, whom}] = g
		}
		g.Points, sum = g.Points+points, sum+points
	})
	if err != nil {
		return nil, 0, err
	}
	for _, g := range slices.SortedFunc(maps.Values(all), func(a, b *Gift) int {
		return cmp.Or(cmp.Compare(b.Points, a.Points), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	}) {
		if len(list) == n {
			break
		}
		if g.FromName, err = nameOf(r, community, g.From); err == nil {
			g.ToName, err = nameOf(r, community, g.To)
		}
		if err != nil {
			return nil, 0, err
		}
		list = append(list, *g)
	}
	return list, sum, nil
}

// nameOf returns the name of a member; empty if there is none.
func nameOf(r store.Reader, community string, id bot.MemberID) (string, error) {
	m, err := member.New().ByID(r, community, id)
	if m == nil || err != nil {
		return "", err
	}
	return m.Name, nil
}

// Oddity is a pattern of gifts that was reported to the moderators, with the members' names.
type Oddity struct {
	gifts.Odd
	Names []string
}

// Oddities returns what was reported in the last 30 days, the latest first, at most n.
func Oddities(r store.Reader, community string, n int) (list []Oddity, err error) {
	err = gifts.Reported(r, community, func(o gifts.Odd) error { list = append(list, Oddity{Odd: o}); return nil })
	slices.SortStableFunc(list, func(a, b Oddity) int { return cmp.Compare(b.Day, a.Day) })
	list = list[:min(len(list), n)]
	for i := range list {
		for _, id := range list[i].Members {
			name, nameErr := nameOf(r, community, id)
			err = cmp.Or(err, nameErr)
			list[i].Names = append(list[i].Names, name)
		}
	}
	return list, err
}

// Sale is how an item sold in some days, and what is left of it.
type Sale struct {
	Item     string
	Name     string
	Orders   int   // refunded ones included
	Refunded int   // of these
	Points   int64 // paid or reserved, without refunds
	OnSale   bool  // it is in the shop
	Left     int64 // -1: it is not counted, or not on sale
	Low      bool
}

// Sales returns the items of the shop and those sold on some days or later, among the latest 20,000 orders, most points
// first.
func Sales(t *bot.Turn, from bot.Day) (list []Sale, err error) {
	stocks, err := shop.Stocks(t)
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	for _, s := range stocks {
		at[s.Item] = len(list)
		list = append(list, Sale{Item: s.Item, Name: s.Name.In(t.Language()), OnSale: true, Left: s.Left, Low: s.Low})
	}
	looked, begins := 0, t.Community.Begins(from)
	err = shop.Newest(t.State(), t.Community.ID, func(o shop.Order) bool {
		if o.At.Before(begins) {
			return false
		}
		i, known := at[o.Item]
		if !known {
			i = len(list)
			at[o.Item] = i
			list = append(list, Sale{Item: o.Item, Name: o.Name.In(t.Language()), Left: -1})
		}
		s := &list[i]
		if s.Orders++; o.State == shop.Refunded {
			s.Refunded++
		} else {
			s.Points += o.Price
		}
		looked++
		return looked < mostOrders
	})
	slices.SortStableFunc(list, func(a, b Sale) int { return cmp.Compare(b.Points, a.Points) })
	return list, err
}

// mostOrders bounds what Sales looks back at.
const mostOrders = 20_000

// SourceName returns what a figure calls a source of points, in the turn's language: an item is named by its id.
func SourceName(t *bot.Turn, source string) string {
	if name := standings.What(t, ledger.Line{Kind: source}); name != t.Text("entry.other", nil) {
		return name
	}
	return source
}
