package fakediscord

import (
	"net"
	"net/http"
	"sync"
)

// line is the server's connection to the network, which can be taken away.
type line struct {
	address string // host and port, the same each time

	mu      sync.Mutex
	server  *http.Server // nil: unplugged
	stopped chan struct{}
}

func (l *line) open(address string, h http.Handler) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	l.address = listener.Addr().String()
	server := &http.Server{Handler: h}
	stopped := make(chan struct{})
	l.server, l.stopped = server, stopped
	go func() {
		defer close(stopped)
		server.Serve(listener) //nolint:errcheck // ends when closed
	}()
	return nil
}

// close cuts all plain connections, which ends the requests that wait. Those
// that became WebSockets are no longer its own.
func (l *line) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.server == nil {
		return
	}
	l.server.Close() //nolint:errcheck // nothing is kept that could be lost
	<-l.stopped
	l.server = nil
}
