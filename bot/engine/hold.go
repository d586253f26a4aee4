package engine

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// A restricted command in the group's name is held until somebody who may use
// it presses a button. It then runs as theirs, in the turn of the press.

// held is such a command.
type held struct {
	Community string      `json:"community"`
	Event     storedEvent `json:"event"`
	Expires   time.Time   `json:"expires"`
}

// heldRows: the key in the button -> the command.
var heldRows = store.Rows("held", store.Text{}, store.JSON[held]())

const (
	// keepHeld is how long a command waits for confirmation.
	keepHeld = 10 * time.Minute
	// pressHeld prefixes the button's data; the row's key follows.
	pressHeld = "call:confirm:"
)

// heldBack reports whether the turn's command is restricted and came from the
// group.
func (d *decider) heldBack(t *bot.Turn) bool {
	return d.com != nil && t.Call != nil && t.Call.Command.Who != bot.Members && t.Event.User.Persona == bot.TheGroup
}

// hold asks who gave the group's command, and keeps it until somebody answers.
// It reports whether the command is held.
func (d *decider) hold(t *bot.Turn) bool {
	if !d.heldBack(t) || t.Late {
		return d.heldBack(t)
	}
	ev, now := t.Event, d.e.clock.Now()
	key := strconv.FormatUint(d.Rand("confirm").Uint64(), 36)
	room := t.ToPlace(ev.Place)
	d.Do(bot.Say{
		Place: ev.Place, ReplyTo: ev.Message.ID, Text: room.Text("answer.who", nil), HideAfter: keepHeld, Expires: d.at.Add(lateAfter),
		Lane: bot.Moderation, Buttons: [][]bot.Button{{{Label: room.Text("answer.confirm", nil), Data: pressHeld + key}}},
	})
	d.must(heldRows.Put(d.tx, key, held{Community: d.com.ID, Event: storeEvent(ev), Expires: now.Add(keepHeld)}))
	return true
}

// pressOf returns what a button does: a feature's verb, or the confirmation of
// a held command; nil if nothing.
func (d *decider) pressOf(p *bot.Press) (*pressed, error) {
	_, data := unmarked(p.Data)
	key, ok := strings.CutPrefix(data, pressHeld)
	if !ok || !heldKey(key) {
		return d.e.router.press(data), nil
	}
	h, ok, err := heldRows.Get(d.tx, key)
	if err != nil || !ok || d.com == nil || h.Community != d.com.ID || !d.at.Before(h.Expires) {
		return nil, err
	}
	in := inspect(h.Event.event())
	call := d.call(&in)
	if call == nil {
		return nil, nil
	}
	press := func(t *bot.Turn, _ string) error {
		given := *t
		in.event.ID, in.event.At, in.event.User = t.Event.ID, t.Event.At, t.Event.User
		given.Event, given.Facts, given.Call = &in.event, &in.facts, call
		read, err := bot.ReadInput(&given)
		if err != nil {
			return err
		}
		why, err := may(&given, read)
		if err != nil {
			return err
		}
		if why != "" {
			d.Do(bot.Ack{Place: t.Event.Place, Press: t.Event.Press.ID, Text: why, Expires: d.at.Add(lateAfter)})
			return nil
		}
		d.must(heldRows.Delete(d.tx, key))
		d.confirmed(t)
		return d.carryOut(&given, read)
	}
	return &pressed{d.e.router.owners[call.Command], &bot.Verb{Who: call.Command.Who, Run: press}, ""}, nil
}

// confirmed replaces the question with whose command it is.
func (d *decider) confirmed(t *bot.Turn) {
	ev, name := t.Event, t.Event.User.Name
	if t.Member != nil {
		name = t.Member.Name
	}
	text := t.ToPlace(ev.Place).Text("answer.confirmed", bot.Args{"Name": bot.ShowName(name)})
	ack := bot.Ack{Place: ev.Place, Press: ev.Press.ID, Expires: d.at.Add(lateAfter)}
	if ev.Press.Message == "" {
		ack.Text = text
	} else {
		target := bot.Target{Message: bot.MessageID{Place: ev.Place, ID: ev.Press.Message}}
		d.Do(bot.Edit{Place: ev.Place, Target: target, Text: text, Expires: d.at.Add(lateAfter)})
	}
	d.Do(ack)
}

// dropChanged drops held commands whose messages were edited or deleted: the
// text to be confirmed is no longer there.
func (d *decider) dropChanged(ev *bot.Event) error {
	if ev.Kind != bot.KindEdit && ev.Kind != bot.KindDelete {
		return nil
	}
	ids := ev.Deleted
	if ev.Message != nil {
		ids = []string{ev.Message.ID}
	}
	return heldRows.Scan(d.tx, nil, nil, false, 0, func(key string, h held) (bool, error) {
		if h.Event.Place == ev.Place && h.Event.Message != nil && slices.Contains(ids, h.Event.Message.ID) {
			return true, heldRows.Delete(d.tx, key)
		}
		return true, nil
	})
}

// pruneHeld drops commands that nobody confirmed. They are kept for another day
// in case a feature failed at one and it has to be rerun.
func pruneHeld(d *decider, now time.Time) (n int, err error) {
	err = heldRows.ScanPrefix(d.tx, nil, false, 0, func(key string, h held) (bool, error) {
		if h.Expires.Add(24 * time.Hour).After(now) {
			return true, nil
		}
		n++
		return true, heldRows.Delete(d.tx, key)
	})
	return n, err
}

// dropHeld drops held commands that mention somebody who is forgotten.
func (d *decider) dropHeld(e *erasing) error {
	return d.tx.Scan(heldRows.Name, nil, nil, false, 0, func(k, v []byte) (bool, error) {
		if !e.named(v) {
			return true, nil
		}
		h, err := heldRows.Value.Decode(v)
		if err != nil || h.Community == e.Community {
			return true, d.tx.Delete(heldRows.Name, k)
		}
		return true, nil
	})
}
