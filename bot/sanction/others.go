package sanction

import (
	"time"

	"github.com/stewardbot/steward/bot"
)

// Overlapping sanctions: several of the same kind on one account in one space. A platform
// keeps only one ban and one mute per account. Of several bans, the longest applies; a later
// mute replaces the earlier one.

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

// heldLonger reports whether another ban of the same account is in force after this one
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

// standsIn reports whether another ban of the same account is in force, so that this one
// must not be lifted on the platform.
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

// lasts returns when the platform may end a ban by itself: the latest end of all bans in
// force; zero means never.
func (f *File) lasts(t *bot.Turn, c *Case, s *Sanction) time.Time {
	until := s.Until
	err := f.others(t, c, s, func(_ *Case, x *Sanction) (bool, error) {
		if x.InForce(t.Now()) && !until.IsZero() && (x.Until.IsZero() || x.Until.After(until)) {
			until = x.Until
		}
		return !until.IsZero(), nil
	})
	if err != nil { // Steward lifts it instead
		return time.Time{}
	}
	return until
}

// alone reports whether no other sanction by Steward was in force at the same time as s.
// Otherwise the platform may be showing the other one.
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

// replaces marks earlier mutes in force as lifted, since s has replaced them, and saves their
// cases.
func (f *File) replaces(t *bot.Turn, c *Case, s *Sanction) error {
	return f.others(t, c, s, func(other *Case, x *Sanction) (bool, error) {
		if x.State != Done || !x.InForce(t.Now()) || other.ID == c.ID {
			return true, nil
		}
		x.State = Lifted
		return true, f.Save(t.State(), t.Community.ID, other)
	})
}
