package main

import (
	"errors"
	"time"

	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/pgstore"
)

// ends are the engines that ended by themselves since the last line of the log.
type ends struct {
	since   time.Time // of the first
	taken   int       // by others
	stopped int       // on an error, the last of which follows
	part    int
	err     error
}

// unfit is a partition that this program can't open.
type unfit struct {
	store *pgstore.Store // reads it
	why   error
}

// fits reports whether this process may take partitions, as far as it knows.
func (w *worker) fits() bool {
	w.mu.Lock()
	u := w.unfit
	w.mu.Unlock()
	if u == nil {
		return true
	}
	if store.Current(u.store, len(wire.Migrations())) != nil {
		return false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.unfit = nil
	return true
}

// noteEnd notes that an engine ended by itself.
func (w *worker) noteEnd(part int, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, older := errors.AsType[*store.OlderError](err)
	_, newer := errors.AsType[*store.NewerError](err)
	if older || newer {
		if w.unfit == nil {
			w.unfit = &unfit{w.n.server.View(part), err}
			w.n.log.Error("this program can't open a partition; it leaves all to others until it can", "partition", part, "err", err)
		}
		return
	}
	if w.ends.taken+w.ends.stopped == 0 {
		w.ends.since = time.Now()
	}
	if errors.Is(err, store.ErrFenced) {
		w.ends.taken++
	} else {
		w.ends.stopped, w.ends.part, w.ends.err = w.ends.stopped+1, part, err
	}
}

// tellEnds logs which engines ended by themselves, a second after the first, as
// there may be many.
func (w *worker) tellEnds() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if time.Since(w.ends.since) < time.Second {
		return
	}
	if n := w.ends.taken; n > 0 {
		w.n.log.Warn("other processes have taken partitions over", "partitions", n)
	}
	if n := w.ends.stopped; n > 0 {
		w.n.log.Error("engines stopped; they are started again", "partitions", n, "last", w.ends.part, "err", w.ends.err)
	}
	w.ends = ends{}
}
