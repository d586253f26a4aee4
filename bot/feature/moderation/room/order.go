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
	// MostTargets is how many people one command can be about.
	MostTargets = 10
	// MaxReason is the longest reason that is kept, in bytes.
	MaxReason = 500
)

// Order is a command as it was understood. It can be stored, to be carried out when
// the platform has told who the target is.
type Order struct {
	Command string             `json:"command"`
	By      bot.UserID         `json:"by"` // who gave it
	Targets []bot.User         `json:"targets,omitempty"`
	For     time.Duration      `json:"for,omitempty"`
	Purge   time.Duration      `json:"purge,omitempty"` // of the banned one's messages, those so young go too
	Number  uint64             `json:"number,omitempty"`
	Reason  string             `json:"reason,omitempty"`
	About   *sanction.Evidence `json:"about,omitempty"`  // the message that it replies to
	Author  bot.UserID         `json:"author,omitempty"` // of that message
	Form    string             `json:"form,omitempty"`   // Timed, Dropping or Silent; empty: the plain one
	Desk    answer.Desk        `json:"desk"`
	At      time.Time          `json:"at"`
	Asked   bool               `json:"asked,omitempty"` // the platform has told how the target stands
	There   bool               `json:"-"`               // and that it is in the space
	Rank    staff.Rank         `json:"-"`               // of who gave it, once that one may
}

// The forms of a command, by the letter before its name: /tban wants a time, /dban
// deletes the message that it replies to, /sban says nothing in the place.
const (
	Timed    = "t"
	Dropping = "d"
	Silent   = "s"
)

// Read understands the turn's command by what it was given.
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

// Reason is as much of a text as is kept.
func Reason(text string) string { return strings.TrimSpace(bot.Head(text, MaxReason)) }

func formOf(c *bot.Call) string {
	form, ok := strings.CutSuffix(c.Used, c.Command.Name)
	if !ok || form != Timed && form != Dropping && form != Silent {
		return ""
	}
	return form
}

// Span returns how long what an order asks for lasts; 0: for good, or it does
// not last.
func (o *Order) Span() time.Duration {
	return sanction.Span(bot.Sanction{Act: bot.Act(o.Command), For: o.For})
}

// Scene returns where what an order is about happened: that of the message
// which it replies to or decides on, else where it was given. One that was
// given in the moderators' log is about somebody elsewhere.
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

// Obey returns what runs a command: it carries it out as far as whoever gave it
// may.
func (r *Room) Obey(carryOut func(*bot.Turn, *Order) error) func(*bot.Turn, *bot.Input) error {
	return func(t *bot.Turn, in *bot.Input) error { return r.CarryOut(t, Read(t, in), carryOut) }
}

// CarryOut does so with an order that was read. A silent one is taken away at once.
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

// Press returns what a button orders whose press the turn's event is; nil:
// whoever pressed it may not, and was told.
func (r *Room) Press(t *bot.Turn, o Order) (_ *Order, err error) {
	o.By, o.At, o.Desk = t.Event.User.ID, t.At(), answer.DeskOf(t)
	why := ""
	if o.Rank, why, err = r.entitled(t, &o); why != "" || err != nil {
		answer.Ack(t, why)
		return nil, err
	}
	return &o, nil
}
