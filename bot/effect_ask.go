package bot

import "time"

// Lookup asks the platform for a user's status in a space. The answer is
// Outcome.Found.
type Lookup struct {
	Place Place  `json:"place"`
	User  UserID `json:"user"`
}

var _ = declare[Lookup]()

func (Lookup) kind() string        { return "lookup" }
func (e Lookup) Where() Place      { return e.Place }
func (e Lookup) in(p Place) Effect { e.Place = p; return e }
func (e Lookup) traits() Traits {
	return Traits{Unmissed: true, Order: "lookup|" + string(e.User)}
}

// Examine asks for Steward's own status in a space: what the platform finds
// missing (see Examiner), and what is waiting. The answer is Outcome.Examined.
type Examine struct {
	Place   Place     `json:"place"` // the space
	Expires time.Time `json:"expires,omitzero"`
}

var _ = declare[Examine]()

func (Examine) kind() string        { return "examine" }
func (e Examine) Where() Place      { return e.Place }
func (e Examine) in(p Place) Effect { e.Place = p; return e }
func (e Examine) traits() Traits {
	return Traits{Unmissed: true, Expires: e.Expires, Order: "examine|" + string(e.Place)}
}
