package bot

import (
	"time"
)

// Slow sets the minimum time between two messages of a member in a place; a
// zero Every lifts it.
type Slow struct {
	Place  Place         `json:"place"`
	Every  time.Duration `json:"every,omitempty"`
	Reason string        `json:"reason,omitempty"` // for the platform's audit log
}

var _ = declare[Slow]()

func (Slow) kind() string        { return "slow" }
func (e Slow) Where() Place      { return e.Place }
func (e Slow) in(p Place) Effect { e.Place = p; return e }
func (e Slow) traits() Traits {
	return Traits{Lane: Moderation, Order: "slow|" + string(e.Place), Supersedes: "slow"}
}

func (e Slow) fit(c Capabilities, _ time.Time) ([]Effect, error) {
	if !c.Slow {
		return nil, Refuse("cannot.slow")
	}
	if c.SlowLongest > 0 {
		e.Every = min(e.Every, c.SlowLongest)
	}
	return []Effect{e}, nil
}
