package fakediscord

import (
	"context"
	"time"

	"github.com/coder/websocket"
)

// conn is one gateway connection. What is not said to be of a goroutine is
// guarded by Server.mu.
type conn struct {
	ws     *websocket.Conn
	ctx    context.Context
	cancel context.CancelFunc
	wake   chan struct{}

	resumeOf  string // the session whose address was dialled, "" for the general one
	session   *session
	sent      int64    // the last dispatch written
	resumed   int64    // the number of this connection's RESUMED, which no later one repeats
	control   [][]byte // to be written first
	extra     [][]byte // to be written after all dispatches
	code      websocket.StatusCode
	muted     bool
	invalid   bool      // was told op 9
	invalidAt time.Time // by the platform's clock
	beat      time.Time
	sends     []time.Time // of the last minute, by the real clock
}

// poke wakes the writer.
func (c *conn) poke() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// say queues a frame that is no dispatch.
func (c *conn) say(v any) {
	c.control = append(c.control, encode(v))
	c.poke()
}

// close has the writer end the connection with a code, after what is queued.
func (c *conn) close(code websocket.StatusCode) {
	if c.code == 0 {
		c.code = code
	}
	c.poke()
}

// batch bounds what is written before looking again at what is urgent.
const batch = 64

// take returns what is to be written now, and then the code to close with, if
// any.
func (s *Server) take(c *conn) (out [][]byte, code websocket.StatusCode) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.muted {
		return nil, 0
	}
	out, c.control = c.control, nil
	if c.session == nil {
		return out, c.code
	}
	frames, ok := c.session.since(c.sent, batch)
	if !ok { // slower than the log is long
		c.session.forgotten = true
		return out, codeTimedOut
	}
	for _, f := range frames {
		if !f.once || f.seq == c.resumed {
			out = append(out, s.text(f))
		}
		c.sent = f.seq
	}
	if c.sent == c.session.seq {
		out, c.extra = append(out, c.extra...), nil
		return out, c.code
	}
	c.poke()
	return out, 0
}

// write is the writer's goroutine; it ends with the connection.
func (s *Server) write(c *conn) {
	defer c.cancel()
	silence := time.NewTicker(s.opts.HeartbeatInterval / 2)
	defer silence.Stop()
	for {
		out, code := s.take(c)
		for _, b := range out {
			if c.ws.Write(c.ctx, websocket.MessageText, b) != nil {
				return
			}
		}
		if len(out) > 0 {
			s.act(func() {})
		}
		if code != 0 {
			c.ws.Close(code, reasons[code]) //nolint:errcheck // the client may have gone
			return
		}
		select {
		case <-c.wake:
		case <-silence.C:
			s.listen(c)
		case <-c.ctx.Done():
			return
		}
	}
}

// listen closes a connection whose client has gone silent:
// https://discord.com/developers/docs/events/gateway#sending-heartbeats.
func (s *Server) listen(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Since(c.beat) > s.opts.HeartbeatInterval*3/2+time.Second {
		s.violate("heartbeat", "no heartbeat in time")
		c.close(codeUnknown)
	}
}
