package wire

import (
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/feature/greeting"
)

// checkGreeting puts places in the place of their names, and looks whether there
// are house rules for a text that shows them.
func checkGreeting(s *greeting.Settings, r *config.Report) {
	s.Validate(r.Fault)
	s.To = ownPlaces(r, "to", s.To)
	rules := *r.Community().Section(greeting.SectionRules).(*bot.Text)
	for _, text := range s.Text {
		if strings.Contains(strings.ToLower(text), "{rules}") && rules.IsZero() {
			r.Fault("text", "greeting.rules_missing", greeting.SectionRules)
			break
		}
	}
}
