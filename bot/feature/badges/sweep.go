package badges

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/require"
	"github.com/stewardbot/steward/store"
)

// sweepRows: community -> swept.
var sweepRows = store.Rows("badges_swept", store.StringKey{}, store.JSON[swept]())

// swept is which badges all members were checked for.
type swept struct {
	Known   map[string]uint64 `json:"known,omitempty"`   // id -> hash of the condition
	Running []string          `json:"running,omitempty"` // those that members are being checked for
	After   bot.MemberID      `json:"after,omitempty"`   // the last member done
}

// timerSweep is the tick that checks the next members. One compares at most sweepChecks conditions,
// and the next comes after sweepPause.
const (
	timerSweep  = "sweep"
	sweepChecks = 1500
	sweepPause  = time.Second
)

// notice begins a sweep if there are badges that the last one did not know. It looks once at each
// configuration.
func (f *Feature) notice(t *bot.Turn, p plan) error {
	if f.noticed[p.of.ID] == p.of {
		return nil
	}
	f.noticed[p.of.ID] = p.of
	t.OnRollback(func() { delete(f.noticed, p.of.ID) })
	s, _, err := sweepRows.Get(t.State(), p.of.ID)
	if err != nil {
		return err
	}
	known := map[string]uint64{}
	var fresh []string
	for _, i := range p.auto {
		b := &p.badges[i]
		known[b.ID] = hash(b.When)
		if was, ok := s.Known[b.ID]; !ok || was != known[b.ID] || slices.Contains(s.Running, b.ID) {
			fresh = append(fresh, b.ID)
		}
	}
	if maps.Equal(known, s.Known) {
		return nil
	}
	if len(known) == 0 {
		return sweepRows.Delete(t.State(), p.of.ID)
	}
	if err := sweepRows.Put(t.State(), p.of.ID, swept{Known: known, Running: fresh}); err != nil || len(fresh) == 0 {
		return err
	}
	return t.SetTimer(timerSweep, t.Now(), nil)
}

// hash covers what a condition asks for.
func hash(c *require.Condition) uint64 {
	text := ""
	c.Each(func(path string, c *require.Condition) {
		flat := *c
		flat.Not, flat.Any = nil, nil
		text += fmt.Sprintf("%s %+v\n", path, flat)
	})
	return sum(text)
}

// sweep checks the next members for the badges that are new.
func (f *Feature) sweep(t *bot.Turn) error {
	s, _, err := sweepRows.Get(t.State(), t.Community.ID)
	if err != nil || len(s.Running) == 0 || t.Event.Tick.Name != timerSweep {
		return err
	}
	p, err := f.plan(t)
	if err != nil {
		return err
	}
	var which []int
	for _, i := range p.auto {
		if slices.Contains(s.Running, p.badges[i].ID) {
			which = append(which, i)
		}
	}
	n, more := 0, false
	err = f.members.After(t.State(), t.Community.ID, s.After, func(m *bot.Member, _ []bot.UserID) (bool, error) {
		if n >= sweepChecks {
			more = true
			return false, nil
		}
		checks, err := f.check(t, p, m.ID, which, false)
		n, s.After = n+1+checks, m.ID
		return true, err
	})
	if err != nil {
		return err
	}
	if !more || len(which) == 0 {
		s.Running, s.After = nil, 0
		return sweepRows.Put(t.State(), t.Community.ID, s)
	}
	if err := sweepRows.Put(t.State(), t.Community.ID, s); err != nil {
		return err
	}
	return t.SetTimer(timerSweep, t.Now().Add(sweepPause), nil)
}
