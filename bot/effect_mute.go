package bot

import (
	"time"
)

// Mute keeps a user from speaking in a space until Until; a zero Until unmutes.
// If the platform doesn't accept a mute that long, the engine renews it before
// it ends. A later mute replaces one that is still waiting.
type Mute struct {
	Place  Place     `json:"place"` // the space
	User   UserID    `json:"user"`
	Until  time.Time `json:"until,omitzero"`
	Reason string    `json:"reason,omitempty"` // for the platform's audit log
	// Ours is the mute to lift or renew; if another one is in force, nothing is done.
	// nil: whatever is in force.
	Ours *Ours `json:"ours,omitempty"`
}

var _ = declare[Mute]()

func (Mute) kind() string        { return "mute" }
func (e Mute) Where() Place      { return e.Place }
func (e Mute) in(p Place) Effect { e.Place = p; return e }
func (e Mute) traits() Traits {
	return Traits{Lane: Moderation, Expires: e.Until, Order: sanctionOf(e.Place, e.User), Supersedes: "mute"}
}

// sanctionOf is the Order of sanctions against one user.
func sanctionOf(space Place, u UserID) string { return "sanction|" + string(space) + "|" + string(u) }

// fit clips the duration to what the platform accepts.
func (e Mute) fit(c Capabilities, now time.Time) ([]Effect, error) {
	if !c.Mute {
		return nil, Refuse("cannot.mute")
	}
	if e.Until.IsZero() {
		return []Effect{e}, nil
	}
	if end := now.Add(c.MuteLongest); c.MuteLongest > 0 && e.Until.After(end) {
		e.Until = end
	}
	if end := now.Add(c.MuteShortest); e.Until.Before(end) {
		e.Until = end
	}
	return []Effect{e}, nil
}

// renewBefore is how long before its end on the platform a mute is renewed, so
// that an outage of a few hours unmutes nobody.
const renewBefore = 12 * time.Hour

// next renews a mute that the platform took for only part of its time, early
// enough to leave no gap.
func (e Mute) next(s Status, c Capabilities, now time.Time) (Effect, time.Duration) {
	longest := c.MuteLongest
	if s != Done || e.Until.IsZero() || longest == 0 || e.Until.Sub(now) <= longest {
		return nil, 0
	}
	e.Ours = &Ours{Since: now, Until: now.Add(longest)}
	return e, max(longest-renewBefore, longest/2)
}
