package bot

import (
	"time"

	"github.com/stewardbot/steward/bot/markup"
)

// Edit replaces the text and buttons of one of our messages.
type Edit struct {
	Place   Place      `json:"place"`
	Target  Target     `json:"target"`
	To      UserID     `json:"to,omitempty"` // the only one who sees the message, if so
	Text    string     `json:"text"`
	Rich    bool       `json:"rich,omitempty"` // as in Say
	Buttons [][]Button `json:"buttons,omitempty"`
	Expires time.Time  `json:"expires,omitzero"`
}

var _ = declare[Edit]()

func (Edit) kind() string        { return "edit" }
func (e Edit) Where() Place      { return e.Place }
func (e Edit) in(p Place) Effect { e.Place = p; return e }
func (e Edit) traits() Traits {
	return Traits{Expires: e.Expires, Order: saidIn(Answers, e.Place), Supersedes: e.Target.String(), Pace: PaceSpeech, Target: e.Target}
}

func (e Edit) about(t Target) Effect { e.Target = t; return e }

func (e Edit) words() Words { return Words{Text: e.Plain(), Said: true, To: e.To} }

// Plain returns the text for a platform without formatting.
func (e Edit) Plain() string { return plain(e.Text, e.Rich) }

func (e Edit) fit(c Capabilities, _ time.Time) ([]Effect, error) {
	if !c.Edit {
		return nil, Refuse("cannot.edit")
	}
	e.Buttons = withoutForms(e.Buttons, c)
	if c.Numbered {
		e.Text, e.Buttons = numbered(e.Text, e.Rich, e.Buttons), nil
	}
	if e.Rich {
		e.Text = markup.Split(e.Text, c.TextLength)[0]
	} else {
		e.Text = markup.Cut(e.Text, c.TextLength, c.Escaped)
	}
	return []Effect{e}, checkButtons(e.Buttons, c)
}
