package shop

import (
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
)

// Perks says what levels open here, in the turn's language: items on sale, and
// other prices.
func (f *Feature) Perks(t *bot.Turn, from, to int) (list []string, err error) {
	opened := func(level int) bool { return level >= from && level <= to }
	items, err := f.items.All(t)
	for _, it := range items {
		if !it.open(t.Community, t.Now()) {
			continue
		}
		args := bot.Args{"Item": itemName(t, it.Name)}
		switch {
		case slices.ContainsFunc(it.Price.levels, func(l levelPrice) bool { return opened(l.level) }):
			args["Price"] = answer.Points(t, it.Price.at(to))
			list = append(list, t.Text("shop.perk_price", args))
		case opened(it.Require.Level):
			list = append(list, t.Text("shop.perk", args))
		}
	}
	return list, err
}
