package adaptertest

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// patience is the timeout for anything a test waits for.
const patience = 20 * time.Second

// Sink records what an adapter submits. It commits at once unless Hold was called. Safe for
// concurrent use.
type Sink struct {
	mu      sync.Mutex
	changed chan struct{} // closed and replaced on every change
	now     func() time.Time
	batches []bot.Batch
	first   []byte            // the cursor of a platform's name, to begin with
	cursors map[string][]byte // committed, by Batch.Adapter
	held    bool
	closed  bool
	late    []string // calls made after Close
	status  []Status
}

// Status is one report of an adapter.
type Status struct {
	Connected bool
	Reason    string
}

// NewSink returns a sink that starts from an earlier sink's cursor; nil for none.
func NewSink(cursor []byte) *Sink {
	return NewSinkWith(cursor, nil)
}

// NewSinkWith is NewSink with cursors by name beside the platform's.
func NewSinkWith(cursor []byte, others map[string][]byte) *Sink {
	s := &Sink{changed: make(chan struct{}), now: time.Now, first: cursor, cursors: map[string][]byte{}}
	maps.Copy(s.cursors, others)
	return s
}

// SetNow replaces the clock; the default is the real one.
func (s *Sink) SetNow(now func() time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = now
}

var errClosed = errors.New("the sink is closed")

// Submit implements bot.Sink.
func (s *Sink) Submit(ctx context.Context, b bot.Batch) (bot.Wait, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		s.late = append(s.late, "a batch")
		return nil, errClosed
	}
	b.Events = slices.Clone(b.Events)
	b.Cursor = bytes.Clone(b.Cursor)
	s.batches = append(s.batches, b)
	if !s.held {
		s.commit(b)
	}
	held := s.held
	s.tell()
	return func(ctx context.Context) error {
		if !held {
			return nil
		}
		<-ctx.Done()
		return ctx.Err()
	}, nil
}

func (s *Sink) commit(b bot.Batch) {
	if b.Cursor != nil {
		s.cursors[b.Adapter] = b.Cursor
	}
}

func (s *Sink) tell() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// Hold makes the sink accept batches without ever committing them.
func (s *Sink) Hold() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held = true
}

// Close makes the sink refuse further batches.
func (s *Sink) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
}

// Late returns what the adapter did after Close.
func (s *Sink) Late() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.late)
}

// Cursor implements bot.Sink.
func (s *Sink) Cursor(name string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c, ok := s.cursors[name]; ok || strings.Contains(name, "/") {
		return bytes.Clone(c), nil
	}
	return bytes.Clone(s.first), nil
}

// Cursors returns all committed cursors, by Batch.Adapter.
func (s *Sink) Cursors() map[string][]byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.cursors)
}

// Now implements bot.Sink.
func (s *Sink) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now()
}

// Status implements bot.Sink.
func (s *Sink) Status(_ string, connected bool, reason phrase.Line) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status = append(s.status, Status{connected, reason.String()})
	if s.closed {
		s.late = append(s.late, "a status")
	}
	s.tell()
}

// Statuses returns all reports so far.
func (s *Sink) Statuses() []Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.status)
}

// Events returns all events submitted so far, committed or not.
func (s *Sink) Events() []bot.Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []bot.Event
	for _, b := range s.batches {
		out = append(out, b.Events...)
	}
	return out
}

// Until waits until done returns true and fails the test on timeout. done is called after every
// change.
func (s *Sink) Until(t testing.TB, what string, done func() bool) {
	t.Helper()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		if done() {
			return
		}
		select {
		case <-changed:
		case <-limit.C:
			t.Fatalf("waited in vain for %s; events: %+v; statuses: %+v", what, s.Events(), s.Statuses())
		}
	}
}

// Await returns the first event for which fits is true, waiting for it if necessary.
func (s *Sink) Await(t testing.TB, what string, fits func(bot.Event) bool) bot.Event {
	t.Helper()
	var found bot.Event
	s.Until(t, what, func() bool {
		for _, e := range s.Events() {
			if fits(e) {
				found = e
				return true
			}
		}
		return false
	})
	return found
}

// AwaitText returns the first event of this kind with this text, waiting for it if necessary.
func (s *Sink) AwaitText(t testing.TB, kind bot.Kind, text string) bot.Event {
	t.Helper()
	return s.Await(t, string(kind)+" "+text, func(e bot.Event) bool {
		return e.Kind == kind && e.Message != nil && e.Message.Text == text
	})
}

// AwaitKind returns the first event of a kind, waiting for it if necessary.
func (s *Sink) AwaitKind(t testing.TB, kind bot.Kind) bot.Event {
	t.Helper()
	return s.Await(t, string(kind), func(e bot.Event) bool { return e.Kind == kind })
}

// AwaitStatus waits until the latest report has this connection state.
func (s *Sink) AwaitStatus(t testing.TB, connected bool) {
	t.Helper()
	s.Until(t, "a status", func() bool {
		all := s.Statuses()
		return len(all) > 0 && all[len(all)-1].Connected == connected
	})
}
