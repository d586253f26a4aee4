package answer

import (
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
)

// Desk is where a moderator or operator gave a command, for answers in a later
// turn. It can be stored.
type Desk struct {
	Place   bot.Place  `json:"place"`
	User    bot.UserID `json:"user"`
	Message string     `json:"message,omitempty"` // to reply to; empty: none
	Deletes bool       `json:"deletes,omitempty"` // the message is deleted once it is answered
	Press   string     `json:"press,omitempty"`   // of a button, or of a native command of the platform
	Until   time.Time  `json:"until,omitzero"`    // when the answer becomes useless; zero: ten minutes after it is available
	Silent  bool       `json:"silent,omitempty"`  // nothing is posted in the place
	// Language is that of the person who gave the command.
	Language string `json:"language,omitempty"`
}

// stale is how long an answer without an Until is useful.
const stale = 10 * time.Minute

// DeskOf returns the desk of the turn's command or press. The event must have a
// user.
func DeskOf(t *bot.Turn) Desk {
	e := t.Event
	d := Desk{Place: e.Place, User: e.User.ID, Language: t.ToUser().Language()}
	if m := e.Message; m != nil {
		d.Press = m.Press
		if !m.Hidden && m.Press == "" && !e.Place.Private() {
			d.Message, d.Deletes = m.ID, deletesCommand(t)
		}
	}
	return d
}

// Reader returns the turn speaking to the person who gave the command.
func (d *Desk) Reader(t *bot.Turn) *bot.Turn { return t.Speaking(d.Language) }

// Tell answers the person who gave the command, privately if the platform can.
// Without lines it does nothing.
func (d *Desk) Tell(t *bot.Turn, lines ...string) {
	d.say(t, Reply{Text: strings.Join(lines, "\n")}, true)
}

// Show does the same for a reply with buttons.
func (d *Desk) Show(t *bot.Turn, r Reply) bot.Ref { return d.say(t, r, true) }

// Announce answers for everybody in the place. It returns 0 if there was
// nothing to say.
func (d *Desk) Announce(t *bot.Turn, r Reply) bot.Ref { return d.say(t, r, false) }

// say answers the command once; later texts are ordinary messages.
func (d *Desk) say(t *bot.Turn, r Reply, alone bool) bot.Ref {
	if strings.TrimSpace(r.Text) == "" || t.Late || !d.Until.IsZero() && !t.Now().Before(d.Until) {
		return 0
	}
	s := bot.Say{Place: d.Place, Text: r.Text, Press: d.Press, Buttons: r.Buttons, Lane: bot.Moderation, Expires: d.Until}
	if d.Until.IsZero() {
		s.Expires = t.Now().Add(stale)
	}
	after := time.Duration(0)
	if !d.Place.Private() && alone {
		s.To, s.HideAfter = d.User, hideAfter(t)
		after = s.HideAfter
	}
	if alone || !d.Deletes {
		s.ReplyTo = d.Message
	}
	ref := t.Do(s)
	if d.Deletes {
		t.Do(bot.Delete{
			Place: d.Place, Target: bot.Target{Message: bot.MessageID{Place: d.Place, ID: d.Message}}, Wait: ref, After: after,
		})
	}
	d.Message, d.Press, d.Deletes = "", "", false
	return ref
}
