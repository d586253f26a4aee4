package engine

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
)

// A command in the name of the group, which is not for everybody, is held until
// somebody who may give it presses a button: it is carried out then as theirs, in the
// turn of the press.

// held is such a command.
type held struct {
	Community string    `json:"community"`
	Event     bot.Event `json:"event"`
	Expires   time.Time `json:"expires"`
}

const (
	// keepHeld is how long a command waits for whoever gave it.
	keepHeld = 10 * time.Minute
	// pressHeld is what the data of the button begin with; the row's key follows.
	pressHeld = "call:confirm:"
)

// hold asks whose command it is that the group gave, and keeps it until it is known.
// False: there is nothing to ask.
func (d *decider) hold(t *bot.Turn) bool {
	ev := t.Event
	if d.com == nil || t.Call == nil || t.Call.Command.Who == bot.Members || ev.User.Persona != bot.TheGroup {
		return false
	}
	now := d.e.clock.Now()
	if t.Late {
		return true
	}
	key := strconv.FormatUint(d.Rand("confirm").Uint64(), 36)
	room := t.ToPlace(ev.Place)
	d.Do(bot.Say{
		Place: ev.Place, ReplyTo: ev.Message.ID, Text: room.Text("answer.who", nil), HideAfter: keepHeld, Expires: d.at.Add(lateAfter),
		Lane: bot.Moderation, Buttons: [][]bot.Button{{{Label: room.Text("answer.confirm", nil), Data: pressHeld + key}}},
	})
	d.must(putJSON(d.tx, tableHeld, []byte(key), held{Community: d.com.ID, Event: *ev, Expires: now.Add(keepHeld)}))
	return true
}

// pressOf is what a button does; below a command that is held; nil: nothing.
func (d *decider) pressOf(p *bot.Press) (*pressed, error) {
	key, ok := strings.CutPrefix(p.Data, pressHeld)
	if !ok {
		return d.e.router.press(p.Data), nil
	}
	var h held
	ok, err := getJSON(d.tx, tableHeld, []byte(key), &h)
	if err != nil || !ok || d.com == nil || h.Community != d.com.ID || !d.at.Before(h.Expires) {
		return nil, err
	}
	in := inspect(h.Event)
	call := d.call(&in)
	if call == nil {
		return nil, nil
	}
	carryOut := func(t *bot.Turn, _ string) error {
		d.must(d.tx.Delete(tableHeld, []byte(key)))
		d.confirmed(t)
		given := *t
		in.event.ID, in.event.At, in.event.User = t.Event.ID, t.Event.At, t.Event.User
		given.Event, given.Facts, given.Call = &in.event, &in.facts, call
		return d.runCall(&given)
	}
	return &pressed{d.e.router.owners[call.Command], &bot.Verb{Who: call.Command.Who, Run: carryOut}, ""}, nil
}

// confirmed tells in the place of the question whose command it is.
func (d *decider) confirmed(t *bot.Turn) {
	ev, name := t.Event, t.Event.User.Name
	if t.Member != nil {
		name = t.Member.Name
	}
	text := t.ToPlace(ev.Place).Text("answer.confirmed", bot.Args{"Name": bot.Isolate(name)})
	ack := bot.Ack{Place: ev.Place, Press: ev.Press.ID, Expires: d.at.Add(lateAfter)}
	if ev.Press.Message == "" {
		ack.Text = text
	} else {
		target := bot.Target{Message: bot.MessageID{Place: ev.Place, ID: ev.Press.Message}}
		d.Do(bot.Edit{Place: ev.Place, Target: target, Text: text, Expires: d.at.Add(lateAfter)})
	}
	d.Do(ack)
}

// pruneHeld drops commands that nobody has confirmed.
func pruneHeld(d *decider, now time.Time) (n int, err error) {
	err = d.tx.Scan(tableHeld, nil, nil, false, pruneChunk, func(k, v []byte) (bool, error) {
		var h held
		if err := json.Unmarshal(v, &h); err != nil || h.Expires.Before(now) {
			n++
			return true, d.tx.Delete(tableHeld, k)
		}
		return true, nil
	})
	return n, err
}

// dropHeld drops commands that speak of somebody who is forgotten.
func (d *decider) dropHeld(who *bot.Forgotten) error {
	return d.tx.Scan(tableHeld, nil, nil, false, 0, func(k, v []byte) (bool, error) {
		for _, u := range who.Accounts {
			if bytes.Contains(v, []byte(u.Local())) {
				return true, d.tx.Delete(tableHeld, k)
			}
		}
		return true, nil
	})
}
