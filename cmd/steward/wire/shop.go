package wire

import (
	"fmt"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/feature/shop"
	"github.com/stewardbot/steward/bot/multiplier"
)

// checkShop checks the items of a shop, and puts pictures where the configuration's file is.
func checkShop(s *shop.Settings, r *config.Report) {
	off := r.Community().Section(multiplier.Section).(*multiplier.Settings).Deepest()
	s.Validate(len(r.Community().Places[bot.Orders]) > 0, off, r.Fault)
	for i := range *s {
		it, at := &(*s)[i], fmt.Sprintf("[%d]", i)
		checkPicture(&it.Picture, at+".picture", r)
		checkRequire(r, at+".require", &it.Require)
		checkReward(r, at+".deliver.reward", it.Deliver.Reward)
		for _, level := range it.Price.Levels() {
			path := fmt.Sprintf("%s.price.at_level.%d", at, level)
			checkLevel(r, level, func(code string, args ...any) { r.Fault(path, code, args...) })
		}
	}
}

// itemsOf returns the ids of a community's items in the file.
func itemsOf(c *config.Community) (ids []string) {
	for _, it := range *c.Section(shop.Section).(*shop.Settings) {
		ids = append(ids, it.ID)
	}
	return ids
}
