package engine

import (
	"context"
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
)

// wakeWriter makes the writer begin a group, with which a new configuration
// comes into force, even if nothing happens. If tasks are waiting it will anyway.
func (e *Engine) wakeWriter() {
	select {
	case e.tasks <- task{run: func(*decider) error { return nil }, done: make(chan error, 1)}:
	default:
	}
}

// tellConfig gives every feature an event for each community before anything
// else is decided by a configuration that is new.
func (d *decider) tellConfig() {
	if d.told == d.ruling {
		return
	}
	start := d.told == nil
	d.told = d.ruling
	for _, com := range d.ruling.Communities {
		d.tellOf(com, bot.KindConfig, bot.Reload{Start: start})
	}
}

// tellOf gives every feature an event about a configuration. It is recorded only
// if a feature fails at it, which can then be run again by hand, as with any event.
func (d *decider) tellOf(com *bot.Community, kind bot.Kind, r bot.Reload) {
	now := d.e.clock.Now()
	in := &inspected{event: bot.Event{
		ID: fmt.Sprintf("%s/%s/%s", kind, com.ID, now.UTC().Format(time.RFC3339Nano)), Kind: kind, At: now, Reload: &r,
	}}
	in.json = journalForm(in.event)
	d.begun(in, now)
	d.com = com
	t := bot.NewTurn(d, now)
	t.Event, t.Facts, t.Community = &in.event, &in.facts, com
	d.run(t)
	if d.failed != nil {
		d.journal(in, now, seenRow{arrival: now.Unix()}, nil, nil)
	}
}

// Refuse tells communities that a configuration has faults, so that the one before
// stays in force: by id, the faults that concern each. It returns once that is
// committed.
func (e *Engine) Refuse(ctx context.Context, faults map[string][]string) error {
	return e.exec(ctx, func(d *decider) error {
		for _, com := range d.ruling.Communities {
			if list := faults[com.ID]; len(list) > 0 {
				d.tellOf(com, bot.KindFaulty, bot.Reload{Faults: list})
			}
		}
		return nil
	})
}
