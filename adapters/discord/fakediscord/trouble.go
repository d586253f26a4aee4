package fakediscord

import "github.com/coder/websocket"

// each runs f for every gateway connection while holding s.mu.
func (s *Server) each(f func(*conn)) {
	s.act(func() {
		for c := range s.gate.conns {
			f(c)
		}
	})
}

// Drop cuts every gateway connection without a close frame. Sessions can be
// resumed.
func (s *Server) Drop() {
	var all []*conn
	s.act(func() {
		s.gate.drops++
		for c := range s.gate.conns {
			all = append(all, c)
		}
	})
	for _, c := range all {
		c.ws.CloseNow() //nolint:errcheck // an abrupt cut is intended
	}
}

// CutShard cuts the connections of a shard and lets it neither resume nor identify, until it is called
// with false.
func (s *Server) CutShard(index int, cut bool) {
	s.act(func() {
		s.gate.cut[index] = cut
		for c := range s.gate.conns {
			if cut && c.session != nil && c.session.shard[0] == index {
				s.detach(c.session, false)
				c.session = nil
				c.cancel()
			}
		}
	})
}

// Recommend changes the shard count recommended by /gateway/bot.
func (s *Server) Recommend(shards int) { s.act(func() { s.opts.Shards = shards }) }

// SetShardGuilds changes the number of guilds that a shard may have when it identifies.
func (s *Server) SetShardGuilds(n int) { s.act(func() { s.opts.ShardGuilds = n }) }

// CloseWith closes every gateway connection with a code. 4007, 4009 and codes that rule out
// reconnecting end the session.
func (s *Server) CloseWith(code int) {
	s.each(func(c *conn) { c.close(websocket.StatusCode(code)) })
}

// Reconnect asks every client to reconnect and resume:
// https://discord.com/developers/docs/events/gateway-events#reconnect.
func (s *Server) Reconnect() {
	s.each(func(c *conn) { c.say(note{Op: opReconnect}) })
}

// Invalidate tells every client that its session is invalid. Unless resumable, all sessions are
// dropped: https://discord.com/developers/docs/events/gateway-events#invalid-session.
func (s *Server) Invalidate(resumable bool) {
	if !resumable {
		s.ForgetSessions()
	}
	s.each(func(c *conn) { s.invalidate(c, resumable) })
}

// ForgetSessions makes later resumes of all current sessions fail. Connections stay open.
func (s *Server) ForgetSessions() {
	s.act(func() {
		for id, n := range s.gate.sessions {
			n.forgotten = true
			if n.conn == nil {
				delete(s.gate.sessions, id)
			}
		}
	})
}

// Mute makes the current connections half-open until Unmute: nothing is sent and heartbeats are not
// acknowledged. New connections work.
func (s *Server) Mute() { s.each(func(c *conn) { c.muted = true }) }

// Unmute ends Mute and sends what was held back.
func (s *Server) Unmute() {
	s.each(func(c *conn) {
		c.muted = false
		c.poke()
	})
}

// Duplicate resends the last n dispatches of each session with their old sequence numbers.
func (s *Server) Duplicate(n int) {
	s.each(func(c *conn) {
		if c.session == nil {
			return
		}
		log := c.session.log
		for _, f := range log[max(0, len(log)-n):] {
			c.extra = append(c.extra, s.text(f))
		}
		c.poke()
	})
}

// RawFrame sends a text frame verbatim on every connection with a session, after the dispatches so
// far.
func (s *Server) RawFrame(b []byte) {
	s.each(func(c *conn) {
		c.extra = append(c.extra, append([]byte(nil), b...))
		c.poke()
	})
}
