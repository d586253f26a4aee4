package faketelegram

import (
	"context"
	"net"
	"net/http"
	"sync"
)

// line is the server's connection to the network, which can be taken away.
type line struct {
	memory  bool
	address string // host and port, the same each time

	mu      sync.Mutex
	server  *http.Server // nil: unplugged
	pipes   *pipes       // in memory: what was listened at last
	stopped chan struct{}
}

func (l *line) open(address string, h http.Handler) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	listener, err := l.listen(address)
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

// listen needs mu.
func (l *line) listen(address string) (net.Listener, error) {
	if !l.memory {
		return net.Listen("tcp", address)
	}
	l.pipes = newPipes()
	return l.pipes, nil
}

// dial is the other end, in memory.
func (l *line) dial(ctx context.Context) (net.Conn, error) {
	l.mu.Lock()
	p := l.pipes
	l.mu.Unlock()
	return p.dial(ctx)
}

// close cuts all connections, which ends the requests that wait.
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
