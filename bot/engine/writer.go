package engine

import (
	"context"
	"time"

	"github.com/stewardbot/steward/store"
)

// task is the engine's own work for a group: marking a line as being sent, an
// outcome, an operator's request.
type task struct {
	run  func(*decider) error
	done chan error // gets run's error at once, or nil after the commit
}

// group is the content of one transaction.
type group struct {
	overlay *store.Overlay
	waits   []chan struct{}
	done    []chan error
	after   []func()          // run in order after the commit
	files   map[string][]byte // attachments read, by path
	events  int
	told    bool // some communities heard of a new configuration
	began   time.Time
}

// exec runs fn in the writer and returns once its writes are committed, or with
// its error, which rolls them back.
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

// write decides groups until the engine is drained. While one group commits,
// the next is decided on top of it and grows: whatever arrives meanwhile is in
// the very next commit.
func (e *Engine) write() {
	defer close(e.commits)
	d := newDecider(e)
	var last *group
	spare := []*store.Overlay{store.NewOverlay(nil), store.NewOverlay(nil)}
	for n := 0; ; n++ {
		var w waiting
		select {
		case t := <-e.tasks:
			w.task(t)
		case a := <-e.arrivals:
			w.arrival(a)
		case <-e.drained:
			return
		}
		g := &group{overlay: spare[n%2], began: time.Now()}
		g.overlay.Reset(nil)
		d.begin(g)
		e.fill(d, g, last, &w)
		e.commits <- g
		last = g
	}
}

// fill decides what waits, and what arrives until the committer is idle or the
// group is full, and then seals the group.
func (e *Engine) fill(d *decider, g, last *group, w *waiting) {
	for {
		e.gather(w)
		e.decide(d, g, last, w)
		if w.size >= e.opt.Group {
			e.seal(d, g)
			<-e.idle
			return
		}
		select {
		case <-e.idle:
			e.seal(d, g)
			return
		case t := <-e.tasks:
			w.task(t)
		case a := <-e.arrivals:
			w.arrival(a)
		}
	}
}

// waiting is what was taken from the queues and not yet decided.
type waiting struct {
	tasks    []task
	arrivals []*arrival
	size     int // of the group, including these
}

func (w *waiting) task(t task) {
	w.tasks = append(w.tasks, t)
	w.size++
}

func (w *waiting) arrival(a *arrival) {
	w.arrivals = append(w.arrivals, a)
	w.size += max(len(a.events), 1)
}

// refuse answers the tasks, which will not be run. Arrivals wait for their adapters to end.
func (w *waiting) refuse() {
	for _, t := range w.tasks {
		t.done <- ErrClosing
	}
}

// gather takes everything that waits, up to the group's size.
func (e *Engine) gather(w *waiting) {
	for w.size < e.opt.Group {
		select {
		case t := <-e.tasks:
			w.task(t)
		case a := <-e.arrivals:
			w.arrival(a)
		default:
			return
		}
	}
}

// decide works on a snapshot that is closed before it returns: an open one
// would keep the store's file from growing. Without one it reads the same: what
// the group before writes, whether its commit shows already or not, lies over it.
func (e *Engine) decide(d *decider, g, last *group, w *waiting) {
	began := false
	err := store.ReadLatest(e.opt.Store, func(r store.Reader) error {
		began = true
		if last != nil {
			last.overlay.Rebase(r)
			r = last.overlay
		}
		g.overlay.Rebase(r)
		d.tellConfig()
		for _, t := range w.tasks {
			d.task(t)
		}
		for _, a := range w.arrivals {
			d.arrival(a)
		}
		return nil
	})
	if err != nil {
		// This only happens if the store can't be read; nothing was
		// acknowledged.
		e.Fail(err)
		if !began {
			w.refuse()
		}
	}
	clear(w.tasks)
	clear(w.arrivals)
	w.tasks, w.arrivals = w.tasks[:0], w.arrivals[:0]
}

// seal ends a group: the next one reads it while it commits.
func (e *Engine) seal(d *decider, g *group) {
	d.finish()
	g.overlay.Freeze()
}
