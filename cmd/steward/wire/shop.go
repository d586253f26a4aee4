package wire

import (
	"fmt"

	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/feature/shop"
)

// checkShop checks the items of a shop, and puts pictures where the configuration's file is.
func checkShop(s *shop.Settings, r *config.Report) {
	s.Validate(len(r.Community().Places[shop.PlaceOrders]) > 0, r.Fault)
	for i := range *s {
		checkPicture(&(*s)[i].Picture, fmt.Sprintf("[%d].picture", i), r)
	}
}
