package engine

import (
	"context"
	"fmt"
	"maps"
	"slices"
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

// announced is how far the communities of a configuration were told of it.
type announced struct {
	of      *ruling
	heard   []bool          // by the community's place in the configuration
	next    int             // all before this place have heard
	atStart map[string]bool // communities that have heard of none since the start
}

// toldAtOnce is how many communities are told in one group.
const toldAtOnce = 16

// tellConfig begins a group with telling some communities of a configuration that
// is new. Once that is committed, the writer comes back for the others.
func (d *decider) tellConfig() {
	if d.g.told {
		return
	}
	d.g.told = true
	all := d.ruling.Communities
	if d.told.of != d.ruling {
		if d.told.of == nil {
			d.told.atStart = make(map[string]bool, len(all))
			for _, com := range all {
				d.told.atStart[com.ID] = true
			}
		}
		d.told.of, d.told.next, d.told.heard = d.ruling, 0, make([]bool, len(all))
	}
	for n := 0; n < toldAtOnce && d.told.next < len(all); d.told.next++ {
		if d.tellFirst(all[d.told.next]) {
			n++
		}
	}
	if d.told.next < len(all) {
		d.g.after = append(d.g.after, d.e.wakeWriter)
	}
}

// tellFirst gives every feature an event for the community, unless it had that for
// the configuration in force: before anything else is decided by it there, and
// perhaps in the midst of an event.
func (d *decider) tellFirst(com *bot.Community) bool {
	place := d.ruling.order[com]
	if d.told.of != d.ruling || d.told.heard[place] {
		return false
	}
	before, start := d.underway, d.told.atStart[com.ID]
	d.told.heard[place] = true
	delete(d.told.atStart, com.ID)
	d.tx.OnRollback(func() {
		if d.told.heard[place] = false; start {
			d.told.atStart[com.ID] = true
		}
	})
	d.underway = underway{}
	d.tellOf(com, bot.KindConfig, bot.Reload{Start: start})
	d.underway = before
	return true
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
	for some := range slices.Chunk(slices.Sorted(maps.Keys(faults)), toldAtOnce) {
		err := e.exec(ctx, func(d *decider) error {
			for _, id := range some {
				if com := d.ruling.byID[id]; com != nil && len(faults[id]) > 0 {
					d.tellFirst(com)
					d.tellOf(com, bot.KindFaulty, bot.Reload{Faults: faults[id]})
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
