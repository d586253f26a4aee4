// Package jetstream is a cluster.Transport over NATS. Events wait in JetStream;
// everything else goes as plain messages.
//
// Streams are made when they are missing, and never changed: how long and how
// much they keep may be set with NATS' own tools. What they hold may be lost at
// any time.
package jetstream

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/stewardbot/steward/bot/cluster"
	"github.com/stewardbot/steward/bot/phrase"
)

// Options configure a connection.
type Options struct {
	Servers  []string // nats:// or tls:// URLs; never logged, since they may hold a password
	Replicas int      // of each stream; 0 means 1
	Parts    int      // partitions
	// Prefix keeps clusters apart that share a server; empty or letters and
	// digits.
	Prefix string
	Log    *slog.Logger
}

// Transport implements cluster.Transport. Connect makes one.
type Transport struct {
	opt  Options
	conn *nats.Conn
	js   jetstream.JetStream

	making sync.Mutex // held while a stream is looked for, and made

	mu     sync.Mutex
	broken context.Context // ends when the connection breaks
	snap   context.CancelFunc
}

var _ cluster.Transport = (*Transport)(nil)

const (
	// mostStreams is how many streams the partitions share.
	mostStreams = 16
	// keep is how long a stream keeps events. A gateway sends again what is not
	// committed by then.
	keep = time.Hour
	// wantedPayload is the largest message that NATS should take, in bytes: a
	// picture, with room to spare.
	wantedPayload = 8 << 20
	// leastPayload is the largest message that it must take: a text with its
	// buttons.
	leastPayload = 64 << 10
	retryEvery   = time.Second
)

// Connect connects to one of the servers, as soon as one can be reached. Later
// it reconnects by itself.
func Connect(ctx context.Context, opt Options) (*Transport, error) {
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	for i, server := range opt.Servers {
		if _, err := url.Parse(server); err != nil { // which would show it
			return nil, fmt.Errorf("NATS: the URL of server %d can't be read", i+1)
		}
	}
	opt.Replicas = max(opt.Replicas, 1)
	t := &Transport{opt: opt}
	t.broken, t.snap = context.WithCancel(context.Background())
	for told := false; ; told = true {
		err := t.dial()
		if err == nil {
			break
		}
		if !told {
			opt.Log.Warn("NATS can't be reached; it is tried again until it can", "err", err)
		}
		select {
		case <-time.After(retryEvery):
		case <-ctx.Done():
			return nil, fmt.Errorf("NATS: %w", err)
		}
	}
	n := t.Largest()
	if n < leastPayload {
		return nil, errors.Join(phrase.New("cluster.small_messages", n), t.Close())
	}
	if n < wantedPayload {
		opt.Log.Warn("NATS takes only small messages, so pictures and large events may be refused: set max_payload there", "bytes", n, "wanted", wantedPayload)
	}
	return t, nil
}

func (t *Transport) dial() (err error) {
	opt := nats.GetDefaultOptions()
	opt.Servers = t.opt.Servers // nats.Connect would divide a password with a comma
	for _, set := range []nats.Option{
		nats.Name("steward"), nats.MaxReconnects(-1), nats.ReconnectWait(retryEvery / 4), nats.ReconnectJitter(retryEvery/4, retryEvery/4),
		nats.IgnoreAuthErrorAbort(), // a password that is refused twice may be right later
		nats.ReconnectBufSize(-1),   // what can't be sent fails at once, and is sent again by whoever wants it
		nats.PingInterval(5 * time.Second), nats.MaxPingsOutstanding(2),
		nats.DisconnectErrHandler(func(*nats.Conn, error) { t.disconnected() }),
		nats.ReconnectHandler(func(*nats.Conn) { t.opt.Log.Info("NATS is connected again") }),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
			t.opt.Log.Warn("NATS reports an error", "err", err)
		}),
	} {
		if err := set(&opt); err != nil {
			return err
		}
	}
	t.conn, err = opt.Connect()
	if err == nil {
		t.js, err = jetstream.New(t.conn)
	}
	return err
}

// disconnected ends what waits for an answer that may have been lost.
func (t *Transport) disconnected() {
	if !t.conn.IsClosed() {
		t.opt.Log.Warn("NATS is not connected")
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.snap()
	t.broken, t.snap = context.WithCancel(context.Background())
}

// connected returns ctx, to end when the connection breaks as well.
func (t *Transport) connected(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	t.mu.Lock()
	stop := context.AfterFunc(t.broken, func() { cancel(nats.ErrDisconnected) })
	t.mu.Unlock()
	return ctx, func() {
		stop()
		cancel(nil)
	}
}

// Connected reports whether a server can be reached.
func (t *Transport) Connected() bool { return t.conn != nil && t.conn.IsConnected() }

// Close ends the connection.
func (t *Transport) Close() error {
	t.conn.Close()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.snap()
	return nil
}

// Largest implements cluster.Transport.
func (t *Transport) Largest() int { return int(t.conn.MaxPayload()) }

func (t *Transport) subject(s string) string {
	if t.opt.Prefix == "" {
		return s
	}
	return t.opt.Prefix + "." + s
}

// known translates the errors that mean something to package cluster.
func known(err error) error {
	switch {
	case errors.Is(err, nats.ErrMaxPayload):
		return cluster.ErrTooLarge
	case errors.Is(err, nats.ErrNoResponders), errors.Is(err, nats.ErrReconnectBufExceeded):
		return cluster.ErrNobody // it did not leave this process, or nobody got it
	case errors.Is(err, nats.ErrDisconnected):
		return errAway
	}
	return err
}

// Ask implements cluster.Transport.
func (t *Transport) Ask(ctx context.Context, subject string, request []byte) ([]byte, error) {
	ctx, stop := t.connected(ctx)
	defer stop()
	m, err := t.conn.RequestWithContext(ctx, t.subject(subject), request)
	if err != nil {
		return nil, known(cause(ctx, err))
	}
	return m.Data, nil
}

// Answer implements cluster.Transport.
func (t *Transport) Answer(subject string, fn func(ctx context.Context, request []byte) []byte) (func(), error) {
	ctx, cancel := context.WithCancel(context.Background())
	stop, err := t.subscribe(subject, func(m *nats.Msg) {
		go func() {
			if err := m.Respond(fn(ctx, m.Data)); err != nil {
				t.opt.Log.Warn("an answer could not be sent", "subject", subject, "err", err)
			}
		}()
	})
	if err != nil {
		cancel()
		return nil, err
	}
	return func() {
		stop()
		cancel()
	}, nil
}

// Tell implements cluster.Transport.
func (t *Transport) Tell(subject string, note []byte) error {
	return known(t.conn.Publish(t.subject(subject), note))
}

// Listen implements cluster.Transport.
func (t *Transport) Listen(subject string, fn func(note []byte)) (func(), error) {
	return t.subscribe(subject, func(m *nats.Msg) { fn(m.Data) })
}

func (t *Transport) subscribe(subject string, fn nats.MsgHandler) (func(), error) {
	sub, err := t.conn.Subscribe(t.subject(subject), fn)
	if err != nil {
		return nil, fmt.Errorf("NATS: %w", err)
	}
	// Until the server knows of it, what is sent is not for it. If it can't be
	// told now, it is when it is connected again.
	_ = t.conn.FlushTimeout(flushTimeout)
	return func() { t.end(sub) }, nil
}

// end ends a subscription. What is on its way is taken in before that: nobody
// else would answer it.
func (t *Transport) end(sub *nats.Subscription) {
	ended := make(chan struct{})
	sub.SetClosedHandler(func(string) { close(ended) })
	if !t.conn.IsConnected() || sub.Drain() != nil {
		_ = sub.Unsubscribe()
		return
	}
	select {
	case <-ended:
	case <-time.After(drainTimeout):
	}
}

const (
	flushTimeout = 5 * time.Second
	drainTimeout = time.Second
)
