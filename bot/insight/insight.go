// Package insight works out figures about a community: how many are active, who stays, what
// points are spent on. A figure is a table of values, before anybody draws it.
//
// [Compute] answers a [Query] from one snapshot of the store. The registry (figures.go) lists every
// figure with what it can be asked; docs/insights.md has the formula of each under its name. Nothing
// is written, and nothing is kept between two calls.
//
// Days are the community's, weeks begin on Monday. A value that nobody can know is nil: of days before
// anything was recorded, of a share of fewer than [FewMembers] people, of what an unfinished week would
// need. A [Figure] says so in its notes.
package insight

import (
	"fmt"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/stats"
	"github.com/stewardbot/steward/store"
)

// FewMembers is the number of people below which no share is told.
const FewMembers = 30

// Query asks for a figure. Days are dates such as 2026-05-31.
type Query struct {
	Name string `json:"name"`
	// From and To are inclusive, and widened to whole periods. By default the last four weeks.
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
	By   string `json:"by,omitempty"` // day, week or month; the figure's own if empty
	// Where is an expression over the facts of package require, as they are today; Segment
	// is the name of one, as it is today or was in the week of AsOf.
	Where   string `json:"where,omitempty"`
	Segment string `json:"segment,omitempty"`
	// Place is a place or a space with all its places.
	Place bot.Place `json:"place,omitempty"`
	AsOf  string    `json:"as_of,omitempty"` // as it was known at the end of a day
}

// Source is what figures are made from.
type Source struct {
	Reader store.Reader
	// Community is known by its ID; without a configuration it has nothing else.
	Community *bot.Community
	Now       time.Time
	Metrics   []bot.Metric
	Active    []bot.Metric // of which one is enough to be active
	// Journal calls fn for the events of the community that are recorded, oldest first; nil: none
	// are.
	Journal func(fn func(*Heard)) error
	// Select returns the members who are meant by Where and Segment, of which one may be
	// empty, among some; nil: among all. It is nil without a configuration.
	Select func(where, segment string, among *stats.Set) (stats.Set, error)
	// InWeek returns the members who were in a segment at the beginning of the week with that Monday;
	// false if the segments of that week were not recorded.
	InWeek func(segment string, monday bot.Day) (set stats.Set, known bool, err error)
	// Trials calls fn for the runs of campaigns, the earliest first; nil: there are none.
	Trials func(fn func(Trial)) error
	// LevelAt returns the points that a level takes, counted from 0; false if there is no
	// such level. Nil without a configuration.
	LevelAt func(number int) (points int64, ok bool)
}

// spec is a figure of the registry.
type spec struct {
	name    string
	unit    string  // of the value: members, messages, points, share, cases
	by      string  // default period
	days    bot.Day // without From; 0: as long as usual
	columns []Column
	// What it can be asked.
	periods bool // By: day, week and month
	weeks   bool // By: day and week
	history bool // AsOf
	members bool // Where and Segment
	place   bool // Place
	sets    bool // it is worked out from sets of members alone
	// concerns are the metrics of which the members must have done one to be in the figure; nil: all are.
	concerns func(c *calc) []uint16
	compute  func(c *calc) error
}

// lengths returns what By may be.
func (s *spec) lengths() []string {
	switch {
	case s.periods:
		return []string{byDay, byWeek, byMonth}
	case s.weeks:
		return []string{byDay, byWeek}
	}
	return []string{s.by}
}

// Names returns the names of all figures, in the order of docs/insights.md.
func Names() (names []string) {
	for _, s := range figures() {
		names = append(names, s.name)
	}
	return names
}

// Asks is what a figure can be asked besides its time.
type Asks struct {
	By      []string // the lengths of periods
	Periods bool     // each row is one
	Members bool     // Where and Segment
	Place   bool
}

// AsksOf returns what the figure of a name can be asked; nothing of one that is not there.
func AsksOf(name string) Asks {
	for _, s := range figures() {
		if s.name == name {
			return Asks{s.lengths(), s.periods, s.members, s.place}
		}
	}
	return Asks{}
}

// Compute works out a figure. Errors about the query are phrases.
func Compute(s Source, q Query) (*Figure, error) {
	i := slices.IndexFunc(figures(), func(f spec) bool { return f.name == q.Name })
	if i < 0 {
		return nil, phrase.New("insight.unknown", q.Name, Names())
	}
	c, err := begin(s, q, figures()[i])
	if err != nil {
		return nil, err
	}
	if err := c.compute(c); err != nil {
		if _, ours := err.(*phrase.Phrase); !ours { //nolint:errorlint // about the query, unwrapped
			err = fmt.Errorf("insight: %s of %s: %w", q.Name, s.Community.ID, err)
		}
		return nil, err
	}
	return c.figure, nil
}
