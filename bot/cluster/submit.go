package cluster

import (
	"context"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/store"
)

// Submit implements bot.Sink. It blocks while the window is full. The Wait ends
// when all events of the batch are committed and its cursor is stored.
func (g *Gateway) Submit(ctx context.Context, b bot.Batch) (bot.Wait, error) {
	weight := min(max(int64(len(b.Events)), 1), int64(g.opt.Window))
	if err := g.room.Acquire(ctx, weight); err != nil {
		return nil, err
	}
	if err := g.noteMoves(ctx, b.Events); err != nil {
		g.room.Release(weight)
		return nil, err
	}
	own := &batch{adapter: b.Adapter, cursor: b.Cursor, left: len(b.Events), weight: weight, done: make(chan struct{})}
	loads := make([]load, len(b.Events))
	for i, ev := range b.Events {
		loads[i] = g.load(ev, own)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.ctx == nil || g.ctx.Err() != nil {
		g.room.Release(weight)
		return nil, engine.ErrClosing
	}
	g.order = append(g.order, own)
	for i, ev := range b.Events {
		g.lane(Route(&ev, g.opt.Parts, g.opt.Spaces, g.former)).add(loads[i])
	}
	if own.left == 0 {
		poke(g.ready)
	}
	return func(ctx context.Context) error {
		select {
		case <-own.done:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}, nil
}

// former needs mu.
func (g *Gateway) former(space bot.Place) (bot.Place, bool) {
	old, ok := g.moved[space]
	return old, ok
}

// noteMoves stores which spaces moved, before anything that comes from their
// new ids is sent.
func (g *Gateway) noteMoves(ctx context.Context, events []bot.Event) error {
	moves := map[bot.Place]bot.Place{}
	for _, ev := range events {
		if ev.Kind == bot.KindMoved && ev.Place != "" && ev.Moved != "" && ev.Place != ev.Moved {
			moves[ev.Moved] = ev.Place
		}
	}
	if len(moves) == 0 {
		return nil
	}
	err := g.put(ctx, func(tx store.Tx) error {
		for now, old := range moves {
			if err := tx.Put(tableMoved, []byte(now), []byte(old)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	for now, old := range moves {
		g.moved[now] = old
	}
	return nil
}

// commitAll stores the cursors of batches as they become complete, in order,
// until ctx ends.
func (g *Gateway) commitAll(ctx context.Context) {
	for {
		select {
		case <-g.ready:
		case <-ctx.Done():
			return
		}
		complete := g.complete()
		cursors := map[string][]byte{}
		for _, b := range complete {
			if b.cursor != nil {
				cursors[b.adapter] = b.cursor
			}
		}
		if len(cursors) > 0 {
			err := g.put(ctx, func(tx store.Tx) error {
				for adapter, cursor := range cursors {
					if err := tx.Put(tableCursor, []byte(adapter), cursor); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return
			}
		}
		for _, b := range complete {
			close(b.done)
			g.room.Release(b.weight)
		}
	}
}

// complete takes the batches out that are committed with all before them.
func (g *Gateway) complete() []*batch {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := 0
	for n < len(g.order) && g.order[n].left == 0 {
		n++
	}
	list := g.order[:n:n]
	g.order = g.order[n:]
	return list
}

// put writes to the store, again and again until it succeeds or ctx ends. If the
// store is lost, so is the gateway.
func (g *Gateway) put(ctx context.Context, fn func(store.Tx) error) error {
	for pause := shortest; ; pause = min(2*pause, longest) {
		err := g.opt.Store.Update(fn)
		if err == nil {
			return nil
		}
		if engine.ForGood(err) {
			g.fail(err)
			return engine.ErrClosing
		}
		g.opt.Log.Error("the source's store takes no writes; it is tried again until it does", "source", g.opt.Source, "err", err)
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Pauses after failures.
const (
	shortest = 50 * time.Millisecond
	longest  = 2 * time.Second
)

func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
