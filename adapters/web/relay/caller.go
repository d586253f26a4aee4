package relay

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/adapters/web"
	"github.com/stewardbot/steward/bot/cluster"
)

// Relay hands requests over to the processes that have partitions.
type Relay struct {
	Transport cluster.Transport
	// Patience is how long a request waits for a process to have its partition.
	Patience time.Duration
	Log      *slog.Logger
}

// To returns the handler of requests for a partition. fail answers those that
// nobody has answered. Its error is an *http.MaxBytesError if the request is too
// large.
func (r *Relay) To(partition int, fail func(http.ResponseWriter, *http.Request, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		proxy := &httputil.ReverseProxy{
			Rewrite:   func(*httputil.ProxyRequest) {}, // it stays as the visitor sent it
			Transport: caller{r, partition},
			ModifyResponse: func(resp *http.Response) error { // which says all, not more than was said here
				for key := range resp.Header {
					w.Header().Del(key)
				}
				return nil
			},
			ErrorHandler: fail,
			ErrorLog:     slog.NewLogLogger(r.Log.Handler(), slog.LevelDebug), // of what is cut off
		}
		proxy.ServeHTTP(slow{w}, req)
	})
}

// slow gives each part of a response its own time to be sent.
type slow struct{ http.ResponseWriter }

const sending = time.Minute

// Unwrap serves http.ResponseController.
func (s slow) Unwrap() http.ResponseWriter { return s.ResponseWriter }

func (s slow) Write(b []byte) (int, error) {
	_ = http.NewResponseController(s.ResponseWriter).SetWriteDeadline(time.Now().Add(sending)) // not every writer has one
	return s.ResponseWriter.Write(b)
}

// caller is the http.RoundTripper of a partition.
type caller struct {
	*Relay
	partition int
}

// errUnseen wraps why nobody has seen a call.
var errUnseen = errors.New("nobody has the partition")

// RoundTrip implements http.RoundTripper. What nobody has seen is called again for
// a while; what changes nothing is, too, if its answer did not come.
func (c caller) RoundTrip(r *http.Request) (*http.Response, error) {
	msg, err := c.encode(r)
	if err != nil {
		return nil, err
	}
	reads := r.Method == http.MethodGet || r.Method == http.MethodHead
	for until := time.Now().Add(c.Patience); ; {
		resp, err := c.call(r, msg)
		if err == nil || !reads && !errors.Is(err, errUnseen) || time.Now().After(until) {
			return resp, err
		}
		select {
		case <-time.After(retryEvery):
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
}

// encode returns a request as a call.
func (c caller) encode(r *http.Request) ([]byte, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		if err := r.Body.Close(); err != nil {
			return nil, err
		}
	}
	b, err := cluster.Frame(call{Method: r.Method, URI: r.URL.RequestURI(), Host: r.Host, Remote: r.RemoteAddr, Header: r.Header}, body)
	if most := c.Transport.Largest(); err == nil && len(b) > most {
		err = &http.MaxBytesError{Limit: int64(most)}
	}
	return b, err
}

// call makes a call, and waits for the first part of its response.
func (c caller) call(r *http.Request, msg []byte) (*http.Response, error) {
	first, body, err := c.ask(r.Context(), soon, subject(c.partition), msg)
	switch {
	case errors.Is(err, cluster.ErrNobody):
		return nil, fmt.Errorf("%w: %w", errUnseen, err)
	case err == nil && first.State == stateAway:
		return nil, errUnseen
	case err != nil:
		return nil, err
	}
	rest := &parts{Relay: c.Relay, ctx: r.Context(), from: first.From, number: first.Number}
	rest.take(first, body)
	for first.State == stateNone {
		if first, err = rest.ask(); err != nil {
			return nil, err
		}
	}
	if first.Status < http.StatusOK || first.Status > 999 {
		return nil, errBroken
	}
	resp := &http.Response{
		StatusCode: first.Status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: first.Header, Request: r, ContentLength: -1, Body: rest,
	}
	if resp.Header == nil {
		resp.Header = http.Header{}
	}
	if n, err := strconv.ParseInt(resp.Header.Get("Content-Length"), 10, 64); err == nil {
		resp.ContentLength = n
	}
	if strings.HasPrefix(resp.Header.Get("Content-Type"), "text/event-stream") {
		rest.endWith(web.Closing(r))
	}
	if r.Method == http.MethodHead {
		_ = rest.Close()
		resp.Body = http.NoBody
	}
	return resp, nil
}

// ask returns what answers a call or a request for more, which waits for a while.
func (r *Relay) ask(ctx context.Context, while time.Duration, subject string, msg []byte) (p part, body []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, while+overdue)
	defer cancel()
	b, err := r.Transport.Ask(ctx, subject, msg)
	if err == nil {
		body, err = cluster.Unframe(b, &p)
	}
	if err == nil && p.State == stateBroken {
		err = errBroken
	}
	return p, body, err
}

var errBroken = errors.New("the other process has stopped answering")

// parts is the body of a response, whose parts are asked for as it is read.
type parts struct {
	*Relay
	ctx    context.Context
	from   string
	number int // of the next part
	over   bool
	have   bytes.Reader
	end    func() // of the wait for a server that stops
}

// endWith has the body end when the server begins to stop.
func (p *parts) endWith(closing <-chan struct{}) {
	ctx, cancel := context.WithCancel(p.ctx)
	p.ctx, p.end = ctx, cancel
	go func() {
		select {
		case <-closing:
			cancel()
		case <-ctx.Done():
		}
	}()
}

// take adds a part.
func (p *parts) take(x part, body []byte) {
	if x.State != stateNone {
		p.number++
		p.have.Reset(body)
	}
	p.over = x.State == stateLast
}

// ask asks for the next part, which may not be there yet.
func (p *parts) ask() (part, error) {
	msg, err := cluster.Frame(more{Number: p.number}, nil)
	if err != nil {
		return part{}, err
	}
	x, body, err := p.Relay.ask(p.ctx, beat, p.from, msg)
	if err == nil && x.Number != p.number {
		err = errBroken
	}
	if err == nil {
		p.take(x, body)
	}
	return x, err
}

// Read implements io.Reader.
func (p *parts) Read(b []byte) (int, error) {
	for p.have.Len() == 0 {
		if p.over {
			return 0, io.EOF
		}
		if _, err := p.ask(); err != nil {
			return 0, err
		}
	}
	return p.have.Read(b)
}

// Close implements io.Closer. The other process learns that no more is wanted.
func (p *parts) Close() error {
	if p.end != nil {
		p.end()
	}
	if p.over {
		return nil
	}
	p.over = true
	msg, err := cluster.Frame(more{End: true}, nil)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(p.ctx), retryEvery)
	defer cancel()
	_, _ = p.Transport.Ask(ctx, p.from, msg) // it stops by itself, too
	return nil
}
