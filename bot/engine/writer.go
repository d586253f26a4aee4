package engine

import (
	"context"
	"time"

	"github.com/stewardbot/steward/store"
)

// task is work of the engine's own that belongs in a group: marking a line as
// being sent, an outcome, what an operator asked for.
type task struct {
	run  func(*decider) error
	done chan error // gets run's error at once, or nil after the commit
}

// group is what one transaction holds.
type group struct {
	overlay *store.Overlay
	waits   []chan struct{}
	done    []chan error
	after   []func() // run in order once committed
	events  int
	began   time.Time
}

// exec runs fn in the writer and returns when what it wrote is committed, or
// with its error, which takes back what it wrote.
func (e *Engine) exec(ctx context.Context, fn func(*decider) error) error {
	t := task{run: fn, done: make(chan error, 1)}
	select {
	case e.tasks <- t:
	case <-e.stopped:
		return ErrClosing
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-t.done:
		return err
	case <-e.stopped:
		return ErrClosing
	case <-ctx.Done():
		return ctx.Err()
	}
}

// write decides groups until the engine is drained. While a group commits, the
// next one is decided on top of it.
func (e *Engine) write() {
	defer close(e.commits)
	d := newDecider(e)
	var last *group
	spare := []*store.Overlay{store.NewOverlay(nil), store.NewOverlay(nil)}
	for n := 0; ; n++ {
		tasks, arrivals, ok := e.gather()
		if !ok {
			return
		}
		g := &group{overlay: spare[n%2], began: time.Now()}
		e.decideGroup(d, g, last, tasks, arrivals)
		e.commits <- g // waits until the group before is committed
		last = g
	}
}

// gather blocks for something to do and then takes all that waits, up to the
// group's size. Not ok: the engine is drained.
func (e *Engine) gather() (tasks []task, arrivals []*arrival, ok bool) {
	select {
	case t := <-e.tasks:
		tasks = append(tasks, t)
	case a := <-e.arrivals:
		arrivals = append(arrivals, a)
	case <-e.drained:
		return nil, nil, false
	}
	size := len(tasks)
	for _, a := range arrivals {
		size += len(a.events)
	}
	for size < e.opt.Group {
		select {
		case t := <-e.tasks:
			tasks = append(tasks, t)
			size++
		case a := <-e.arrivals:
			arrivals = append(arrivals, a)
			size += len(a.events) + 1
		default:
			return tasks, arrivals, true
		}
	}
	return tasks, arrivals, true
}

// decideGroup works on a snapshot that is closed before the group is handed
// over: an open one would keep the store's file from growing.
func (e *Engine) decideGroup(d *decider, g, last *group, tasks []task, arrivals []*arrival) {
	err := e.opt.Store.View(func(r store.Reader) error {
		base := r
		if last != nil {
			last.overlay.Rebase(r)
			base = last.overlay
		}
		g.overlay.Reset(base)
		d.begin(g)
		for _, t := range tasks {
			d.task(t)
		}
		for _, a := range arrivals {
			d.arrival(a)
		}
		return d.finish()
	})
	g.overlay.Freeze() // the next group reads it while it commits
	if err != nil {
		// Only a store that can't be read ends here; nothing was acknowledged.
		e.fail(err)
	}
}
