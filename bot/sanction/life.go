package sanction

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// The life of a sanction: it is asked for, its outcome comes, it ends when its time has
// come, or is taken back before. All of it is a feature's: its timers and effects are
// that feature's own.

// lockRows keeps which case locks a place: community, place -> number.
var lockRows = store.Rows("moderation_locks", store.Shape2(store.Str[string]{}, store.Tail[bot.Place]{}), store.Uint64Key{})

// Add asks the platform for one more sanction of a case.
func (f *File) Add(t *bot.Turn, c *Case, s Sanction) {
	s.State = Pending
	c.Sanctions = append(c.Sanctions, s)
	f.ask(t, c, len(c.Sanctions)-1)
}

// Settle notes in a case what became of the sanction whose outcome the turn's event is,
// sees to it that what is for a time ends, and that what was lifted no longer counts as
// in force. It returns the case once none of its sanctions is pending; nil: there is
// nothing to tell. The case is not saved.
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
		t.Find(bot.Finding{Code: "refused_act", Member: c.Member, Args: bot.Args{"Case": c.ID, "Reason": out.Reason}})
		return nil
	}
	s.State, s.Reason = Done, out.Reason
	switch {
	case s.Ends() && c.Open():
		return t.SetTimer(endTimer(c.ID, i), s.Until, nil)
	case s.Act == bot.ActUnlock:
		return f.unlocked(t, c, s.Space)
	}
	for act, d := range deeds {
		if d.undo == s.Act {
			return f.lifted(t, c, s, act)
		}
	}
	return nil
}

// lifted marks the earlier sanctions that another one ended: those of this case and of
// the member's others.
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

// markLifted marks the acts of a case that another one ended.
func markLifted(c *Case, act bot.Act, by *Sanction) (changed bool) {
	for i := range c.Sanctions {
		s := &c.Sanctions[i]
		if s.Act == act && s.Space == by.Space && s.User == by.User && s.State == Done {
			s.State, changed = Lifted, true
		}
	}
	return changed
}

// endTimer is named for bans, which were the first to end so.
func endTimer(id uint64, i int) string { return fmt.Sprintf("ban/%d/%d", id, i) }

// End ends the sanction whose timer the turn's event is, unless another holds longer.
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
	longer, err := f.heldLonger(t, c, s)
	if err != nil {
		return err
	}
	if longer {
		c.Sanctions[i].State = Lifted
	} else {
		f.Add(t, c, s.ending())
	}
	return f.Save(t.State(), t.Community.ID, c)
}

// heldLonger tells whether another ban of the same account goes on.
func (f *File) heldLonger(t *bot.Turn, c *Case, s Sanction) (longer bool, err error) {
	if s.Act != bot.ActBan {
		return false, nil
	}
	end := s.Until
	if now := t.Now(); now.After(end) {
		end = now
	}
	err = f.like(t.State(), t.Community.ID, c, func(c *Case) (bool, error) {
		for _, x := range c.Sanctions {
			longer = longer || x.Act == bot.ActBan && x.Space == s.Space && x.User == s.User && x.InForce(end)
		}
		return !longer, nil
	})
	return longer, err
}

// Banned tells whether a member is banned by a case.
func (f *File) Banned(t *bot.Turn, m bot.MemberID) (banned bool, err error) {
	err = f.Of(t.State(), t.Community.ID, m, func(c *Case) (bool, error) {
		for _, s := range c.Sanctions {
			banned = banned || s.Act == bot.ActBan && s.State == Done && s.InForce(t.Now())
		}
		return !banned, nil
	})
	return banned, err
}

// Undoable tells whether there is anything of the case to take back.
func (c *Case) Undoable(now time.Time) bool {
	return c.Open() && (c.Warning || c.Entry != 0 || len(c.Held(now)) > 0)
}

// Held are the sanctions that have effect and can be ended, by their places in the
// case.
func (c *Case) Held(now time.Time) (list []int) {
	for i := range c.Sanctions {
		if s := &c.Sanctions[i]; s.CanEnd() && s.InForce(now) {
			list = append(list, i)
		}
	}
	return list
}

// TakeBack closes a case, which weighs no more, and asks for the end of what is in
// force. The case is not saved.
func (f *File) TakeBack(t *bot.Turn, c *Case, by bot.UserID) error {
	c.Undone, c.UndoneBy, c.Answer = t.At().UTC(), by, c.ID
	for _, i := range c.Held(t.Now()) {
		s := c.Sanctions[i]
		if s.Act == bot.ActLock && s.Earlier == "" { // not asked for yet
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
		f.Add(t, c, s.ending())
	}
	return nil
}

// Lock notes that a case, which is saved, locks a place.
func (f *File) Lock(t *bot.Turn, c *Case, place bot.Place) error {
	return lockRows.Put(t.State(), store.K2(t.Community.ID, place), c.ID)
}

// LockOf is the case that locks a place; nil if none does.
func (f *File) LockOf(t *bot.Turn, place bot.Place) (*Case, error) {
	id, ok, err := lockRows.Get(t.State(), store.K2(t.Community.ID, place))
	if err != nil || !ok {
		return nil, err
	}
	return f.Get(t.State(), t.Community.ID, id)
}

// LockUntil gives a lock that is in force another end, and saves it.
func (f *File) LockUntil(t *bot.Turn, c *Case, until time.Time) error {
	c.Sanctions[0].Until = until
	return errors.Join(t.SetTimer(endTimer(c.ID, 0), until, nil), f.Save(t.State(), t.Community.ID, c))
}

func forgetLock(t *bot.Turn, place bot.Place) error {
	return lockRows.Delete(t.State(), store.K2(t.Community.ID, place))
}

// unlocked notes that a place is open again, by c or by the lock's own end.
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
