package wire

import (
	"strings"

	"github.com/stewardbot/steward/adapters/discord"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/feature/greeting"
)

// checkGreeting puts places in the place of their names, and asks for one in
// each space where nothing can be said to the space as a whole.
func checkGreeting(s *greeting.Settings, section string, r *config.Report) {
	s.Validate(r.Fault)
	s.To = ownPlaces(r, "to", s.To)
	rules := *r.Community().Section(greeting.SectionRules).(*bot.Text)
	for _, text := range s.Text {
		if strings.Contains(strings.ToLower(text), "{rules}") && rules.IsZero() {
			r.Fault("text", "has {rules}, but there are no %s", greeting.SectionRules)
			break
		}
	}
	if s.Text.IsZero() || s.DM {
		return
	}
	var own []bot.Place
	for _, p := range r.Community().Places[section] {
		own = append(own, bot.Place(p))
	}
	for _, space := range r.Community().Spaces {
		if space := bot.Place(space); space.Platform() == discord.Platform && s.Where(space, own)[0] == space {
			r.Fault("", "needs a channel in %s, where nothing can be said to the server as a whole; add one under to, or under places as %s", space, section)
		}
	}
}
