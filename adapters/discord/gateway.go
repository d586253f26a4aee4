package discord

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

const (
	// dialTimeout bounds connecting and each step of the handshake.
	dialTimeout = 20 * time.Second
	// maxRefused is the number of failed resumes, with Discord reachable, before a
	// session is given up.
	maxRefused = 10
	// maxFrame bounds one frame, in bytes; a guild with many threads is large.
	maxFrame = 64 << 20
)

// intents are the requested events; members and message content must be switched on in the
// developer portal:
// https://discord.com/developers/docs/events/gateway#list-of-intents.
const intents = 1<<0 | // guilds, with roles, channels and threads
	1<<1 | // members
	1<<2 | // moderation
	1<<6 | // invitations
	1<<7 | // voice states
	1<<9 | // messages in guilds
	1<<10 | // reactions in guilds
	1<<12 | // private messages
	1<<13 | // reactions in private
	1<<15 // message content

// gateway keeps the connection of a shard open. Its fields belong to the goroutine in run unless noted
// otherwise.
type gateway struct {
	a     *Adapter
	shard shard
	sink  bot.Sink
	tell  tell
	out   chan dispatch // to the pump

	session   string
	resumeURL string
	dialled   string // the address of the connection
	seq       int64  // of the last dispatch sent to out
	latest    latest
	begun     bool // out has received READY

	acks atomic.Bool // the server answers heartbeats, as Discord does; for any goroutine
	deaf atomic.Bool // a connection ended because the server never answered one

	turn       func(identified bool) // ends the turn to start a session; nil: there is none
	identified bool                  // in this turn
	fails      int                   // consecutive connections without a session
	refused    int                   // those of them with Discord reachable
}

func newGateway(a *Adapter, s shard, mark *bookmark, tell tell) *gateway {
	c := mark.now()
	return &gateway{
		a: a, shard: s, sink: mark.sink, tell: tell, out: make(chan dispatch, maxQueue),
		session: c.Session, seq: c.Seq, resumeURL: c.ResumeURL,
	}
}

// run returns nil when ctx ends, or a permanent error.
func (g *gateway) run(ctx context.Context) error {
	for ctx.Err() == nil {
		err := g.connect(ctx)
		if ctx.Err() != nil {
			break
		}
		var f *fatalError
		if errors.As(err, &f) {
			return f
		}
		if g.recover(ctx, err) != nil {
			break
		}
	}
	return nil
}

// connect opens a connection and returns why it ended.
func (g *gateway) connect(ctx context.Context) error {
	defer g.turnOver()
	address, err := g.address(ctx)
	if err != nil {
		return err
	}
	g.dialled = address
	ws, err := g.dial(ctx, address)
	if err != nil {
		return g.unreachable(ctx, err)
	}
	ws.SetReadLimit(maxFrame)
	return g.serve(ctx, ws)
}

// address returns the address for resuming the session, or for a new one as soon as it is the shard's
// turn and the session limit allows.
func (g *gateway) address(ctx context.Context) (string, error) {
	if g.session != "" {
		return g.resumeURL, nil
	}
	bucket, err := g.bucket(ctx)
	if err != nil {
		return "", err
	}
	if g.turn, err = g.a.opts.Identify.Turn(ctx, bucket); err != nil {
		return "", err
	}
	g.identified = false
	info := g.a.asked.Swap(nil)
	if info == nil || time.Since(info.at) > time.Second {
		if info, err = g.a.gateway(ctx); err != nil {
			return "", err
		}
	}
	// Each bucket may be starting a session now.
	if s := info.Starts; s.Total > 0 && s.Remaining < max(s.Concurrency, 1) {
		return "", &budgetError{wait: time.Duration(min(max(s.ResetAfter, 1), 24*60*60*1000)) * time.Millisecond}
	}
	return whole(info.URL, g.a.client.base), nil
}

// bucket returns in which bucket the shard starts sessions.
func (g *gateway) bucket(ctx context.Context) (int, error) {
	if g.shard.count > 1 && g.a.concurrency.Load() == 0 {
		if _, err := g.a.gateway(ctx); err != nil {
			return 0, err
		}
	}
	return g.shard.index % int(max(g.a.concurrency.Load(), 1)), nil
}

// turnOver ends the turn to start a session, if there is one.
func (g *gateway) turnOver() {
	if g.turn != nil {
		g.turn(g.identified)
		g.turn = nil
	}
}

// gatewayInfo is documented at https://discord.com/developers/docs/events/gateway#get-gateway-bot.
type gatewayInfo struct {
	at     time.Time
	URL    string `json:"url"`
	Shards int    `json:"shards"` // recommended
	Starts struct {
		Total       int   `json:"total"`
		Remaining   int   `json:"remaining"`
		ResetAfter  int64 `json:"reset_after"` // milliseconds
		Concurrency int   `json:"max_concurrency"`
	} `json:"session_start_limit"`
}

// gateway asks where to start sessions, how many, and how fast.
func (a *Adapter) gateway(ctx context.Context) (*gatewayInfo, error) {
	info := &gatewayInfo{at: time.Now()}
	err := a.get(ctx, "/gateway/bot", info)
	var c *callError
	if errors.As(err, &c) && c.status == http.StatusNotFound { // a compatible server may only have the plain route
		err = a.get(ctx, "/gateway", info)
	}
	if err != nil {
		return nil, rejected(err)
	}
	a.concurrency.Store(int64(max(info.Starts.Concurrency, 1)))
	return info, nil
}

// whole adds the scheme that a compatible server may omit from a gateway address, as secure as
// that of like.
func whole(address, like string) string {
	switch {
	case address == "" || strings.Contains(address, "://"):
		return address
	case strings.HasPrefix(like, "http:") || strings.HasPrefix(like, "ws:"):
		return "ws://" + address
	}
	return "wss://" + address
}

func isAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && strings.Trim(u.Host, "0123456789") != ""
}

func (g *gateway) dial(ctx context.Context, address string) (*websocket.Conn, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return nil, phrase.New("discord.bad_gateway")
	}
	q := u.Query() // a proxy may have added parameters
	q.Set("v", apiVersion)
	q.Set("encoding", "json")
	u.RawQuery = q.Encode()
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	ws, resp, err := websocket.Dial(ctx, u.String(), &websocket.DialOptions{
		HTTPClient: g.a.client.http,
		HTTPHeader: http.Header{"User-Agent": {agent}},
	})
	switch {
	case err != nil && resp != nil:
		return nil, &callError{route: "gateway", status: resp.StatusCode, message: phrase.Said(resp.Status)}
	case err != nil:
		return nil, &callError{route: "gateway", message: kit.NetworkReason(err)}
	}
	return ws, nil
}

// unreachable handles a failure to connect. The address for resuming may be gone permanently,
// so the session is given up if Discord answers elsewhere but repeatedly not there.
func (g *gateway) unreachable(ctx context.Context, err error) error {
	if g.session == "" {
		return err
	}
	if g.a.get(ctx, "/gateway", nil) == nil {
		g.refused++
	}
	return err
}

// recover prepares the next connection and waits until it is due. The error means that ctx
// ended.
func (g *gateway) recover(ctx context.Context, err error) error {
	g.fails++
	var e *endError
	var b *budgetError
	var c *callError
	switch {
	case errors.As(err, &b):
		g.tell(false, b.line())
		return g.pause(ctx, b.wait)
	case errors.As(err, &e):
		return g.ended(ctx, e)
	case errors.As(err, &c) && c.retryAfter > 0:
		g.tell(false, reasonOffline(err))
		return g.pause(ctx, c.retryAfter+kit.Jitter(g.a.opts.Backoff))
	}
	g.tell(false, reasonOffline(err))
	g.giveUpRefused()
	return g.backOff(ctx)
}

// ended handles a connection that Discord has closed.
func (g *gateway) ended(ctx context.Context, e *endError) error {
	if e.lost {
		g.forget(e.Error())
	}
	if e.reconnect && g.fails == 1 { // normal, every few hours
		return nil
	}
	if g.fails > 1 {
		g.refused++
	}
	g.tell(false, e.reason)
	g.giveUpRefused()
	switch {
	case !e.invalid:
		return g.backOff(ctx)
	case g.fails == 1:
		return g.pause(ctx, g.a.opts.InvalidWait())
	}
	return g.a.opts.Pause(ctx, g.fails, g.a.opts.InvalidWait()) // each new session counts towards the day's
}

func (g *gateway) giveUpRefused() {
	if g.session != "" && g.refused >= maxRefused {
		g.forget("it could not be resumed for long, though Discord is there")
	}
}

// forget drops the session, so that the next connection starts a new one.
func (g *gateway) forget(why string) {
	if g.session != "" {
		g.a.log.Info("the session with Discord can't be resumed", "why", why)
	}
	g.session, g.resumeURL, g.seq, g.refused = "", "", 0, 0
}

// resumed records that the session was resumed.
func (g *gateway) resumed() {
	g.a.log.Info("the session with Discord goes on")
	g.live()
}

// live records that a session was started or resumed.
func (g *gateway) live() {
	g.fails, g.refused = 0, 0
	g.tell(true, "")
}

// backOff waits according to the number of consecutive failures.
func (g *gateway) backOff(ctx context.Context) error { return g.a.opts.Pause(ctx, g.fails, 0) }

func (g *gateway) pause(ctx context.Context, d time.Duration) error { return g.a.opts.Sleep(ctx, d) }
