package engine_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/store"
)

// desk is a platform in a synctest bubble; the test decides how long each delivery takes and how
// it ends.
type desk struct {
	limits bot.Limits
	// perform decides the n-th act, counted from 0. If nil, all succeed at once.
	perform func(n int, d bot.Delivery) (bot.Outcome, error)

	sink  chan bot.Sink
	began time.Time
	mu    sync.Mutex
	acts  []act
}

// act is one call of Perform, at its start.
type act struct {
	at     time.Duration // since the desk was created
	effect bot.Effect
	err    error
	again  bool
}

func (a act) text() string {
	if s, ok := a.effect.(bot.Say); ok {
		return s.Text
	}
	return bot.EffectKind(a.effect)
}

func newDesk() *desk { return &desk{sink: make(chan bot.Sink, 1), began: time.Now()} }

func (*desk) Name() string         { return "test" }
func (d *desk) Limits() bot.Limits { return d.limits }

func (*desk) Capabilities(bot.Place) bot.Capabilities {
	return bot.Capabilities{
		TextLength: 100, React: true, Delete: true, Edit: true, ButtonRows: 5, ButtonsInRow: 5, ButtonData: 64, AckLength: 200,
		Mute: true, MuteLongest: 28 * 24 * time.Hour, MuteShortest: time.Minute, Remove: true, Pictures: true,
	}
}

func (d *desk) Run(ctx context.Context, sink bot.Sink) error {
	sink.Status("test", true, "")
	d.sink <- sink
	<-ctx.Done()
	return nil
}

func (d *desk) Perform(_ context.Context, what bot.Delivery) (out bot.Outcome, err error) {
	d.mu.Lock()
	n := len(d.acts)
	d.acts = append(d.acts, act{at: time.Since(d.began), effect: what.Effect, again: what.Again})
	d.mu.Unlock()
	if d.perform != nil {
		out, err = d.perform(n, what)
	}
	d.mu.Lock()
	d.acts[n].err = err
	d.mu.Unlock()
	if err == nil && out.Receipt.Messages == nil {
		out.Receipt.Messages = []string{fmt.Sprint("b", n)}
	}
	if out.Receipt.At.IsZero() {
		out.Receipt.At = time.Now()
	}
	return out, err
}

// done returns the acts that succeeded, in the order they started.
func (d *desk) done() (list []act) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, a := range d.acts {
		if a.err == nil {
			list = append(list, a)
		}
	}
	return list
}

func (d *desk) tries() []act {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]act(nil), d.acts...)
}

// script is a feature made of one function.
type script func(t *bot.Turn) error

func (script) Name() string { return "script" }
func (f script) Routes() bot.Routes {
	return bot.Routes{After: f.handle, Outside: map[bot.Kind]bot.Handler{bot.KindMessage: f.handle}}
}

func (f script) handle(t *bot.Turn) error { return f(t) }

// onMessages runs fn for each message.
func onMessages(fn func(t *bot.Turn)) script {
	return func(t *bot.Turn) error {
		if t.Event.Kind == bot.KindMessage {
			fn(t)
		}
		return nil
	}
}

// open runs an engine until stop or the end of the bubble.
func open(t testing.TB, s store.Store, d *desk, f bot.Feature, change ...func(*engine.Options)) running {
	t.Helper()
	opt := engine.Options{
		Store: s, Adapters: []bot.Adapter{d}, Features: []bot.Feature{f}, Directory: member.New(),
		Text:   func(_, key string, _ bot.Args) string { return key },
		Config: engine.Config{Communities: []*bot.Community{community()}, Journal: engine.Journal{Keep: 30 * 24 * time.Hour}},
	}
	for _, fn := range change {
		fn(&opt)
	}
	e, err := engine.New(opt)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- e.Run(ctx) }()
	stop := sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil && !errors.Is(err, store.ErrClosed) {
			t.Errorf("run: %v", err)
		}
	})
	t.Cleanup(stop)
	return running{e, <-d.sink, stop}
}

// mortal is a store that can simulate a crash: after Die all writes are lost and the engine
// stops.
type mortal struct {
	store.Store
	mu   sync.Mutex
	dead bool
	full bool
}

// errFull is a backend's error for a full disk.
var errFull = errors.New("no space left on device")

// Update implements store.Store.
func (m *mortal) Update(fn func(store.Tx) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case m.dead:
		return store.ErrClosed
	case m.full:
		return errFull
	}
	return m.Store.Update(fn)
}

func (m *mortal) die() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.dead = true
}

func (m *mortal) fill(full bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.full = full
}

// at returns a message in the room, or in one of its topics, with the given time.
func at(id int, when time.Time, text string) bot.Event {
	ev := message(id, text)
	ev.At = when
	return ev
}

// outcomes returns the states of all acts that an event caused.
func outcomes(t *testing.T, r running, event string) (list []bot.Status) {
	t.Helper()
	err := r.View(func(rd store.Reader) error {
		_, acts, _, err := engine.Explain(rd, event, time.Now())
		for _, a := range acts {
			list = append(list, a.Status)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}
