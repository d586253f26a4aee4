package sanction

import (
	"time"

	"github.com/stewardbot/steward/bot"
)

// Sanctions that meet: several of the same act on one account in one space. A platform
// knows one ban and one mute of somebody. A later ban leaves the earlier one as it is,
// and the longest counts; a later mute replaces the earlier one.

// others calls fn for the other sanctions of the same act on the same account in the
// same space, newest first, until it returns false.
func (f *File) others(t *bot.Turn, c *Case, s *Sanction, fn func(c *Case, x *Sanction) (bool, error)) error {
	if s.User == "" {
		return nil
	}
	return f.like(t.State(), t.Community.ID, c, func(other *Case) (bool, error) {
		for i := range other.Sanctions {
			x := &other.Sanctions[i]
			if x.Ref == s.Ref || x.Act != s.Act || x.Space != s.Space || x.User != s.User {
				continue
			}
			if more, err := fn(other, x); err != nil || !more {
				return false, err
			}
		}
		return true, nil
	})
}

// heldLonger reports whether another ban of the same account continues when this one
// ends.
func (f *File) heldLonger(t *bot.Turn, c *Case, s *Sanction) (longer bool, err error) {
	if s.Act != bot.ActBan {
		return false, nil
	}
	end := s.Until
	if now := t.Now(); now.After(end) {
		end = now
	}
	err = f.others(t, c, s, func(_ *Case, x *Sanction) (bool, error) {
		longer = x.InForce(end)
		return !longer, nil
	})
	return longer, err
}

// standsIn reports whether another ban of the same account holds, so that there is
// nothing to be lifted.
func (f *File) standsIn(t *bot.Turn, c *Case, s *Sanction) (held bool, err error) {
	if s.Act != bot.ActBan {
		return false, nil
	}
	err = f.others(t, c, s, func(_ *Case, x *Sanction) (bool, error) {
		held = x.State == Done && x.InForce(t.Now())
		return !held, nil
	})
	return held, err
}

// lasts returns when the platform may end a ban by itself: with the last of those in
// force; zero: never.
func (f *File) lasts(t *bot.Turn, c *Case, s *Sanction) time.Time {
	until := s.Until
	err := f.others(t, c, s, func(_ *Case, x *Sanction) (bool, error) {
		if x.InForce(t.Now()) && !until.IsZero() && (x.Until.IsZero() || x.Until.After(until)) {
			until = x.Until
		}
		return !until.IsZero(), nil
	})
	if err != nil { // Steward ends it then
		return time.Time{}
	}
	return until
}

// alone reports whether no other of Steward's own was in force beside a sanction. If one
// was, it may be that one which the platform shows.
func (f *File) alone(t *bot.Turn, c *Case, s *Sanction) (alone bool, err error) {
	alone = true
	ends := func(c *Case, s *Sanction, at time.Time) bool {
		return !c.Undone.IsZero() && !c.Undone.After(at) || !s.Until.IsZero() && !s.Until.After(at)
	}
	err = f.others(t, c, s, func(other *Case, x *Sanction) (bool, error) {
		was := (x.State == Done || x.State == Lifted) && !x.ByHand
		alone = !was || ends(other, x, s.Settled) || !s.Until.IsZero() && !s.Until.After(x.Settled)
		return alone, nil
	})
	return alone, err
}

// replaces marks the earlier mutes that a later one replaced.
func (f *File) replaces(t *bot.Turn, c *Case, s *Sanction) error {
	return f.others(t, c, s, func(other *Case, x *Sanction) (bool, error) {
		if x.State != Done || other.ID == c.ID {
			return true, nil
		}
		x.State = Lifted
		return true, f.Save(t.State(), t.Community.ID, other)
	})
}
