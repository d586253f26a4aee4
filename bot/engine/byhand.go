package engine

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/rules"
	"github.com/stewardbot/steward/store"
)

// Operations that an operator requests while the engine runs.

// RetryLine retries a waiting line at once.
func (e *Engine) RetryLine(ref bot.Ref) error {
	l := e.deliver.pending(ref)
	if l == nil {
		return phrase.New("delivery.no_line", uint64(ref))
	}
	e.deliver.hurry(l)
	return nil
}

// DropLine gives up a waiting line, or removes one that can't be read.
func (e *Engine) DropLine(ctx context.Context, ref bot.Ref) error {
	l := e.deliver.pending(ref)
	return e.exec(ctx, func(d *decider) error {
		if l == nil {
			if err := dropUnread(d.tx, number(uint64(ref))); !errors.Is(err, errReadable) {
				return err
			}
			return phrase.New("delivery.no_line", uint64(ref))
		}
		return d.giveUp(l, "delivery.dropped")
	})
}

// DropRow removes an unreadable outbox row by its key.
func (e *Engine) DropRow(ctx context.Context, key []byte) error {
	return e.exec(ctx, func(d *decider) error { return dropUnread(d.tx, key) })
}

// DropRowOffline does the same in a store that no engine has open.
func DropRowOffline(s store.Store, key []byte) error {
	return s.Update(func(tx store.Tx) error { return dropUnread(tx, key) })
}

// DropLineOffline removes a line from a store that no engine has open.
func DropLineOffline(s store.Store, ref bot.Ref) error {
	return s.Update(func(tx store.Tx) error {
		key := number(uint64(ref))
		b, err := tx.Get(tableOutbox, key)
		if err != nil {
			return err
		}
		if b == nil {
			return phrase.New("delivery.no_line", uint64(ref))
		}
		if l, err := readLine(key, b); err == nil { // nothing waits for an unreadable line
			if err := detach(tx, l); err != nil {
				return err
			}
		}
		return tx.Delete(tableOutbox, key)
	})
}

// RetryEvent reruns the features that failed at an event, with the event's own
// time. Answers are skipped if they are late by now.
func (e *Engine) RetryEvent(ctx context.Context, line uint64) error {
	return e.exec(ctx, func(d *decider) error { return d.retryEvent(line) })
}

func (d *decider) retryEvent(line uint64) error {
	key := number(line)
	var names []string
	ok, err := getJSON(d.tx, tableFailed, key, &names)
	if err != nil {
		return err
	}
	if !ok {
		return phrase.New("events.not_failed", line)
	}
	rec, ok, err := journalRows.Get(d.tx, line)
	if err != nil || !ok {
		return phrase.New("events.gone", line)
	}
	com := d.ruling.byID[rec.Community]
	if com != nil {
		d.tellFirst(com)
	}
	in := inspect(rec.Event)
	if d.e.opt.Partition != nil && rec.Event.User != nil && rec.Event.Place.Private() {
		if err := d.e.lookUp(&in); err != nil {
			return err
		}
	}
	s := d.mark()
	d.begun(&in, rec.Received)
	d.com = com
	if rec.Member != 0 && d.com != nil {
		if d.member, err = d.e.opt.Directory.ByID(d.tx, d.com.ID, rec.Member); err != nil {
			return err
		}
		if d.member != nil && rec.Event.User != nil {
			d.member.User = rec.Event.User.ID
		}
	}
	t := d.turn(&in)
	if err := d.recall(t, &rec); err != nil {
		return err
	}
	held := false // a command waited for this outcome
	if out := t.Event.Outcome; out != nil {
		if held, err = d.goOn(t, *out); err != nil {
			return err
		}
	}
	main := held
	for _, name := range names {
		feature, after := strings.CutSuffix(name, partAfter)
		f := d.e.router.byName[feature]
		if f == nil || after {
			continue
		}
		steps, n := d.steps(f, t)
		if n == 0 && f != d.unjudged && !held {
			return phrase.New("events.nothing_left", feature, line)
		}
		d.part(f, name, t, steps[:n]...)
		if d.passing != nil {
			d.rollback(s)
			return d.retriedElsewhere(line, rec, &in)
		}
		main = true
	}
	d.countDeeds(t)
	for _, f := range d.e.router.afters {
		if main || slices.Contains(names, f.after) {
			d.after(f, t)
		}
	}
	d.countDeeds(t)
	return d.retried(line, rec)
}

// recall restores what was known about an event before the features saw it: the
// rules it breaks, which are not applied again, what its button does, and
// whether its user is authorized.
func (d *decider) recall(t *bot.Turn, rec *Recorded) error {
	for _, f := range rec.Findings {
		if f.Feature != rules.Section || f.Code != "struck" && f.Code != "shadow" {
			continue
		}
		name, _ := f.Args["Rule"].(string)
		evidence, _ := f.Args["Evidence"].(string)
		b := bot.Breach{Rule: name, Evidence: evidence, Trial: f.Code == "shadow"}
		if r := d.ruling.rules[rec.Community].Named(name); r != nil {
			b.Then = r.Then
			if !b.Trial && r.Deletes() && len(rec.Refs) > 0 && d.e.deliver.pending(rec.Refs[0]) != nil {
				b.Deleted = rec.Refs[0]
			}
		}
		t.Struck = t.Struck || !b.Trial
		t.Breaches = append(t.Breaches, b)
	}
	if t.Struck {
		t.Call = nil
	}
	if t.Event.Press != nil {
		var err error
		if d.press, err = d.pressOf(t.Event.Press); err != nil {
			return err
		}
	}
	d.barred = !d.authorized(t) || d.heldBack(t)
	return nil
}

// retried records the findings of the second run. A feature that failed again
// can be rerun again.
func (d *decider) retried(line uint64, rec Recorded) error {
	rec.Findings = append(rec.Findings, d.findings...)
	rec.Refs = append(rec.Refs, d.refs...)
	rec.Failed = d.failed
	if err := journalRows.Put(d.tx, line, rec); err != nil {
		return err
	}
	if d.failed == nil {
		return d.tx.Delete(tableFailed, number(line))
	}
	d.retryLater(line)
	return nil
}

// retriedElsewhere passes on an event that turned out to be another partition's
// when it was run again.
func (d *decider) retriedElsewhere(line uint64, rec Recorded, in *inspected) error {
	to := d.passing
	d.begun(in, rec.Received)
	d.hand(d.e.pass(in, rec.Received, to, d.e.choices(d.tx, d.ruling, in)))
	d.Find(to.finding())
	return d.retried(line, rec)
}

// Fire sends a feature a tick at once, as if a timer of that name were due. It
// serves an operator's requests.
func (e *Engine) Fire(ctx context.Context, community, feature, name string, data []byte) error {
	return e.exec(ctx, func(d *decider) error { return d.fireByHand(community, feature, name, data) })
}

func (d *decider) fireByHand(community, feature, name string, data []byte) error {
	com := d.ruling.byID[community]
	if com == nil {
		return phrase.New("events.no_community", community)
	}
	d.tellFirst(com)
	now := d.e.clock.Now()
	d.fire(&bot.Tick{Feature: feature, Name: name, Due: now, Data: data}, community, now)
	if why := d.failed[feature]; why != "" {
		return errors.New(why)
	}
	return nil
}

// Offline does what Fire does, followed by Erase, on a store that no engine has
// open.
func Offline(opt Options, community, feature, name string, data []byte) error {
	e, err := New(opt)
	if err != nil {
		return err
	}
	d := newDecider(e)
	more := true
	step := func() error { return d.fireByHand(community, feature, name, data) }
	for more {
		o := store.NewOverlay(nil)
		err := opt.Store.View(func(r store.Reader) error {
			o.Rebase(r)
			d.begin(&group{overlay: o})
			defer d.finish()
			return step()
		})
		if err == nil {
			err = store.Apply(opt.Store, o)
		}
		if err != nil {
			return err
		}
		step = func() (err error) {
			more, err = d.eraseChunk()
			return err
		}
	}
	return nil
}
