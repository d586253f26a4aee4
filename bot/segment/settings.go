package segment

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot/define"
	"github.com/stewardbot/steward/bot/require"
)

// Section is the key of a community's own segments in the configuration.
const Section = "segments"

// Settings are the own segments of a community, in the order of the file.
type Settings []Own

// Own is a segment of who meets a condition.
type Own struct {
	Name string `yaml:"name,required" doc:"what lists call it: a word without spaces; not core, active, new, fading or silent"`
	If   string `yaml:"if,required" doc:"who is in it, an expression as under require: points > 500; see docs/economy.md"`
}

// Defaults are no own segments.
func Defaults() *Settings { return &Settings{} }

// The bounds of own segments.
const (
	maxOwn  = 20
	maxName = 40 // characters
)

// Validate calls fault for each invalid value, with its path within the section. Conditions are the
// caller's to check: see Own.Condition.
func (s *Settings) Validate(fault func(path, code string, args ...any)) {
	if len(*s) > maxOwn {
		fault("", "segment.many", len(*s), maxOwn)
	}
	for i, o := range *s {
		at := fmt.Sprintf("[%d].name", i)
		switch {
		case o.Name == "" || strings.ContainsFunc(o.Name, func(r rune) bool { return r <= ' ' }) || utf8.RuneCountInString(o.Name) > maxName:
			fault(at, "segment.word", maxName)
		case slices.Contains(Standard(), strings.ToLower(o.Name)):
			fault(at, "segment.standard", o.Name)
		case slices.ContainsFunc((*s)[:i], func(other Own) bool { return strings.EqualFold(other.Name, o.Name) }):
			fault(at, "segment.taken")
		}
	}
}

// Condition returns what the members of the segment meet.
func (o Own) Condition() *require.Condition { return &require.Condition{If: o.If} }

// Defined returns the kind of things that own segments are, for /define.
func Defined() *define.Kind[Own] {
	return define.Of[Settings](Section, func(o Own) string { return o.Name })
}

// Names returns the names of all segments of a community: the standard ones, then its own.
func Names(own []Own) []string {
	names := Standard()
	for _, o := range own {
		names = append(names, o.Name)
	}
	return names
}

// Find returns a segment's name as it is written, whatever its case.
func Find(names []string, name string) (string, bool) {
	i := slices.IndexFunc(names, func(n string) bool { return strings.EqualFold(n, name) })
	if i < 0 {
		return "", false
	}
	return names[i], true
}
