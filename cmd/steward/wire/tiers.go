package wire

import (
	"fmt"
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/feature/tiers"
)

// checkTiers puts places in the place of their names, and refuses what they can't do.
func checkTiers(s *tiers.Settings, r *config.Report) {
	s.Validate(r.Fault)
	for i := range *s {
		x, at := &(*s)[i], fmt.Sprintf("[%d]", i)
		checkRequire(r, at+".require", x.Require)
		checkTier(x, at, r)
		if x.Posts != "" {
			spokenPlaces(r, at+".posts", []string{x.Posts})
		}
	}
	nameTierPlaces(r)
}

// checkTier checks what a tier opens.
func checkTier(x *tiers.Tier, at string, r *config.Report) {
	if _, isRole := bot.Place(x.To).Role(); isRole {
		ownRole(r, at+".to", x.To)
		return
	}
	places := spokenPlaces(r, at+".to", []string{x.To})
	if len(places) != 1 {
		if len(places) > 1 {
			r.Fault(at+".to", "tiers.several", x.To)
		}
		return
	}
	x.To = places[0]
	if of, known := platform(bot.Place(x.To)); known && of.Room != "" {
		r.Warn(at+".to", "tiers.channel", of.Title)
	}
}

// nameTierPlaces makes "tiers" a name for the places of all tiers, unless places has one of its own.
func nameTierPlaces(r *config.Report) {
	c := r.Community()
	names := c.Section(tiers.Section).(*tiers.Settings).Announced()
	if _, own := c.Places[tiers.Section]; own || len(names) == 0 {
		return
	}
	var all []string
	for _, name := range names {
		places, named := c.Places[name]
		if !named {
			places = []string{name}
		}
		for _, p := range places {
			if !slices.Contains(all, p) {
				all = append(all, p)
			}
		}
	}
	if c.Places == nil {
		c.Places = map[string][]string{}
	}
	c.Places[tiers.Section] = all
}
