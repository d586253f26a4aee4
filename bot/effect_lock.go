package bot

import "time"

// Permissions asks what everybody may do in a place, in the platform's own
// encoding. The answer is Outcome.Permissions.
type Permissions struct {
	Place Place `json:"place"`
}

var _ = declare[Permissions]()

func (Permissions) kind() string        { return "permissions" }
func (e Permissions) Where() Place      { return e.Place }
func (e Permissions) in(p Place) Effect { e.Place = p; return e }
func (e Permissions) traits() Traits {
	return Traits{Lane: Moderation, Order: "lock|" + string(e.Place)}
}

func (e Permissions) fit(c Capabilities, _ time.Time) ([]Effect, error) {
	return able(e, c.Lock, "cannot.lock")
}

// Lock keeps ordinary members from speaking in a place; Lift restores exactly
// the permissions from before.
type Lock struct {
	Place   Place  `json:"place"`
	Lift    bool   `json:"lift,omitempty"`
	Earlier string `json:"earlier"`          // what Permissions returned before the place was locked
	Reason  string `json:"reason,omitempty"` // for the platform's audit log
}

var _ = declare[Lock]()

func (Lock) kind() string        { return "lock" }
func (e Lock) Where() Place      { return e.Place }
func (e Lock) in(p Place) Effect { e.Place = p; return e }
func (e Lock) traits() Traits {
	return Traits{Lane: Moderation, Order: "lock|" + string(e.Place), Supersedes: "lock"}
}

func (e Lock) fit(c Capabilities, _ time.Time) ([]Effect, error) {
	return able(e, c.Lock, "cannot.lock")
}
