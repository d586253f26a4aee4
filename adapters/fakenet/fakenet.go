// Package fakenet gives a fake platform's server its network connection: on the loopback or in
// memory, and easy to cut. It is for tests only and knows nothing about platforms.
package fakenet

import (
	"context"
	"net"
	"net/http"
	"sync"
)

// Line is one server's connection. The zero value listens on the loopback.
type Line struct {
	// Memory keeps the server off the network; it is reachable only through Client.
	Memory bool

	mu      sync.Mutex
	address string       // host and port; never changes
	server  *http.Server // nil while closed
	pipes   *pipes       // the current in-memory listener
	stopped chan struct{}
}

// Open serves h until Close. The first call picks a free port; later calls reuse it and fail if it
// has been taken.
func (l *Line) Open(h http.Handler) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	listener, err := l.listen()
	if err != nil {
		return err
	}
	l.address = listener.Addr().String()
	server := &http.Server{Handler: h}
	stopped := make(chan struct{})
	l.server, l.stopped = server, stopped
	go func() {
		defer close(stopped)
		server.Serve(listener) //nolint:errcheck // returns once closed
	}()
	return nil
}

// listen requires mu to be held.
func (l *Line) listen() (net.Listener, error) {
	if l.Memory {
		l.pipes = newPipes()
		return l.pipes, nil
	}
	if l.address == "" {
		return net.Listen("tcp", "127.0.0.1:0")
	}
	return net.Listen("tcp", l.address)
}

// Address returns host and port, which never change.
func (l *Line) Address() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.address
}

// Close cuts all connections, which ends pending requests, and refuses new ones until Open.
// Connections upgraded to WebSockets are unaffected.
func (l *Line) Close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.server == nil {
		return
	}
	l.server.Close() //nolint:errcheck // best effort
	<-l.stopped
	l.server.Close() //nolint:errcheck // what was accepted while the first Close looked
	l.server = nil
}

// Client returns a client for an in-memory server, or nil on the loopback, where any client works.
func (l *Line) Client() *http.Client {
	if !l.Memory {
		return nil
	}
	return &http.Client{Transport: &http.Transport{
		DialContext:         func(ctx context.Context, _, _ string) (net.Conn, error) { return l.dial(ctx) },
		MaxIdleConnsPerHost: 16,
	}}
}

func (l *Line) dial(ctx context.Context) (net.Conn, error) {
	l.mu.Lock()
	p := l.pipes
	l.mu.Unlock()
	return p.dial(ctx)
}
