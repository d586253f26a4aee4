package levels

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot/curve"
	"github.com/stewardbot/steward/bot/grant"
	"github.com/stewardbot/steward/bot/phrase"
)

// Section is the key of the settings in a community's configuration.
const Section = "levels"

// Settings are the levels, lowest first. Empty: no levels.
type Settings []Level

// Level is reached with a total of earned points.
type Level struct {
	At    int64  `yaml:"at" doc:"points earned in all that it takes" min:"0"`
	Level *int64 `yaml:"level" doc:"instead of at: the level of the bot that level_curve names, which takes as many points" min:"0" max:"1000"`
	Name  string `yaml:"name" doc:"what it is called"`
	// Roles are full names of roles, "discord:1122/role/555", held by exactly
	// the members at this level.
	Roles []string `yaml:"roles,one" doc:"roles that those at this level have, and nobody at another one, such as discord:1122/role/555"`
	Tag   string   `yaml:"tag" doc:"shown beside their names where the platform has tags; at most 16 characters, no emoji"`
}

// CurveSection is the key of the curve for Level.Level.
const CurveSection = "level_curve"

// Curve is the name of a curve.Curve; empty if levels set their own thresholds.
type Curve string

// NoCurve returns the default, no curve.
func NoCurve() *Curve { return new(Curve) }

// UnmarshalText parses the name of a curve, in any case; the error is a phrase.
func (c *Curve) UnmarshalText(text []byte) error {
	name := strings.ToLower(string(text))
	if _, ok := curve.Named(name); !ok {
		return phrase.New("levels.curve", phrase.Or(curve.Names()), text)
	}
	*c = Curve(name)
	return nil
}

// MarshalText writes the name.
func (c Curve) MarshalText() ([]byte, error) { return []byte(c), nil }

// ConfigSchema lists the names.
func (Curve) ConfigSchema() string {
	return `{"type":"string","enum":["` + strings.Join(curve.Names(), `","`) + `"]}`
}

// Follow sets At of the levels that are given by a number on a curve. It calls fault, with the
// path within the section, for those without a curve or with both.
func (s Settings) Follow(name Curve, fault func(path, code string, args ...any)) {
	c, known := curve.Named(string(name))
	for i := range s {
		switch l := &s[i]; {
		case l.Level == nil:
		case !known:
			fault(fmt.Sprintf("[%d].level", i), "levels.no_curve")
		case l.At != 0:
			fault(fmt.Sprintf("[%d].level", i), "levels.both")
		default:
			l.At = c.At(*l.Level)
		}
	}
}

// maxRoles bounds the roles of a level.
const maxRoles = 10

// Defaults are no levels.
func Defaults() *Settings { return &Settings{} }

// Validate calls fault for each invalid value, with its path within the
// section.
func (s *Settings) Validate(fault func(path, code string, args ...any)) {
	for i, l := range *s {
		path := "[" + strconv.Itoa(i) + "]"
		if strings.TrimSpace(l.Name) == "" {
			fault(path+".name", "levels.name")
		}
		switch {
		case i == 0 && l.At != 0:
			fault(path+".at", "levels.first")
		case l.At == 0 && l.Level != nil && *l.Level > 0: // without a curve, which Follow tells
		case i > 0 && l.At <= (*s)[i-1].At:
			fault(path+".at", "levels.rising", (*s)[i-1].At)
		}
		l.validate(path, fault)
	}
}

func (l *Level) validate(path string, fault func(path, code string, args ...any)) {
	if len(l.Roles) > maxRoles {
		fault(path+".roles", "levels.roles", len(l.Roles), maxRoles)
	}
	for i, role := range l.Roles {
		at := fmt.Sprintf("%s.roles[%d]", path, i)
		grant.CheckRole(role, at, fault)
		if slices.Contains(l.Roles[:i], role) {
			fault(at, "setting.twice")
		}
	}
	grant.CheckTag(l.Tag, path+".tag", fault)
}

// wants returns what a member at a level should have.
func (s Settings) wants(level int) (w grant.Wants) {
	for i, l := range s {
		w.Named = append(w.Named, l.Roles...)
		if i == level {
			w.Roles, w.Tag = l.Roles, l.Tag
		}
	}
	return w
}

// basis is what wants depends on; nil if the levels give nothing.
func (s Settings) basis() any {
	type level struct {
		At    int64
		Roles []string
		Tag   string
	}
	all, gives := make([]level, len(s)), false
	for i, l := range s {
		all[i] = level{l.At, l.Roles, l.Tag}
		gives = gives || len(l.Roles) > 0 || l.Tag != ""
	}
	if !gives {
		return nil
	}
	return all
}

// of returns the index of the level for an amount of points; -1 without levels.
// A negative amount is at the first level.
func (s Settings) of(earned int64) int {
	at := min(len(s)-1, 0)
	for i, l := range s {
		if earned >= l.At {
			at = i
		}
	}
	return at
}
