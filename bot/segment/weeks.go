package segment

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/stats"
	"github.com/stewardbot/steward/store"
)

// weeks holds who was in which segment at the beginning of each week: by its Monday and the segment's
// name, for good.
var weeks = stats.KeptSets("segments.weeks")

// roundRows: community -> round.
var roundRows = store.Rows("segments.round", store.StringKey{}, store.JSON[round]())

// round is how far the writing of a week's sets is.
type round struct {
	Week  bot.Day      `json:"week"`            // the Monday of the week being written, or of the last one
	After bot.MemberID `json:"after,omitempty"` // the last member done
	Last  bot.Day      `json:"last,omitempty"`  // the Monday of the latest complete week; 0: none
	Fit   *fit         `json:"fit,omitempty"`   // of those done
	Prior *Prior       `json:"prior,omitempty"` // as of the latest complete week
}

func (r round) done() bool { return r.Last == r.Week }

// Tables lists the package's tables.
func Tables() []store.Declared { return []store.Declared{weeks.Rows(), roundRows} }

// Due reports whether the turn's week is yet to be written.
func Due(t *bot.Turn) (bool, error) {
	r, _, err := roundRows.Get(t.State(), t.Community.ID)
	return r.Last < t.Community.Day(t.Now()).Week(), err
}

// Write adds the next n members to the sets of the turn's week. more reports that some are left.
func (s *Sorter) Write(t *bot.Turn, n int) (more bool, err error) {
	v, err := s.View(t)
	if err != nil {
		return false, err
	}
	r, com, week := v.round, t.Community.ID, t.Day().Week()
	switch {
	case r.Last >= week:
		return false, nil
	case r.Week != week && !r.done(): // of another week, which can't be completed any more
		err = weeks.Clear(t.State(), com, r.Week)
		fallthrough
	case r.Week != week:
		r.Week, r.After, r.Fit = week, 0, nil
	}
	if err != nil {
		return false, err
	}
	if r.Fit == nil {
		r.Fit = &fit{}
	}
	sets := map[string][]bot.MemberID{}
	err = v.Each(r.After, func(m *bot.Member, _ []bot.UserID, f Found) (bool, error) {
		if n--; n < 0 {
			more = true
			return false, nil
		}
		r.After = m.ID
		r.Fit.add(f.Facts)
		if f.Standard != "" {
			sets[f.Standard] = append(sets[f.Standard], m.ID)
		}
		for _, name := range f.Own {
			sets[name] = append(sets[name], m.ID)
		}
		return true, nil
	})
	if err != nil {
		return false, err
	}
	for _, name := range Names(v.own) {
		if err := weeks.Add(t.State(), com, week, name, sets[name]...); err != nil {
			return false, err
		}
	}
	if !more {
		prior := r.Fit.prior()
		r.After, r.Last, r.Fit, r.Prior = 0, week, nil, &prior
	}
	return more, roundRows.Put(t.State(), com, r)
}

// Move removes a member from the sets of some weeks, from a day on, in favour of another; 0: of
// nobody. next is where the following call continues; more is false if nothing is left.
func Move(t *bot.Turn, id, into bot.MemberID, from bot.Day) (next bot.Day, more bool, err error) {
	return weeks.Move(t.State(), t.Community.ID, id, into, from, moveChunk)
}

// moveChunk is the number of weeks that Move handles, a few milliseconds of work.
const moveChunk = 30

// InWeek returns who was in a segment at the beginning of the week with that Monday.
func InWeek(r store.Reader, community string, monday bot.Day, name string) (stats.Set, error) {
	return weeks.Set(r, community, monday, name)
}

// EachWeek calls fn for the number of members in each segment at the beginning of each complete week
// between two days, earliest first.
func EachWeek(r store.Reader, community string, from, to bot.Day, fn func(monday bot.Day, name string, members int) error) error {
	done, _, err := roundRows.Get(r, community)
	if err != nil || done.Last == 0 {
		return err
	}
	return weeks.Each(r, community, from, min(to, done.Last), fn)
}
