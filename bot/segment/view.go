package segment

import (
	"fmt"
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/define"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/require"
	"github.com/stewardbot/steward/bot/stats"
)

// Sorter finds the segments of members. Over snapshots it needs a Judge of its own; it is not safe for
// concurrent use.
type Sorter struct {
	members *member.Directory
	judge   *require.Judge
	active  []uint16
	own     *define.Kind[Own]
}

// NewSorter returns a Sorter. Members are active on days on which one of the metrics counted for them.
func NewSorter(members *member.Directory, judge *require.Judge, active []bot.Metric) *Sorter {
	s := &Sorter{members: members, judge: judge, own: Defined()}
	for _, m := range active {
		s.active = append(s.active, m.Number)
	}
	return s
}

// Definitions implements definer.Owner.
func (s *Sorter) Definitions() define.List { return s.own }

// View reads segments in one turn. It is only valid within the turn.
type View struct {
	*Sorter
	t     *bot.Turn
	own   []Own
	round round
	week  *stats.Page // of the latest complete week
}

// View returns a view of the turn's community.
func (s *Sorter) View(t *bot.Turn) (*View, error) {
	v := &View{Sorter: s, t: t}
	var err error
	if v.own, err = s.own.All(t); err == nil {
		v.round, _, err = roundRows.Get(t.State(), t.Community.ID)
	}
	if err != nil {
		return nil, fmt.Errorf("segment: %w", err)
	}
	return v, nil
}

// Own returns the community's own segments.
func (v *View) Own() []Own { return v.own }

// Found is where a member stands.
type Found struct {
	Facts
	Standard string   // empty: in no standard segment
	Own      []string // the own segments, in the order of the file
}

// In reports whether the member is in the segment of a name.
func (f *Found) In(name string) bool { return name == f.Standard || slices.Contains(f.Own, name) }

// Of returns where a member stands on the turn's day. accounts are all of the member's.
func (v *View) Of(m *bot.Member, accounts []bot.UserID) (f Found, err error) {
	away, err := v.members.Away(v.t.State(), v.t.Community.Spaces, accounts)
	if err != nil || away {
		return f, err
	}
	if f.Facts, err = v.facts(m); err != nil {
		return f, fmt.Errorf("segment: member %d: %w", m.ID, err)
	}
	was, err := v.was(m.ID)
	if err != nil {
		return f, err
	}
	f.Standard = f.Segment(v.t.Day(), was)
	for _, o := range v.own {
		in, err := v.Meets(m.ID, o.Condition())
		if err != nil {
			return f, err
		}
		if in {
			f.Own = append(f.Own, o.Name)
		}
	}
	return f, nil
}

// Meets reports whether a condition holds for a member.
func (v *View) Meets(m bot.MemberID, c *require.Condition) (bool, error) {
	unmet, err := v.judge.Check(v.t, m, c)
	return unmet.None(), err
}

// facts returns what a member's standard segment follows from.
func (v *View) facts(m *bot.Member) (f Facts, err error) {
	s, com, today := v.t.State(), v.t.Community, v.t.Day()
	f.Joined = com.Day(m.Since)
	if _, f.Known, err = stats.Totals(s, com.ID, m.ID); err != nil || !f.Known {
		return f, err
	}
	err = stats.Days(s, com.ID, m.ID, today-Long+1, today, func(day bot.Day, metric uint16, n int64) {
		switch {
		case metric == ledger.Earned.Number:
			f.Worth += n
		case metric == ledger.Granted.Number:
			f.Worth -= n
		case n > 0 && day != f.Last && slices.Contains(v.active, metric):
			if gap := int(day - f.Last); f.Last != 0 {
				f.gaps, f.gapSum, f.gapSquares = f.gaps+1, f.gapSum+gap, f.gapSquares+gap*gap
			}
			f.Last = day
			f.Long++
			if day > today-Lately {
				f.Lately++
			}
		}
	})
	return f, err
}

// was returns the standard segment in which a member was at the beginning of the week; empty if that
// is not known.
func (v *View) was(id bot.MemberID) (string, error) {
	if v.round.Last == 0 {
		return "", nil
	}
	if !v.week.Covers(id) {
		var err error
		if v.week, err = weeks.Page(v.t.State(), v.t.Community.ID, v.round.Last, id); err != nil {
			return "", err
		}
	}
	for _, name := range v.week.Of(id) {
		if slices.Contains(Standard(), name) {
			return name, nil
		}
	}
	return "", nil
}

// Each calls fn for each member with a number above after, ascending, and where they stand, until fn
// returns false.
func (v *View) Each(after bot.MemberID, fn func(m *bot.Member, accounts []bot.UserID, f Found) (bool, error)) error {
	return v.members.After(v.t.State(), v.t.Community.ID, after, func(m *bot.Member, accounts []bot.UserID) (bool, error) {
		f, err := v.Of(m, accounts)
		if err != nil {
			return false, err
		}
		return fn(m, accounts, f)
	})
}
