package rules

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot/phrase"
)

// Preset is a named bundle of rules.
type Preset string

// The presets.
const (
	SmallGroup  Preset = "small-group"  // people who know each other: only what is never wanted
	PublicGroup Preset = "public-group" // open to anybody: adverts, floods, shouting
)

// Presets are a community's presets, in order.
type Presets []Preset

// NoPresets is the default.
func NoPresets() *Presets { return &Presets{} }

// AllPresets lists all presets.
func AllPresets() []Preset { return []Preset{SmallGroup, PublicGroup} }

// UnmarshalText reads a preset's name.
func (p *Preset) UnmarshalText(text []byte) error {
	if !slices.Contains(AllPresets(), Preset(text)) {
		return phrase.New("rules.preset", text, listed(AllPresets(), ", "))
	}
	*p = Preset(text)
	return nil
}

// MarshalText writes the name.
func (p Preset) MarshalText() ([]byte, error) { return []byte(p), nil }

// ConfigSchema lists the names.
func (Preset) ConfigSchema() string {
	b, _ := json.Marshal(map[string]any{"type": "string", "enum": AllPresets()})
	return string(b)
}

func listed(all []Preset, between string) string {
	var names []string
	for _, p := range all {
		names = append(names, string(p))
	}
	return strings.Join(names, between)
}

// rules returns the preset's rules in the order in which they are checked.
func (p Preset) rules() Settings {
	switch p {
	case SmallGroup:
		return Settings{
			{Name: "mentions", When: When{Mentions: &Mentions{MoreThan: 10}}, Then: []string{"delete"}, sayKey: "preset.mentions"},
			{Name: "flood", When: When{Flood: &Flood{Messages: 10, Within: 10 * time.Second}}, Then: []string{"delete"}},
			{
				Name: "invites", When: When{Invites: &Invites{}, Newcomer: day},
				Then: []string{"delete"}, sayKey: "preset.invites",
			},
		}
	case PublicGroup:
		return Settings{
			{Name: "invites", When: When{Invites: &Invites{}}, Then: []string{"delete", "warn"}, sayKey: "preset.invites"},
			{
				Name: "newcomer-links", When: When{Links: &Links{}, Newcomer: day},
				Then: []string{"delete"}, sayKey: "preset.newcomer_links",
			},
			{Name: "mentions", When: When{Mentions: &Mentions{MoreThan: 5}}, Then: []string{"delete", "warn"}, sayKey: "preset.mentions"},
			{
				Name: "flood", When: When{Flood: &Flood{Messages: 6, Within: 10 * time.Second}},
				Then: []string{"delete", "mute 10m"},
			},
			{
				Name: "repeats", When: When{Duplicates: &Duplicates{Times: 3, Within: 5 * time.Minute}},
				Then: []string{"delete", "warn"}, sayKey: "preset.repeats",
			},
			{
				Name: "capitals", When: When{Capitals: &Capitals{Share: 80, MinLength: 20}},
				Then: []string{"delete"}, sayKey: "preset.capitals",
			},
			{Name: "emoji", When: When{Emoji: &Emoji{MoreThan: 15}}, Then: []string{"delete"}, sayKey: "preset.emoji"},
		}
	}
	return nil
}

const day = 24 * time.Hour

// Rung is the penalty for a number of warnings.
type Rung struct {
	Warnings int
	Within   time.Duration
	Then     string
}

// Ladder returns the ladder of the last preset that has one, for a community
// without its own.
func (p Presets) Ladder() (ladder []Rung) {
	for _, preset := range p {
		switch preset {
		case SmallGroup:
			ladder = []Rung{{3, 30 * day, "mute 1h"}}
		case PublicGroup:
			ladder = []Rung{{3, 30 * day, "mute 1h"}, {5, 30 * day, "mute 1d"}, {7, 30 * day, "ban 7d"}}
		}
	}
	return ladder
}

// rule finds a rule by name; the later preset wins.
func (p Presets) rule(name string) (Config, bool) {
	for _, preset := range slices.Backward(p) {
		rules := preset.rules()
		if i := slices.IndexFunc(rules, func(c Config) bool { return Normalize(c.Name) == Normalize(name) }); i >= 0 {
			c := rules[i]
			c.From = preset
			return c, true
		}
	}
	return Config{}, false
}

// With returns the rules in force: the file's own, followed by those of the
// presets. A rule of the file with the name of a preset's replaces it, and
// inherits what it leaves out. Neither input is modified.
func (s Settings) With(presets Presets) (all Settings) {
	for _, c := range s {
		if base, ok := presets.rule(c.Name); ok {
			c = c.over(base)
		}
		all = append(all, c)
	}
	for _, preset := range presets {
		for _, c := range preset.rules() {
			if slices.ContainsFunc(all, func(o Config) bool { return Normalize(o.Name) == Normalize(c.Name) }) {
				continue
			}
			if c, ok := presets.rule(c.Name); ok {
				all = append(all, c)
			}
		}
	}
	return all
}

// over returns a rule of the file, completed from a preset's.
func (c Config) over(base Config) Config {
	c.From = base.From
	if c.When.empty() {
		c.When = base.When
	}
	if len(c.Then) == 0 {
		c.Then = base.Then
	}
	if len(c.In) == 0 {
		c.In = base.In
	}
	if c.Say.IsZero() {
		c.sayKey = base.sayKey
	}
	return c
}
