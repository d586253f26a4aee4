package bot

import "time"

// Pin pins a message in its place, without a notification; Off unpins it.
type Pin struct {
	Place  Place  `json:"place"`
	Target Target `json:"target"`
	Off    bool   `json:"off,omitempty"`
	Reason string `json:"reason,omitempty"` // for the platform's audit log
}

var _ = declare[Pin]()

func (Pin) kind() string        { return "pin" }
func (e Pin) Where() Place      { return e.Place }
func (e Pin) in(p Place) Effect { e.Place = p; return e }
func (e Pin) traits() Traits {
	return Traits{Lane: Posts, Order: "pin|" + string(e.Place), Target: e.Target}
}

func (e Pin) about(t Target) Effect { e.Target = t; return e }

func (e Pin) fit(c Capabilities, _ time.Time) ([]Effect, error) {
	return able(e, c.Pin, "cannot.pin")
}
