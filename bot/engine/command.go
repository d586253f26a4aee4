package engine

import (
	"errors"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/rules"
)

// What an event asks for: its command, or its button's action, and whether the
// user is authorized for it.

// chosen turns an answer to numbered lines into a press, unless a rule struck
// it.
func (d *decider) chosen(t *bot.Turn, in *inspected) error {
	if t.Struck {
		return nil
	}
	p, err := d.numberedPress(t.Event)
	if err != nil || p == nil {
		return err
	}
	in.event.Kind, in.event.Message, in.event.Press = bot.KindPress, nil, p
	in.line = journalLine(in.event)
	t.Call = nil
	return nil
}

// call parses a command given by a person, or by the group itself.
func (d *decider) call(in *inspected) *bot.Call {
	ev := &in.event
	if ev.Kind != bot.KindMessage || ev.Message == nil || ev.User == nil {
		return nil
	}
	if p := ev.User.Persona; p != bot.Person && p != bot.TheGroup {
		return nil
	}
	if ev.Message.Command != "" {
		c := d.e.newCall(ev.Message.Command, ev.Message.Text, true)
		if c != nil {
			c.Form = ev.Message.Options
		}
		return c
	}
	if in.facts.Command {
		name, words, _ := bot.ParseCall(ev.Message.Text)
		return d.e.newCall(name, words, true)
	}
	if d.com != nil && in.facts.Word != "" {
		name, ok := d.com.Words[in.facts.Word]
		if !ok && len(ev.Message.Text) <= longestWord {
			name, ok = d.com.Words[rules.AloneAmongEmoji(ev.Message.Text)]
		}
		if ok {
			return d.e.newCall(name, "", false)
		}
	}
	return nil
}

// longestWord bounds a text that may be a single-word command, with decoration,
// in bytes.
const longestWord = 256

func (e *Engine) newCall(used, words string, slash bool) *bot.Call {
	cmd := e.router.commands[used]
	if cmd == nil {
		return nil
	}
	return &bot.Call{Command: cmd, Used: used, Words: words, Slash: slash}
}

// pressed looks up what a button does. It answers a press that does nothing,
// because the button is outdated or made up.
func (d *decider) pressed(t *bot.Turn) bool {
	p := t.Event.Press
	if t.Event.Kind != bot.KindPress || p == nil || t.Event.User == nil {
		return true
	}
	if hasty, _ := d.presses.hasty(t.Event.User.ID, d.at); hasty {
		return false
	}
	err := d.attempt(func() (err error) { d.press, err = d.pressOf(p); return err })
	if err != nil {
		d.e.log.Error("what a button does can't be said, so it does nothing", "event", t.Event.ID, "err", err)
	}
	if d.press != nil && (d.com != nil || d.press.verb.Anywhere) {
		return true
	}
	d.Do(bot.Ack{Place: t.Event.Place, Press: p.ID, Text: t.ToUser().Text("answer.gone", nil), Expires: d.at.Add(lateAfter)})
	return false
}

// conceal keeps the data of a secret button out of what is recorded.
func (d *decider) conceal(in *inspected) {
	if d.press == nil || !d.press.verb.Secret {
		return
	}
	ev, press := in.event, *in.event.Press
	press.Data = d.press.feature.Name() + ":" + d.press.verb.Name
	ev.Press = &press
	in.line = journalLine(ev)
}

// authorized reports whether the turn's user may use its command or button, if
// any. Otherwise it is not carried out. If that can't be decided, its feature
// has failed at the event and can be rerun.
func (d *decider) authorized(t *bot.Turn) bool {
	who, owner := bot.Members, (*routed)(nil)
	switch {
	case t.Call != nil:
		who, owner = t.Call.Command.Who, d.e.router.owners[t.Call.Command]
	case d.press != nil:
		who, owner = d.press.verb.Who, d.press.feature
	}
	allowed, waits := false, d.rankUnknown(t)
	err := d.attempt(func() (err error) {
		if allowed, err = d.allows(t, who); err == nil && !allowed && waits {
			err = errDenied
		}
		return err
	})
	if errors.Is(err, errDenied) {
		d.askRank(t)
		return false
	}
	if err != nil {
		d.unjudged = owner
		d.fails(owner.Name(), t, err)
		return false
	}
	return allowed
}

// allows reports whether the turn's user belongs to who. Anything outside a
// community is open to everybody.
func (d *decider) allows(t *bot.Turn, who bot.Audience) (bool, error) {
	if d.com == nil || who == bot.Members {
		return true, nil
	}
	return d.e.opt.Authorize(t, who)
}
