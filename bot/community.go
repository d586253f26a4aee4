package bot

import (
	"strings"
	"time"
)

// Community owns spaces on one or more platforms; points, levels and schedules
// are its own. It is what the configuration says and never changes: a reload
// makes a new one.
type Community struct {
	ID       string
	Name     string
	Language string // of what is said in its spaces
	// Languages of single spaces and places, where another one is spoken.
	Languages map[Place]string
	Zone      *time.Location
	Spaces    []Place
	Places    map[string][]Place // by the names that the configuration gives
	Replies   Replies
	Words     map[string]string // what, said alone, calls which command; keys are in the form of rules.Alone
	Sections  map[string]any    // each owner's settings, by the key in the file
	// Written is what the file says about it and about all, by path.
	Written map[string]Written
	// Shadow: what rules and warnings would lead to is only written down, and
	// nobody is touched but by a moderator's command.
	Shadow bool
}

// Modlog is the name under Places that means the moderators' log.
const Modlog = "modlog"

// Setting is an owner's part of the community's configuration. It panics if
// the owner did not register the section: a fault of the wiring.
func Setting[T any](c *Community, key string) T { return c.Sections[key].(T) }

// Owns tells whether a place is in one of the community's spaces.
func (c *Community) Owns(p Place) bool {
	space := p.Space()
	for _, s := range c.Spaces {
		if s == space {
			return true
		}
	}
	return false
}

// LanguageOf is the language that is spoken in a place: its own, that of the
// place or space that it lies in, else the community's.
func (c *Community) LanguageOf(p Place) string {
	for p != "" && len(c.Languages) > 0 {
		if lang := c.Languages[p]; lang != "" {
			return lang
		}
		i := strings.LastIndexByte(string(p), '/')
		p = p[:max(i, 0)]
	}
	return c.Language
}

// Day is the community's own date at a time.
func (c *Community) Day(at time.Time) Day { return DayOf(at.In(c.Zone)) }

// Replies say how loudly Steward answers.
type Replies struct {
	Private        map[string]bool // commands whose answers are for the asker alone
	CheckIn        string          // react, private or public
	LevelUpFrom    int             // the first level that is announced, counted from 0
	LevelUpMerge   time.Duration   // announcements within this time become one
	DeleteAfter    time.Duration   // of answers meant for one that could not be private
	DeleteCommands bool
}

// Day is a date without a zone: days since 1 January 1970.
type Day int32

// DayOf is the date that t shows in its own zone.
func DayOf(t time.Time) Day {
	y, m, d := t.Date()
	return Day(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// Date is midnight UTC of the day: for formatting.
func (d Day) Date() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

func (d Day) String() string { return d.Date().Format(time.DateOnly) }

// Week is the ISO week's Monday.
func (d Day) Week() Day {
	weekday := (int(d.Date().Weekday()) + 6) % 7
	return d - Day(weekday)
}

// Month is the month's first day.
func (d Day) Month() Day {
	t := d.Date()
	return d - Day(t.Day()-1)
}
