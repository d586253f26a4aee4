package bot

import (
	"sort"
	"strings"
	"time"
)

// Community owns spaces on one or more platforms, with its own points, levels
// and schedules. It holds the configuration and never changes: a reload makes a
// new one.
type Community struct {
	ID       string
	Name     string
	Language string // of texts in its spaces
	// Languages overrides Language for single spaces and places.
	Languages map[Place]string
	Zone      *time.Location
	Spaces    []Place
	Places    map[string][]Place // by their names in the configuration
	Replies   Replies
	Words     map[string]string // maps a message of one word to a command; keys are normalised by rules.Alone
	Sections  map[string]any    // each owner's settings, by the section's key in the file
	// Entries reads what an operator defines outside the file; nil if there is no
	// file.
	Entries Entries
	// File tells what the file has for this community; nil if there is no file.
	File FileValues
	// Shadow only records what rules and warnings would lead to. Nobody is
	// sanctioned except by a moderator's command.
	Shadow bool
}

// FileValues are the values of a configuration file.
type FileValues interface {
	// Written returns those for one community and for all, by path. The map is the
	// caller's.
	Written() map[string]Written
}

// Written returns the file's values for this community and for all, by path; nil
// if there is no file.
func (c *Community) Written() map[string]Written {
	if c.File == nil {
		return nil
	}
	return c.File.Written()
}

// Keys in Places that only staff should see: the moderators' log, and where
// orders are told to those who ship them.
const (
	Modlog = "modlog"
	Orders = "orders"
)

// PlaceName is a key in Places that has a meaning of its own.
type PlaceName struct {
	Name string
	Doc  string // one line for the schema
}

// Setting returns an owner's section of the community's configuration. It
// panics if the section is not registered, which is a wiring bug.
func Setting[T any](c *Community, key string) T { return c.Sections[key].(T) }

// Owns reports whether a place is in one of the community's spaces.
func (c *Community) Owns(p Place) bool {
	space := p.Space()
	for _, s := range c.Spaces {
		if s == space {
			return true
		}
	}
	return false
}

// LanguageOf returns the language of a place: its own, that of the enclosing
// place or space, or else the community's.
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

// Day returns the date at a time in the community's time zone.
func (c *Community) Day(at time.Time) Day { return DayOf(at.In(c.Zone)) }

// Clock writes a time by the community's clock: 2026-12-01 20:00.
func (c *Community) Clock(at time.Time) string { return at.In(c.Zone).Format("2006-01-02 15:04") }

// Begins returns the first moment of a day in the community's time zone. Where
// clocks are changed at midnight, that may be another hour than 0, or the first
// of two midnights.
func (c *Community) Begins(d Day) time.Time {
	const most = 72 * 3600 // seconds within which a day begins somewhere
	from := d.Date().Add(-most / 2 * time.Second)
	after := sort.Search(most, func(s int) bool { return c.Day(from.Add(time.Duration(s)*time.Second)) >= d })
	return from.Add(time.Duration(after) * time.Second).In(c.Zone)
}

// Replies configures how visible Steward's answers are.
type Replies struct {
	Private        []string      // commands that are answered privately
	CheckIn        string        // react, private or public
	LevelUpFrom    int           // the first level that is announced, counted from 0
	LevelUpMerge   time.Duration // announcements within this time are merged into one
	DeleteAfter    time.Duration // of private answers that had to be posted in the open
	DeleteCommands bool
}

// Day is a date without a zone: days since 1 January 1970.
type Day int32

// DayOf returns the date of t in t's own zone.
func DayOf(t time.Time) Day {
	y, m, d := t.Date()
	return Day(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// Date returns midnight UTC of the day, for formatting.
func (d Day) Date() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

func (d Day) String() string { return d.Date().Format(time.DateOnly) }

// Week returns the Monday of the day's ISO week.
func (d Day) Week() Day {
	weekday := (int(d.Date().Weekday()) + 6) % 7
	return d - Day(weekday)
}

// Quarter returns the first day of the quarter of the year.
func (d Day) Quarter() Day {
	y, m, _ := d.Date().Date()
	return DayOf(time.Date(y, m-(m-1)%3, 1, 0, 0, 0, 0, time.UTC))
}

// Month returns the first day of the month.
func (d Day) Month() Day {
	t := d.Date()
	return d - Day(t.Day()-1)
}
