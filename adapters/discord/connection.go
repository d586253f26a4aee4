package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"
	"github.com/go-json-experiment/json/jsontext"

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
	writeTimeout = 10 * time.Second
	// farewell is how long the peer has for its closing handshake.
	farewell = time.Second
)

// frame is one message on the socket.
type frame struct {
	Op   int            `json:"op"`
	Seq  *int64         `json:"s"`
	Kind string         `json:"t"`
	Data jsontext.Value `json:"d"`
}

// number returns the dispatch's sequence number within its session; 0 if it has
// none.
func (f *frame) number() int64 {
	if f.Seq == nil {
		return 0
	}
	return max(*f.Seq, 0)
}

// connection is one connection to the gateway. One goroutine reads and one
// sends heartbeats, which continue while the reader waits for room in the
// queue; that puts back-pressure on Discord.
type connection struct {
	g  *gateway
	ws *websocket.Conn

	live    atomic.Bool   // a session was started or resumed
	repeats bool          // events may be repeats from before the resume; owned by the reader
	silent  time.Time     // when to give up waiting for a resume; zero: not waiting
	seq     atomic.Int64  // for the next heartbeat
	asked   chan struct{} // Discord wants a heartbeat now
	acked   atomic.Bool   // a heartbeat was acknowledged since the last
	heard   atomic.Bool   // anything came since the last
	blocked atomic.Bool   // the reader waits for room
	held    atomic.Bool   // the reader has waited since the last heartbeat
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

// read handles frames until the connection ends; once ctx has ended it only
// reads until the peer's closing handshake.
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
		c.live.Store(true) // RESUMED says so, and so does any event of a compatible server
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
		c.g.acks.Store(true)
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
