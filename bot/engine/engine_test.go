package engine_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// platform is an adapter controlled by the test.
type platform struct {
	sink    chan bot.Sink
	mu      sync.Mutex
	said    []bot.Effect
	perform func(bot.Delivery) (bot.Outcome, error)
	told    chan struct{}
}

func newPlatform() *platform {
	return &platform{sink: make(chan bot.Sink, 1), told: make(chan struct{}, 1000)}
}

func (p *platform) Name() string { return "test" }

func (p *platform) Capabilities(bot.Place) bot.Capabilities {
	return bot.Capabilities{TextLength: 100, React: true, Delete: true, Edit: true, ButtonRows: 5, ButtonsInRow: 5, ButtonData: 64, AckLength: 200}
}

func (p *platform) Run(ctx context.Context, sink bot.Sink) error {
	sink.Status("test", true, "")
	p.sink <- sink
	<-ctx.Done()
	return nil
}

func (p *platform) Perform(_ context.Context, d bot.Delivery) (bot.Outcome, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.perform != nil {
		if out, err := p.perform(d); err != nil {
			p.told <- struct{}{}
			return out, err
		}
	}
	p.said = append(p.said, d.Effect)
	p.told <- struct{}{}
	return bot.Outcome{Receipt: bot.Receipt{Messages: []string{fmt.Sprint("b", len(p.said))}}}, nil
}

func (p *platform) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.said)
}

// echo counts each member's messages and answers "n: text".
type echo struct{ panics bool }

func (*echo) Name() string { return "echo" }
func (f *echo) Routes() bot.Routes {
	return bot.Routes{Commands: []bot.Command{{Name: "boom", Run: f.boom}}, On: map[bot.Kind]bot.Handler{bot.KindMessage: f.handle}}
}

func (f *echo) boom(*bot.Turn, *bot.Input) error { return nil }

func (f *echo) handle(t *bot.Turn) error {
	if t.Event.Kind != bot.KindMessage || t.Member == nil {
		return nil
	}
	key := fmt.Appendf(nil, "%s/%d", t.Community.ID, t.Member.ID)
	old, err := t.State().Get("echo", key)
	if err != nil {
		return err
	}
	n := append(append([]byte{}, old...), 'x')
	if err := t.State().Put("echo", key, n); err != nil {
		return err
	}
	t.Do(bot.Say{Place: t.Event.Place, Text: fmt.Sprintf("%d: %s", len(n), t.Event.Message.Text)})
	if f.panics && t.Call.Is("boom") {
		panic("boom")
	}
	return nil
}

func community() *bot.Community {
	return &bot.Community{ID: "tea", Zone: time.UTC, Spaces: []bot.Place{"test:room"}, Sections: map[string]any{}}
}

func message(id int, text string) bot.Event {
	return bot.Event{
		ID: fmt.Sprintf("test:room/m%d", id), Kind: bot.KindMessage, At: time.Now(), Place: "test:room",
		User:    &bot.User{ID: "test:1", Name: "ann"},
		Message: &bot.Message{ID: fmt.Sprint(id), Text: text},
	}
}

// running is an engine running on a store until stop.
type running struct {
	*engine.Engine
	sink bot.Sink
	stop func()
}

// hand is a platform that exposes its sink to start.
type hand interface {
	bot.Adapter
	opened() <-chan bot.Sink
}

func (p *platform) opened() <-chan bot.Sink { return p.sink }

func start(t *testing.T, s store.Store, p hand, f bot.Feature) running {
	t.Helper()
	e, err := engine.New(engine.Options{
		Store: s, Adapters: []bot.Adapter{p}, Features: []bot.Feature{f}, Directory: member.New(),
		Text:   func(_, key string, _ bot.Args) string { return key },
		Config: engine.Config{Communities: []*bot.Community{community()}, Journal: engine.Journal{Keep: time.Hour}},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- e.Run(ctx) }()
	var once sync.Once
	stop := func() {
		once.Do(func() {
			cancel()
			if err := <-ended; err != nil {
				t.Errorf("run: %v", err)
			}
		})
	}
	t.Cleanup(stop)
	return running{e, <-p.opened(), stop}
}

func (r running) submit(t testing.TB, events ...bot.Event) {
	t.Helper()
	if err := r.send(t, events...)(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// send is submit without waiting.
func (r running) send(t testing.TB, events ...bot.Event) bot.Wait {
	t.Helper()
	wait, err := r.sink.Submit(t.Context(), bot.Batch{Adapter: "test", Events: events, Cursor: []byte(events[len(events)-1].ID)})
	if err != nil {
		t.Fatal(err)
	}
	return wait
}

func TestOnceThroughRedeliveryAndRestart(t *testing.T) {
	s := memory.New()
	p := newPlatform()
	r := start(t, s, p, &echo{})
	m := message(1, "hello")
	r.submit(t, m, m)
	r.submit(t, m)
	<-p.told
	r.stop()
	p2 := newPlatform()
	r = start(t, s, p2, &echo{})
	if c, _ := r.sink.Cursor("test"); string(c) != m.ID {
		t.Errorf("cursor %q after the restart, want %q", c, m.ID)
	}
	r.submit(t, m, message(2, "again"))
	<-p2.told
	r.stop()
	if p.count() != 1 || p2.count() != 1 {
		t.Fatalf("answers: %v before, %v after the restart; want one each", p.said, p2.said)
	}
	if got := p2.said[0].(bot.Say).Text; got != "2: again" {
		t.Errorf("answer %q", got)
	}
}

func TestPanicTakesBackOneFeatureAndCanBeRunAgain(t *testing.T) {
	s := memory.New()
	p := newPlatform()
	f := &echo{panics: true}
	r := start(t, s, p, f)
	r.submit(t, message(1, "/boom"), message(2, "after"))
	<-p.told
	if got := p.said[0].(bot.Say).Text; got != "1: after" {
		t.Fatalf("answer %q: the panicking turn's count must be taken back", got)
	}
	var line uint64
	err := r.View(func(rd store.Reader) error {
		return engine.Events(rd, 0, true, func(rec engine.Recorded) error {
			line = rec.Line
			return nil
		})
	})
	if err != nil || line == 0 {
		t.Fatalf("failed events: line %d, %v", line, err)
	}
	f.panics = false
	if err := r.RetryEvent(t.Context(), line); err != nil {
		t.Fatal(err)
	}
	<-p.told
	if got := p.said[1].(bot.Say).Text; got != "2: /boom" {
		t.Errorf("answer of the second run %q", got)
	}
	if err := r.RetryEvent(t.Context(), line); err == nil {
		t.Error("an event could be run again twice")
	}
}

func TestRetryRefusalAndExplanation(t *testing.T) {
	s := memory.New()
	p := newPlatform()
	tries := 0
	p.perform = func(bot.Delivery) (bot.Outcome, error) {
		tries++
		if tries == 1 {
			return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeRetry, Reason: "slow down", After: time.Millisecond}
		}
		if tries == 3 {
			return bot.Outcome{}, &bot.DeliveryError{Code: bot.CodeRefused, Reason: "no right to write"}
		}
		return bot.Outcome{}, nil
	}
	r := start(t, s, p, &echo{})
	r.submit(t, message(1, "one"))
	<-p.told
	<-p.told
	r.submit(t, message(2, "two"))
	<-p.told
	r.stop()
	for id, want := range map[string]bot.Status{"test:room/m1": bot.Done, "test:room/m2": bot.Refused} {
		err := s.View(func(rd store.Reader) error {
			rec, acts, ok, err := engine.Explain(rd, id, time.Now())
			if err != nil || !ok || len(acts) != 1 || acts[0].Status != want || rec.Member != 1 {
				t.Errorf("%s: %+v %+v ok=%v err=%v, want status %s", id, rec, acts, ok, err, want)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestExplanationIsPlain checks that explanations show messages without markup.
func TestExplanationIsPlain(t *testing.T) {
	s := memory.New()
	p := newPlatform()
	r := start(t, s, p, onMessages(func(t *bot.Turn) {
		t.Do(bot.Say{Place: t.Event.Place, Text: "**tonight** at _eight_", Rich: true})
	}))
	r.submit(t, message(1, "when?"))
	<-p.told
	r.stop()
	err := s.View(func(rd store.Reader) error {
		_, acts, _, err := engine.Explain(rd, "test:room/m1", time.Now())
		if len(acts) != 1 || acts[0].Text != "tonight at eight" {
			t.Errorf("explained as %+v", acts)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
