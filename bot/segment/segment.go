// Package segment sorts the members of a community: who carries it, who takes part, who is new, who is
// drifting away, and who has fallen silent.
//
// Each member is in one of five standard segments ([Core], [Active], [New], [Fading], [Silent]) by how
// lately, how often and with what worth they take part, by fixed bounds ([Facts.Segment],
// [Rule]). The bounds for staying in a segment are lower than those for getting into it, so that
// members do not flap: where a member was is read from the sets that are written each week
// (weeks.go). A community's own segments are conditions (settings.go); a member may be in several.
//
// [Sorter.View] reads segments in a turn: one of the engine, or one over a snapshot of the store
// ([require.Over]). So insights, the desk and campaigns see the same.
//
// Members who turned off daily counts, and those who left all spaces, are in no segment.
package segment

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// The standard segments.
const (
	Core   = "core"
	Active = "active"
	New    = "new"
	Fading = "fading"
	Silent = "silent"
)

// Standard returns the standard segments in the order in which they are shown.
func Standard() []string { return []string{Core, Active, New, Fading, Silent} }

// The bounds, in days and points. A member is active on a day on which they took part: see New.
const (
	Lately = 28 // the days of Facts.Lately
	Long   = 90 // the days of Facts.Long and Facts.Worth

	newFor       = 14 // days since joining
	activeWithin = 14 // days since the latest active one
	activeStay   = 21
	back         = 3 // active days lately that bring somebody back who was fading or silent
	coreDays     = 12
	coreStay     = 9
	richDays     = 8 // that are enough for who earned so many points
	richStay     = 6
	richPoints   = 500
	richStays    = 400
	fadingDays   = 3  // active days for long
	fadingWithin = 60 // days since the latest active one
)

// Facts are what a member's standard segment follows from.
type Facts struct {
	Known  bool    // the member is there and keeps daily counts
	Joined bot.Day // the day on which they joined or were first seen
	Last   bot.Day // the latest active day within Long; 0: none
	Lately int     // active days of the last 28, today included
	Long   int     // active days of the last 90
	Worth  int64   // points earned within 90 days, without those that staff granted

	gaps, gapSum, gapSquares int // between active days within Long: how many, and of their days
}

// Segment returns the standard segment on a day of who was in another at the beginning of the week;
// empty if the member is in none. was is empty if nothing is known.
func (f Facts) Segment(today bot.Day, was string) string {
	if !f.Known {
		return ""
	}
	if today-f.Joined < newFor {
		return New
	}
	within, days, rich, points := bot.Day(activeWithin), coreDays, richDays, int64(richPoints)
	if was == Core {
		days, rich, points = coreStay, richStay, richStays
	}
	if was == Core || was == Active {
		within = activeStay
	}
	last := today - f.Last
	lost := was == Fading || was == Silent && f.Long > f.Lately // not somebody who begins
	switch {
	case f.Last == 0 || last > fadingWithin:
		return Silent
	case last <= within && (f.Lately >= days || f.Lately >= rich && f.Worth >= points):
		return Core
	case last <= within && (!lost || f.Lately >= back):
		return Active
	case last <= within || was == Fading || f.Long >= fadingDays:
		return Fading
	}
	return Silent
}

// Label returns the name of a standard segment in the turn's language.
func Label(t *bot.Turn, name string) string {
	switch name {
	case Core:
		return t.Text("segment.is_core", nil)
	case Active:
		return t.Text("segment.is_active", nil)
	case New:
		return t.Text("segment.is_new", nil)
	case Fading:
		return t.Text("segment.is_fading", nil)
	}
	return t.Text("segment.is_silent", nil)
}

// Rule says by which bounds a member is in a standard segment, for operators.
func Rule(name string) *phrase.Phrase {
	switch name {
	case Core:
		return phrase.New("segment.core", coreDays, Lately, richDays, richPoints, Long, activeWithin, coreStay, richStay, richStays)
	case Active:
		return phrase.New("segment.active", activeWithin, activeStay, back, Lately)
	case New:
		return phrase.New("segment.new", newFor)
	case Fading:
		return phrase.New("segment.fading", fadingDays, Long, fadingWithin)
	}
	return phrase.New("segment.silent")
}
