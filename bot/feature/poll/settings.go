package poll

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/activity"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/require"
	"github.com/stewardbot/steward/bot/timing"
)

// Section is the key of the polls in a community's configuration.
const Section = "polls"

// Settings are the polls of a community, in the order of the file.
type Settings []Poll

// Poll is a poll that is held once or again and again.
type Poll struct {
	Name                string `yaml:"name,required" doc:"what lists call it: a word without spaces; never change it"`
	timing.When         `yaml:",inline"`
	timing.Notes        `yaml:",inline"`
	To                  []string      `yaml:"to,required,one" doc:"places, or names under places; all votes are counted together"`
	Question            bot.Text      `yaml:"question,required" doc:"what is asked"`
	Options             []bot.Text    `yaml:"options,required" doc:"the answers, from two on; how many a place has buttons for is checked"`
	Choose              Choose        `yaml:"choose" doc:"how many options a member may choose: a number, or many"`
	Open                time.Duration `yaml:"open" doc:"how long it takes votes" min:"1m" max:"2160h"`
	Anonymous           bool          `yaml:"anonymous" doc:"nobody learns who voted for what; otherwise the result names voters"`
	MinVotes            int           `yaml:"min_votes" doc:"with fewer voters there is no result" min:"0" max:"1000000"`
	activity.Evaluation `yaml:",inline"`
	Require             *require.Condition `yaml:"require" doc:"who may vote; checked again when the votes are counted"`
}

// SetDefaults makes it a poll with one choice, for a day.
func (p *Poll) SetDefaults() { p.Choose, p.Open = 1, usual }

// Choose is how many options a member may choose.
type Choose int

// Many is no limit.
const Many Choose = 0

// many is the word for Many.
const many = "many"

// UnmarshalText reads a number from 1, or the word many; the error is a phrase.
func (c *Choose) UnmarshalText(text []byte) error {
	if string(text) == many {
		*c = Many
		return nil
	}
	n, err := strconv.Atoi(string(text))
	if err != nil || n < 1 || n > MaxOptions {
		return phrase.New("polls.choose", MaxOptions)
	}
	*c = Choose(n)
	return nil
}

// MarshalText writes the number or the word.
func (c Choose) MarshalText() ([]byte, error) {
	if c == Many {
		return []byte(many), nil
	}
	return strconv.AppendInt(nil, int64(c), 10), nil
}

// ConfigSchema describes both forms.
func (Choose) ConfigSchema() string {
	return `{"anyOf":[{"type":"integer","minimum":1,"maximum":` + strconv.Itoa(MaxOptions) + `},{"const":"many"}]}`
}

// Defaults are no polls.
func Defaults() *Settings { return &Settings{} }

// Bounds of a poll.
const (
	MaxOptions  = 25 // more than any platform but Telegram has buttons for
	maxName     = 40 // characters
	maxQuestion = 300
	maxOption   = 60
)

// Validate calls fault for each invalid value, with its path within the
// section, except for places and conditions. The zone and calendars are those
// of the community.
func (s *Settings) Validate(zone *time.Location, c timing.Calendars, fault func(path, code string, args ...any)) {
	for i := range *s {
		p, at := &(*s)[i], fmt.Sprintf("[%d]", i)
		if slices.ContainsFunc((*s)[:i], func(o Poll) bool { return strings.EqualFold(o.Name, p.Name) }) {
			fault(at+".name", "polls.taken_name")
		}
		p.validate(at, fault)
		p.When.Validate(zone, c, func(key, code string, args ...any) {
			fault(strings.TrimSuffix(at+"."+key, "."), code, args...)
		})
		p.Notes.Validate(p.When, func(key, code string, args ...any) { fault(at+"."+key, code, args...) })
	}
}

func (p *Poll) validate(at string, fault func(path, code string, args ...any)) {
	if n := utf8.RuneCountInString(p.Name); p.Name == "" || strings.ContainsFunc(p.Name, func(r rune) bool { return r <= ' ' }) || n > maxName {
		fault(at+".name", "polls.word", maxName)
	}
	if n := len(p.To); n == 0 || n > activity.MaxPlaces {
		fault(at+".to", "polls.places", activity.MaxPlaces, n)
	}
	checkText(p.Question, at+".question", maxQuestion, fault)
	if n := len(p.Options); n < 2 || n > MaxOptions {
		fault(at+".options", "polls.options", MaxOptions, n)
	}
	for i, o := range p.Options {
		path := fmt.Sprintf("%s.options[%d]", at, i)
		checkText(o, path, maxOption, fault)
		if slices.ContainsFunc(p.Options[:i], func(other bot.Text) bool { return strings.EqualFold(other.In(""), o.In("")) }) {
			fault(path, "polls.twice")
		}
	}
	if int(p.Choose) > len(p.Options) {
		fault(at+".choose", "polls.choose_more", len(p.Options))
	}
}

func checkText(text bot.Text, path string, most int, fault func(path, code string, args ...any)) {
	if text.IsZero() {
		fault(path, "setting.wants_text")
	}
	for _, s := range text {
		if s != "" && bot.Blank(s) {
			fault(path, "setting.wants_text")
		}
		if n := utf8.RuneCountInString(s); n > most {
			fault(path, "polls.long", n, most)
		}
	}
}
