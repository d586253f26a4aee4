package greeting

import (
	"fmt"
	"net/url"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/template"
)

// The keys in a community's configuration, which are also the names of their
// default places.
const (
	SectionRules    = "house_rules"
	SectionWelcome  = "welcome"
	SectionFarewell = "farewell"
)

// NoRules returns the default of the house rules.
func NoRules() *bot.Text { return new(bot.Text) }

// Settings configure the welcome or the farewell.
type Settings struct {
	Text          bot.Text      `yaml:"text,short" doc:"what is said; {name}, {community}, {rules} and what posts have are filled in"`
	DeleteAfter   time.Duration `yaml:"delete_after" doc:"delete it so long after it was said; 0: never"`
	Merge         time.Duration `yaml:"merge" doc:"those who come or go within this time are named in one line"`
	To            []string      `yaml:"to,one" doc:"where it is said, places or names under places; left out: the place of the key's own name, that of the welcome, or else the group itself, in a server its channel for system messages"`
	Buttons       []Button      `yaml:"buttons" doc:"buttons with links below the text"`
	DM            bool          `yaml:"dm" doc:"say it to each in private, where the platform lets Steward, rather than in the group"`
	DeleteService bool          `yaml:"delete_service" doc:"delete what the platform itself says of who comes or goes"`
}

// Button opens a page.
type Button struct {
	Label bot.Text `yaml:"label,required" doc:"what it says"`
	URL   string   `yaml:"url,required" doc:"an https address"`
}

// Defaults say nothing; once a text is set, they are quiet.
func Defaults() *Settings { return &Settings{DeleteAfter: 5 * time.Minute, Merge: 30 * time.Second} }

const (
	maxButtons = 5
	maxMerge   = time.Hour
)

// Places returns the placeholders of a text.
func Places() []template.Func {
	return append(template.Common(), template.Func{Name: "name"}, template.Func{Name: "rules"})
}

// Validate calls fault for each invalid value, with its path within the
// section.
func (s *Settings) Validate(fault func(path, code string, args ...any)) {
	template.Validate(s.Text, Places(), func(code string, args ...any) { fault("text", code, args...) })
	if s.DeleteAfter < 0 {
		fault("delete_after", "setting.negative")
	}
	if s.Merge < 0 || s.Merge > maxMerge {
		fault("merge", "greeting.gather")
	}
	if s.DM && len(s.To) > 0 {
		fault("to", "greeting.private_once")
	}
	if len(s.Buttons) > maxButtons {
		fault("buttons", "greeting.buttons", len(s.Buttons), maxButtons)
	}
	for i, b := range s.Buttons {
		if b.Label.IsZero() {
			fault(fmt.Sprintf("buttons[%d].label", i), "setting.wants_text")
		}
		u, err := url.Parse(b.URL)
		if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			fault(fmt.Sprintf("buttons[%d].url", i), "setting.address")
		}
	}
}

// Where returns the places in a space where it is posted; nil if none are
// configured. own are the places with the section's name.
func (s *Settings) Where(space bot.Place, own []bot.Place) (places []bot.Place) {
	for _, p := range s.To {
		if p := bot.Place(p); p.Space() == space {
			places = append(places, p)
		}
	}
	if len(places) > 0 {
		return places
	}
	for _, p := range own {
		if p.Space() == space {
			return []bot.Place{p}
		}
	}
	return nil
}
