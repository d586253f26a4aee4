package fakediscord

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// identification is documented at
// https://discord.com/developers/docs/events/gateway-events#identify.
type identification struct {
	Token      string          `json:"token"`
	Properties json.RawMessage `json:"properties"`
	Threshold  int             `json:"large_threshold"`
	Shard      *[2]int         `json:"shard"`
	Intents    *int            `json:"intents"`
}

// identifyEvery is the minimum interval between identifies with the same concurrency key:
// https://discord.com/developers/docs/events/gateway#sharding-max-concurrency.
const identifyEvery = 5 * time.Second

// identify starts a session or closes the connection; s.mu must be held.
func (s *Server) identify(c *conn, data json.RawMessage) {
	var in identification
	err := json.Unmarshal(data, &in)
	shard := [2]int{0, 1}
	if in.Shard != nil {
		shard = *in.Shard
	}
	switch {
	case c.session != nil:
		c.close(codeAlready)
	case err != nil || len(in.Properties) == 0:
		c.close(codeDecode)
	case strings.TrimPrefix(in.Token, "Bot ") != s.opts.Token:
		c.close(codeAuthentication)
	case in.Intents == nil || *in.Intents < 0 || *in.Intents&^intentsKnown != 0:
		c.close(codeInvalidIntents)
	case !s.privileged.allows(*in.Intents):
		c.close(codeDisallowedIntents)
	case shard[1] < 1 || shard[0] < 0 || shard[0] >= shard[1]:
		c.close(codeInvalidShard)
	case s.gate.cut[shard[0]]:
		c.cancel()
	case s.crowded(shard):
		c.close(codeShardingRequired)
	case s.identifiedTooSoon(shard[0]):
		s.invalidate(c, false)
	case s.gate.identifies >= s.opts.SessionStarts:
		s.violate("identify", "more sessions than may be started")
		c.close(codeAuthentication)
	default:
		s.watch(c)
		s.begin(c, in, shard)
	}
}

// crowded reports whether a shard would have more guilds than it may:
// https://discord.com/developers/docs/events/gateway#sharding.
func (s *Server) crowded(shard [2]int) bool {
	n := 0
	for _, g := range s.guilds {
		if (&session{shard: shard}).has(g) {
			n++
		}
	}
	return n > s.opts.ShardGuilds
}

// watch records violations by an identify: using a resume URL or, with limits, coming within a
// second of op 9 (https://discord.com/developers/docs/events/gateway#resuming).
func (s *Server) watch(c *conn) {
	switch {
	case c.resumeOf != "" && !c.invalid:
		s.violate("gateway address", "identified at a resume address")
	case s.opts.Limits && c.invalid && s.now().Sub(c.invalidAt) < time.Second:
		s.violate("identify", "less than a second after op 9")
	}
}

// identifiedTooSoon counts an identify and reports whether it came too early.
func (s *Server) identifiedTooSoon(shard int) bool {
	key, now := shard%s.opts.MaxConcurrency, s.now()
	last, any := s.gate.identified[key]
	if any && now.Sub(last) < identifyEvery {
		s.violate("identify", fmt.Sprintf("%s after the one before", now.Sub(last)))
		if s.opts.Limits {
			return true
		}
	}
	s.gate.identified[key] = now
	return false
}

// begin creates the session and sends READY.
func (s *Server) begin(c *conn, in identification, shard [2]int) {
	s.gate.identifies++
	n := &session{id: s.secret(32), intents: *in.Intents, threshold: in.Threshold, shard: shard, conn: c}
	if n.threshold == 0 {
		n.threshold = 50
	}
	s.gate.sessions[n.id] = n
	c.session, c.sent, c.invalid = n, 0, false
	s.ready(n)
}

// resumption is documented at https://discord.com/developers/docs/events/gateway-events#resume.
type resumption struct {
	Token   string `json:"token"`
	Session string `json:"session_id"`
	Seq     int64  `json:"seq"`
}

// resume continues a session after the client's last sequence number, or refuses.
func (s *Server) resume(c *conn, data json.RawMessage) {
	var in resumption
	err := json.Unmarshal(data, &in)
	switch {
	case c.session != nil:
		c.close(codeAlready)
		return
	case err != nil:
		c.close(codeDecode)
		return
	case strings.TrimPrefix(in.Token, "Bot ") != s.opts.Token:
		c.close(codeAuthentication)
		return
	}
	if c.resumeOf != in.Session && !s.opts.Loose {
		s.violate("gateway address", "resumed elsewhere than at resume_gateway_url")
	}
	if s.opts.Loose { // a loose server can't resume
		s.refuse(c)
		return
	}
	n := s.gate.sessions[in.Session]
	if n == nil || n.forgotten || c.resumeOf != in.Session || s.expired(n) {
		s.refuse(c)
		return
	}
	if s.gate.cut[n.shard[0]] {
		c.cancel()
		return
	}
	if in.Seq > n.seq || in.Seq < 0 {
		s.detach(n, true)
		c.close(codeInvalidSeq)
		return
	}
	if _, ok := n.since(in.Seq, 0); !ok {
		s.detach(n, true)
		s.refuse(c)
		return
	}
	s.takeUp(c, n, in.Seq)
}

func (s *Server) refuse(c *conn) {
	s.gate.refused++
	s.invalidate(c, false)
}

// takeUp attaches a session to a new connection and cuts the old one.
func (s *Server) takeUp(c *conn, n *session, seq int64) {
	if old := n.conn; old != nil {
		old.session = nil
		old.cancel()
	}
	s.gate.resumes++
	n.conn = c
	c.session, c.sent, c.invalid = n, seq, false
	n.append(frame{kind: "RESUMED", data: json.RawMessage(`{"_trace":["fake"]}`), once: true}, s.opts.SessionBuffer)
	c.resumed = n.seq
	c.poke()
}
