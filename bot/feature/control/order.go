package control

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/answer"
)

// order is a command as it was given. It can be stored until it is confirmed.
type order struct {
	Command string      `json:"command"`
	Words   []string    `json:"words,omitempty"`
	At      time.Time   `json:"at"`
	Desk    answer.Desk `json:"desk"`
}

// by is who gave or confirmed it.
func (o *order) by() bot.UserID { return o.Desk.User }

// command reads an order. One in the name of the group waits until an administrator
// confirms it.
func (f *Feature) command(t *bot.Turn) error {
	o := &order{Command: t.Call.Command.Name, Words: words(t.Call.Args), At: t.At(), Desk: answer.DeskOf(t)}
	if t.Event.User.Persona == bot.TheGroup {
		return f.askWho(t, o)
	}
	return f.obey(t, o)
}

// obey carries out an order of somebody who may give it, and answers it if there
// is something to say.
func (f *Feature) obey(t *bot.Turn, o *order) error {
	var say saying
	var err error
	switch o.Command {
	case "status":
		return f.status(t, o)
	case "pause":
		say, err = f.pause(t, o)
	case "resume":
		say, err = f.resume(t, o)
	case "rule":
		say, err = f.rule(t, o)
	}
	if err == nil && say != nil {
		o.Desk.Tell(t, say(o.Desk.Reader(t)))
	}
	return err
}

// who is what whoever gave the order is called.
func who(t *bot.Turn, user bot.UserID) (string, error) {
	m, err := t.MemberByUser(bot.User{ID: user})
	if err != nil || m == nil {
		return bot.Isolate(user.Local()), err
	}
	return answer.Name(m, nil), nil
}

// clock is a time as the community's clock shows it, with the date unless it is
// today's.
func clock(t *bot.Turn, at time.Time) string {
	local := at.In(t.Community.Zone)
	if t.Community.Day(at) == t.Community.Day(t.Now()) {
		return local.Format("15:04")
	}
	return local.Format("2006-01-02 15:04")
}
