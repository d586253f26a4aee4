package engine

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

// line is one effect waiting in the outbox. It is removed once its outcome is
// stored.
type line struct {
	Ref       bot.Ref         `json:"ref"`
	Community string          `json:"community,omitempty"`
	Feature   string          `json:"feature,omitempty"` // gets the outcome
	Event     string          `json:"event"`             // that caused it
	Created   time.Time       `json:"created"`
	Sending   bool            `json:"sending,omitempty"` // marked before it is performed, for effects with Once
	Resent    int             `json:"resent,omitempty"`  // number of repeats in doubt
	Tries     int             `json:"tries,omitempty"`
	Moves     int             `json:"moves,omitempty"` // how often it followed its space to a new id
	NotBefore time.Time       `json:"not_before,omitzero"`
	Due       time.Time       `json:"due,omitzero"`     // when it is due, if later than the request
	Reason    phrase.Line     `json:"reason,omitempty"` // of the last failed attempt
	Parts     []string        `json:"parts,omitempty"`  // message ids of the parts already sent
	Body      json.RawMessage `json:"effect"`

	effect     bot.Effect // decoded Body, with its target once known
	traits     bot.Traits // of the effect
	targets    []string   // message ids of a target by reference
	asker      bot.UserID // whose command or button it answers, until the next start; empty for acts
	turn       int        // in its queue
	superseded bool       // replaced by a later line
	meant      bool       // not doing it was intended, or follows from another failure
}

// deletes reports whether the line deletes a message with a known id.
func (l *line) deletes() bool {
	_, is := l.effect.(bot.Delete)
	return is && l.traits.Target.Message.ID != ""
}

// carry sets the line's effect.
func (l *line) carry(e bot.Effect) { l.effect, l.traits = e, bot.TraitsOf(e) }

// put writes the line.
func (l *line) put(tx store.Tx) error {
	if l.Body == nil {
		body, err := bot.EncodeEffect(l.effect)
		if err != nil {
			return err
		}
		l.Body = body
	}
	return putJSON(tx, tableOutbox, number(uint64(l.Ref)), l)
}

func decodeLine(b []byte) (*line, error) {
	l := new(line)
	if err := json.Unmarshal(b, l); err != nil {
		return nil, fmt.Errorf("table %s: %w", tableOutbox, err)
	}
	e, err := bot.DecodeEffect(l.Body)
	if err != nil {
		return nil, fmt.Errorf("table %s: line %d: %w", tableOutbox, l.Ref, err)
	}
	l.carry(e)
	return l, nil
}

// settle stores a line's outcome and passes it to its feature.
func (d *decider) settle(l *line, out bot.Outcome) error {
	key := number(uint64(l.Ref))
	waiting, err := d.tx.Get(tableOutbox, key)
	if err != nil || waiting == nil {
		return err // settled before: dropped by hand meanwhile
	}
	out.Ref, out.Feature, out.Resent = l.Ref, l.Feature, l.Resent
	now := d.e.clock.Now()
	res := result{Outcome: out, Kind: bot.EffectKind(l.effect), Place: l.effect.Where(), At: now}
	if !d.ruling.Journal.excepts(res.Place) {
		res.Text = bot.Head(bot.WordsOf(l.effect).Text, 512)
	}
	d.must(d.tx.Delete(tableOutbox, key))
	d.must(detach(d.tx, l))
	if l.deletes() && out.Status != bot.Done {
		d.must(d.deleted(l.traits.Target.Message, false))
	}
	if err := d.show(l, out, now); err != nil { // it was sent, so this is only logged
		d.e.log.Error("what numbered lines stand for can't be kept, so they can't be answered", "ref", l.Ref, "err", err)
	}
	d.must(outcomeRows.Put(d.tx, uint64(l.Ref), res))
	d.g.after = append(d.g.after, func() { d.e.deliver.settled(l, out) })
	d.e.stats.outcome(out)
	undelivered := ""
	if !d.next(l, out, now) && out.Status != bot.Done && !l.meant && !d.meant && !l.traits.Unmissed {
		undelivered = bot.EffectKind(l.effect)
	}
	return d.tell(l, out, undelivered, now)
}

// next requests the effect that follows from the outcome, unless a later line
// replaced it, and reports whether there is one.
func (d *decider) next(l *line, out bot.Outcome, now time.Time) bool {
	e, after := bot.Next(l.effect, out.Status, d.e.capabilities(l.effect.Where()), now)
	if e == nil || l.superseded || out.ByHand {
		return false
	}
	d.ev = &bot.Event{ID: l.Event}
	d.com, d.feature = d.ruling.byID[l.Community], d.e.feature(l.Feature)
	due := time.Time{}
	if after > 0 {
		due = now.Add(after)
	}
	d.enqueueAt(e, due)
	return true
}

// tell passes the outcome to the feature that requested the effect; After
// handlers of others may look at what it paid. Undelivered is the kind of a
// failed effect that somebody should hear about.
func (d *decider) tell(l *line, out bot.Outcome, undelivered string, now time.Time) error {
	com := d.ruling.byID[l.Community]
	if com == nil {
		d.warn(l, out, undelivered)
		return nil
	}
	d.tellFirst(com)
	in := &inspected{event: bot.Event{
		ID: fmt.Sprintf("outcome/%d", l.Ref), Kind: bot.KindOutcome, At: now, Place: l.effect.Where(), Outcome: &out,
	}}
	d.begun(in, now)
	d.com = com
	t := bot.NewTurn(d, now)
	t.Event, t.Facts, t.Community, t.Undelivered = &in.event, &in.facts, com, undelivered
	// Before what looks at what the command paid and counted.
	if _, err := d.goOn(t, out); err != nil {
		return err
	}
	d.run(t)
	d.warn(l, out, t.Undelivered)
	if len(d.refs) > 0 || len(d.findings) > 0 || d.failed != nil {
		in.line = journalLine(in.event)
		d.journal(in, now, seenRow{arrival: now.Unix()}, nil, nil)
	}
	return nil
}

// warn logs a failed effect once that is committed; nothing if undelivered is
// empty.
func (d *decider) warn(l *line, out bot.Outcome, undelivered string) {
	if undelivered == "" {
		return
	}
	d.g.after = append(d.g.after, func() {
		d.e.log.Warn("not delivered", "ref", l.Ref, "effect", undelivered, "place", l.effect.Where(), "status", out.Status, "reason", out.Reason)
	})
}

// giveUp settles a line on purpose, so that it is not reported as undelivered. The
// delivery may be reading the line meanwhile.
func (d *decider) giveUp(l *line, why phrase.Line) error {
	d.meant = true
	defer func() { d.meant = false }()
	return d.settle(l, bot.Outcome{Status: bot.Failed, Reason: why})
}
