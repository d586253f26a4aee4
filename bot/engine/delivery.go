package engine

import (
	"cmp"
	"container/heap"
	"context"
	"sync"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine/fetch"
	"github.com/stewardbot/steward/store"
)

// delivery performs the lines of the outbox. Its memory holds the outbox table,
// indexed differently.
type delivery struct {
	e  *Engine
	mu sync.Mutex
	// taking is locked while a group's effects are taken over, so that none
	// starts before what replaces it is known. It is locked before mu.
	taking sync.Mutex
	// outlets by platform; lines of unconfigured platforms stay in the store.
	outlets map[string]*outlet
	// waiting lists lines by the earlier line that they depend on.
	waiting map[bot.Ref][]*line
	lines   map[bot.Ref]*line
	wake    chan struct{}
	workers sync.WaitGroup
	// stopping keeps workers from starting.
	stopping bool
}

func newDelivery(e *Engine) *delivery {
	dl := &delivery{
		e: e, outlets: map[string]*outlet{}, waiting: map[bot.Ref][]*line{},
		lines: map[bot.Ref]*line{}, wake: make(chan struct{}, 1),
	}
	for _, a := range e.opt.Adapters {
		dl.outlets[a.Name()] = newOutlet(a, e.clock.Now())
	}
	dl.outlets[bot.Web] = newOutlet(fetch.New(e.opt.FetchFrom), e.clock.Now())
	dl.outlets[bot.Desk] = newOutlet(pages{}, e.clock.Now())
	return dl
}

// add takes over a committed line. The committer calls it in commit order, so
// that a line that depends on another finds the other's result if there is one.
func (dl *delivery) add(l *line) {
	ref := cmp.Or(l.traits.Wait, l.traits.Target.Ref)
	var res result
	known := false
	if ref != 0 {
		err := store.ReadLatest(dl.e.opt.Store, func(r store.Reader) (err error) {
			res, known, err = getResult(r, ref)
			return err
		})
		if err != nil {
			dl.e.log.Error("the outbox can't be read", "ref", l.Ref, "err", err)
		}
	}
	dl.mu.Lock()
	defer dl.mu.Unlock()
	if dl.lines[l.Ref] != nil {
		return
	}
	dl.lines[l.Ref] = l
	switch {
	case ref == 0:
		dl.queue(l)
	case known:
		dl.resolve(l, res.Outcome, res.Place)
	case dl.lines[ref] != nil:
		dl.waiting[ref] = append(dl.waiting[ref], l)
	default:
		dl.settleSoon(l, bot.Outcome{Status: bot.Failed, Reason: "delivery.waited_gone"})
	}
}

// queue requires mu.
func (dl *delivery) queue(l *line) {
	o := dl.outlets[l.effect.Where().Platform()]
	if o == nil {
		return
	}
	o.add(l)
	dl.poke()
}

func (dl *delivery) poke() {
	select {
	case dl.wake <- struct{}{}:
	default:
	}
}

// resolve continues a line whose dependency is settled. Requires mu.
func (dl *delivery) resolve(l *line, waited bot.Outcome, place bot.Place) {
	if out, ends := follow(l, waited, place); ends {
		dl.settleSoon(l, out)
		return
	}
	dl.queue(l)
}

// settleSoon settles a line without blocking. While the engine stops, this is
// left to the next start. Requires mu, or that nothing runs.
func (dl *delivery) settleSoon(l *line, out bot.Outcome) {
	if !dl.stopping {
		dl.workers.Go(func() { dl.settle(l, out) })
	}
}

// settled is called once an outcome is committed: it removes the line and
// continues those that depended on it.
func (dl *delivery) settled(l *line, out bot.Outcome) {
	dl.mu.Lock()
	defer dl.mu.Unlock()
	if now := dl.lines[l.Ref]; now != nil {
		l = now // as it was after a redirect
	}
	delete(dl.lines, l.Ref)
	if o := dl.outlets[l.effect.Where().Platform()]; o != nil {
		o.remove(l)
	}
	for _, w := range dl.waiting[l.Ref] {
		if dl.lines[w.Ref] == w { // else it was settled while it waited
			dl.resolve(w, out, l.effect.Where())
		}
	}
	delete(dl.waiting, l.Ref)
	dl.poke()
}

// run starts lines that are due until ctx ends, and then waits for running
// ones.
func (dl *delivery) run(ctx context.Context) {
	for ctx.Err() == nil {
		next := dl.dispatch(ctx)
		due, changed, stop := dl.e.clock.Alarm(next)
		select {
		case <-due:
		case <-changed:
		case <-dl.wake:
		case <-ctx.Done():
		}
		stop()
	}
	dl.mu.Lock()
	dl.stopping = true
	dl.mu.Unlock()
	dl.workers.Wait()
}

// dispatch starts every line that is due and returns when to check again.
func (dl *delivery) dispatch(ctx context.Context) (next time.Time) {
	dl.taking.Lock()
	defer dl.taking.Unlock()
	dl.mu.Lock()
	defer dl.mu.Unlock()
	now := dl.e.clock.Now()
	for _, o := range dl.outlets {
		for _, ln := range o.lanes {
			if at := dl.dispatchLane(ctx, o, ln, now); !at.IsZero() && (next.IsZero() || at.Before(next)) {
				next = at
			}
		}
	}
	return next
}

func (dl *delivery) dispatchLane(ctx context.Context, o *outlet, ln *lane, now time.Time) time.Time {
	for ln.Len() > 0 && ln.running < laneWorkers {
		q := ln.queues[0]
		if q.at.After(now) {
			return q.at
		}
		l := q.lines[0]
		if _, late := expire(l, now); !late {
			if wait := o.limits.wait(l.effect, now); wait > 0 {
				q.at = now.Add(wait)
				heap.Fix(ln, 0)
				continue
			}
			o.limits.take(l.effect, now)
		}
		heap.Remove(ln, 0)
		ln.running++
		if jobs := o.together(ln, job{q, l}, now); len(jobs) > 1 {
			dl.workers.Go(func() { dl.sweep(ctx, o, ln, jobs) })
			continue
		}
		dl.workers.Go(func() { dl.work(ctx, o, ln, job{q, l}) })
	}
	return time.Time{}
}

// job is a line being performed, from the head of its queue.
type job struct {
	q *queue
	l *line
}

// work performs one line and stores its outcome.
func (dl *delivery) work(ctx context.Context, o *outlet, ln *lane, j job) {
	again := dl.try(ctx, o, j.l)
	dl.mu.Lock()
	defer dl.mu.Unlock()
	ln.running--
	dl.requeue(ln, j, again)
	dl.poke()
}

// requeue puts a line back at the head of its queue to be retried after again;
// 0 means that it is settled or about to be. Requires mu.
func (dl *delivery) requeue(ln *lane, j job, again time.Duration) {
	if again > 0 && len(j.q.lines) > 0 && j.q.lines[0] == j.l && j.q.index < 0 {
		j.l.NotBefore = dl.e.clock.Now().Add(again)
		j.q.at = j.l.NotBefore
		heap.Push(ln, j.q)
	}
}

// pending returns a waiting line; nil if there is none.
func (dl *delivery) pending(ref bot.Ref) *line {
	dl.mu.Lock()
	defer dl.mu.Unlock()
	return dl.lines[ref]
}

// hurry makes a waiting line due at once.
func (dl *delivery) hurry(l *line) {
	dl.mu.Lock()
	defer dl.mu.Unlock()
	l.NotBefore = time.Time{}
	o := dl.outlets[l.effect.Where().Platform()]
	if o == nil {
		return
	}
	if q := o.queues[l.traits.Order]; q != nil && q.index >= 0 && q.lines[0] == l {
		q.at = time.Time{}
		heap.Fix(q.lane, q.index)
	}
	dl.poke()
}

// quiet reports whether nothing is running and nothing is due.
func (dl *delivery) quiet() bool {
	dl.mu.Lock()
	defer dl.mu.Unlock()
	now := dl.e.clock.Now()
	for _, o := range dl.outlets {
		for _, ln := range o.lanes {
			if ln.running > 0 || ln.Len() > 0 && !ln.queues[0].at.After(now) {
				return false
			}
		}
	}
	return true
}

// depth returns the number of waiting lines, for metrics.
func (dl *delivery) depth() int {
	dl.mu.Lock()
	defer dl.mu.Unlock()
	return len(dl.lines)
}
