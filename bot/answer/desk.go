package answer

import (
	"time"

	"github.com/stewardbot/steward/bot"
)

// Desk is where a command was given, for an answer that comes in a later turn. It
// can be stored.
type Desk struct {
	Place   bot.Place  `json:"place"`
	User    bot.UserID `json:"user"`
	Message string     `json:"message,omitempty"` // to reply to; empty: none
	Deletes bool       `json:"deletes,omitempty"` // the message goes once it is answered
	Press   string     `json:"press,omitempty"`   // of a button, or of a command that the platform brought
	Until   time.Time  `json:"until"`             // later nobody wants the answer
	// Language is that of whoever gave the command.
	Language string `json:"language,omitempty"`
}

// DeskOf is that of the turn's command or press; the event has a user.
func DeskOf(t *bot.Turn) Desk {
	e := t.Event
	d := Desk{Place: e.Place, User: e.User.ID, Until: Expires(t), Language: t.ToUser().Language()}
	if m := e.Message; m != nil {
		d.Press = m.Press
		if !m.Hidden && m.Press == "" && !e.Place.Private() {
			d.Message, d.Deletes = m.ID, deletesCommand(t)
		}
	}
	return d
}

// Reader is the turn as it speaks to whoever gave the command.
func (d Desk) Reader(t *bot.Turn) *bot.Turn { return t.Speaking(d.Language) }

// Tell answers whoever gave the command alone, where the platform can. It is for
// one answer.
func (d Desk) Tell(t *bot.Turn, text string) {
	if text == "" || !t.Now().Before(d.Until) {
		return
	}
	s := bot.Say{Place: d.Place, Text: text, Press: d.Press, Expires: d.Until}
	if !d.Place.Private() {
		s.To, s.HideAfter, s.ReplyTo = d.User, hideAfter(t), d.Message
	}
	ref := t.Do(s)
	if d.Deletes {
		t.Do(bot.Delete{
			Place: d.Place, Target: bot.Target{Message: bot.MessageID{Place: d.Place, ID: d.Message}}, Wait: ref, After: s.HideAfter,
		})
	}
}
