package fakediscord

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/coder/websocket"

	"github.com/stewardbot/steward/adapters/fakenet"
)

// resumePath starts the URL for resuming a session. Resuming anywhere else fails, which exposes
// clients that ignore resume_gateway_url.
const resumePath = "/resume/"

// Gateway opcodes:
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-opcodes.
const (
	opHeartbeat      = 1
	opIdentify       = 2
	opPresence       = 3
	opVoice          = 4
	opResume         = 6
	opReconnect      = 7
	opRequestMembers = 8
	opInvalid        = 9
	opHello          = 10
	opAck            = 11
)

// payload is a frame from the client.
type payload struct {
	Op   int             `json:"op"`
	Data json.RawMessage `json:"d"`
}

// note is a server frame that is not a dispatch.
type note struct {
	Type any `json:"t"`
	Seq  any `json:"s"`
	Op   int `json:"op"`
	Data any `json:"d"`
}

// serveGateway serves a connection until it ends.
func (s *Server) serveGateway(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	refuse, drops := s.down || s.closed, s.gate.drops
	if !refuse {
		s.served.Add(1)
	}
	s.mu.Unlock()
	if refuse {
		fakenet.WritePage(w, http.StatusBadGateway, gatewayMake)
		return
	}
	defer s.served.Done()
	ws, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true})
	if err != nil {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	c := &conn{
		ws: ws, ctx: ctx, cancel: cancel, wake: make(chan struct{}, 1), beat: time.Now(),
		resumeOf: strings.Trim(strings.TrimPrefix(r.URL.Path, resumePath), "/"),
	}
	if !strings.HasPrefix(r.URL.Path, resumePath) {
		c.resumeOf = ""
	}
	s.hello(c, r, drops)
	written := make(chan struct{})
	go func() {
		defer close(written)
		s.write(c)
	}()
	s.read(c)
	cancel()
	<-written
	ws.CloseNow() //nolint:errcheck // already ended
}

// hello registers a connection and sends HELLO, or closes it. It also closes connections that were
// being set up during a Drop, which shows in drops:
// https://discord.com/developers/docs/events/gateway#connecting-gateway-url-query-string-params.
func (s *Server) hello(c *conn, r *http.Request, drops int) {
	s.act(func() {
		if s.down || s.closed || s.gate.drops != drops {
			c.cancel()
			return
		}
		s.gate.conns[c] = true
		q := r.URL.Query()
		switch v := q.Get("v"); {
		case v != "" && v != "9" && v != "10":
			c.close(codeInvalidVersion)
			return
		case q.Get("encoding") != "" && q.Get("encoding") != "json", q.Get("compress") != "":
			c.close(codeDecode)
			return
		}
		c.say(note{Op: opHello, Data: map[string]any{
			"heartbeat_interval": s.opts.HeartbeatInterval.Milliseconds(), "_trace": []string{"fake"},
		}})
	})
}

// read handles the client's frames until the connection ends, and then detaches it from its
// session.
func (s *Server) read(c *conn) {
	for {
		kind, b, err := c.ws.Read(c.ctx)
		if err != nil {
			s.gone(c, websocket.CloseStatus(err))
			return
		}
		s.act(func() {
			if kind != websocket.MessageText || len(b) > maxPayload {
				c.close(codeDecode)
				return
			}
			s.receive(c, b)
		})
	}
}

// maxPayload is documented at https://discord.com/developers/docs/events/gateway#sending-events.
const maxPayload = 4096

// gone detaches a connection from its session. If the client closed with 1000 or 1001, the session
// ends: https://discord.com/developers/docs/events/gateway#initiating-a-disconnect.
func (s *Server) gone(c *conn, code websocket.StatusCode) {
	s.act(func() {
		delete(s.gate.conns, c)
		if c.session == nil || c.session.conn != c {
			return
		}
		byClient := c.code == 0
		over := byClient && (code == websocket.StatusNormalClosure || code == websocket.StatusGoingAway)
		s.detach(c.session, over || endsSession(c.code))
		c.session = nil
	})
}

// receive handles one frame; s.mu must be held.
func (s *Server) receive(c *conn, b []byte) {
	var p payload
	if err := json.Unmarshal(b, &p); err != nil {
		c.close(codeDecode)
		return
	}
	if s.tooMany(c, p.Op) {
		c.close(codeRateLimited)
		return
	}
	switch {
	case p.Op == opHeartbeat:
		c.beat = time.Now()
		c.say(note{Op: opAck})
	case p.Op == opIdentify:
		s.identify(c, p.Data)
	case p.Op == opResume:
		s.resume(c, p.Data)
	case p.Op == opPresence || p.Op == opVoice || p.Op == opRequestMembers:
		if c.session == nil {
			c.close(codeNotAuthenticated)
		}
		if p.Op == opRequestMembers && c.session != nil {
			s.requestMembers(c, p.Data)
		}
	default:
		c.close(codeUnknownOp)
	}
}

// tooMany counts the client's frames and reports whether there are more than 120 a minute
// (https://discord.com/developers/docs/events/gateway#rate-limiting). Heartbeats are exempt if
// their interval is shorter than 10 seconds.
func (s *Server) tooMany(c *conn, op int) bool {
	if op == opHeartbeat && s.opts.HeartbeatInterval < 10*time.Second {
		return false
	}
	now := time.Now()
	c.sends = append(fakenet.Since(c.sends, now.Add(-time.Minute)), now)
	if len(c.sends) <= 120 {
		return false
	}
	s.violate("gateway sends", "more than 120 a minute")
	return true
}

// invalidate sends op 9. The client may then identify on the same connection, or resume if
// resumable.
func (s *Server) invalidate(c *conn, resumable bool) {
	if c.session != nil {
		s.detach(c.session, !resumable)
		c.session = nil
	}
	c.invalid, c.invalidAt = true, s.now()
	c.say(note{Op: opInvalid, Data: resumable})
}
