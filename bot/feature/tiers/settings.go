package tiers

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/require"
)

// Section is the key of the tiers in a community's configuration. As the name of a place it stands for
// the places of all of them.
const Section = "tiers"

// Settings are a community's tiers, in the order in which members see them.
type Settings []Tier

// Tier is a space or a role for some members.
type Tier struct {
	Name    string             `yaml:"name,required" doc:"its id, of a to z, digits and -; it never changes"`
	Title   bot.Text           `yaml:"title" doc:"what members read instead: one text, or a text for each language"`
	To      string             `yaml:"to,required" doc:"what it opens: a group, a channel of a server of its own, or a role such as discord:1122/role/777"`
	Posts   string             `yaml:"posts" doc:"where what is posted to tiers goes, if that is not to; a role has no place of its own"`
	Require *require.Condition `yaml:"require" doc:"who is offered a seat; without it, all members get one by /tier, and nobody is asked"`
	Seats   int                `yaml:"seats" doc:"how many have room; any number if left out" min:"1" max:"10000"`
	Offer   time.Duration      `yaml:"offer" doc:"how long a link waits for its member" min:"1d" max:"7d"`
}

// SetDefaults implements the loader's defaults.
func (s *Tier) SetDefaults() { s.Offer = bot.InviteLongest }

// The bounds of tiers.
const (
	maxTiers = 10
	maxID    = 24
	maxTitle = 40
)

// Defaults are no tiers.
func Defaults() *Settings { return &Settings{} }

// Validate calls fault for each invalid value but places and conditions, with its path within the
// section.
func (s *Settings) Validate(fault func(path, code string, args ...any)) {
	if len(*s) > maxTiers {
		fault("", "tiers.many", len(*s), maxTiers)
	}
	seen := map[string]bool{}
	for i, x := range *s {
		at := func(key string) string { return fmt.Sprintf("[%d].%s", i, key) }
		switch {
		case x.Name == "" || len(x.Name) > maxID || strings.Trim(x.Name, "abcdefghijklmnopqrstuvwxyz0123456789-") != "":
			fault(at("name"), "badges.id", maxID)
		case seen[x.Name]:
			fault(at("name"), "setting.twice")
		}
		seen[x.Name] = true
		for _, text := range x.Title {
			if n := utf8.RuneCountInString(text); n > maxTitle || !bot.IsName(text) {
				fault(at("title"), "badges.name", maxTitle)
				break
			}
		}
		if x.Require != nil && x.Require.IsZero() {
			fault(at("require"), "tiers.nothing")
		}
	}
}

// Announced returns where posts to all tiers go: a place, or a name under places, for each tier that has
// one.
func (s *Settings) Announced() (places []string) {
	for _, x := range *s {
		if _, isRole := bot.Place(x.To).Role(); x.Posts == "" && !isRole {
			places = append(places, x.To)
		} else if x.Posts != "" {
			places = append(places, x.Posts)
		}
	}
	return places
}

// of returns the community's tiers.
func of(c *bot.Community) Settings { return *bot.Setting[*Settings](c, Section) }

// find returns a tier; nil if there is none.
func find(c *bot.Community, name string) *Tier {
	list := of(c)
	for i := range list {
		if list[i].Name == name {
			return &list[i]
		}
	}
	return nil
}

// role returns the role's full name; empty if the tier is a space.
func (x *Tier) role() string {
	if _, ok := bot.Place(x.To).Role(); ok {
		return x.To
	}
	return ""
}

// title returns what the tier is called in the turn's language, within a sentence.
func (x *Tier) title(t *bot.Turn) string { return bot.Isolate(x.label(t)) }

// label does so on its own.
func (x *Tier) label(t *bot.Turn) string {
	if x.Title.IsZero() {
		return x.Name
	}
	return x.Title.In(t.Language())
}

// source names the tier to those who give roles, and its texts to the budget.
func (x *Tier) source() string { return name + "/" + x.Name }
