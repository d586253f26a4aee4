package bottest

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"hash/crc32"
	"slices"
	"sync"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

// part is one of the engines among which the communities are divided.
type part struct {
	store  store.Store
	engine *engine.Engine
}

// firstRef keeps the effects of different parts apart.
const firstRef = 1 << 20

// divided reports whether several engines play.
func (w *world) divided() bool { return len(w.parts) > 1 }

func (w *world) partOf(id string) int {
	return int(crc32.ChecksumIEEE([]byte(id)) % uint32(len(w.parts)))
}

// first is the part of the first community.
func (w *world) first() *part { return w.parts[w.partOf(w.config.Communities[0].ID)] }

// share returns what an engine's part of the configuration is.
func (w *world) share(n int) engine.Config {
	c := *w.all.Load()
	c.Communities = slices.DeleteFunc(slices.Clone(c.Communities), func(c *bot.Community) bool { return w.partOf(c.ID) != n })
	return c
}

// partition returns what an engine is told of the others.
func (w *world) partition(n int) *engine.Partition {
	return &engine.Partition{
		Number: n, Of: w.partOf, Home: func(u bot.UserID) int { return w.partOf(string(u)) },
		Community: func(id string) (*bot.Community, int) {
			list := w.all.Load().Communities
			i := slices.IndexFunc(list, func(c *bot.Community) bool { return c.ID == id })
			if i < 0 {
				return nil, 0
			}
			return list[i], i
		},
		Others: others{w, n},
	}
}

// others reads all stores but one.
type others struct {
	w   *world
	but int
}

// Get implements store.Reader.
func (o others) Get(table string, key []byte) (value []byte, err error) {
	to := append(bytes.Clone(key), 0)
	err = o.Scan(table, key, to, false, 1, func(_, v []byte) (bool, error) { value = v; return true, nil })
	return value, err
}

// Scan implements store.Reader.
func (o others) Scan(table string, from, to []byte, reverse bool, limit int, fn func(k, v []byte) (bool, error)) error {
	type row struct{ k, v []byte }
	var rows []row
	for n, p := range o.w.parts {
		if n == o.but {
			continue
		}
		err := p.store.View(func(r store.Reader) error {
			return r.Scan(table, from, to, reverse, limit, func(k, v []byte) (bool, error) {
				rows = append(rows, row{k, v})
				return true, nil
			})
		})
		if err != nil {
			return err
		}
	}
	slices.SortStableFunc(rows, func(a, b row) int {
		if reverse {
			a, b = b, a
		}
		return bytes.Compare(a.k, b.k)
	})
	for n, r := range rows {
		if limit > 0 && n == limit {
			return nil
		}
		if more, err := fn(r.k, r.v); err != nil || !more {
			return err
		}
	}
	return nil
}

// passage is the adapter that passes on what belongs to another part.
type passage struct{ w *world }

func (passage) Name() string                            { return bot.Partition }
func (passage) Capabilities(bot.Place) bot.Capabilities { return bot.Capabilities{} }

// Run implements bot.Adapter.
func (passage) Run(ctx context.Context, _ bot.Sink) error {
	<-ctx.Done()
	return nil
}

// Perform implements bot.Adapter.
func (p passage) Perform(ctx context.Context, d bot.Delivery) (bot.Outcome, error) {
	b, err := bot.EncodeEffect(d.Effect)
	if err != nil {
		return bot.Outcome{}, err
	}
	e, err := bot.DecodeEffect(b)
	if err != nil {
		return bot.Outcome{}, err
	}
	pass := e.(bot.Pass)
	for range 1 + p.w.repeats { // an answer may have been lost
		if err := p.w.parts[pass.To].engine.Receive(ctx, pass, d.Content); err != nil {
			return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeRetry, Reason: phrase.Line(err.Error())}
		}
	}
	return bot.Outcome{Status: bot.Done}, nil
}

// seat is a platform at which one engine of several sits. The first one reads
// from it, for all.
type seat struct {
	*platform
	w *world
	n int
}

// Run implements bot.Adapter.
func (s seat) Run(ctx context.Context, sink bot.Sink) error {
	if s.n == 0 {
		return s.platform.Run(ctx, router{s.w})
	}
	<-ctx.Done()
	return nil
}

// router is the sink that hands each event to the engine that it belongs to.
type router struct{ w *world }

// Submit implements bot.Sink.
func (r router) Submit(ctx context.Context, b bot.Batch) (bot.Wait, error) {
	var waits []bot.Wait
	for _, ev := range b.Events {
		wait, err := r.w.parts[r.w.route(&ev)].engine.Submit(ctx, bot.Batch{Adapter: b.Adapter, Events: []bot.Event{ev}})
		if err != nil {
			return nil, err
		}
		waits = append(waits, wait)
	}
	return func(ctx context.Context) error {
		for _, wait := range waits {
			if err := wait(ctx); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

// Cursor implements bot.Sink.
func (router) Cursor(string) ([]byte, error) { return nil, nil }

// Now implements bot.Sink.
func (r router) Now() time.Time { return r.w.clock.Now() }

// Status implements bot.Sink.
func (r router) Status(adapter string, connected bool, reason phrase.Line) {
	for _, p := range r.w.parts {
		p.engine.Status(adapter, connected, reason)
	}
}

// formerly remembers where spaces come from.
type formerly struct {
	mu   sync.Mutex
	from map[bot.Place]bot.Place
}

// route returns the part that an event belongs to.
func (w *world) route(ev *bot.Event) int {
	if community, _, ok := bot.DeskAct(ev.Place); ok {
		return w.partOf(community)
	}
	if ev.Place.Private() {
		return w.partOf(string(ev.Place.Platform() + ":" + ev.Place.Sub()))
	}
	w.formerly.mu.Lock()
	defer w.formerly.mu.Unlock()
	if ev.Kind == bot.KindMoved {
		w.formerly.from[ev.Moved] = ev.Place
	}
	for place := ev.Place; place != ""; place = w.formerly.from[place.Space()] {
		if c := ownerOf(w.all.Load().Communities, place); c != nil {
			return w.partOf(c.ID)
		}
	}
	return w.partOf(cmp.Or(string(ev.Place.Space()), ev.ID))
}

// ownerOf returns the community of a place: that of its space, or the one that
// names the place.
func ownerOf(list []*bot.Community, place bot.Place) *bot.Community {
	for _, c := range list {
		if c.Owns(place) {
			return c
		}
	}
	for _, c := range list {
		for _, named := range c.Places {
			if slices.ContainsFunc(named, func(p bot.Place) bool { return p.Space() == place.Space() }) {
				return c
			}
		}
	}
	return nil
}

// view reads each part's store in turn.
func (w *world) view(fn func(r store.Reader, part int) error) error {
	for n, p := range w.parts {
		if err := p.store.View(func(r store.Reader) error { return fn(r, n) }); err != nil {
			return fmt.Errorf("part %d: %w", n, err)
		}
	}
	return nil
}
