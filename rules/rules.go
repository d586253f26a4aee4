// Package rules decides from a message's text whether it breaks a community's
// rules.
//
// The configuration's [Settings] are compiled into a [Set] at each reload. Inspection, outside
// the writer, finds the rules that a message matches ([Set.Match]). The engine then applies
// exemptions and conditions about the author ([Rule.Spares], [Rule.Holds]) and removes the
// message. Each check has one file, with one table of test cases.
package rules

import (
	"fmt"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
)

// Section is the key of the settings in a community's configuration.
const Section = "rules"

// Modes of a rule.
const (
	Enforce = "enforce" // act
	Shadow  = "shadow"  // only log what would be done
	Off     = "off"
)

// Settings are a community's rules, in the order in which they are checked.
type Settings []Config

// Config is one rule in the file.
type Config struct {
	Name   string   `yaml:"name,required" doc:"what it is called in explanations"`
	When   When     `yaml:"when" doc:"all that is given must hold; a rule with the name of a preset's may leave it out"`
	In     []string `yaml:"in,one" doc:"the parts of a message that its checks look at; left out: those that are good for each" oneof:"text caption link code button poll embed file sticker contact venue checklist quote thread name"`
	Then   []string `yaml:"then,one" doc:"what is done, one or a list: delete, warn, mute 1h, kick, ban"`
	Say    bot.Text `yaml:"say" doc:"said to the author; {name} is their name"`
	Mode   string   `yaml:"mode" doc:"shadow only writes down what would be done" oneof:"enforce shadow off"`
	Except Except   `yaml:"except" doc:"where and for whom it does not count"`

	// From is the preset that has the rule, or whose rule it replaces; empty if
	// only the file has it.
	From   Preset
	sayKey string // catalogue key of a preset rule's text
}

// When holds the checks of a rule; all of those given must hold.
type When struct {
	Words      []string      `yaml:"words,one" doc:"words and phrases, whole ones, in any case; file:PATH takes a list, one a line, list:NAME one of the community's lists"`
	Regex      []string      `yaml:"regex,one,raw" doc:"regular expressions (RE2), one of which is found in the text, in any case"`
	Links      *Links        `yaml:"links" doc:"a link to anywhere but the excepted domains"`
	Invites    *Invites      `yaml:"invites" doc:"an invitation to another group on Discord or Telegram"`
	Mentions   *Mentions     `yaml:"mentions" doc:"many people named at once, or @everyone"`
	Capitals   *Capitals     `yaml:"capitals" doc:"a text mostly in capital letters"`
	Emoji      *Emoji        `yaml:"emoji" doc:"many emoji in one message"`
	Media      []string      `yaml:"media,one" doc:"kinds of content beside text, one of which is there" oneof:"animation audio contact dice document game giveaway invoice location photo poll sticker story venue video video_note voice"`
	Flood      *Flood        `yaml:"flood" doc:"many messages of one person in a short time"`
	Duplicates *Duplicates   `yaml:"duplicates" doc:"the same text of one person again and again"`
	Newcomer   time.Duration `yaml:"newcomer" doc:"its author has been a member for less than so long"`
	Level      *Level        `yaml:"level" doc:"its author is at a low level"`
}

// Defaults are no rules.
func Defaults() *Settings { return &Settings{} }

// Validate calls fault for each invalid value, with its path within the
// section. A rule that one of the presets has by the same name need not be
// whole.
func (s *Settings) Validate(presets Presets, fault func(path, code string, args ...any)) {
	seen := map[string]int{}
	for i, c := range *s {
		at := fmt.Sprintf("[%d]", i)
		name := Normalize(c.Name) // as orders on rules find it
		if first, ok := seen[name]; ok {
			fault(at+".name", "rules.taken_name", first+1)
		}
		seen[name] = i
		_, preset := presets.rule(c.Name)
		c.When.validate(at+".when", fault)
		c.Except.validate(at+".except", fault)
		if c.When.empty() && !preset {
			fault(at+".when", "rules.no_check")
		}
		if len(c.In) > 0 && !c.When.reads() && !(preset && c.When.empty()) {
			fault(at+".in", "rules.in_unread")
		}
		if len(c.Then) == 0 && !preset {
			fault(at, "rules.no_act")
		}
		for j, then := range c.Then {
			if _, err := bot.ParseSanction(then); err != nil {
				fault(fmt.Sprintf("%s.then[%d]", at, j), "as_is", err)
			}
		}
	}
}

// Rule is a compiled rule.
type Rule struct {
	Name, Mode string
	Say        bot.Text // to the author; presets use the catalogue text SayKey
	SayKey     string
	Then       []bot.Sanction
	checks     []Check
	conditions []Condition
	except     Except
	joins      bool // it checks the names of people who join
}

// Set is a community's compiled rules. It may be used from any goroutine.
type Set struct{ rules []*Rule }

// Compile makes a set from settings that Validate accepted. It includes rules
// that are off, since an operator may enable them for a while.
func Compile(s Settings) *Set {
	set := &Set{}
	for _, c := range s {
		mode := c.Mode
		if mode == "" {
			mode = Enforce
		}
		in := kindsIn(c.In)
		set.rules = append(set.rules, &Rule{
			Name: c.Name, Say: c.Say, SayKey: c.sayKey, Mode: mode, Then: sanctions(c.Then),
			checks: c.When.checks(in), conditions: c.When.conditions(in), except: c.Except, joins: in&kindsOf(bot.PartName) != 0,
		})
	}
	return set
}

// sanctions parses what Validate accepted.
func sanctions(then []string) (list []bot.Sanction) {
	for _, text := range then {
		if s, err := bot.ParseSanction(text); err == nil {
			list = append(list, s)
		}
	}
	return list
}

// ModeIn returns how the rule counts in a community by the configuration.
func (r *Rule) ModeIn(c *bot.Community) string { return modeIn(r.Mode, c) }

// ModeIn returns the rule's mode, combined with the community's.
func (c Config) ModeIn(com *bot.Community) string { return modeIn(c.Mode, com) }

func modeIn(mode string, com *bot.Community) string {
	switch {
	case mode == Off || mode == Shadow:
		return mode
	case com.Shadow:
		return Shadow
	}
	return Enforce
}

// Deletes reports whether the rule deletes the message.
func (r *Rule) Deletes() bool {
	return slices.ContainsFunc(r.Then, func(s bot.Sanction) bool { return s.Act == bot.ActDelete })
}

// Named returns the rule of that name; nil if there is none.
func (s *Set) Named(name string) *Rule {
	if s == nil {
		return nil
	}
	for _, r := range s.rules {
		if r.Name == name {
			return r
		}
	}
	return nil
}

// Match is a rule whose checks of the message all hold, with their evidence.
type Match struct {
	Rule  *Rule
	Found []Found
}

// Match returns the rules whose checks all hold, in order. A nil set has none.
// For somebody who joins, only checks of names apply; other events without a
// message match nothing.
func (s *Set) Match(m *Subject) (matches []Match) {
	said := m.Event.Message != nil
	if s == nil || !said && m.Event.Kind != bot.KindJoin {
		return nil
	}
	steps := mostSteps
	for i := range m.Pieces {
		m.Pieces[i].steps = &steps
	}
	for _, r := range s.rules {
		if !said && !r.joins {
			continue
		}
		if found, ok := r.match(m); ok {
			matches = append(matches, Match{r, found})
		}
	}
	return matches
}

func (r *Rule) match(m *Subject) (all []Found, ok bool) {
	for _, c := range r.checks {
		found, ok := c.Match(m)
		if !ok {
			return nil, false
		}
		all = append(all, found)
	}
	return all, true
}

// Holds reports whether all of the rule's conditions about the author hold, too.
func (r *Rule) Holds(m *Subject, s Speaker) (all []Found, ok bool) {
	for _, c := range r.conditions {
		found, ok := c.Holds(m, s)
		if !ok {
			return nil, false
		}
		all = append(all, found)
	}
	return all, true
}
