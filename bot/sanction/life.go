package sanction

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// The life of a sanction: it is requested, its outcome arrives, and it ends
// when its time is up or is lifted before. All of it belongs to the calling
// feature: timers and effects are that feature's.

// lockRows keeps which case locks a place: community, place -> number.
var lockRows = store.Rows("moderation_locks", store.Shape2(store.Str[string]{}, store.Tail[bot.Place]{}), store.Uint64Key{})

// Add requests one more sanction of a case.
func (f *File) Add(t *bot.Turn, c *Case, s Sanction) {
	s.State = Pending
	c.Sanctions = append(c.Sanctions, s)
	f.ask(t, c, len(c.Sanctions)-1)
}

// Settle records the outcome of the sanction that the turn's event is about,
// sets the timer of a temporary one, and marks those it lifted. It returns the
// case once none of its sanctions is pending; nil if there is nothing to
// report. The case is not saved.
func (f *File) Settle(t *bot.Turn) (*Case, error) {
	out := t.Event.Outcome
	c, i, err := f.ByRef(t.State(), t.Community.ID, out.Ref)
	if err != nil || c == nil {
		return nil, err
	}
	s := &c.Sanctions[i]
	if s.Act == bot.ActLock && s.Earlier == "" && out.Permissions != "" {
		if s.State != Pending { // undone meanwhile
			return nil, nil
		}
		s.Earlier = out.Permissions
		f.ask(t, c, i)
		return nil, f.Save(t.State(), t.Community.ID, c)
	}
	if err := f.settle(t, c, i); err != nil {
		return nil, err
	}
	return c, nil
}

func (f *File) settle(t *bot.Turn, c *Case, i int) error {
	s, out := &c.Sanctions[i], t.Event.Outcome
	if out.Status != bot.Done {
		if s.Act == bot.ActLock {
			if err := forgetLock(t, s.Space); err != nil {
				return err
			}
		}
		s.State, s.Reason = Refused, out.Reason
		t.Find(bot.Finding{Code: "refused_act", Member: c.Member, Args: bot.Args{"Case": c.ID}, Reason: out.Reason})
		return nil
	}
	s.State, s.Reason, s.Settled, s.ByHand = Done, out.Reason, t.At().UTC(), out.ByHand
	switch {
	case s.Ends() && c.Open():
		return t.SetTimer(endTimer(c.ID, i), s.Until, nil)
	case s.Act == bot.ActUnlock:
		return f.unlocked(t, c, s.Space)
	case s.Act == bot.ActMute:
		return f.replaces(t, c, s)
	}
	for act, d := range deeds {
		if d.undo == s.Act {
			return f.lifted(t, c, s, act)
		}
	}
	return nil
}

// lifted marks the earlier sanctions that this one ended: those of this case
// and of the member's others.
func (f *File) lifted(t *bot.Turn, c *Case, by *Sanction, act bot.Act) error {
	markLifted(c, act, by)
	if c.AboutPlace() {
		return nil
	}
	return f.like(t.State(), t.Community.ID, c, func(other *Case) (bool, error) {
		if other.ID == c.ID || !markLifted(other, act, by) {
			return true, nil
		}
		return true, f.Save(t.State(), t.Community.ID, other)
	})
}

// markLifted marks the sanctions of a case that another one ended.
func markLifted(c *Case, act bot.Act, by *Sanction) (changed bool) {
	for i := range c.Sanctions {
		s := &c.Sanctions[i]
		if s.Act == act && s.Space == by.Space && s.User == by.User && s.State == Done {
			s.State, s.ByHand, changed = Lifted, by.ByHand, true
		}
	}
	return changed
}

// endTimer is named after bans, which were the first to end this way.
func endTimer(id uint64, i int) string { return fmt.Sprintf("ban/%d/%d", id, i) }

// End ends the sanction whose timer is the turn's event, unless another one
// lasts longer.
func (f *File) End(t *bot.Turn) error {
	var id uint64
	var i int
	if _, err := fmt.Sscanf(t.Event.Tick.Name, "ban/%d/%d", &id, &i); err != nil {
		return fmt.Errorf("sanction: a timer %s: %w", strconv.Quote(t.Event.Tick.Name), err)
	}
	c, err := f.Get(t.State(), t.Community.ID, id)
	if err != nil || c == nil || i >= len(c.Sanctions) || c.Sanctions[i].State != Done {
		return err
	}
	s := c.Sanctions[i]
	longer, err := f.heldLonger(t, c, &s)
	if err != nil {
		return err
	}
	if longer {
		c.Sanctions[i].State = Lifted
	} else if err := f.end(t, c, i); err != nil {
		return err
	}
	return f.Save(t.State(), t.Community.ID, c)
}

// Banned reports whether a case bans a member.
func (f *File) Banned(t *bot.Turn, m bot.MemberID) (bool, error) {
	return f.Holds(t.State(), t.Community.ID, m, t.Now(), bot.ActBan)
}

// Holds reports whether one of the acts is in force against a member, or soon will be.
func (f *File) Holds(s bot.State, community string, m bot.MemberID, now time.Time, acts ...bot.Act) (held bool, err error) {
	err = f.Of(s, community, m, func(c *Case) (bool, error) {
		held = slices.ContainsFunc(c.Sanctions, func(s Sanction) bool { return slices.Contains(acts, s.Act) && s.InForce(now) })
		return !held, nil
	})
	return held, err
}

// Undoable reports whether anything of the case can be undone.
func (c *Case) Undoable(now time.Time) bool {
	return c.Open() && (c.Warning || c.Entry != 0 || len(c.Held(now)) > 0)
}

// Held returns the indexes of the sanctions that are in force and can be ended.
func (c *Case) Held(now time.Time) (list []int) {
	for i := range c.Sanctions {
		if s := &c.Sanctions[i]; s.CanEnd() && s.InForce(now) {
			list = append(list, i)
		}
	}
	return list
}

// TakeBack closes a case, which no longer counts, and requests the end of what
// is in force. The case is not saved.
func (f *File) TakeBack(t *bot.Turn, c *Case, by bot.UserID) error {
	c.Undone, c.UndoneBy, c.Answer = t.At().UTC(), by, c.ID
	if c.Warning {
		t.CountOn(t.Community.Day(c.At), Warned, c.Member, -1)
	}
	for _, i := range c.Held(t.Now()) {
		s := c.Sanctions[i]
		if s.Act == bot.ActLock && s.Earlier == "" { // not requested yet
			c.Sanctions[i].State = Lifted
			if err := forgetLock(t, s.Space); err != nil {
				return err
			}
			continue
		}
		if s.Ends() {
			if err := t.SetTimer(endTimer(c.ID, i), time.Time{}, nil); err != nil {
				return err
			}
		}
		stays, err := f.standsIn(t, c, &s)
		if err == nil && stays {
			c.Sanctions[i].State = Lifted
		} else if err == nil {
			err = f.end(t, c, i)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Lock records that a saved case locks a place.
func (f *File) Lock(t *bot.Turn, c *Case, place bot.Place) error {
	return lockRows.Put(t.State(), store.K2(t.Community.ID, place), c.ID)
}

// LockOf returns the case that locks a place; nil if none does.
func (f *File) LockOf(t *bot.Turn, place bot.Place) (*Case, error) {
	id, ok, err := lockRows.Get(t.State(), store.K2(t.Community.ID, place))
	if err != nil || !ok {
		return nil, err
	}
	return f.Get(t.State(), t.Community.ID, id)
}

// LockUntil changes the end of a lock in force, and saves it.
func (f *File) LockUntil(t *bot.Turn, c *Case, until time.Time) error {
	c.Sanctions[0].Until = until
	return errors.Join(t.SetTimer(endTimer(c.ID, 0), until, nil), f.Save(t.State(), t.Community.ID, c))
}

// LockFrom changes what the end of a lock gives back, and saves it: for a place that was locked
// otherwise before.
func (f *File) LockFrom(t *bot.Turn, c *Case, earlier string) error {
	s := &c.Sanctions[0]
	asked := s.Earlier != ""
	if s.Earlier = earlier; !asked {
		f.ask(t, c, 0)
	}
	return f.Save(t.State(), t.Community.ID, c)
}

func forgetLock(t *bot.Turn, place bot.Place) error {
	return lockRows.Delete(t.State(), store.K2(t.Community.ID, place))
}

// unlocked records that a place is open again, through c or the lock's own end.
func (f *File) unlocked(t *bot.Turn, c *Case, place bot.Place) error {
	locked, err := f.LockOf(t, place)
	if err != nil || locked == nil {
		return err
	}
	if err := forgetLock(t, place); err != nil {
		return err
	}
	if locked.ID == c.ID {
		c.Sanctions[0].State = Lifted
		return nil
	}
	locked.Sanctions[0].State = Lifted
	if err := t.SetTimer(endTimer(locked.ID, 0), time.Time{}, nil); err != nil {
		return err
	}
	return f.Save(t.State(), t.Community.ID, locked)
}
