package campaign

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/define"
	"github.com/stewardbot/steward/bot/require"
	"github.com/stewardbot/steward/bot/reward"
	"github.com/stewardbot/steward/bot/template"
)

// Section is the key of the campaigns in a community's configuration.
const Section = "campaigns"

// Settings are the campaigns of a community, in the order of the file.
type Settings []Campaign

// Campaign is a private message to members who have become quiet.
type Campaign struct {
	Name    string        `yaml:"name,required" doc:"what commands call it: a word without spaces"`
	To      To            `yaml:"to,required" doc:"who gets it, of those who can be reached in private and are not staff; all that is given must hold"`
	Text    bot.Text      `yaml:"text,required" doc:"the message, as plain text; with {name}, {community} and {reward}"`
	Reward  reward.Reward `yaml:"reward" doc:"what who got the message gets, once, for coming back within days"`
	Control bot.Percent   `yaml:"control_group" doc:"the share that gets no message, to compare with; at most 50%"`
	Days    int           `yaml:"days" doc:"how many days after the start it counts who comes back" min:"1" max:"90" unit:"days"`
}

// SetDefaults compares with a fifth over two weeks.
func (c *Campaign) SetDefaults() { c.Control, c.Days = 20, 14 }

// To is who a campaign is for.
type To struct {
	Segment string             `yaml:"segment" doc:"who is in this segment: core, active, new, fading, silent, or one under segments"`
	Tag     string             `yaml:"tag" doc:"who has this tag, of those under tags"`
	If      string             `yaml:"if" doc:"who meets an expression, as under require: points > 500; see docs/economy.md"`
	Require *require.Condition `yaml:"require" doc:"who meets these conditions"`
}

// Defaults are no campaigns.
func Defaults() *Settings { return &Settings{} }

// The bounds of campaigns.
const (
	mostCampaigns = 20
	maxName       = 40   // characters
	maxText       = 1000 // characters
	mostControl   = 50   // percent
)

func kind() *define.Kind[Campaign] {
	return define.Of[Settings](Section, func(c Campaign) string { return c.Name })
}

// Places returns the placeholders of a text.
func Places() []template.Func {
	return append(template.Common(), template.Func{Name: "name"}, template.Func{Name: "reward"})
}

// Conditions returns what a member must meet beside the segment.
func (to To) Conditions() []*require.Condition {
	own := &require.Condition{If: to.If}
	if to.Tag != "" {
		own.Tags = []string{to.Tag}
	}
	return []*require.Condition{own, to.Require}
}

func (to To) isZero() bool {
	return to.Segment == "" && to.Tag == "" && to.If == "" && to.Require.IsZero()
}

// Validate calls fault for each invalid value, with its path within the section. Segments, conditions and
// rewards are the caller's to check.
func (s *Settings) Validate(fault func(path, code string, args ...any)) {
	if len(*s) > mostCampaigns {
		fault("", "campaigns.many", len(*s), mostCampaigns)
	}
	for i, c := range *s {
		at := fmt.Sprintf("[%d]", i)
		switch {
		case c.Name == "" || strings.ContainsFunc(c.Name, func(r rune) bool { return r <= ' ' }) || utf8.RuneCountInString(c.Name) > maxName || !bot.IsName(c.Name):
			fault(at+".name", "campaigns.word", maxName)
		case slices.ContainsFunc((*s)[:i], func(o Campaign) bool { return strings.EqualFold(o.Name, c.Name) }):
			fault(at+".name", "campaigns.same_name")
		}
		if c.To.isZero() {
			fault(at+".to", "campaigns.to")
		}
		c.validateText(func(code string, args ...any) { fault(at+".text", code, args...) })
		if c.Control > mostControl {
			fault(at+".control_group", "campaigns.control", mostControl)
		}
	}
}

func (c *Campaign) validateText(fault func(code string, args ...any)) {
	if c.Text.IsZero() {
		fault("setting.wants_text")
	}
	for _, s := range c.Text {
		if s != "" && bot.Blank(s) {
			fault("setting.wants_text")
		}
		if n := utf8.RuneCountInString(s); n > maxText {
			fault("polls.long", n, maxText)
		}
	}
	template.Validate(c.Text, Places(), fault)
}
