package sanction

import (
	"time"

	"github.com/stewardbot/steward/bot"
)

// What people do by hand on the platform itself: it ends what Steward did there, which
// is lifted no more.

const (
	// echo is how long after an act of Steward's own the platform may tell of it.
	echo = 10 * time.Minute
	// longMute is what is longer than some platforms take at once, so that there an
	// earlier end shows.
	longMute = 27 * 24 * time.Hour
	// sameEnd is how far the end that a platform shows may be from the one asked for.
	sameEnd = time.Minute
	// stale is how long after a mute the platform may still tell of a change before it.
	stale = 2 * time.Second
)

// ours describes a sanction that is done, so that nothing else is ended in its place;
// nil: it was asked for by a version that kept too little of it.
func (s *Sanction) ours() *bot.Ours {
	if s.Mark == "" || s.Settled.IsZero() {
		return nil
	}
	return &bot.Ours{Since: s.Settled, Until: s.Until, Mark: s.Mark}
}

// ByHand notes that what Steward did to the account of the turn's event has ended or was
// replaced, and returns the cases that changed, which are not saved. Steward's own acts,
// of which the platform tells as well, change nothing.
func (f *File) ByHand(t *bot.Turn) (changed []*Case, err error) {
	h := t.Event.ByHand
	if h == nil || t.Member == nil || t.Event.User == nil {
		return nil, nil
	}
	var list []*Case
	own := false
	err = f.Of(t.State(), t.Community.ID, t.Member.ID, func(c *Case) (bool, error) {
		for i := range c.Sanctions {
			s := &c.Sanctions[i]
			if s.Space != t.Event.Place.Space() || s.User != t.Event.User.ID {
				continue
			}
			if echoes(h, s, t.At()) {
				own, s.Seen = true, true
				return false, f.Save(t.State(), t.Community.ID, c)
			}
			if ends(h, s, t.At()) {
				list = append(list, c)
				break
			}
		}
		return true, nil
	})
	if err != nil || own {
		return nil, err
	}
	for _, c := range list {
		for i := range c.Sanctions {
			s := &c.Sanctions[i]
			if s.Space != t.Event.Place.Space() || s.User != t.Event.User.ID || !ends(h, s, t.At()) {
				continue
			}
			s.State, s.ByHand = Lifted, true
			if s.Ends() {
				if err := t.SetTimer(endTimer(c.ID, i), time.Time{}, nil); err != nil {
					return nil, err
				}
			}
		}
	}
	return list, nil
}

// echoes tells whether what was told without a name is an act of Steward's own, or came
// while one was under way, whose outcome says how things are.
func echoes(h *bot.ByHand, s *Sanction, at time.Time) bool {
	switch {
	case h.By != "":
		return false
	case h.Act == bot.ActMute || h.Act == bot.ActUnmute:
		return s.State == Pending && (s.Act == bot.ActMute || s.Act == bot.ActUnmute)
	case s.Act != h.Act || s.Seen:
		return false
	}
	return s.State == Pending || s.State == Done && s.Reason == "" && at.Sub(s.Settled) <= echo
}

// ends tells whether a sanction that is in force is so no more after what was done by
// hand.
func ends(h *bot.ByHand, s *Sanction, at time.Time) bool {
	if s.State != Done || !s.InForce(at) {
		return false
	}
	switch h.Act {
	case bot.ActBan, bot.ActUnban:
		return s.Act == bot.ActBan
	case bot.ActMute:
		part := s.Until.Sub(s.Settled) > longMute && h.Until.Before(s.Until) && !h.Until.IsZero()
		return s.Act == bot.ActMute && !part && (h.Until.IsZero() || h.Until.Sub(s.Until).Abs() > sameEnd)
	}
	return s.Act == bot.ActMute && (h.By != "" || at.Sub(s.Settled) > stale)
}
