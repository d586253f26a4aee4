package engine

import (
	"errors"
	"time"

	"github.com/stewardbot/steward/bot/engine/failpoint"
	"github.com/stewardbot/steward/store"
)

// commitAll commits one group after another. A failing commit is retried until
// it succeeds: the writes are final and nobody has been told anything, so a
// retry is harmless. Meanwhile the writer waits and the full intake blocks the
// adapters' submissions; their heartbeats continue.
func (e *Engine) commitAll() {
	defer close(e.stopped)
	e.idle <- struct{}{}
	for g := range e.commits {
		failpoint.Pass(failpoint.BeforeCommit)
		committed := e.commit(g)
		e.idle <- struct{}{}
		if !committed {
			for _, done := range g.done {
				done <- ErrClosing
			}
			continue
		}
		failpoint.Pass(failpoint.AfterCommit)
		e.stats.Commits.Add(1)
		e.stats.Committed.Add(uint64(g.events))
		e.stats.CommitSeconds.observe(time.Since(g.began))
		e.follow(g)
		for _, w := range g.waits {
			close(w)
		}
		for _, done := range g.done {
			done <- nil
		}
	}
}

// follow does what follows from a committed group.
func (e *Engine) follow(g *group) {
	e.deliver.taking.Lock()
	defer e.deliver.taking.Unlock()
	for _, fn := range g.after {
		fn()
	}
}

// commit returns false if the store is broken for good.
func (e *Engine) commit(g *group) bool {
	if e.failed() {
		return false
	}
	if g.overlay.Len() == 0 {
		return true
	}
	for try := 0; ; try++ {
		err := store.Apply(e.opt.Store, g.overlay)
		if err == nil {
			e.Unable(nil)
			return true
		}
		e.stats.CommitErrors.Add(1)
		e.Unable(err)
		if ForGood(err) {
			e.Fail(err)
			return false
		}
		select {
		case <-time.After(backoff(try, 50*time.Millisecond, 2*time.Second)):
		case <-e.abandon:
			e.Fail(err)
			return false
		}
	}
}

// ForGood reports whether the store is unusable until it is reopened or
// restored.
func ForGood(err error) bool {
	return errors.Is(err, store.ErrUncertain) || errors.Is(err, store.ErrClosed) || errors.Is(err, store.ErrDamaged) ||
		errors.Is(err, store.ErrReplaced)
}
