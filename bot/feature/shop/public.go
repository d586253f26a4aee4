package shop

import (
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/multiplier"
)

// OrdersOf returns a member's own orders, latest first, at most n, without answers.
func OrdersOf(t *bot.Turn, m bot.MemberID, n int) (list []Order, err error) {
	err = eachOf(t, m, func(number uint64, o order, own bool) (bool, error) {
		if own {
			list = append(list, Order{Number: number, Item: o.Item, Name: o.Name, Price: o.Price, State: t.Text(stateKeys[o.State], nil), At: o.At, Track: o.Track})
		}
		return len(list) < n, nil
	})
	return list, err
}

// Offer is an item as visitors see it.
type Offer struct {
	ID      string
	Picture string // a file; empty: none, or one that only a platform or another host has
	Name    bot.Text
	Price   int64  // without a level, with today's discount
	Left    int64  // below 0: it is not counted
	From    string // it is sold from then on; empty: now
	// Levels are lower prices, in points, by the level from which on they hold.
	Levels []OfferLevel
}

// OfferLevel is a price from a level on.
type OfferLevel struct {
	Level int
	Price int64
}

// Offers returns what the shop sells or will sell, on a turn that reads.
func Offers(t *bot.Turn) (list []Offer, err error) {
	items, err := newItems().All(t)
	off, _ := multiplier.Discount(t.Community, t.At())
	for _, it := range items {
		if err != nil {
			break
		}
		if it.over(t.Community, t.Now()) {
			continue
		}
		o := Offer{ID: it.ID, Name: it.Name, Price: multiplier.Price(it.Price.Points, off)}
		if _, _, elsewhere := bot.PictureAt(it.Picture).On(); !elsewhere && !strings.Contains(it.Picture, "://") {
			o.Picture = it.Picture
		}
		for _, l := range it.Price.levels {
			if l.points < it.Price.Points {
				o.Levels = append(o.Levels, OfferLevel{l.level, multiplier.Price(l.points, off)})
			}
		}
		if !it.open(t.Community, t.Now()) {
			o.From = it.From
		}
		if o.Left, err = left(t, &it); o.Left == unlimited {
			o.Left = -1
		}
		list = append(list, o)
	}
	return list, err
}
