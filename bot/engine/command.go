package engine

import (
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/rules"
)

// What an event asks for by itself: the command that it gives, or what its button does,
// and whether that is for its user.

// chosen makes a press of an answer to numbered lines, unless a rule struck it.
func (d *decider) chosen(t *bot.Turn, in *inspected) error {
	if t.Struck {
		return nil
	}
	p, err := d.numberedPress(t.Event)
	if err != nil || p == nil {
		return err
	}
	in.event.Kind, in.event.Message, in.event.Press = bot.KindPress, nil, p
	in.json = journalForm(in.event)
	t.Call = nil
	return nil
}

// call recognises a command given by a person, or by the group itself.
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
	if d.com != nil && len(in.facts.Normal) <= longestWord {
		name, ok := d.com.Words[rules.Alone(in.facts.Normal)]
		if !ok && len(ev.Message.Text) <= longestWord {
			name, ok = d.com.Words[rules.AloneAmongEmoji(ev.Message.Text)]
		}
		if ok {
			return d.e.newCall(name, "", false)
		}
	}
	return nil
}

// longestWord bounds a text that may be a word said alone, with what stands around it,
// in bytes.
const longestWord = 256

func (e *Engine) newCall(used, words string, slash bool) *bot.Call {
	cmd := e.router.commands[used]
	if cmd == nil {
		return nil
	}
	return &bot.Call{Command: cmd, Used: used, Words: words, Slash: slash}
}

// pressed finds what a button does, and answers a press that does nothing: one of
// former times, or made up.
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

// authorized asks whether the turn's command or button, if it has one, is for its
// user. One that is not is not carried out. Where it can't be said, its feature has
// failed at the event, and can be run again.
func (d *decider) authorized(t *bot.Turn) bool {
	who, owner := bot.Members, (*routed)(nil)
	switch {
	case t.Call != nil:
		who, owner = t.Call.Command.Who, d.e.router.owners[t.Call.Command]
	case d.press != nil:
		who, owner = d.press.verb.Who, d.press.feature
	}
	allowed := false
	if err := d.attempt(func() (err error) { allowed, err = d.allows(t, who); return err }); err != nil {
		d.unjudged = owner
		d.fails(owner.Name(), t, err)
		return false
	}
	return allowed
}

// allows asks whether what is for who is for the turn's user. What needs no community
// is everybody's.
func (d *decider) allows(t *bot.Turn, who bot.Audience) (bool, error) {
	if d.com == nil || who == bot.Members {
		return true, nil
	}
	return d.e.opt.Authorize(t, who)
}
