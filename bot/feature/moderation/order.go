package moderation

import (
	"cmp"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/sanction"
)

const (
	// mostTargets is how many people one command can be about.
	mostTargets = 10
	// maxReason is the longest reason that is kept, in bytes.
	maxReason = 500
)

// order is a command as it was understood. It can be stored, to be carried out when
// the platform has told who the target is.
type order struct {
	Command string             `json:"command"`
	By      bot.UserID         `json:"by"` // who gave it
	Targets []bot.User         `json:"targets,omitempty"`
	For     time.Duration      `json:"for,omitempty"`
	Number  uint64             `json:"number,omitempty"`
	Reason  string             `json:"reason,omitempty"`
	About   *sanction.Evidence `json:"about,omitempty"`  // the message that it replies to
	Author  bot.UserID         `json:"author,omitempty"` // of that message
	Every   time.Duration      `json:"every,omitempty"`  // of slow mode
	Off     bool               `json:"off,omitempty"`    // take away what the command gives
	Form    string             `json:"form,omitempty"`   // timed, dropping or silent; empty: the plain one
	Desk    desk               `json:"desk"`
	At      time.Time          `json:"at"`
}

// desk is where a command was given and is answered.
type desk struct {
	Place   bot.Place  `json:"place"`
	User    bot.UserID `json:"user"`
	Message string     `json:"message,omitempty"` // to reply to; empty: none
	Deletes bool       `json:"deletes,omitempty"` // the message goes once it is answered
	Press   string     `json:"press,omitempty"`   // of a command that the platform brought
	Silent  bool       `json:"silent,omitempty"`  // the place hears nothing of it
	// Language of whoever gave the command, for what that one alone is told.
	Language string `json:"language,omitempty"`
}

// read understands the turn's command by what it was given.
func (f *Feature) read(t *bot.Turn, in *bot.Input) *order {
	e := t.Event
	o := &order{
		Command: t.Call.Command.Name, By: e.User.ID, At: t.At(), Form: formOf(t.Call),
		Targets: in.Members("member"), For: in.Duration("time"), Number: cmp.Or(in.Number("number"), in.Number("count"), in.Number("amount")),
		Desk: desk{Place: e.Place, User: e.User.ID, Press: e.Message.Press, Language: t.ToUser().Language()},
	}
	text := cmp.Or(in.Text("reason"), in.Text("text"), in.Rest)
	if m := e.Message; !m.Hidden && m.Press == "" && !e.Place.Private() {
		o.Desk.Message, o.Desk.Deletes = m.ID, t.Community.Replies.DeleteCommands && t.Call.Slash
	}
	switch o.Command {
	case "slow":
		text = o.readSlow(in.Text("time"), t.Call.Form != nil)
	case "pin":
		text = o.readPin(t.Call.Used, in.Rest)
	case "del":
		if r := in.Message("message"); r != nil && r.User != nil {
			o.Targets = []bot.User{*r.User}
		}
	}
	o.Reason = reason(text)
	o.readReply(e)
	return o
}

func reason(text string) string { return strings.TrimSpace(bot.Head(text, maxReason)) }

// The forms of a command, by the letter before its name: /tban wants a time, /dban
// deletes the message that it replies to, /sban says nothing in the place.
const (
	timed    = "t"
	dropping = "d"
	silent   = "s"
)

// formOf is the form in which a command was given.
func formOf(c *bot.Call) string {
	form, ok := strings.CutSuffix(c.Used, c.Command.Name)
	if !ok || form != timed && form != dropping && form != silent {
		return ""
	}
	return form
}

// readReply notes the message that the command is about.
func (o *order) readReply(e *bot.Event) {
	if r := e.Message.ReplyTo; r != nil && r.ID != "" {
		if r.User != nil {
			o.Author = r.User.ID
		}
		o.About = &sanction.Evidence{Message: bot.MessageID{Place: e.Place, ID: r.ID}, Text: bot.Head(r.Text, sanction.EvidenceBytes)}
	}
}
