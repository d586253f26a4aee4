// Package web serves HTTP: health, readiness and metrics for operators, and the demo, a group
// chat in the browser.
//
// [Server] limits requests; guard refuses those from other sites' pages or with a foreign host
// name. The demo's page is one template and a folder of hand-written modules. It follows the room
// by server-sent events (live.go) and acts by small POST requests (acts.go). It only shows data:
// every explained decision comes from the [Backend].
package web

import (
	"bytes"
	"container/list"
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// Options are the handlers of a Server. A nil handler is not served.
type Options struct {
	Health  http.Handler // at /healthz: the process is alive
	Ready   http.Handler // at /readyz: every platform is connected
	Metrics http.Handler // at /metrics
	Demo    *Demo        // at /
	// Desk is served at DeskPaths, and at / if there is no Demo. It has a guard of its own.
	Desk      http.Handler
	DeskPaths []string
	// Log receives errors; nil: nothing is logged.
	Log *slog.Logger
}

// Server is an HTTP server with limits suitable for the public internet.
type Server struct {
	handler http.Handler
	log     *slog.Logger
}

// NewServer returns a server of the handlers.
func NewServer(o Options) *Server {
	mux := http.NewServeMux()
	for path, h := range map[string]http.Handler{"/healthz": o.Health, "/readyz": o.Ready, "/metrics": o.Metrics} {
		if h != nil {
			mux.Handle("GET "+path, h)
		}
	}
	if o.Demo != nil {
		mux.Handle("/", guard(o.Demo))
	}
	if o.Desk != nil {
		for _, path := range o.DeskPaths {
			mux.Handle(path, o.Desk)
		}
		if o.Demo == nil {
			mux.Handle("/", o.Desk)
		}
	}
	log := o.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Server{handler: mux, log: log}
}

// ServeHTTP answers one request, for callers with their own listener.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Serve answers requests on ln until ctx ends, gives those in progress three
// seconds, and closes ln.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	// Streams end with ctx; other requests may finish.
	srv := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      mostWriting, // streams set their own
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		BaseContext:       func(net.Listener) context.Context { return WithClosing(ctx) },
		ErrorLog:          log.New(complaints{s.log}, "", 0),
	}
	var idle resting
	srv.ConnState = idle.note
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(ln) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve http: %w", err)
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
	defer cancel()
	idle.close()
	if err := srv.Shutdown(last); err != nil {
		err = errors.Join(err, srv.Close())
		return fmt.Errorf("stop http: %w", err)
	}
	return nil
}

// complaints logs what net/http has to say: a handler that panicked is a defect, the rest is about visitors.
type complaints struct{ log *slog.Logger }

func (c complaints) Write(p []byte) (int, error) {
	level := slog.LevelDebug
	if bytes.HasPrefix(p, []byte("http: panic serving ")) {
		level = slog.LevelError
	}
	c.log.Log(context.Background(), level, string(bytes.TrimSpace(p)))
	return len(p), nil
}

// mostWriting is how long an answer may take to send, so that a visitor who never reads it doesn't hold the connection for
// good.
const mostWriting = 5 * time.Minute

// mostResting bounds the connections without a request in progress: beyond it, the one that has
// rested longest is closed. Whoever opens thousands keeps nobody else out.
const mostResting = 1000

// resting are the connections without a request in progress, the longest first. Browsers keep one
// in reserve on which nothing was asked so far, and Shutdown would wait for it.
type resting struct {
	mu    sync.Mutex
	conns list.List
	at    map[net.Conn]*list.Element
	ended bool
}

func (s *resting) note(c net.Conn, state http.ConnState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drop(c)
	if state != http.StateNew && state != http.StateIdle {
		return
	}
	if s.ended {
		c.Close()
		return
	}
	if s.at == nil {
		s.at = map[net.Conn]*list.Element{}
	}
	s.at[c] = s.conns.PushBack(c)
	if s.conns.Len() > mostResting {
		longest := s.conns.Front().Value.(net.Conn)
		s.drop(longest)
		longest.Close()
	}
}

func (s *resting) drop(c net.Conn) {
	if e := s.at[c]; e != nil {
		s.conns.Remove(e)
		delete(s.at, c)
	}
}

func (s *resting) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
	for c := range s.at {
		c.Close()
	}
}

// closingKey is the context key of the server's shutdown; the request's own
// context lasts longer, by the grace period.
type closingKey struct{}

// WithClosing returns the context of requests to a server that begins to stop
// when ctx ends. It does not end itself.
func WithClosing(ctx context.Context) context.Context {
	return context.WithValue(context.WithoutCancel(ctx), closingKey{}, ctx.Done())
}

// Closing is closed when the server begins to stop; nil, which never is, if the
// request came through another server.
func Closing(r *http.Request) <-chan struct{} {
	done, _ := r.Context().Value(closingKey{}).(<-chan struct{})
	return done
}
