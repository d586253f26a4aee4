package bot

import (
	"strings"
	"time"
)

// Ack ends the loading state of a pressed button, with or without a short
// notice.
type Ack struct {
	Place   Place     `json:"place"`
	Press   string    `json:"press"`
	Text    string    `json:"text,omitempty"` // at most 200 characters
	Expires time.Time `json:"expires,omitzero"`
	// Secret keeps the text out of listings and records. The engine sets it in
	// answer to a Secret verb, whose data the text may repeat.
	Secret bool `json:"secret,omitempty"`
}

var _ = declare[Ack]()

func (Ack) kind() string        { return "ack" }
func (e Ack) Where() Place      { return e.Place }
func (e Ack) in(p Place) Effect { e.Place = p; return e }
func (e Ack) traits() Traits {
	return Traits{Unmissed: e.Text == "", Expires: e.Expires, Order: "ack|" + e.Press}
}

func (e Ack) words() Words {
	if e.Secret {
		e.Text = ""
	}
	return Words{Text: e.Text, Said: true}
}

func (e Ack) fit(c Capabilities, _ time.Time) ([]Effect, error) {
	if message, ok := strings.CutPrefix(e.Press, pressReply); ok {
		if e.Text == "" {
			return nil, nil // nobody sees a loading state
		}
		return []Effect{Say{Place: e.Place, Text: e.Text, ReplyTo: message, Expires: e.Expires}}, nil
	}
	e.Text = cutRunes(e.Text, c.AckLength)
	return []Effect{e}, nil
}

// Complete offers choices to somebody who is typing; see Typing. It expires
// within moments.
type Complete struct {
	Place   Place     `json:"place"`
	Typing  string    `json:"typing"`
	Choices []string  `json:"choices,omitempty"`
	Expires time.Time `json:"expires,omitzero"`
}

var _ = declare[Complete]()

func (Complete) kind() string        { return "complete" }
func (e Complete) Where() Place      { return e.Place }
func (e Complete) in(p Place) Effect { e.Place = p; return e }
func (e Complete) traits() Traits {
	return Traits{Unmissed: true, Expires: e.Expires, Order: "complete|" + e.Typing}
}
