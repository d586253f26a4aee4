package bot

import "time"

// Kick removes a user from a space; they may come back.
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
		// In doubt it is dropped: the user may have come back since.
		Lane: Moderation, Order: sanctionOf(e.Place, e.User), Once: true, InDoubt: Drop,
	}
}

func (e Kick) fit(c Capabilities, _ time.Time) ([]Effect, error) {
	return able(e, c.Remove, "nobody can be removed from here")
}

// Ban removes a user from a space permanently, or lifts a ban.
type Ban struct {
	Place  Place         `json:"place"` // the space
	User   UserID        `json:"user"`
	Lift   bool          `json:"lift,omitempty"`
	Purge  time.Duration `json:"purge,omitempty"` // also delete their messages younger than this, where the platform supports it
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
