package bot

import "time"

// Kick removes a user from a space, who may come back.
type Kick struct {
	Place  Place  `json:"place"` // the space
	User   UserID `json:"user"`
	Reason string `json:"reason,omitempty"`
}

var _ = declare[Kick]()

func (Kick) kind() string        { return "kick" }
func (e Kick) Where() Place      { return e.Place }
func (e Kick) in(p Place) Effect { e.Place = p; return e }

func (e Kick) traits() Traits {
	return Traits{
		// In doubt it is let be: whoever was kicked may be back.
		Lane: Moderation, Order: sanctionOf(e.Place, e.User), Once: true, InDoubt: Drop,
	}
}

func (e Kick) fit(c Capabilities, _ time.Time) ([]Effect, error) {
	return able(e, c.Remove, "nobody can be removed from here")
}

// Ban removes a user from a space for good, or lets them come back.
type Ban struct {
	Place  Place         `json:"place"` // the space
	User   UserID        `json:"user"`
	Lift   bool          `json:"lift,omitempty"`
	Purge  time.Duration `json:"purge,omitempty"` // of their messages, those so young go too, where the platform does that
	Reason string        `json:"reason,omitempty"`
}

var _ = declare[Ban]()

func (Ban) kind() string        { return "ban" }
func (e Ban) Where() Place      { return e.Place }
func (e Ban) in(p Place) Effect { e.Place = p; return e }
func (e Ban) traits() Traits {
	return Traits{Lane: Moderation, Order: sanctionOf(e.Place, e.User), Supersedes: "ban"}
}

func (e Ban) fit(c Capabilities, _ time.Time) ([]Effect, error) {
	return able(e, c.Remove, "nobody can be removed from here")
}
