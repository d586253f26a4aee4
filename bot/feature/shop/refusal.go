package shop

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/multiplier"
	"github.com/stewardbot/steward/bot/require"
)

// refusal returns what an item costs the turn's member now, and why they can't buy it, in the turn's
// language; empty if they can.
func (f *Feature) refusal(t *bot.Turn, it *Item) (price int64, why string, err error) {
	args := bot.Args{"Item": itemName(t, it.Name)}
	if price, err = f.price(t, it); err != nil {
		return 0, "", err
	}
	if !it.open(t.Community, t.Now()) {
		return price, t.Text("shop.closed", args), nil
	}
	n, err := left(t, it)
	if err != nil || n <= 0 {
		return price, t.Text("shop.sold_out", args), err
	}
	unmet, err := f.judge.Gate(t, t.Member.ID, require.Shop, &it.Require)
	if err != nil || !unmet.None() {
		return price, unmet.Text(t), err
	}
	if limit := it.PerMember; limit.Count > 0 {
		bought, err := reaches(t, t.Member.ID, it.ID, limit.Every.Start(t.Community.Zone, t.Now()), limit.Count)
		if args["Count"] = limit.Count; err != nil || bought {
			key := "shop.limit"
			if !limit.Every.IsZero() {
				key = "shop.limit_now"
			}
			return price, t.Text(key, args), err
		}
	}
	figures, err := f.book.Balance(t, t.Member.ID)
	if err == nil && figures.Balance < price {
		args["Price"], args["Balance"] = answer.Points(t, price), answer.Points(t, figures.Balance)
		why = t.Text("shop.short", args)
	}
	return price, why, err
}

// price returns what an item costs the turn's member.
func (f *Feature) price(t *bot.Turn, it *Item) (int64, error) {
	price := it.Price.Points
	if len(it.Price.levels) > 0 && t.Member != nil {
		level, err := f.level(t, t.Member.ID)
		if err != nil {
			return 0, err
		}
		price = it.Price.at(level)
	}
	off, _ := multiplier.Discount(t.Community, t.At())
	return multiplier.Price(price, off), nil
}
