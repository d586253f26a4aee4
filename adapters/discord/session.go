package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/adapters/loosely"
)

// Opcodes: https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-opcodes.
const (
	opDispatch  = 0
	opHeartbeat = 1
	opIdentify  = 2
	opResume    = 6
	opReconnect = 7
	opInvalid   = 9
	opHello     = 10
	opAck       = 11
)

// codeKeep closes a connection without ending its session, as 1000 would.
const codeKeep websocket.StatusCode = 4000

const (
	// usualInterval is Discord's pause between heartbeats, for a server that
	// tells none, and longestInterval the longest that is made: a connection
	// that is dead is noticed by them alone.
	usualInterval   = 41250 * time.Millisecond
	longestInterval = 2 * time.Minute
	// resumePatience is how long a session may take to go on. A compatible server
	// may know nothing of resuming, and say nothing.
	resumePatience = time.Minute

	writeTimeout = 10 * time.Second
	// farewell is how long the other side may take to say goodbye too.
	farewell = time.Second
)

// frame is what comes over the socket.
type frame struct {
	Op   int            `json:"op"`
	Seq  *int64         `json:"s"`
	Kind string         `json:"t"`
	Data jsontext.Value `json:"d"`
}

// number is that of a dispatch within its session; 0 if it has none.
func (f *frame) number() int64 {
	if f.Seq == nil {
		return 0
	}
	return max(*f.Seq, 0)
}

// connection is one connection while it lasts. One goroutine reads, in the
// gateway's name, and one keeps the heart beating; that goes on while the reader
// waits for room in the queue, which holds Discord back.
type connection struct {
	g  *gateway
	ws *websocket.Conn

	live    atomic.Bool   // a session was begun or goes on here
	silent  time.Time     // when to give up waiting for a session to go on; zero: it is not waited for
	seq     atomic.Int64  // to be told with a heartbeat
	asked   chan struct{} // Discord wants a heartbeat now
	acked   atomic.Bool   // one was acknowledged since the last
	heard   atomic.Bool   // anything came since the last
	blocked atomic.Bool   // the reader waits for room
	held    atomic.Bool   // it has waited since the last heartbeat
}

// serve greets, receives and beats until the connection ends or ctx does.
func (g *gateway) serve(ctx context.Context, ws *websocket.Conn) error {
	c := &connection{g: g, ws: ws, asked: make(chan struct{}, 1)}
	c.seq.Store(g.seq)
	interval, err := c.greet(ctx)
	if err != nil {
		ws.CloseNow() //nolint:errcheck // it is of no use
		return err
	}
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	reading, stopReading := context.WithCancel(context.WithoutCancel(ctx))
	defer stopReading()
	var both sync.WaitGroup
	both.Go(func() { end(c.read(ctx, reading)) })
	both.Go(func() { end(c.beat(ctx, interval)) })
	<-ctx.Done()
	late := time.AfterFunc(farewell, stopReading)
	ws.Close(codeKeep, "") //nolint:errcheck // it may be dead
	late.Stop()
	stopReading()
	both.Wait()
	return context.Cause(ctx)
}

// greet waits for hello, and goes on with the session or begins one.
func (c *connection) greet(ctx context.Context) (interval time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	if interval, err = c.hello(ctx); err != nil {
		return 0, err
	}
	if c.g.session != "" {
		c.silent = time.Now().Add(resumePatience)
		return interval, c.send(ctx, opResume, map[string]any{
			"token": c.g.a.client.token, "session_id": c.g.session, "seq": c.g.seq,
		})
	}
	c.g.identified = time.Now()
	return interval, c.send(ctx, opIdentify, map[string]any{
		"token":           c.g.a.client.token,
		"intents":         intents,
		"large_threshold": 50,
		"properties":      map[string]string{"os": runtime.GOOS, "browser": "steward", "device": "steward"},
	})
}

// hello waits for the other side's greeting, and returns the pause between
// heartbeats.
func (c *connection) hello(ctx context.Context) (interval time.Duration, err error) {
	for {
		_, b, err := c.ws.Read(ctx)
		if err != nil {
			return 0, endOf(err)
		}
		var hello struct {
			Op   int `json:"op"`
			Data struct {
				Interval int64 `json:"heartbeat_interval"` // milliseconds
			} `json:"d"`
		}
		switch {
		case !loosely.Parse(b, &hello):
			return 0, fmt.Errorf("the gateway greets in words that Steward does not know")
		case hello.Op != opHello: // a compatible server may have more to say first
		case hello.Data.Interval <= 0:
			return usualInterval, nil
		default:
			return time.Duration(min(hello.Data.Interval, longestInterval.Milliseconds())) * time.Millisecond, nil
		}
	}
}

func (c *connection) send(ctx context.Context, op int, data any) error {
	b, err := json.Marshal(map[string]any{"op": op, "d": data})
	if err != nil {
		return fmt.Errorf("encode a frame: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, writeTimeout)
	defer cancel()
	if err := c.ws.Write(ctx, websocket.MessageText, b); err != nil {
		return endOf(err)
	}
	return nil
}

// maxMissed is how many heartbeats in a row may stay without an answer while
// other things come: the answer stands behind what was sent before.
const maxMissed = 4

// ackPatience is how long an answer may take in any case: where heartbeats are
// close together, one that is late is no sign of death.
const ackPatience = 2 * time.Second

// beat sends heartbeats and expects something to come before the next, and an
// acknowledgement before long; except while we do not read. When Discord asks
// for a heartbeat, it gets one, at most once a second, so that no more than 120
// frames a minute are ever sent.
func (c *connection) beat(ctx context.Context, interval time.Duration) error {
	next := time.NewTimer(time.Duration(rand.Float64() * float64(interval)))
	defer next.Stop()
	var last time.Time
	missed, well := -1, time.Now() // the first one answers none
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-c.asked:
			if time.Since(last) < time.Second {
				continue
			}
		case <-next.C:
			next.Reset(interval)
			heard, acked, held := c.heard.Swap(false), c.acked.Swap(false), c.held.Swap(false)
			if missed++; acked || held || c.blocked.Load() {
				missed, well = 0, time.Now()
			}
			switch {
			case (missed > maxMissed || missed > 0 && !heard) && time.Since(well) >= ackPatience:
				return errZombie
			case !c.silent.IsZero() && !c.live.Load() && time.Now().After(c.silent):
				return errUnresumed
			}
		}
		last = time.Now()
		var seq any
		if n := c.seq.Load(); n > 0 {
			seq = n
		}
		if err := c.send(ctx, opHeartbeat, seq); err != nil {
			return err
		}
	}
}

// read handles frames until the connection ends; once ctx has ended it only
// reads on, for the other side's goodbye.
func (c *connection) read(ctx, reading context.Context) error {
	var buf bytes.Buffer
	for {
		_, r, err := c.ws.Reader(reading)
		if err == nil {
			buf.Reset()
			_, err = buf.ReadFrom(r)
		}
		if err != nil {
			return endOf(err)
		}
		c.heard.Store(true)
		if ctx.Err() != nil {
			continue
		}
		if err := c.handle(ctx, buf.Bytes()); err != nil && ctx.Err() == nil {
			return err
		}
	}
}

// handle returns why the connection is to end, or nil.
func (c *connection) handle(ctx context.Context, b []byte) error {
	var f frame
	if !loosely.Parse(b, &f) {
		return c.garbled(ctx, b)
	}
	if f.Op == opDispatch && f.Kind != "READY" && c.g.session != "" && !c.live.Load() {
		c.live.Store(true) // RESUMED says so, and so does whatever a server has to tell
		c.g.resumed()
	}
	switch f.Op {
	case opDispatch:
		return c.receive(ctx, &f)
	case opHeartbeat:
		select {
		case c.asked <- struct{}{}:
		default:
		}
	case opAck:
		c.acked.Store(true)
	case opReconnect:
		return errReconnect
	case opInvalid:
		if loosely.Scalar(f.Data) == "true" {
			return errInvalid
		}
		return errOver
	}
	return nil
}

// receive queues a dispatch. One whose number was heard before in this session
// is dropped. Discord numbers all; of another server READY and RESUMED may have
// none or any, and what else has none is named by the moment it came.
func (c *connection) receive(ctx context.Context, f *frame) error {
	g, x := c.g, dispatch{seq: f.number(), kind: f.Kind, raw: f.Data}
	switch {
	case f.Kind == "READY":
		return c.begin(ctx, x)
	case f.Kind == "":
		return nil
	case g.session == "": // too early to be of a session
		return nil
	case x.seq == 0 && f.Kind == "RESUMED":
		return nil
	case x.seq == 0:
		x.seq, x.name = g.seq, "u"+strconv.FormatInt(time.Now().UnixNano(), 36)
	case x.seq <= g.seq && !g.begun:
		return nil
	}
	g.begun = false
	x.session = g.session
	if f.Kind == "INTERACTION_CREATE" {
		c.g.a.expect(f.Data)
	}
	if !c.push(ctx, x) {
		return ctx.Err()
	}
	return nil
}

// begin takes over what READY says of the session. Numbers begin anew with it,
// whatever its own is.
func (c *connection) begin(ctx context.Context, x dispatch) error {
	r := new(readyObject)
	if !loosely.Parse(x.raw, r) {
		return fmt.Errorf("the gateway begins a session in words that Steward does not know")
	}
	if len(r.Guilds) > maxGuilds {
		return fatalCodes[4011]
	}
	if !isID(r.User.ID) {
		self, err := c.g.a.directory.self(ctx)
		if err != nil {
			return err
		}
		r.User.ID = self
	}
	r.complete(c.g.dialled)
	x.raw, x.ready, x.session, x.run = nil, r, r.SessionID, c.g.sink.Now().UnixMilli()
	if !c.push(ctx, x) {
		return ctx.Err()
	}
	c.live.Store(true)
	c.g.session, c.g.resumeURL, c.g.begun = r.SessionID, r.ResumeURL, true
	c.g.a.log.Info("a session with Discord begins", "guilds", len(r.Guilds))
	c.g.live()
	return nil
}

// complete fills in what a compatible server may leave out: the session goes on
// at the address where it began, and a bot's application has the bot's id. A
// session without a name can't go on, which the server will say.
func (r *readyObject) complete(address string) {
	if r.SessionID == "" {
		r.SessionID = "unnamed"
	}
	if r.ResumeURL == "" {
		r.ResumeURL = address
	}
	if !isID(r.Application.ID) {
		r.Application.ID = r.User.ID
	}
}

// push waits for room in the queue; false if ctx ended first.
func (c *connection) push(ctx context.Context, x dispatch) bool {
	select {
	case c.g.out <- x:
	default:
		c.blocked.Store(true)
		defer c.blocked.Store(false)
		defer c.held.Store(true) // before blocked is taken back
		select {
		case c.g.out <- x:
		case <-ctx.Done():
			return false
		}
	}
	c.g.seq = x.seq
	c.seq.Store(x.seq)
	return true
}

// garbled queues a frame that can't be read, without a number.
func (c *connection) garbled(ctx context.Context, b []byte) error {
	if c.g.session == "" {
		return fmt.Errorf("the gateway speaks in words that Steward does not know")
	}
	x := dispatch{session: c.g.session, raw: bytes.Clone(b), name: "frame-" + kit.Hash(string(b))}
	select {
	case c.g.out <- x:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// expect tells of an interaction as soon as it is there: what waits in the queue
// counts towards the time for an answer.
func (a *Adapter) expect(raw []byte) {
	var o struct {
		ID      string `json:"id"`
		Token   string `json:"token"`
		Type    int    `json:"type"`
		GuildID string `json:"guild_id"`
	}
	if !loosely.Parse(raw, &o) || !isID(o.ID) || o.Type != interactionCommand && o.Type != interactionComponent {
		return
	}
	a.interactions.arrived(o.ID, o.Token, o.GuildID != "", o.Type)
}
