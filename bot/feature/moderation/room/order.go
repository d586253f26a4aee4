package room

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/bot/staff"
)

const (
	// MostTargets is the maximum number of people per command.
	MostTargets = 10
	// MaxReason is the longest reason that is kept, in bytes.
	MaxReason = 500
)

// Order is a parsed command. It can be stored, to continue once the platform
// has looked up the target.
type Order struct {
	Command string             `json:"command"`
	By      bot.UserID         `json:"by"` // who gave it
	Targets []bot.User         `json:"targets,omitempty"`
	For     time.Duration      `json:"for,omitempty"`
	Purge   time.Duration      `json:"purge,omitempty"` // also delete the banned user's messages younger than this
	Number  uint64             `json:"number,omitempty"`
	Reason  string             `json:"reason,omitempty"`
	About   *sanction.Evidence `json:"about,omitempty"`  // the message that it replies to
	Author  bot.UserID         `json:"author,omitempty"` // of that message
	Form    string             `json:"form,omitempty"`   // Timed, Dropping or Silent; empty: the plain one
	Desk    answer.Desk        `json:"desk"`
	At      time.Time          `json:"at"`
	Asked   bool               `json:"asked,omitempty"` // the platform has reported the target's status
	There   bool               `json:"-"`               // and it is in the space
	Rank    staff.Rank         `json:"-"`               // of the moderator, once authorized
}

// The forms of a command, by the letter before its name: /tban needs a
// duration, /dban also deletes the message, /sban is silent.
const (
	Timed    = "t"
	Dropping = "d"
	Silent   = "s"
)

// Read parses the turn's command from its input.
func Read(t *bot.Turn, in *bot.Input) *Order {
	o := &Order{
		Command: t.Call.Command.Name, By: t.Event.User.ID, At: t.At(), Form: formOf(t.Call), Desk: answer.DeskOf(t),
		Targets: in.Members("member"), For: in.Duration("time"), Purge: in.Duration("del"), Number: cmp.Or(in.Number("number"), in.Number("count"), in.Number("amount")),
		Reason: Reason(cmp.Or(in.Text("reason"), in.Text("text"), in.Rest)),
	}
	if r := t.Event.Message.ReplyTo; r != nil && r.ID != "" {
		if r.User != nil {
			o.Author = r.User.ID
			if o.Command == "del" {
				o.Targets = []bot.User{*r.User}
			}
		}
		o.About = &sanction.Evidence{Message: bot.MessageID{Place: t.Event.Place, ID: r.ID}, Text: bot.Head(r.Text, sanction.EvidenceBytes)}
	}
	return o
}

// Reason returns a text cut to MaxReason, without what nobody sees.
func Reason(text string) string { return strings.TrimSpace(bot.Head(bot.Visible(text), MaxReason)) }

func formOf(c *bot.Call) string {
	form, ok := strings.CutSuffix(c.Used, c.Command.Name)
	if !ok || form != Timed && form != Dropping && form != Silent {
		return ""
	}
	return form
}

// Span returns how long the order's sanction lasts; 0: permanently, or it has
// no duration.
func (o *Order) Span() time.Duration {
	return sanction.Span(bot.Sanction{Act: bot.Act(o.Command), For: o.For})
}

// Scene returns where the subject of an order happened: the place of the
// message it replies to or decides on, or else where it was given. An order in
// the moderators' log is about somebody elsewhere.
func (o *Order) Scene(c *bot.Community) sanction.Scene {
	s := sanction.Scene{At: o.Desk.Place, From: o.Desk.Place}
	if o.About != nil {
		s.At = o.About.Message.Place
	}
	if slices.Contains(c.Places[bot.Modlog], s.At) {
		s.At = ""
	}
	return s
}

// Obey returns a command handler that carries out the order, as far as the user
// may.
func (r *Room) Obey(carryOut func(*bot.Turn, *Order) error) func(*bot.Turn, *bot.Input) error {
	return func(t *bot.Turn, in *bot.Input) error { return r.CarryOut(t, Read(t, in), carryOut) }
}

// CarryOut does so with a parsed order. The message of a silent one is deleted
// at once.
func (r *Room) CarryOut(t *bot.Turn, o *Order, carryOut func(*bot.Turn, *Order) error) (err error) {
	t = o.Desk.Reader(t)
	why := ""
	if o.Rank, why, err = r.entitled(t, o); why != "" || err != nil {
		o.Desk.Tell(t, why)
		return err
	}
	if o.Desk.Silent = o.Form == Silent; o.Desk.Silent && o.Desk.Message != "" {
		t.Do(bot.Delete{Place: o.Desk.Place, Target: bot.Target{Message: bot.MessageID{Place: o.Desk.Place, ID: o.Desk.Message}}})
		o.Desk.Message, o.Desk.Deletes = "", false
	}
	return carryOut(t, o)
}

// Press returns the order of the button that was pressed; nil if the user may
// not give it, and was told.
func (r *Room) Press(t *bot.Turn, o Order) (_ *Order, err error) {
	o.By, o.At, o.Desk = t.Event.User.ID, t.At(), answer.DeskOf(t)
	why := ""
	if o.Rank, why, err = r.entitled(t, &o); why != "" || err != nil {
		answer.Ack(t, why)
		return nil, err
	}
	return &o, nil
}
