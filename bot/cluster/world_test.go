package cluster_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/cluster"
	"github.com/stewardbot/steward/bot/cluster/clustertest"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// lines counts the events of each community and keeps their order.
type lines struct{}

const tableLines = "lines" // community, n -> text

func (lines) Name() string { return "lines" }
func (f lines) Routes() bot.Routes {
	return bot.Routes{
		On:    map[bot.Kind]bot.Handler{bot.KindMessage: f.message},
		Verbs: []bot.Verb{{Name: "form", Run: f.pressed}},
	}
}

func (lines) add(t *bot.Turn, text string) error {
	key := []byte(t.Community.ID)
	old, err := t.State().Get(tableLines, key)
	if err != nil {
		return err
	}
	return t.State().Put(tableLines, key, append(append([]byte{}, old...), text+"\n"...))
}

func (f lines) message(t *bot.Turn) error {
	if t.Community == nil {
		return nil
	}
	if strings.HasPrefix(t.Event.Message.Text, "hello") {
		t.Do(bot.Say{Place: t.Event.Place, Text: "answer to " + t.Event.Message.Text})
	}
	return f.add(t, t.Event.Message.Text)
}

func (f lines) pressed(t *bot.Turn, _ string) error {
	name, _ := t.Event.Press.Answer("name")
	return f.add(t, name)
}

// platform is the adapter at the gateway: a list of updates, each read once its
// place in the list is beyond the cursor.
type platform struct {
	mu      sync.Mutex
	updates []bot.Event
	changed chan struct{}
	done    []bot.Delivery
	sweeps  [][]string
	batch   int
	limits  bot.Limits
	perform func(context.Context, bot.Delivery) (bot.Outcome, error) // may fail
	answers *bot.Outcome                                             // nil: that a message was posted
}

func newPlatform(batch int) *platform {
	return &platform{changed: make(chan struct{}, 1), batch: batch, limits: bot.Limits{PerSecond: 1000, PlacePerSecond: 1000}}
}

func (*platform) Name() string                 { return "test" }
func (p *platform) Limits() bot.Limits         { return p.limits }
func (*platform) Link(m bot.MessageID) string  { return "https://test.example/" + m.ID }
func (*platform) Title(space bot.Place) string { return "Space " + space.Local() }

func (*platform) Capabilities(bot.Place) bot.Capabilities {
	return bot.Capabilities{TextLength: 200, React: true, Delete: true, Edit: true, ButtonRows: 5, ButtonsInRow: 5, ButtonData: 64, AckLength: 200, Fields: 5}
}

func (p *platform) Perform(ctx context.Context, d bot.Delivery) (bot.Outcome, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.perform != nil {
		if out, err := p.perform(ctx, d); err != nil {
			return out, err
		}
	}
	p.done = append(p.done, d)
	if p.answers != nil {
		return *p.answers, nil
	}
	return bot.Outcome{Receipt: bot.Receipt{Messages: []string{fmt.Sprint("b", len(p.done))}}}, nil
}

func (p *platform) Sweep(_ context.Context, _ bot.Place, messages []string, _ string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sweeps = append(p.sweeps, messages)
	return nil
}

func (*platform) Examine(_ context.Context, spaces []bot.Place) []bot.Check {
	return []bot.Check{{Subject: string(spaces[0]), Found: "all is well"}}
}

func (p *platform) send(events ...bot.Event) {
	p.mu.Lock()
	p.updates = append(p.updates, events...)
	p.mu.Unlock()
	select {
	case p.changed <- struct{}{}:
	default:
	}
}

// said returns how often each text was posted.
func (p *platform) said() map[string]int {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := map[string]int{}
	for _, d := range p.done {
		all[d.Effect.(bot.Say).Text]++
	}
	return all
}

// Run implements bot.Adapter: as Telegram's does, it reads from its cursor on.
func (p *platform) Run(ctx context.Context, sink bot.Sink) error {
	sink.Status("test", true, "")
	at := 0
	if b, err := sink.Cursor("test"); err != nil {
		return err
	} else if b != nil {
		if _, err := fmt.Sscan(string(b), &at); err != nil {
			return err
		}
	}
	for ctx.Err() == nil {
		p.mu.Lock()
		next := p.updates[at:min(at+p.batch, len(p.updates))]
		p.mu.Unlock()
		if len(next) == 0 {
			select {
			case <-p.changed:
			case <-ctx.Done():
			}
			continue
		}
		at += len(next)
		if _, err := sink.Submit(ctx, bot.Batch{Adapter: "test", Events: next, Cursor: fmt.Append(nil, at)}); err != nil {
			return nil
		}
	}
	return nil
}

// fenced is a partition's store as one holder has it: it fails once another has
// it.
type fenced struct {
	store.Store
	epoch  int64
	latest *atomic.Int64
}

func (f fenced) Epoch() int64 { return f.epoch }
func (f fenced) Sure() bool   { return f.latest.Load() == f.epoch }

func (f fenced) Update(fn func(store.Tx) error) error {
	return f.Store.Update(func(tx store.Tx) error {
		if f.latest.Load() != f.epoch {
			return store.ErrFenced
		}
		return fn(tx)
	})
}

// cell is a store that has one holder at a time.
type cell struct {
	*memory.Store
	latest atomic.Int64
}

func (c *cell) claim() fenced { return fenced{c.Store, c.latest.Add(1), &c.latest} }

// world is a cluster in one process.
type world struct {
	t        testing.TB
	wire     cluster.Transport
	parts    []*cell
	source   *cell
	platform *platform
	all      []*bot.Community
	told     bytes.Buffer // the log
	log      *slog.Logger
	running  sync.WaitGroup
}

func newWorld(t testing.TB, wire cluster.Transport, parts, communities, batch int) *world {
	w := &world{t: t, wire: wire, source: &cell{Store: memory.New()}, platform: newPlatform(batch)}
	w.log = slog.New(slog.NewTextHandler(&w.told, nil))
	for range parts {
		w.parts = append(w.parts, &cell{Store: memory.New()})
	}
	for i := range communities {
		w.all = append(w.all, &bot.Community{
			ID: fmt.Sprint("c", i), Zone: time.UTC, Spaces: []bot.Place{bot.Place(fmt.Sprint("test:", i))}, Sections: map[string]any{},
		})
	}
	return w
}

// gateway starts one, until stop.
func (w *world) gateway() (stop func()) {
	w.t.Helper()
	s := w.source.claim()
	g, err := cluster.NewGateway(cluster.GatewayOptions{
		Source: "test", Session: s.Epoch(), Store: s, Sure: s.Sure, Adapter: w.platform, Transport: w.wire,
		Parts: len(w.parts), Spaces: cluster.SpacesOf(w.all), Log: w.log, Window: 64, Resend: 10 * time.Millisecond,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return w.run(g.Run)
}

// run runs something that may end by being fenced.
func (w *world) run(fn func(context.Context) error) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	w.running.Go(func() {
		defer close(ended)
		if err := fn(ctx); err != nil && !errors.Is(err, store.ErrFenced) {
			w.t.Errorf("%v", err)
		}
	})
	return func() {
		cancel()
		<-ended
	}
}

// engine starts the engine of a partition, until stop.
func (w *world) engine(part int) (stop func()) {
	w.t.Helper()
	s := w.parts[part].claim()
	gateways := cluster.NewGateways(w.wire)
	remote := cluster.NewRemote(cluster.RemoteOptions{
		Platform: newPlatform(1), Can: w.platform.Capabilities, Gateways: gateways, Transport: w.wire, Part: part, Lease: s,
	})
	var own []*bot.Community
	for _, c := range w.all {
		if cluster.PartOf(c.ID, len(w.parts)) == part {
			its := *c // an engine writes to it
			own = append(own, &its)
		}
	}
	e, err := engine.New(engine.Options{
		Store: s, Log: w.log, Features: []bot.Feature{lines{}}, Directory: member.New(),
		Adapters: []bot.Adapter{remote, cluster.NewIntake(cluster.IntakeOptions{Part: part, Store: s, Transport: w.wire, Log: w.log})},
		Text:     func(_, key string, _ bot.Args) string { return key },
		Config:   engine.Config{Communities: own},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	stopGateways := w.run(gateways.Run)
	stopEngine := w.run(e.Run)
	return func() {
		stopEngine()
		stopGateways()
	}
}

// said are the lines of a community, as they were decided.
func (w *world) said(c *bot.Community) (text string) {
	w.t.Helper()
	err := w.parts[cluster.PartOf(c.ID, len(w.parts))].View(func(r store.Reader) error {
		b, err := r.Get(tableLines, []byte(c.ID))
		text = string(b)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return text
}

// cursor is the platform's cursor.
func (w *world) cursor() (n int) {
	w.t.Helper()
	err := w.source.View(func(r store.Reader) error {
		b, err := r.Get("cursor", []byte("test"))
		if b != nil {
			_, err = fmt.Sscan(string(b), &n)
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// message is update n, in the space of a community.
func message(n, community int, text string) bot.Event {
	space := bot.Place(fmt.Sprint("test:", community))
	return bot.Event{
		ID: fmt.Sprintf("%s/m%d", space, n), Kind: bot.KindMessage, At: time.Now(), Place: space,
		User: &bot.User{ID: "test:1", Name: "ann"}, Message: &bot.Message{ID: fmt.Sprint(n), Text: text},
	}
}

// filled is update n, a form that was filled in.
func filled(n, community int, text string) bot.Event {
	ev := message(n, community, "")
	ev.Kind, ev.Message = bot.KindPress, nil
	ev.User.ID = bot.UserID(fmt.Sprint("test:", n)) // one account's presses are limited
	ev.Press = &bot.Press{ID: fmt.Sprint(n), Data: "lines:form:", Filled: []bot.Given{{Name: "name", Value: text}}}
	return ev
}

// until waits until something holds.
func until(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !holds(); {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
		time.Sleep(time.Millisecond)
	}
}

// TestTogether sends a message through a gateway to an engine, and its answer
// back.
func TestTogether(t *testing.T) {
	w := newWorld(t, clustertest.New(), 4, 5, 3)
	for i := range w.parts {
		defer w.engine(i)()
	}
	defer w.gateway()()
	for i := range 20 {
		w.platform.send(message(i, i%5, fmt.Sprint("line ", i)))
	}
	w.platform.send(message(20, 3, "hello"))
	until(t, "the cursor", func() bool { return w.cursor() == 21 })
	if got, want := w.said(w.all[3]), "line 3\nline 8\nline 13\nline 18\nhello\n"; got != want {
		t.Errorf("decided %q, want %q", got, want)
	}
	until(t, "the answer", func() bool {
		w.platform.mu.Lock()
		defer w.platform.mu.Unlock()
		return len(w.platform.done) == 1
	})
	if say, ok := w.platform.done[0].Effect.(bot.Say); !ok || say.Text != "answer to hello" || say.Place != "test:3" {
		t.Errorf("performed %+v", w.platform.done[0])
	}
}

// TestForms sends what was filled in in a form by request: it is in no stream,
// and keeps its place in the order.
func TestForms(t *testing.T) {
	wire := &reads{Transport: clustertest.New()}
	w := newWorld(t, wire, 1, 1, 10)
	w.platform.send(message(0, 0, "before"), filled(1, 0, "secret word"), message(2, 0, "after"))
	defer w.gateway()()
	defer w.engine(0)()
	until(t, "the cursor", func() bool { return w.cursor() == 3 })
	if got, want := w.said(w.all[0]), "before\nsecret word\nafter\n"; got != want {
		t.Errorf("decided %q, want %q", got, want)
	}
	if wire.has("secret word") {
		t.Error("what was filled in is in a stream")
	}
}

// reads reads along what goes into the streams.
type reads struct {
	cluster.Transport
	mu  sync.Mutex
	all []byte
}

func (r *reads) Append(ctx context.Context, part int, b []byte) error {
	r.mu.Lock()
	r.all = append(r.all, b...)
	r.mu.Unlock()
	return r.Transport.Append(ctx, part, b)
}

func (r *reads) has(text string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return bytes.Contains(r.all, []byte(text))
}
