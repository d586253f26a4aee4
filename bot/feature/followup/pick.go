package followup

import (
	"cmp"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/segment"
	"github.com/stewardbot/steward/store"
)

// candidate is somebody who may come onto the list.
type candidate struct {
	Member bot.MemberID `json:"member"`
	Every  int          `json:"every"`
	Gap    int          `json:"gap"`
	Times  int          `json:"times"`
	// Score is what the community loses if they stay away, and how likely that is.
	Score float64 `json:"score"`
}

const (
	mostListed = 10
	leastTimes = 20 // a gap that happens once in fewer is nothing unusual
	ahead      = 30 // the days of silence that a score is about
	hour       = 6  // of the day, at which the list is made

	timerList = "list"
	chunk     = 150 // members per tick: a few milliseconds of work
	pause     = 200 * time.Millisecond
)

// arm sets the timer of the next list.
func arm(t *bot.Turn) error {
	l, _, err := listRows.Get(t.State(), t.Community.ID)
	if err != nil {
		return err
	}
	today := t.Community.Day(t.Now())
	due := t.Community.Begins(today).Add(hour * time.Hour)
	if l.Day >= today {
		due = t.Community.Begins(today + 1).Add(hour * time.Hour)
	}
	return t.SetTimer(timerList, later(due, t.Now()), nil)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// tick looks at the next members, and makes the list after the last one.
func (f *Feature) tick(t *bot.Turn) error {
	l, _, err := listRows.Get(t.State(), t.Community.ID)
	if err != nil {
		return err
	}
	if l.Version = version; l.Making != t.Day() {
		l.Making, l.After, l.Best = t.Day(), 0, nil
	}
	v, err := f.sorter.View(t)
	if err != nil {
		return err
	}
	n, more := 0, false
	err = v.Each(l.After, func(m *bot.Member, _ []bot.UserID, found segment.Found) (bool, error) {
		if n++; n > chunk {
			more = true
			return false, nil
		}
		l.After = m.ID
		return true, l.consider(t, v, m.ID, found)
	})
	if err != nil {
		return err
	}
	if more {
		if err := listRows.Put(t.State(), t.Community.ID, l); err != nil {
			return err
		}
		return t.SetTimer(timerList, t.Now().Add(pause), nil)
	}
	if err := l.finish(t); err != nil {
		return err
	}
	return arm(t)
}

// consider adds a member to the best, if they belong there.
func (l *list) consider(t *bot.Turn, v *segment.View, m bot.MemberID, found segment.Found) error {
	gap := int(t.Day() - found.Last)
	if found.Standard == "" || found.Standard == segment.New || found.Standard == segment.Silent || found.Last == 0 || gap < 2 {
		return nil
	}
	r, err := v.Rhythm(m)
	if err != nil || !r.Known() {
		return err
	}
	p := v.Prior()
	c := candidate{Member: m, Every: r.Every(), Gap: gap, Times: p.Times(r, gap), Score: float64(found.Long) * p.Silence(r, gap, ahead)}
	if c.Times < leastTimes || len(l.Best) == mostListed && c.Score <= l.Best[mostListed-1].Score {
		return nil
	}
	if resting, err := rests(t, m); resting || err != nil {
		return err
	}
	l.Best = append(l.Best, c)
	slices.SortStableFunc(l.Best, func(a, b candidate) int { return cmp.Compare(b.Score, a.Score) })
	l.Best = l.Best[:min(len(l.Best), mostListed)]
	return nil
}

// finish makes the list of the day, of those who are still members. What is open of an earlier day goes on.
func (l *list) finish(t *bot.Turn) error {
	l.Day, l.Members = l.Making, nil
	for _, c := range l.Best {
		m, err := t.MemberByID(c.Member)
		if err != nil {
			return err
		}
		if m == nil || m.ID != c.Member { // forgotten or linked meanwhile
			continue
		}
		l.Members = append(l.Members, c.Member)
		x := followUp{Version: version, Every: c.Every, Gap: c.Gap, Times: c.Times}
		day, before, found, err := latest(t, c.Member)
		if err != nil {
			return err
		}
		if found && before.Outcome == "" {
			x.By = before.By
			if err := caseRows.Delete(t.State(), store.K3(t.Community.ID, c.Member, day)); err != nil {
				return err
			}
		}
		if err := caseRows.Put(t.State(), store.K3(t.Community.ID, c.Member, l.Day), x); err != nil {
			return err
		}
	}
	l.After, l.Best = 0, nil
	return listRows.Put(t.State(), t.Community.ID, *l)
}
