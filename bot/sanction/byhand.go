package sanction

import (
	"time"

	"github.com/stewardbot/steward/bot"
)

// Bans and mutes that people lift or replace on the platform. They end Steward's own
// sanction, which Steward then no longer lifts.

const (
	// echo is how late the platform may report one of Steward's own acts.
	echo = 10 * time.Minute
	// longMute is the longest mute that every platform accepts at once. For a longer one,
	// a platform may show an earlier end.
	longMute = 27 * 24 * time.Hour
	// sameEnd is the tolerance between the requested end and the one the platform shows.
	sameEnd = time.Minute
	// stale is how long after a mute the platform may still report an earlier change.
	stale = 2 * time.Second
)

// ours identifies a completed sanction, so that no other one is lifted instead; nil if an
// older version stored too little about it.
func (s *Sanction) ours() *bot.Ours {
	if s.Mark == "" || s.Settled.IsZero() {
		return nil
	}
	return &bot.Ours{Since: s.Settled, Until: s.Until, Mark: s.Mark}
}

// ByHand marks Steward's sanctions on the event's account as lifted if somebody lifted or
// replaced them on the platform. It returns the changed cases without saving them. Reports
// of Steward's own acts change nothing.
func (f *File) ByHand(t *bot.Turn) (changed []*Case, err error) {
	h := t.Event.ByHand
	if h == nil || t.Member == nil || t.Event.User == nil {
		return nil, nil
	}
	var list []*Case
	own := false
	err = f.Of(t.State(), t.Community.ID, t.Member.ID, func(c *Case) (bool, error) {
		ended := false
		for i := range c.Sanctions { // an act that lifts an earlier one stands behind it
			s := &c.Sanctions[i]
			if s.Space != t.Event.Place.Space() || s.User != t.Event.User.ID {
				continue
			}
			if echoes(h, s, t.At()) {
				own, s.Seen = true, true
				return false, f.Save(t.State(), t.Community.ID, c)
			}
			ended = ended || ends(h, s, t.At())
		}
		if ended {
			list = append(list, c)
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

// echoes reports whether a change without a known author is the sanction itself, or arrived
// while one was pending, in which case its outcome decides.
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

// ends reports whether a change by hand ends a sanction in force.
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
