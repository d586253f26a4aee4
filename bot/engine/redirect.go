package engine

import (
	"context"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// maxMoves is how often a line follows its space to a new id. A space moves
// once in its life; two that point at each other would loop for ever.
const maxMoves = 3

// redirect follows a space to its new id: the line keeps its reference, its age
// and its dependents. References to messages are dropped, since the new space
// renumbers its messages.
func (dl *delivery) redirect(o *outlet, l *line, err *bot.DeliveryError) time.Duration {
	old := l.effect.Where().Space()
	target := l.traits.Target
	switch {
	case err.Moved == "" || l.Moves == maxMoves:
		dl.settle(l, bot.Outcome{Status: bot.Failed, Reason: phrase.AsLine("delivery.no_space", err.Reason)})
		return 0
	case target.Ref == 0 && target.Message.Place.Space() == old:
		dl.settle(l, bot.Outcome{Status: bot.Failed, Reason: "delivery.stayed"})
		return 0
	}
	there := *l
	there.carry(bot.InSpace(l.effect, err.Moved))
	there.Body = nil
	there.Moves, there.Sending, there.NotBefore = l.Moves+1, false, time.Time{}
	if dl.e.exec(context.Background(), func(d *decider) error { return d.redirect(old, err.Moved, &there) }) != nil {
		return time.Second
	}
	dl.mu.Lock()
	defer dl.mu.Unlock()
	if dl.lines[l.Ref] == nil {
		return 0 // settled meanwhile
	}
	o.remove(l)
	dl.lines[l.Ref] = &there
	o.add(&there)
	return 0
}

// redirect stores that a space moved, and the line with its new id.
func (d *decider) redirect(old, moved bot.Place, there *line) error {
	if err := d.moved(old, moved); err != nil {
		return err
	}
	if b, err := d.tx.Get(tableOutbox, number(uint64(there.Ref))); err != nil || b == nil {
		return err
	}
	return there.put(d.tx)
}
