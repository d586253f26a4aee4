package levels

import (
	"strconv"
	"strings"
)

// Section is the key of the settings in a community's configuration.
const Section = "levels"

// Settings are the levels, lowest first. Without any, the community has none.
type Settings []Level

// Level is reached with so many points earned in all.
type Level struct {
	At   int64  `yaml:"at" doc:"points earned in all that it takes" min:"0"`
	Name string `yaml:"name" doc:"what it is called"`
}

// Defaults are no levels.
func Defaults() *Settings { return &Settings{} }

// Validate calls fault for each thing that makes no sense, with the path below
// the section.
func (s *Settings) Validate(fault func(path, format string, args ...any)) {
	for i, l := range *s {
		path := "[" + strconv.Itoa(i) + "]"
		if strings.TrimSpace(l.Name) == "" {
			fault(path+".name", "wants a name")
		}
		switch {
		case i == 0 && l.At != 0:
			fault(path+".at", "the first level begins at 0, for everybody has one")
		case i > 0 && l.At <= (*s)[i-1].At:
			fault(path+".at", "wants more points than the level before it, %d", (*s)[i-1].At)
		}
	}
}

// of is the index of the level that so many points make; -1 without levels.
// Who has less than nothing is at the first.
func (s Settings) of(earned int64) int {
	at := min(len(s)-1, 0)
	for i, l := range s {
		if earned >= l.At {
			at = i
		}
	}
	return at
}
