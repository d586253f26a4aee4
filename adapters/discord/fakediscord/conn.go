package fakediscord

import (
	"context"
	"time"

	"github.com/coder/websocket"
)

// conn is one gateway connection. Fields are guarded by Server.mu unless they are said to belong to
// a goroutine.
type conn struct {
	ws     *websocket.Conn
	ctx    context.Context
	cancel context.CancelFunc
	wake   chan struct{}

	resumeOf  string // the session id in the resume URL it was dialled at; "" for the general URL
	session   *session
	sent      int64    // sequence number of the last dispatch written
	resumed   int64    // sequence number of this connection's RESUMED, which later connections don't replay
	control   [][]byte // frames to write first
	extra     [][]byte // frames to write after all dispatches
	code      websocket.StatusCode
	muted     bool
	invalid   bool      // got op 9
	invalidAt time.Time // on the platform's clock
	beat      time.Time
	sends     []time.Time // times of sends in the last minute, on the real clock
}

// poke wakes the writer.
func (c *conn) poke() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// say queues a frame that is not a dispatch.
func (c *conn) say(v any) {
	c.control = append(c.control, encode(v))
	c.poke()
}

// close makes the writer close the connection with a code, after writing what is queued.
func (c *conn) close(code websocket.StatusCode) {
	if c.code == 0 {
		c.code = code
	}
	c.poke()
}

// batch is the number of dispatches written before control frames are checked again.
const batch = 64

// take returns the frames to write now, and the code to close with afterwards, if any.
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
	if !ok { // the client has fallen behind the whole log
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

// write is the writer goroutine; it ends with the connection.
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

// listen closes a connection whose client has stopped sending heartbeats:
// https://discord.com/developers/docs/events/gateway#sending-heartbeats.
func (s *Server) listen(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Since(c.beat) > s.opts.HeartbeatInterval*3/2+time.Second {
		s.violate("heartbeat", "no heartbeat in time")
		c.close(codeUnknown)
	}
}
