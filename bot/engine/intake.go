package engine

import (
	"context"
	"errors"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine/failpoint"
	"github.com/stewardbot/steward/store"
)

// ErrClosing is returned when the engine is stopping and accepts nothing more.
var ErrClosing = errors.New("the engine is stopping")

// arrival is a batch on its way to the writer.
type arrival struct {
	adapter  string
	events   []inspected
	cursor   []byte
	received time.Time
	weight   int64         // share of the intake's room, returned when decided
	done     chan struct{} // closed once committed
}

// Submit implements bot.Sink.
func (e *Engine) Submit(ctx context.Context, b bot.Batch) (bot.Wait, error) {
	failpoint.Pass(failpoint.BeforeIntake)
	weight := min(max(int64(len(b.Events)), 1), int64(e.opt.Queue))
	if err := e.room.Acquire(ctx, weight); err != nil {
		return nil, err
	}
	now := e.clock.Now()
	a := &arrival{
		adapter: b.Adapter, cursor: b.Cursor, received: now,
		events: inspectAll(b.Events, e.ruling.Load(), now), weight: weight, done: make(chan struct{}),
	}
	if err := e.lookAround(ctx, a); err != nil {
		e.room.Release(weight)
		return nil, err
	}
	return e.accept(ctx, a)
}

// accept queues an arrival for the writer.
func (e *Engine) accept(ctx context.Context, a *arrival) (bot.Wait, error) {
	select {
	case e.arrivals <- a:
	case <-e.closing:
		e.room.Release(a.weight)
		return nil, ErrClosing
	case <-ctx.Done():
		e.room.Release(a.weight)
		return nil, ctx.Err()
	}
	failpoint.Pass(failpoint.AfterIntake)
	e.stats.Received.Add(uint64(len(a.events)))
	return a.wait, nil
}

func (a *arrival) wait(ctx context.Context) error {
	select {
	case <-a.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Cursor implements bot.Sink.
func (e *Engine) Cursor(adapter string) (cursor []byte, err error) {
	err = store.ReadLatest(e.opt.Store, func(r store.Reader) error {
		b, err := r.Get(tableCursor, []byte(adapter))
		if b != nil {
			cursor = append([]byte{}, b...)
		}
		return err
	})
	return cursor, err
}

// Now implements bot.Sink.
func (e *Engine) Now() time.Time { return e.clock.Now() }
