package relay

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"sync"
	"time"

	"github.com/stewardbot/steward/adapters/web"
	"github.com/stewardbot/steward/bot/cluster"
)

// host answers calls for a partition.
type host struct {
	transport cluster.Transport
	handler   http.Handler
	log       *slog.Logger
	base      context.Context // of the requests

	mu      sync.Mutex
	ended   bool
	running sync.WaitGroup // handlers
}

// grace is for how long requests in progress may go on when a partition is given
// up. Meanwhile nobody else has it.
const grace = time.Second

// Serve has a handler answer the calls for a partition, until ctx ends. Then
// streams end, and other requests have a moment to finish.
func Serve(ctx context.Context, t cluster.Transport, partition int, h http.Handler, log *slog.Logger) error {
	base, cut := context.WithCancel(web.WithClosing(ctx))
	defer cut()
	s := &host{transport: t, handler: h, log: log, base: base}
	stop, err := t.Answer(subject(partition), s.begin)
	if err != nil {
		return fmt.Errorf("serve the pages of partition %d: %w", partition, err)
	}
	<-ctx.Done()
	stop()
	s.mu.Lock()
	s.ended = true
	s.mu.Unlock()
	idle := make(chan struct{})
	go func() {
		s.running.Wait()
		close(idle)
	}()
	select {
	case <-idle:
	case <-time.After(grace):
	}
	return nil
}

// enter counts a handler that runs; false if there must not be another.
func (s *host) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.ended {
		s.running.Add(1)
	}
	return !s.ended
}

// begin answers a call with the first part of its response.
func (s *host) begin(_ context.Context, b []byte) []byte {
	if !s.enter() {
		return encode(part{State: stateAway}, nil)
	}
	x := &response{id: rand.Text(), most: min(mostPart, s.transport.Largest()/2), header: http.Header{}, parts: make(chan content)}
	x.ctx, x.cancel = context.WithCancel(context.WithoutCancel(s.base))
	x.life = time.AfterFunc(unasked, x.cancel)
	r, err := x.request(b)
	if err != nil {
		s.log.Error("a request from another process can't be read", "err", err)
		x.cancel()
		s.running.Done()
		return encode(part{State: stateBroken}, nil)
	}
	go s.run(x, r)
	answer, last := x.next(0, soon)
	if last {
		return answer
	}
	stop, err := s.transport.Answer(subjectOf(x.id), x.more)
	if err != nil {
		s.log.Error("a response can't be given", "err", err)
		x.cancel()
		return encode(part{State: stateBroken}, nil)
	}
	context.AfterFunc(x.ctx, stop)
	return answer
}

// run has the handler answer a request.
func (s *host) run(x *response, r *http.Request) {
	detach := context.AfterFunc(s.base, x.cancel)
	broke := s.handle(x, r)
	detach()
	s.running.Done()
	if broke && x.ctx.Err() == nil && !x.begun {
		broke = false
		x.fail()
	}
	if broke {
		x.cancel()
		return
	}
	_ = x.send(true) // or it isn't wanted any more
}

// handle runs the handler, and reports whether it broke off.
func (s *host) handle(x *response, r *http.Request) (broke bool) {
	defer func() {
		e := recover()
		if broke = e != nil; broke && e != http.ErrAbortHandler { //nolint:errorlint // as net/http compares it
			s.log.Error("a page failed", "panic", e, "stack", string(debug.Stack()))
		}
	}()
	s.handler.ServeHTTP(x, r)
	return false
}

// response is an http.ResponseWriter whose parts are asked for.
type response struct {
	id     string
	ctx    context.Context
	cancel context.CancelFunc
	life   *time.Timer
	most   int // bytes of a part
	parts  chan content

	// Of the handler's goroutine.
	header http.Header
	status int
	begun  bool // the header was sent
	body   []byte

	mu     sync.Mutex // held while a part is waited for
	number int        // of the next part
}

// content is a part and its bytes.
type content struct {
	part
	body []byte
}

// request reads a call.
func (x *response) request(b []byte) (*http.Request, error) {
	var c call
	body, err := cluster.Unframe(b, &c)
	if err != nil {
		return nil, err
	}
	to, err := url.ParseRequestURI(c.URI)
	if err != nil {
		return nil, errors.New("the address can't be read") // which may hold a secret
	}
	r := &http.Request{
		Method: c.Method, URL: to, RequestURI: c.URI, Host: c.Host, RemoteAddr: c.Remote, Header: c.Header,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, ContentLength: int64(len(body)), Body: io.NopCloser(bytes.NewReader(body)),
	}
	if r.Header == nil {
		r.Header = http.Header{}
	}
	return r.WithContext(x.ctx), nil
}

// more answers a request for a part.
func (x *response) more(_ context.Context, b []byte) []byte {
	var m more
	if _, err := cluster.Unframe(b, &m); err != nil || m.End {
		x.cancel()
		return nil
	}
	answer, _ := x.next(m.Number, beat)
	return answer
}

// next waits a while for a part, and reports whether it was the last.
func (x *response) next(number int, while time.Duration) (answer []byte, last bool) {
	x.life.Reset(unasked)
	x.mu.Lock()
	defer x.mu.Unlock()
	c := content{part: part{State: stateBroken}}
	wait := time.NewTimer(while)
	defer wait.Stop()
	if number == x.number {
		select {
		case c = <-x.parts:
			x.number++
		case <-wait.C:
			c.State = stateNone
		case <-x.ctx.Done():
		}
	}
	c.Number = number
	switch c.State {
	case stateMore, stateNone:
		c.From = subjectOf(x.id)
	default:
		x.cancel()
		x.life.Stop()
		last = true
	}
	return encode(c.part, c.body), last
}

func encode(p part, body []byte) []byte {
	b, err := cluster.Frame(p, body)
	if err != nil { // of strings and numbers
		panic(err)
	}
	return b
}

// Header implements http.ResponseWriter.
func (x *response) Header() http.Header { return x.header }

// WriteHeader implements http.ResponseWriter.
func (x *response) WriteHeader(status int) {
	if x.status == 0 {
		x.status = status
	}
}

// Write implements http.ResponseWriter.
func (x *response) Write(b []byte) (int, error) {
	x.WriteHeader(http.StatusOK)
	if x.body = append(x.body, b...); len(x.body) < x.most {
		return len(b), nil
	}
	if err := x.send(false); err != nil {
		return 0, err
	}
	return len(b), nil
}

// fail answers instead of a handler that has sent nothing.
func (x *response) fail() {
	x.header, x.status, x.body = http.Header{}, 0, nil
	http.Error(x, "The page could not be made.", http.StatusInternalServerError)
}

// FlushError has what was written sent; see http.ResponseController.
func (x *response) FlushError() error { return x.send(false) }

// send sends what was written, as soon as it is asked for.
func (x *response) send(last bool) error {
	x.WriteHeader(http.StatusOK)
	for again := true; again; {
		c := content{part: part{State: stateMore}, body: x.body[:min(len(x.body), x.most)]}
		x.body = x.body[len(c.body):]
		if again = len(x.body) > 0; last && !again {
			c.State = stateLast
		}
		if !x.begun {
			x.begun, c.Status, c.Header = true, x.status, x.header.Clone()
		}
		select {
		case x.parts <- c:
		case <-x.ctx.Done():
			return context.Cause(x.ctx)
		}
	}
	x.body = nil
	return nil
}
