// Package rules decides from a message's text whether it breaks a community's
// rules.
//
// In the order in which it works: the configuration's [Settings] are compiled
// into a [Set], once a reload; inspection asks the set which rules a text
// matches ([Set.Match]), off the writer; the engine then decides, knowing who
// spoke and where, which of them count ([Rule.Spares]) and strikes the message.
// Each check is one file with one table of cases.
package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot"
)

// Section is the key of the settings in a community's configuration.
const Section = "rules"

// Modes of a rule.
const (
	Enforce = "enforce" // act
	Shadow  = "shadow"  // only write down what would be done
	Off     = "off"
)

// Settings are a community's rules, in the order in which they are tried.
type Settings []Config

// Config is one rule as the file has it.
type Config struct {
	Name   string   `yaml:"name,required" doc:"what it is called in explanations"`
	When   When     `yaml:"when,required" doc:"all that is given must hold"`
	Then   []string `yaml:"then,one" doc:"what is done, one or a list: delete, warn, mute 1h, kick, ban"`
	Say    string   `yaml:"say" doc:"said to the author; {name} is their name"`
	Mode   string   `yaml:"mode" doc:"shadow only writes down what would be done" oneof:"enforce shadow off"`
	Except Except   `yaml:"except" doc:"where and for whom it does not count"`
}

// When holds the checks of a rule.
type When struct {
	Words []string `yaml:"words,one" doc:"words and phrases, whole ones, in any case; file:PATH takes a list, one a line"`
	Links *Links   `yaml:"links" doc:"a link to anywhere but the excepted domains"`
	Flood *Flood   `yaml:"flood" doc:"many messages of one person in a short time"`
}

// Except says where a rule does not count. Administrators are always excepted.
type Except struct {
	Places []string `yaml:"places,one" doc:"spaces, places and names under places"`
}

// Defaults are no rules.
func Defaults() *Settings { return &Settings{} }

// Validate calls fault for each thing that makes no sense, with the path below
// the section.
func (s *Settings) Validate(fault func(path, format string, args ...any)) {
	seen := map[string]int{}
	for i, c := range *s {
		at := fmt.Sprintf("[%d]", i)
		if first, ok := seen[c.Name]; ok {
			fault(at+".name", "is the name of rule %d too; give each its own", first+1)
		}
		seen[c.Name] = i
		if len(c.When.checks()) == 0 && c.When.Flood == nil {
			fault(at+".when", "wants at least one check: words, links or flood")
		}
		if c.When.Flood != nil {
			c.When.Flood.validate(at+".when.flood", fault)
		}
		if len(c.Then) == 0 {
			fault(at, "wants then: delete, or warn, mute 1h, kick, ban")
		}
		for j, then := range c.Then {
			if _, err := bot.ParseSanction(then); err != nil {
				fault(fmt.Sprintf("%s.then[%d]", at, j), "%s", err)
			}
		}
	}
}

// Check is one pure test of a text. It returns what it found, as evidence.
type Check interface {
	Match(f *bot.Facts) (evidence string, ok bool)
}

func (w When) checks() (list []Check) {
	if words := newWords(w.Words); words != nil {
		list = append(list, words)
	}
	if w.Links != nil {
		list = append(list, newLinks(*w.Links))
	}
	return list
}

// Rule is a compiled rule.
type Rule struct {
	Name, Say, Mode string
	Then            []bot.Sanction
	Flood           *Flood // must hold too, if set; the engine knows what was said lately
	checks          []Check
	except          []string
}

// Set is a community's compiled rules. It may be used from any goroutine.
type Set struct{ rules []*Rule }

// Compile makes a set of settings that Validate found no fault with.
func Compile(s Settings) *Set {
	set := &Set{}
	for _, c := range s {
		mode := c.Mode
		if mode == "" {
			mode = Enforce
		}
		if mode != Off {
			set.rules = append(set.rules, &Rule{
				Name: c.Name, Say: c.Say, Mode: mode, Then: sanctions(c.Then), Flood: c.When.Flood,
				checks: c.When.checks(), except: c.Except.Places,
			})
		}
	}
	return set
}

// sanctions reads what Validate found no fault with.
func sanctions(then []string) (list []bot.Sanction) {
	for _, text := range then {
		if s, err := bot.ParseSanction(text); err == nil {
			list = append(list, s)
		}
	}
	return list
}

// Deletes tells whether the message goes.
func (r *Rule) Deletes() bool {
	return slices.ContainsFunc(r.Then, func(s bot.Sanction) bool { return s.Act == bot.ActDelete })
}

// Match is a rule whose checks of the text all hold, and the evidence.
type Match struct {
	Rule     *Rule
	Evidence string
}

// Match returns the rules all of whose checks hold, in order. A nil set has
// none.
func (s *Set) Match(f *bot.Facts) (found []Match) {
	if s == nil {
		return nil
	}
	for _, r := range s.rules {
		if evidence, ok := r.match(f); ok {
			found = append(found, Match{r, evidence})
		}
	}
	return found
}

func (r *Rule) match(f *bot.Facts) (string, bool) {
	var all []string
	for _, c := range r.checks {
		evidence, ok := c.Match(f)
		if !ok {
			return "", false
		}
		all = append(all, evidence)
	}
	return strings.Join(all, ", "), true
}

// Spares tells whether the rule does not count in a place.
func (r *Rule) Spares(p bot.Place) bool {
	return slices.ContainsFunc(r.except, func(e string) bool { return p.In(bot.Place(e)) })
}
