package engine

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// redactLine drops queued messages to the person or about them. Acts on them,
// such as a ban, stay.
func (d *decider) redactLine(e *erasing) func(k, v []byte) error {
	return func(k, v []byte) error {
		l, err := readLine(k, v)
		if err != nil && e.named(v) {
			return d.tx.Delete(tableOutbox, k)
		}
		if err != nil || l.Community != e.Community || l.Ref > e.Before || !e.saidIn(l.effect) {
			return nil
		}
		if waiting := d.e.deliver.pending(l.Ref); waiting != nil {
			l = waiting
		}
		return d.giveUp(l, "delivery.forgotten")
	}
}

// saidIn reports whether an effect is a text to the person, or names them.
func (e *erasing) saidIn(effect bot.Effect) bool {
	w := bot.WordsOf(effect)
	names := func(name string) bool { return setApart(w.Text, name) }
	return w.Said && (e.named(w.Data) || slices.Contains(e.Accounts, w.To) || e.private(effect.Where()) || slices.ContainsFunc(e.Names, names))
}

// redactEvent removes the person's own events from the journal, and the person
// from those of others. Events of other communities stay; of events without
// one, only their own are removed.
func (d *decider) redactEvent(e *erasing) func(k, v []byte) error {
	own := []byte(fmt.Sprintf(`"member":%d`, e.Member))
	tick := []byte(`"tick":{`) // its data is encoded, and names nobody to be seen here
	return func(k, v []byte) error {
		if !e.named(v) && !bytes.Contains(v, own) && !bytes.Contains(v, tick) {
			return nil
		}
		rec, err := decodeRecorded(v)
		if err != nil {
			return fmt.Errorf("journal line %x: %w", k, err)
		}
		if rec.Community != "" && rec.Community != e.Community {
			return nil
		}
		if e.is(rec.Event.User) || rec.Community != "" && rec.Member == e.Member {
			e.learn(rec.Event.User)
			if err := d.blank(rec.Refs); err != nil {
				return err
			}
			if err := d.tx.Delete(tableFailed, k); err != nil {
				return err
			}
			return d.tx.Delete(tableJournal, k)
		}
		e.redact(&rec)
		b := rec.append(nil)
		if bytes.Equal(b, v) {
			return nil
		}
		return d.tx.Put(tableJournal, k, b)
	}
}

// learn records an earlier name of the person, which outcomes may contain.
func (e *erasing) learn(u *bot.User) {
	if u == nil || !e.is(u) {
		return
	}
	for _, name := range []string{u.Name, u.Handle} {
		if name != "" && !slices.Contains(e.Names, name) {
			e.Names = append(e.Names, name)
		}
	}
}

// gone replaces a removed name.
const gone = "…"

// redact removes the person from somebody else's event.
func (e *erasing) redact(rec *Recorded) {
	ev := &rec.Event
	if m := ev.Message; m != nil {
		mention := e.mention()
		m.Text = mention.ReplaceAllLiteralString(m.Text, gone)
		for i := range m.Parts {
			m.Parts[i].Text = mention.ReplaceAllLiteralString(m.Parts[i].Text, gone)
		}
		for i := range m.Options {
			m.Options[i].Value = mention.ReplaceAllLiteralString(m.Options[i].Value, gone)
		}
		if r := m.ReplyTo; r != nil {
			r.Text = mention.ReplaceAllLiteralString(r.Text, gone)
			if e.is(r.User) {
				r.User, r.Text = nil, ""
			}
		}
		m.Mentions = slices.DeleteFunc(m.Mentions, func(u bot.User) bool {
			return e.is(&u) || u.Handle != "" && slices.Contains(e.Names, u.Handle)
		})
	}
	if r := ev.Reaction; r != nil && slices.Contains(e.Accounts, r.Author) {
		r.Author = ""
	}
	if v := ev.Voice; v != nil {
		v.States = slices.DeleteFunc(v.States, func(s bot.VoiceState) bool { return e.is(&s.User) })
	}
	if h := ev.ByHand; h != nil && slices.Contains(e.Accounts, h.By) {
		h.By = ""
	}
	if out := ev.Outcome; out != nil {
		if out.Found != nil && e.is(&out.Found.User) {
			out.Found = nil
		}
		e.cover(&out.Reason)
	}
	if t := ev.Tick; t != nil && e.named(t.Data) {
		t.Data = nil
	}
	if ev.Raw != "" && e.named([]byte(ev.Raw)) {
		ev.Raw = gone
	}
	for i, f := range rec.Findings {
		e.cover(&rec.Findings[i].Reason)
		for key, arg := range f.Args {
			if s, ok := arg.(string); ok && (f.Member == e.Member || e.named([]byte(s)) || e.mentionedIn(s)) {
				f.Args[key] = gone
			}
		}
	}
	for name, why := range rec.Failed {
		if e.mentionedIn(why) {
			rec.Failed[name] = gone
		}
	}
	if e.mentionedIn(rec.Error) {
		rec.Error = gone
	}
}

// cover replaces a reason that names the person, and reports whether it does.
func (e *erasing) cover(reason *phrase.Line) bool {
	names := *reason != "" && (e.named([]byte(*reason)) || e.mentionedIn(string(*reason)))
	if names {
		*reason = gone
	}
	return names
}

// blank removes the texts of an event's effects.
func (d *decider) blank(refs []bot.Ref) error {
	for _, ref := range refs {
		res, ok, err := getResult(d.tx, ref)
		if err != nil {
			return err
		}
		if !ok || res.Text == "" {
			continue
		}
		res.Text = ""
		if err := outcomeRows.Put(d.tx, uint64(ref), res); err != nil {
			return err
		}
	}
	return nil
}

// redactMessage removes the hash that could identify a text, and what was said
// in private.
func (d *decider) redactMessage(e *erasing) func(k, v []byte) error {
	return func(k, v []byte) error {
		said, err := decodeSaid(v)
		if err != nil {
			return err
		}
		if e.private(said.Place) {
			return d.tx.Delete(tableMessages, k)
		}
		com := d.owner(said.Place.Space())
		if said.Member != e.Member || said.Hash == 0 || com == nil || com.ID != e.Community {
			return nil
		}
		said.Hash = 0
		return d.tx.Put(tableMessages, k, encodeSaid(d.tx, said))
	}
}

// redactOutcome removes what was said to the person in private, and what names
// them.
func (d *decider) redactOutcome(e *erasing) func(k, v []byte) error {
	return func(k, v []byte) error {
		res, err := decodeResult(v)
		if err != nil {
			return fmt.Errorf("outcome %x: %w", k, err)
		}
		if e.private(res.Place) && res.Ref <= e.Before {
			return d.tx.Delete(tableOutcomes, k)
		}
		found := res.Found != nil && e.is(&res.Found.User)
		said := res.Text != "" && (e.private(res.Place) || e.mentionedIn(res.Text))
		if !e.cover(&res.Reason) && !found && !said {
			return nil
		}
		if said {
			res.Text = ""
		}
		if found {
			res.Found = nil
		}
		return d.tx.Put(tableOutcomes, k, res.append(nil))
	}
}
