package engine

import (
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
// else is decided by a configuration that is new. It is recorded only if a feature
// fails at it, which can then be run again by hand, as with any event.
func (d *decider) tellConfig() {
	if d.told == d.ruling {
		return
	}
	d.told = d.ruling
	now := d.e.clock.Now()
	for _, com := range d.ruling.Communities {
		in := &inspected{event: bot.Event{
			ID:   fmt.Sprintf("config/%s/%s", com.ID, now.UTC().Format(time.RFC3339Nano)),
			Kind: bot.KindConfig, At: now,
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
}
