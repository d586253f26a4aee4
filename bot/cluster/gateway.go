package cluster

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/store"
)

// GatewayOptions configure a gateway.
type GatewayOptions struct {
	// Source names the connection, such as "telegram" or "discord/3". It has
	// letters, digits, dashes and slashes.
	Source string
	// Session is the epoch of the lease on the source: each holder's is higher
	// than those before.
	Session int64
	// Store holds the source's cursor and the spaces that moved. Sure reports
	// whether the lease on it is certainly held still; nil: always.
	Store store.Store
	Sure  func() bool
	// Epochs returns the epoch of each partition's holder by the database; nil:
	// the highest that asked is believed to be it.
	Epochs func(ctx context.Context) (map[int]int64, error)
	// Others returns the cursor of an adapter that another source has; nil: none
	// has one.
	Others func(adapter string) ([]byte, error)
	// Shard is this connection of so many that the platform's spaces are
	// divided among; 0 of 0 or 1: it is the only one.
	Shard, Shards int

	Adapter   bot.Adapter
	Transport Transport
	Parts     int
	Spaces    Spaces
	Now       func() time.Time // nil: time.Now
	Log       *slog.Logger

	// Window is how many events may be on their way before Submit blocks;
	// default 8,192. Resend is how long a packet goes unconfirmed before it is
	// sent again; default 1.5 s, doubled each time it helps nothing.
	Window int
	Resend time.Duration
}

// Gateway runs one adapter, sends its events to the engines and performs their
// effects. It implements bot.Sink.
type Gateway struct {
	opt    GatewayOptions
	room   *semaphore.Weighted
	limits *engine.Whole
	ready  chan struct{} // holds one value when batches may have become complete

	looking sync.Mutex // held while epochs are looked up

	mu      sync.Mutex
	ctx     context.Context // of Run; nil: it does not run
	fail    context.CancelCauseFunc
	workers sync.WaitGroup
	asked   sync.WaitGroup // requests that are being answered
	lanes   map[int]*lane
	order   []*batch // not yet committed, the oldest first
	moved   map[bot.Place]bot.Place
	state   up
	epochs  map[int]int64 // of each partition's holder
	stuck   int           // lanes whose events can't be handed over
}

// batch is a batch on its way.
type batch struct {
	adapter string
	cursor  []byte
	left    int   // events that are not committed
	weight  int64 // share of the room
	done    chan struct{}
}

// NewGateway reads the source's state from the store.
func NewGateway(opt GatewayOptions) (*Gateway, error) {
	opt.Window = cmp.Or(opt.Window, 8192)
	opt.Resend = cmp.Or(opt.Resend, 1500*time.Millisecond)
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	if opt.Sure == nil {
		opt.Sure = func() bool { return true }
	}
	var limits bot.Limits
	if l, ok := opt.Adapter.(bot.Limiter); ok {
		limits = l.Limits()
	}
	g := &Gateway{
		opt: opt, room: semaphore.NewWeighted(int64(opt.Window)), limits: engine.NewWhole(limits, opt.Now()),
		ready: make(chan struct{}, 1), lanes: map[int]*lane{}, moved: map[bot.Place]bot.Place{}, epochs: map[int]int64{},
		state: up{
			Source: opt.Source, Session: opt.Session, Platform: opt.Adapter.Name(), Shard: opt.Shard, Shards: max(opt.Shards, 1),
			Reason: "ready.connecting",
		},
	}
	err := opt.Store.View(func(r store.Reader) error {
		return r.Scan(tableMoved, nil, nil, false, 0, func(k, v []byte) (bool, error) {
			g.moved[bot.Place(k)] = bot.Place(v)
			return true, nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("gateway %s: %w", opt.Source, err)
	}
	return g, nil
}

// The tables of a source's store, as they are in an engine's.
const (
	tableCursor = "cursor" // adapter -> cursor
	tableMoved  = "moved"  // new space -> old space
)

// Run runs the adapter until ctx ends, or the lease on the source may be lost:
// then another gateway may connect, and two would be in each other's way. It
// returns an error only if the adapter gave up. It is for one call.
func (g *Gateway) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	g.mu.Lock()
	g.ctx, g.fail = ctx, cancel
	g.mu.Unlock()
	defer g.end()
	stop, err := g.listen()
	if err != nil {
		g.opt.Log.Warn("the gateway can't be heard", "source", g.opt.Source, "err", err)
		return nil
	}
	defer stop()
	g.workers.Go(func() { g.commitAll(ctx) })
	g.workers.Go(func() { g.beat(ctx) })
	g.workers.Go(func() { g.watchLease(ctx) })
	err = g.opt.Adapter.Run(ctx, g)
	if err != nil && ctx.Err() == nil {
		return fmt.Errorf("%s: %w", g.opt.Source, err)
	}
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		g.opt.Log.Warn("the connection is given up", "source", g.opt.Source, "err", cause)
	}
	return nil
}

var errUnsure = errors.New("another process may have it")

// watchLease ends the gateway once its lease may be lost.
func (g *Gateway) watchLease(ctx context.Context) {
	for g.opt.Sure() {
		select {
		case <-time.After(leaseEvery):
		case <-ctx.Done():
			return
		}
	}
	g.fail(errUnsure)
}

// leaseEvery is how often a gateway looks whether it holds its source.
const leaseEvery = 100 * time.Millisecond

// endTime is how long requests that are being answered have when it ends.
const endTime = 10 * time.Second

// end waits for what Run began.
func (g *Gateway) end() {
	g.mu.Lock()
	g.fail(nil)
	g.mu.Unlock() // no request begins any more
	g.workers.Wait()
	answered := make(chan struct{})
	go func() {
		g.asked.Wait()
		close(answered)
	}()
	select {
	case <-answered:
	case <-time.After(endTime):
	}
}

// listen opens the subjects of a gateway.
func (g *Gateway) listen() (stop func(), err error) {
	var stops []func()
	stop = func() {
		for _, fn := range stops {
			fn()
		}
	}
	add := func(fn func(), e error) {
		if e == nil {
			stops = append(stops, fn)
		}
		err = errors.Join(err, e)
	}
	t := g.opt.Transport
	add(t.Listen(subjectDone(g.opt.Source), g.done))
	add(t.Listen(subjectWho, func([]byte) { g.tellUp() }))
	add(t.Answer(subjectDo(g.opt.Source, g.opt.Session), g.answer))
	if err != nil {
		stop()
		return nil, fmt.Errorf("gateway %s: %w", g.opt.Source, err)
	}
	return stop, nil
}

// Cursor implements bot.Sink.
func (g *Gateway) Cursor(adapter string) (cursor []byte, err error) {
	cursor, err = CursorIn(g.opt.Store, adapter)
	if cursor == nil && err == nil && g.opt.Others != nil {
		return g.opt.Others(adapter)
	}
	return cursor, err
}

// CursorIn returns the cursor of an adapter in the store of a source; nil if
// there is none.
func CursorIn(s store.Store, adapter string) (cursor []byte, err error) {
	err = s.View(func(r store.Reader) error {
		b, err := r.Get(tableCursor, []byte(adapter))
		if b != nil {
			cursor = append([]byte{}, b...)
		}
		return err
	})
	return cursor, err
}

// Now implements bot.Sink.
func (g *Gateway) Now() time.Time { return g.opt.Now() }

// Status implements bot.Sink.
func (g *Gateway) Status(_ string, connected bool, reason phrase.Line) {
	g.mu.Lock()
	before := g.state
	g.state.Connected, g.state.Reason = connected, reason
	g.mu.Unlock()
	switch log := g.opt.Log.With("source", g.opt.Source); {
	case connected && !before.Connected:
		log.Info("connected")
	case !connected && (before.Connected || before.Reason != reason):
		log.Warn("not connected", "reason", reason)
	}
	g.tellUp()
}

// Connected reports whether the platform is connected, and why not.
func (g *Gateway) Connected() (bool, phrase.Line) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.state.Connected, g.state.Reason
}

// beatEvery is how often a gateway tells that it is there.
const beatEvery = 2 * time.Second

func (g *Gateway) beat(ctx context.Context) {
	for {
		g.tellUp()
		select {
		case <-time.After(beatEvery):
		case <-ctx.Done():
			return
		}
	}
}

func (g *Gateway) tellUp() {
	g.mu.Lock()
	note := encode(g.state)
	g.mu.Unlock()
	_ = g.opt.Transport.Tell(subjectUp, note) // told again in a moment
}
