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

// delivery performs the lines of the outbox. What it holds in memory is the
// outbox table in another order.
type delivery struct {
	e  *Engine
	mu sync.Mutex
	// outlets by platform; lines of platforms that are not configured stay in
	// the store until they are.
	outlets map[string]*outlet
	// waiting are lines about what an earlier line will have made.
	waiting map[bot.Ref][]*line
	lines   map[bot.Ref]*line
	wake    chan struct{}
	workers sync.WaitGroup
	// stopping: no worker begins any more.
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
	return dl
}

// add takes over a committed line. Called by the committer, in the order of
// commits, so that a line about another finds that one's result if there is one.
func (dl *delivery) add(l *line) {
	ref := cmp.Or(l.traits.Wait, l.traits.Target.Ref)
	var res result
	known := false
	if ref != 0 {
		err := dl.e.opt.Store.View(func(r store.Reader) (err error) {
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
		dl.settleSoon(l, bot.Outcome{Status: bot.Failed, Reason: "what it waited for is no more"})
	}
}

// queue needs mu.
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

// resolve lets a line go on whose wait is over. Needs mu.
func (dl *delivery) resolve(l *line, waited bot.Outcome, place bot.Place) {
	if out, ends := follow(l, waited, place); ends {
		dl.settleSoon(l, out)
		return
	}
	dl.queue(l)
}

// settleSoon books an outcome from where one must not wait. What comes while
// the engine stops is left to the next start. Needs mu, or that nothing runs.
func (dl *delivery) settleSoon(l *line, out bot.Outcome) {
	if !dl.stopping {
		dl.workers.Go(func() { dl.settle(l, out) })
	}
}

// settled is told when an outcome is committed: the line is gone, and those
// that waited for it go on.
func (dl *delivery) settled(l *line, out bot.Outcome) {
	dl.mu.Lock()
	defer dl.mu.Unlock()
	if now := dl.lines[l.Ref]; now != nil {
		l = now // as it is since it was redirected
	}
	delete(dl.lines, l.Ref)
	if o := dl.outlets[l.effect.Where().Platform()]; o != nil {
		o.remove(l)
	}
	for _, w := range dl.waiting[l.Ref] {
		dl.resolve(w, out, l.effect.Where())
	}
	delete(dl.waiting, l.Ref)
	dl.poke()
}

// run starts what may start until ctx ends, and then waits for what runs.
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

// dispatch starts every line that may go now and returns when to look again.
func (dl *delivery) dispatch(ctx context.Context) (next time.Time) {
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

// job is a line at the head of its queue that is being performed.
type job struct {
	q *queue
	l *line
}

// work performs one line and books what became of it.
func (dl *delivery) work(ctx context.Context, o *outlet, ln *lane, j job) {
	again := dl.try(ctx, o, j.l)
	dl.mu.Lock()
	defer dl.mu.Unlock()
	ln.running--
	dl.requeue(ln, j, again)
	dl.poke()
}

// requeue puts a line that is to be tried again back at the head of its queue;
// 0: it is settled, or on its way to be. Needs mu.
func (dl *delivery) requeue(ln *lane, j job, again time.Duration) {
	if again > 0 && len(j.q.lines) > 0 && j.q.lines[0] == j.l && j.q.index < 0 {
		j.l.NotBefore = dl.e.clock.Now().Add(again)
		j.q.at = j.l.NotBefore
		heap.Push(ln, j.q)
	}
}

// pending is a line that waits, nil if there is none.
func (dl *delivery) pending(ref bot.Ref) *line {
	dl.mu.Lock()
	defer dl.mu.Unlock()
	return dl.lines[ref]
}

// hurry makes a waiting line go at once.
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

// quiet tells whether nothing runs and nothing may run now.
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

// depth is how many lines wait, for metrics.
func (dl *delivery) depth() int {
	dl.mu.Lock()
	defer dl.mu.Unlock()
	return len(dl.lines)
}
