package adaptertest

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
)

// session is one run of the adapter.
type session struct {
	adapter bot.Adapter
	sink    *Sink
	logs    *log
	cancel  context.CancelFunc
	ended   chan error
	once    sync.Once
	secret  string
	refs    bot.Ref
}

// start runs the adapter until the test ends or stop is called, and waits until
// it is connected.
func start(t *testing.T, w *World, cursor []byte) *session {
	t.Helper()
	s := &session{sink: NewSink(cursor), logs: &log{}, ended: make(chan error, 1), secret: w.Secret}
	s.adapter = w.New(slog.New(slog.NewTextHandler(s.logs, &slog.HandlerOptions{Level: slog.LevelDebug})))
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel = cancel
	go func() { s.ended <- s.adapter.Run(ctx, s.sink) }()
	t.Cleanup(func() { s.stop(t) })
	s.sink.AwaitStatus(t, true)
	return s
}

// stop ends the run and checks what holds for every run: it ends promptly and without an error,
// submits nothing afterwards, and never reveals the secret.
func (s *session) stop(t *testing.T) {
	t.Helper()
	s.once.Do(func() {
		s.cancel()
		select {
		case err := <-s.ended:
			if err != nil {
				t.Errorf("Run returned %v when its context ended, want nil", err)
			}
		case <-time.After(patience):
			t.Fatal("Run did not end when its context did")
		}
		s.sink.Close()
		s.keepsSecret(t, "a log", s.logs.String())
		for _, st := range s.sink.Statuses() {
			s.keepsSecret(t, "a status", st.Reason)
		}
		if late := s.sink.Late(); len(late) > 0 {
			t.Errorf("after Run had ended it sent %v", late)
		}
	})
}

func (s *session) keepsSecret(t *testing.T, where, text string) {
	t.Helper()
	if s.secret != "" && strings.Contains(text, s.secret) {
		t.Errorf("the secret is shown in %s: %s", where, text)
	}
}

// try performs an effect.
func (s *session) try(t *testing.T, e bot.Effect) (bot.Outcome, error) {
	t.Helper()
	return s.perform(t, bot.Delivery{Effect: e, Since: time.Now()})
}

// perform fills in the next reference and its key, then performs the delivery.
func (s *session) perform(t *testing.T, d bot.Delivery) (bot.Outcome, error) {
	t.Helper()
	s.refs++
	d.Ref, d.Key = s.refs, fmt.Sprint("key-", s.refs)
	if a := bot.AttachmentOf(d.Effect); a.Blob != "" {
		d.Content = []byte(pixel)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	out, err := s.adapter.Perform(ctx, d)
	if err != nil {
		s.keepsSecret(t, "an error", err.Error())
	}
	return out, err
}

// again repeats the effect of the last try, like a retry after an unknown outcome.
func (s *session) again(t *testing.T, e bot.Effect, since time.Time) (bot.Outcome, error) {
	t.Helper()
	s.refs--
	return s.perform(t, bot.Delivery{Effect: e, Again: true, Since: since})
}

// must performs an effect that must succeed.
func (s *session) must(t *testing.T, e bot.Effect) bot.Outcome {
	t.Helper()
	out, err := s.try(t, e)
	if err != nil {
		t.Fatalf("%s: %v", bot.EffectKind(e), err)
	}
	if out.Status != bot.Done {
		t.Fatalf("%s: status %q, want done", bot.EffectKind(e), out.Status)
	}
	return out
}

// code performs an effect and returns its error code, or "done".
func (s *session) code(t *testing.T, e bot.Effect) string {
	t.Helper()
	_, err := s.try(t, e)
	if err == nil {
		return "done"
	}
	d := bot.AsDeliveryError(err)
	if d.Reason == "" {
		t.Errorf("%s: %s gives no reason", bot.EffectKind(e), d.Code)
	}
	return d.Code
}

// said performs a Say and returns the message it posted.
func (s *session) said(t *testing.T, e bot.Say) (bot.MessageID, bot.Receipt) {
	t.Helper()
	r := s.must(t, e).Receipt
	if len(r.Messages) != 1 || r.Messages[0] == "" {
		t.Fatalf("say: receipt %+v, want one message", r)
	}
	return bot.MessageID{Place: e.Place, ID: r.Messages[0]}, r
}

// commanded sends a native command and returns its event.
func (s *session) commanded(t *testing.T, w *World, who bot.UserID, name string) bot.Event {
	t.Helper()
	w.Command(who, w.Group, name)
	e := s.sink.Await(t, "the command "+name, func(e bot.Event) bool {
		return e.Kind == bot.KindMessage && e.Message != nil && e.Message.Command == name
	})
	if e.Message.Press == "" {
		t.Fatalf("the command %+v can't be answered", e.Message)
	}
	return e
}

// log is a buffer that is safe for concurrent use.
type log struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
