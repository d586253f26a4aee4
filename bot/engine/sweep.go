package engine

import (
	"container/heap"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/stewardbot/steward/bot"
)

// sweepLimit is the maximum number of deletions per call.
const sweepLimit = 100

// together takes other deletions in the same place that are due out of their
// queues, if the platform can delete many messages in one call. Requires
// delivery's mu.
func (o *outlet) together(ln *lane, first job, now time.Time) []job {
	jobs := []job{first}
	del, ok := first.l.effect.(bot.Delete)
	if _, can := o.adapter.(bot.Sweeper); !ok || !can || len(first.l.targets) > 1 {
		return jobs
	}
	for _, q := range slices.Clone(ln.queues) {
		l := q.lines[0]
		other, ok := l.effect.(bot.Delete)
		if !ok || other.Place != del.Place || q.at.After(now) || len(l.targets) > 1 {
			continue
		}
		if _, late := expire(l, now); late {
			continue
		}
		heap.Remove(ln, q.index)
		if jobs = append(jobs, job{q, l}); len(jobs) == sweepLimit {
			break
		}
	}
	return jobs
}

// sweep deletes many messages in one call. If the platform refuses, each is
// tried alone, so that each has its own outcome; if it is unreachable or asks
// to wait, all of them wait.
func (dl *delivery) sweep(ctx context.Context, o *outlet, ln *lane, jobs []job) {
	ids := make([]string, len(jobs))
	var reasons []string
	for i, j := range jobs {
		del := j.l.effect.(bot.Delete)
		ids[i] = del.Target.Message.ID
		if del.Reason != "" && !slices.Contains(reasons, del.Reason) {
			reasons = append(reasons, del.Reason)
		}
	}
	err := o.admit(ctx, jobs[0].l, dl.e.clock.Now())
	if err == nil {
		call, cancel := calling(ctx)
		err = o.adapter.(bot.Sweeper).Sweep(call, jobs[0].l.effect.Where(), ids, strings.Join(reasons, "; "))
		cancel()
	}
	again := make([]time.Duration, len(jobs))
	if err == nil {
		dl.settleAll(jobs)
	} else {
		dl.oneByOne(ctx, o, jobs, again, bot.AsDeliveryError(err))
	}
	dl.mu.Lock()
	defer dl.mu.Unlock()
	ln.running--
	for i, j := range jobs {
		dl.requeue(ln, j, again[i])
	}
	dl.poke()
}

// settleAll settles them concurrently, so that they share a group.
func (dl *delivery) settleAll(jobs []job) {
	var booked sync.WaitGroup
	for _, j := range jobs {
		booked.Go(func() {
			dl.settle(j.l, bot.Outcome{Status: bot.Done, Receipt: bot.Receipt{At: dl.e.clock.Now()}})
		})
	}
	booked.Wait()
}

// oneByOne tries each alone until one has to wait; then the rest wait as well.
func (dl *delivery) oneByOne(ctx context.Context, o *outlet, jobs []job, again []time.Duration, err *bot.DeliveryError) {
	var wait time.Duration
	if err.Code == bot.CodeRetry || err.Code == bot.CodeUnknown {
		wait = dl.failed(o, jobs[0].l, err)
	}
	for i, j := range jobs {
		if wait == 0 {
			wait = dl.try(ctx, o, j.l)
		}
		again[i] = wait
	}
}
