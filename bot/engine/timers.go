package engine

import (
	"context"
	"fmt"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// A timer is stored by due time, to find it when due, and by name, to replace
// it. It fires in the transaction that removes it, and therefore exactly once.
// Those of a community that is missing from the configuration are parked when
// they are due, and go on when it is back.

// ticksPerTask is the maximum number of timers that fire per transaction.
const ticksPerTask = 100

var (
	// timerRows: due, community, feature, name -> data.
	timerRows = store.Rows(tableTimers, store.Shape4(store.At{}, store.Str[string]{}, store.Str[string]{}, store.Str[string]{}), store.Bytes{})
	// timerDueRows: community, feature, name -> due.
	timerDueRows = store.Rows(tableTimerDue, timerNames, store.TimeKey{})
	// parkedRows: community, feature, name -> data. The row in timerDueRows
	// stays; a parked timer counts only as long as that row says the same.
	parkedRows = store.Rows(tableParked, timerNames, store.Bytes{})
	timerNames = store.Shape3(store.Str[string]{}, store.Str[string]{}, store.Str[string]{})
)

type (
	timerKey  = store.Key4[time.Time, string, string, string]
	timerName = store.Key3[string, string, string]
)

func timerAt(due time.Time, n timerName) timerKey { return store.K4(due, n.A, n.B, n.C) }

// SetTimer implements bot.Host.
func (d *decider) SetTimer(name string, due time.Time, data []byte) error {
	if d.com == nil || d.feature == nil {
		return fmt.Errorf("timer %q: no community to set it in", name)
	}
	id := store.K3(d.com.ID, d.feature.Name(), name)
	old, found, err := timerDueRows.Get(d.tx, id)
	if err != nil {
		return err
	}
	if found {
		if err := timerRows.Delete(d.tx, timerAt(old, id)); err != nil {
			return err
		}
	}
	if due.IsZero() {
		return timerDueRows.Delete(d.tx, id)
	}
	if err := timerDueRows.Put(d.tx, id, due); err != nil {
		return err
	}
	d.g.after = append(d.g.after, func() { d.e.timerSet(due) })
	return timerRows.Put(d.tx, timerAt(due, id), data)
}

// timerSet wakes the ticker if this timer is the next one.
func (e *Engine) timerSet(due time.Time) {
	e.timerMu.Lock()
	defer e.timerMu.Unlock()
	if e.nextTimer.IsZero() || due.Before(e.nextTimer) {
		e.nextTimer = due
		select {
		case e.timerWake <- struct{}{}:
		default:
		}
	}
}

// tick fires timers when they are due.
func (e *Engine) tick(ctx context.Context) {
	for ctx.Err() == nil {
		next, err := e.findNextTimer()
		if err != nil {
			e.log.Error("timers can't be read", "err", err)
			next = e.clock.Now().Add(time.Minute)
		}
		if !next.IsZero() && e.ticksHeld() {
			next = e.clock.Now().Add(time.Second)
		}
		due, changed, stop := e.clock.Alarm(next)
		select {
		case <-due:
		case <-changed:
		case <-e.timerWake:
		case <-ctx.Done():
		}
		stop()
		if now := e.clock.Now(); !next.IsZero() && !next.After(now) && !e.ticksHeld() {
			if err := e.exec(ctx, func(d *decider) error { return d.fireDue(now) }); err != nil && ctx.Err() == nil {
				e.log.Error("timers could not fire", "err", err)
			}
		}
	}
}

// findNextTimer is for the ticker alone: any timer that is set later and is due
// sooner wakes it.
func (e *Engine) findNextTimer() (next time.Time, err error) {
	e.timerMu.Lock()
	defer e.timerMu.Unlock()
	next, err = e.firstTimer()
	e.nextTimer = next
	return next, err
}

// firstTimer returns when the first timer is due; zero if there is none.
func (e *Engine) firstTimer() (next time.Time, err error) {
	err = store.ReadLatest(e.opt.Store, func(r store.Reader) error {
		return scanTimers(r, nil, func(k timerKey, _ []byte) (bool, error) {
			next = k.A
			return false, nil
		})
	})
	return next, err
}

// scanTimers calls fn in order for the timers up to a time, or for all if to is
// nil. An unreadable row is skipped.
func scanTimers(r store.Reader, to *timerKey, fn func(timerKey, []byte) (bool, error)) error {
	var end []byte
	if to != nil {
		end = timerRows.Key.Append(nil, *to)
	}
	return r.Scan(tableTimers, nil, end, false, 0, func(key, row []byte) (bool, error) {
		k, data, err := readTimer(key, row)
		if err != nil {
			return true, nil
		}
		return fn(k, data)
	})
}

func readTimer(key, row []byte) (k timerKey, data []byte, err error) {
	if k, err = timerRows.Key.Decode(key); err == nil {
		data, _, err = timerRows.FromRow(key, row)
	}
	return k, data, err
}

// unreadTimers reports the timers that can't be read.
func unreadTimers(r store.Reader, skip unread) error {
	return r.Scan(tableTimers, nil, nil, false, 0, func(key, row []byte) (bool, error) {
		if _, _, err := readTimer(key, row); err != nil {
			skip(tableTimers, key, err)
		}
		return true, nil
	})
}

// fireDue removes the timers that are due and passes each to its feature.
func (d *decider) fireDue(now time.Time) error {
	to := timerKey{A: now.Add(1)}
	fired := 0
	return scanTimers(d.tx, &to, func(k timerKey, _ []byte) (bool, error) {
		id := store.K3(k.B, k.C, k.D)
		community, tick := k.B, &bot.Tick{Feature: k.C, Name: k.D, Due: k.A}
		if com := d.ruling.byID[community]; com != nil {
			if d.mayBeParked(com) && d.unparkSome(community, ticksPerTask) > 0 {
				return false, nil // they may come before this one
			}
			d.tellFirst(com)
		}
		// That, or an earlier timer, may have replaced or removed this one.
		still, found, err := timerRows.Get(d.tx, k)
		if err != nil || !found {
			return err == nil, err
		}
		tick.Data = still
		if err := timerRows.Delete(d.tx, k); err != nil {
			return false, err
		}
		fired++
		if d.ruling.byID[community] == nil {
			return fired < ticksPerTask, parkedRows.Put(d.tx, id, still)
		}
		if err := timerDueRows.Delete(d.tx, id); err != nil {
			return false, err
		}
		d.fire(tick, community, now)
		return fired < ticksPerTask, nil
	})
}

// mayBeParked reports whether some of a community's timers may still be parked.
func (d *decider) mayBeParked(com *bot.Community) bool {
	return d.told.of != d.ruling || !d.told.passed(d.ruling.order[com])
}

// unparkSome does what unpark does. A row that can't be read keeps its
// community's others parked until the next reload, and holds up nothing else.
func (d *decider) unparkSome(community string, limit int) int {
	n, err := d.unpark(community, limit)
	if err != nil {
		d.e.log.Error("parked timers can't be read", "community", community, "err", err)
		return 0
	}
	return n
}

// unpark makes a community's parked timers due again, up to limit of them, and
// returns the number of rows it took. A timer that its feature set anew or
// removed when the community came back is dropped.
func (d *decider) unpark(community string, limit int) (n int, err error) {
	err = parkedRows.ScanPrefix(d.tx, timerNames.Under(community), false, limit, func(id timerName, data []byte) (bool, error) {
		n++
		if err := parkedRows.Delete(d.tx, id); err != nil {
			return false, err
		}
		due, found, err := timerDueRows.Get(d.tx, id)
		if err != nil || !found {
			return true, err
		}
		if _, set, err := timerRows.Get(d.tx, timerAt(due, id)); err != nil || set {
			return true, err
		}
		d.g.after = append(d.g.after, func() { d.e.timerSet(due) })
		return true, timerRows.Put(d.tx, timerAt(due, id), data)
	})
	return n, err
}

// fire sends one timer's event. Timers of features that no longer exist are
// dropped.
func (d *decider) fire(tick *bot.Tick, community string, now time.Time) {
	com := d.ruling.byID[community]
	if com == nil || d.e.feature(tick.Feature) == nil {
		return
	}
	tick.Outage = d.e.health.outage(com, now)
	local := tick.Due.In(com.Zone).Format("2006-01-02T15:04:05.999999999")
	in := &inspected{event: bot.Event{
		ID:   fmt.Sprintf("tick/%s/%s/%s/%s", community, tick.Feature, tick.Name, local),
		Kind: bot.KindTick, At: tick.Due, Tick: tick,
	}}
	in.line = journalLine(in.event)
	d.begun(in, now)
	d.com = com
	t := bot.NewTurn(d, tick.Due)
	t.Event, t.Facts, t.Community = &in.event, &in.facts, com
	d.run(t)
	d.journal(in, now, seenRow{arrival: now.Unix()}, nil, nil)
	d.e.stats.Ticks.Add(1)
}

// Settle returns once no timer is due, no line could be sent now, and every
// community has heard of its configuration. It serves a clock that is moved by
// hand.
func (e *Engine) Settle(ctx context.Context) error {
	for {
		before, err := e.timerDue()
		if err != nil {
			return err
		}
		// Everything committed so far has reached delivery after this: whatever
		// fired before that look at the timers, above all.
		told := false
		if err := e.exec(ctx, func(d *decider) error { told = d.told.next == len(d.ruling.Communities); return nil }); err != nil {
			return err
		}
		quiet := e.deliver.quiet()
		after, err := e.timerDue() // what was sent may have set one
		if err != nil {
			return err
		}
		if told && quiet && !before && !after {
			return nil
		}
		select {
		case <-time.After(5 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (e *Engine) timerDue() (bool, error) {
	next, err := e.firstTimer()
	return !next.IsZero() && !next.After(e.clock.Now()), err
}
