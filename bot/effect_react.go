package bot

import "time"

// React sets Steward's own reaction to a message.
type React struct {
	Place   Place     `json:"place"`
	Target  Target    `json:"target"`
	Emoji   string    `json:"emoji"`
	Expires time.Time `json:"expires,omitzero"`
	// Instead is said to To if the place does not support the reaction; empty:
	// nothing is said.
	Instead   string        `json:"instead,omitempty"`
	To        UserID        `json:"to,omitempty"`
	HideAfter time.Duration `json:"hide_after,omitempty"`
}

var _ = declare[React]()

func (React) kind() string        { return "react" }
func (e React) Where() Place      { return e.Place }
func (e React) in(p Place) Effect { e.Place = p; return e }
func (e React) traits() Traits {
	return Traits{Expires: e.Expires, Order: "react|" + string(e.Place) + "|" + e.Target.Message.ID, Pace: PaceReaction, Target: e.Target}
}

func (e React) about(t Target) Effect { e.Target = t; return e }

func (e React) words() Words { return Words{Text: e.Emoji, Said: true, To: e.To} }

func (e React) fit(c Capabilities, _ time.Time) ([]Effect, error) {
	return able(e, c.React, "cannot.react")
}

// next says Instead when the place refuses the reaction.
func (e React) next(s Status, _ Capabilities, _ time.Time) (Effect, time.Duration) {
	if s != Refused || e.Instead == "" {
		return nil, 0
	}
	return Say{
		Place: e.Place, To: e.To, Text: e.Instead, ReplyTo: e.Target.Message.ID,
		Expires: e.Expires, HideAfter: e.HideAfter,
	}, 0
}
