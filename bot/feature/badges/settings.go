package badges

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/require"
)

// Section is the key of the settings in a community's configuration.
const Section = "badges"

// Settings are a community's badges, in the order in which members see them.
type Settings []Badge

// Badge is one badge.
type Badge struct {
	ID   string             `yaml:"id,required" doc:"its id, of a to z, digits and -; it never changes"`
	Name bot.Text           `yaml:"name,required" doc:"what it is called: one text, or a text for each language"`
	Icon string             `yaml:"icon" doc:"shown before the name: an emoji"`
	When *require.Condition `yaml:"when" doc:"who has earned it; if left out, moderators give it"`
}

// The bounds of badges.
const (
	maxBadges = 100
	maxID     = 32
	maxName   = 40
	maxIcon   = 8
)

// Defaults are no badges.
func Defaults() *Settings { return &Settings{} }

// Validate calls fault for each invalid value but the conditions, with its path within the section.
func (s *Settings) Validate(fault func(path, code string, args ...any)) {
	if len(*s) > maxBadges {
		fault("", "badges.many", len(*s), maxBadges)
	}
	seen := map[string]bool{}
	for i, b := range *s {
		at := func(key string) string { return fmt.Sprintf("[%d].%s", i, key) }
		switch {
		case b.ID == "" || len(b.ID) > maxID || strings.Trim(b.ID, "abcdefghijklmnopqrstuvwxyz0123456789-") != "":
			fault(at("id"), "badges.id", maxID)
		case seen[b.ID]:
			fault(at("id"), "setting.twice")
		}
		seen[b.ID] = true
		for _, text := range b.Name {
			if n := utf8.RuneCountInString(text); n > maxName || !bot.IsName(text) {
				fault(at("name"), "badges.name", maxName)
				break
			}
		}
		if n := utf8.RuneCountInString(b.Icon); n > maxIcon || strings.ContainsAny(b.Icon, " \r\n") {
			fault(at("icon"), "badges.icon", maxIcon)
		}
		if b.When != nil && b.When.IsZero() {
			fault(at("when"), "badges.nothing")
		}
	}
}

// Circles calls fault for each badge whose condition asks for the badge itself, by
// way of others or not: nobody could earn it.
func (s *Settings) Circles(fault func(path, code string, args ...any)) {
	asks := map[string][]string{}
	for _, b := range *s {
		b.When.Each(func(_ string, c *require.Condition) {
			asks[b.ID] = append(append(asks[b.ID], c.Badges...), c.SoughtInIf("badges")...)
		})
	}
	for i, b := range *s {
		if way := wayBack(asks, b.ID, b.ID, map[string]bool{}); way != nil {
			fault(fmt.Sprintf("[%d].when", i), "badges.circle", strings.Join(append([]string{b.ID}, way...), " → "))
		}
	}
}

// wayBack returns the badges on the way from one to another; nil if there is none.
func wayBack(asks map[string][]string, from, to string, seen map[string]bool) []string {
	for _, id := range asks[from] {
		if id == to {
			return []string{id}
		}
		if seen[id] {
			continue
		}
		seen[id] = true
		if way := wayBack(asks, id, to, seen); way != nil {
			return append([]string{id}, way...)
		}
	}
	return nil
}

// in returns how a badge is shown in a language: "🐦 Early bird".
func (b *Badge) in(language string) string {
	return strings.TrimSpace(b.Icon + " " + b.Name.In(language))
}

// called reports whether a word means the badge: its id, or its name in any language.
func (b *Badge) called(word string) bool {
	if strings.EqualFold(b.ID, word) {
		return true
	}
	for _, text := range b.Name {
		if strings.EqualFold(text, word) || strings.EqualFold(b.Icon+" "+text, word) {
			return true
		}
	}
	return false
}
