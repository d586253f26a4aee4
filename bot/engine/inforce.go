package engine

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
)

// wakeWriter makes the writer start a group even if nothing happens, so that a
// new configuration takes effect. With tasks waiting, it will anyway.
func (e *Engine) wakeWriter() {
	select {
	case e.tasks <- task{run: func(*decider) error { return nil }, done: make(chan error, 1)}:
	default:
	}
}

// announced is the progress of announcing a configuration to its communities.
type announced struct {
	of      *ruling
	heard   []bool          // by the community's index in the configuration
	settled []bool          // heard under an earlier configuration that had the same, and their timers are not parked
	next    int             // all before this index have heard
	atStart map[string]bool // communities that have heard no configuration since the start
}

// toldAtOnce is how many communities are told per group.
const toldAtOnce = 16

// toldAtOnce is less if the groups of many engines are committed together, and
// messages with them.
func (e *Engine) toldAtOnce() int {
	if e.opt.Partition != nil {
		return 1
	}
	return toldAtOnce
}

// tellConfig starts a group by announcing a new configuration to some
// communities and making their parked timers due again. Once that is committed,
// the writer comes back for the others.
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
		d.told.begin(d.ruling)
	}
	room := ticksPerTask
	for n := 0; n < d.e.toldAtOnce() && d.told.next < len(all); d.told.next++ {
		com := all[d.told.next]
		if d.told.settled[d.told.next] {
			continue
		}
		if room -= d.unparkSome(com.ID, room); room == 0 {
			break // the rest with the next group
		}
		if d.tellFirst(com) {
			n++
		}
	}
	if d.told.next < len(all) {
		d.g.after = append(d.g.after, d.e.wakeWriter)
	}
}

// begin begins with a new configuration. What it has in common with the one
// before need not be told again.
func (a *announced) begin(r *ruling) {
	heard, settled := make([]bool, len(r.Communities)), make([]bool, len(r.Communities))
	if a.of != nil && a.of.Journal.equal(r.Journal) {
		for i, com := range r.Communities {
			if before, known := a.of.order[com]; known {
				heard[i], settled[i] = a.heard[before], a.passed(before)
			}
		}
	}
	a.of, a.next, a.heard, a.settled = r, 0, heard, settled
}

// passed reports that a community has heard, and that its timers are not parked.
func (a *announced) passed(i int) bool { return i < a.next || a.settled[i] }

// tellFirst sends every feature a community's configuration event, unless it
// was sent for this configuration: before anything else is decided there under
// it, possibly in the middle of an event.
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
	d.adoptStanding(com)
	d.tellOf(com, bot.KindConfig, bot.Reload{Start: start})
	d.underway = before
	return true
}

// tellOf sends every feature an event about a configuration. It is only
// recorded if a feature fails at it; like any event, it can then be rerun.
func (d *decider) tellOf(com *bot.Community, kind bot.Kind, r bot.Reload) {
	now := d.e.clock.Now()
	in := &inspected{event: bot.Event{
		ID: fmt.Sprintf("%s/%s/%s", kind, com.ID, now.UTC().Format(time.RFC3339Nano)), Kind: kind, At: now, Reload: &r,
	}}
	in.line = journalLine(in.event)
	d.begun(in, now)
	d.com = com
	t := bot.NewTurn(d, now)
	t.Event, t.Facts, t.Community = &in.event, &in.facts, com
	d.run(t)
	if d.failed != nil {
		d.journal(in, now, seenRow{arrival: now.Unix()}, nil, nil)
	}
}

// Refuse tells communities that a new configuration has errors and that the
// previous one stays in force. faults holds the errors of each community by id.
// It returns once that is committed.
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
