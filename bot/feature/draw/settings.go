package draw

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/activity"
	"github.com/stewardbot/steward/bot/require"
	"github.com/stewardbot/steward/bot/reward"
	"github.com/stewardbot/steward/bot/timing"
)

// Section is the key of the draws in a community's configuration.
const Section = "draws"

// Settings are the draws of a community, in the order of the file.
type Settings []Draw

// Draw is a draw that is held once or again and again.
type Draw struct {
	Name                string `yaml:"name,required" doc:"what lists call it: a word without spaces; never change it"`
	timing.When         `yaml:",inline"`
	timing.Notes        `yaml:",inline"`
	DrawAfter           time.Duration      `yaml:"draw_after,required" doc:"how long it takes entries before the winners are drawn" min:"1m" max:"2160h"`
	To                  []string           `yaml:"to,required,one" doc:"places, or names under places; the first one gets the post that decides the draw"`
	Prizes              []Prize            `yaml:"prizes,required" doc:"what is won, the best first"`
	Require             *require.Condition `yaml:"require" doc:"who may enter, beside gates: draws; checked again when the winners are drawn"`
	Enter               Enter              `yaml:"enter" doc:"how members enter"`
	More                []More             `yaml:"more" doc:"who has more than one entry; the most that a member meets count"`
	Review              bool               `yaml:"review" doc:"an entry counts once a moderator lets it in; modlog is asked"`
	activity.Evaluation `yaml:",inline"`
	Claim               time.Duration `yaml:"claim" doc:"how long winners have to claim their prize before the next one gets it; 0: they need not" min:"0s" max:"720h"`
}

// Prize is something to win.
type Prize struct {
	Name    bot.Text      `yaml:"name,required" doc:"what it is called" json:"name"`
	Winners int           `yaml:"winners" doc:"how many win it" min:"1" max:"100" json:"winners"`
	Reward  reward.Reward `yaml:"reward" doc:"what Steward gives the winners; left out, the prize is handed over by people" json:"reward,omitzero"`
}

// SetDefaults makes it a prize for one.
func (p *Prize) SetDefaults() { p.Winners = 1 }

// Enter says how members enter: by a button, if nothing is given.
type Enter struct {
	Button bool   `yaml:"button" doc:"by a button below the announcement" json:"button,omitempty"`
	Word   string `yaml:"word" doc:"by this message, which is then deleted" json:"word,omitempty"`
	Price  int64  `yaml:"price" doc:"points that an entry costs; lotteries may need a licence where you are" min:"0" max:"1000000" json:"price,omitempty"`
}

// More gives members of a level more entries.
type More struct {
	Level   int    `yaml:"level,required" doc:"from this level on" min:"0" max:"1000" json:"level"`
	Entries uint64 `yaml:"entries,required" doc:"how many entries they have instead of one" min:"1" max:"100" json:"entries"`
}

// Defaults are no draws.
func Defaults() *Settings { return &Settings{} }

// Bounds of a draw.
const (
	mostWinners = 100 // of all prizes together
	maxName     = 40  // characters
	maxPrize    = 100 // characters of a prize's name
)

// Validate calls fault for each invalid value, and warn for doubtful ones, with
// their path within the section, except for conditions and rewards. The zone
// and calendars are those of the community.
func (s *Settings) Validate(zone *time.Location, c timing.Calendars, fault, warn func(path, code string, args ...any)) {
	for i := range *s {
		d, at := &(*s)[i], fmt.Sprintf("[%d]", i)
		if slices.ContainsFunc((*s)[:i], func(o Draw) bool { return strings.EqualFold(o.Name, d.Name) }) {
			fault(at+".name", "draws.taken_name")
		}
		d.validate(at, fault)
		d.When.Validate(zone, c, func(key, code string, args ...any) {
			fault(strings.TrimSuffix(at+"."+key, "."), code, args...)
		})
		d.Notes.Validate(d.When, func(key, code string, args ...any) { fault(at+"."+key, code, args...) })
		if d.Enter.Price > 0 {
			warn(at+".enter.price", "draws.price")
		}
	}
}

func (d *Draw) validate(at string, fault func(path, code string, args ...any)) {
	if n := utf8.RuneCountInString(d.Name); d.Name == "" || strings.ContainsFunc(d.Name, func(r rune) bool { return r <= ' ' }) || n > maxName {
		fault(at+".name", "draws.word", maxName)
	}
	if n := len(d.To); n == 0 || n > activity.MaxPlaces {
		fault(at+".to", "draws.places", activity.MaxPlaces, n)
	}
	if n := winners(d.Prizes); n == 0 || n > mostWinners {
		fault(at+".prizes", "draws.winners", mostWinners, n)
	}
	switch word := d.Enter.Word; {
	case utf8.RuneCountInString(word) > maxWord:
		fault(at+".enter.word", "draws.long", maxWord)
	case word != "" && key(word) == "":
		fault(at+".enter.word", "draws.no_word")
	}
	for i, p := range d.Prizes {
		for _, text := range p.Name {
			if n := utf8.RuneCountInString(text); n > maxPrize || !bot.IsName(text) {
				fault(fmt.Sprintf("%s.prizes[%d].name", at, i), "draws.long", maxPrize)
			}
		}
	}
}

func winners(prizes []Prize) (n int) {
	for _, p := range prizes {
		n += p.Winners
	}
	return n
}
