package fakediscord

import (
	"slices"
	"time"
)

// gate is the gateway's state.
type gate struct {
	sessions   map[string]*session // by id
	conns      map[*conn]bool
	cut        map[int]bool      // shards that can't connect
	drops      int               // number of times that all connections were cut
	identified map[int]time.Time // latest identify, by shard modulo max_concurrency
	identifies int
	resumes    int
	refused    int // resumes answered with op 9
}

func newGate() gate {
	return gate{sessions: map[string]*session{}, conns: map[*conn]bool{}, cut: map[int]bool{}, identified: map[int]time.Time{}}
}

// session starts with an identify. It is a log of dispatches, which its current connection writes,
// or the next one that resumes.
type session struct {
	id        string
	intents   int
	threshold int // large_threshold
	shard     [2]int
	seq       int64
	log       []frame
	conn      *conn     // nil while disconnected
	left      time.Time // when it was disconnected
	forgotten bool      // it can't be resumed
}

// wants reports whether an event is for this session. DMs go to the first shard:
// https://discord.com/developers/docs/events/gateway#sharding.
func (c *session) wants(e *event) bool {
	if e.guild == nil {
		if c.shard[0] != 0 {
			return false
		}
	} else if !c.has(e.guild) {
		return false
	}
	need := intentOf(e.kind, e.guild == nil)
	return e.always || c.intents&need == need
}

// has reports whether a guild belongs to the session's shard.
func (c *session) has(g *guild) bool {
	return number(g.id)>>22%int64(c.shard[1]) == int64(c.shard[0])
}

// append numbers a dispatch and drops the oldest beyond keep.
func (c *session) append(f frame, keep int) {
	c.seq++
	f.seq = c.seq
	c.log = append(c.log, f)
	if over := len(c.log) - keep; over > keep/10 {
		c.log = slices.Clone(c.log[over:])
	}
}

// since returns up to n dispatches after seq; false if some of them have been dropped.
func (c *session) since(seq int64, n int) ([]frame, bool) {
	first := c.seq - int64(len(c.log)) + 1
	if seq+1 < first {
		return nil, false
	}
	from := int(seq + 1 - first)
	return c.log[from:min(len(c.log), from+n)], true
}

// expired drops a session that has been disconnected for too long, and reports whether it did; s.mu
// must be held.
func (s *Server) expired(c *session) bool {
	if c.conn != nil || s.now().Sub(c.left) < s.opts.ResumeWindow {
		return false
	}
	delete(s.gate.sessions, c.id)
	return true
}

// detach disconnects a session; over ends it permanently.
func (s *Server) detach(c *session, over bool) {
	c.conn, c.left = nil, s.now()
	if over || c.forgotten {
		delete(s.gate.sessions, c.id)
	}
}

// Identifies returns the number of sessions started so far.
func (s *Server) Identifies() int { return s.count(&s.gate.identifies) }

// Resumes returns the number of successful resumes so far.
func (s *Server) Resumes() int { return s.count(&s.gate.resumes) }

// RefusedResumes returns the number of resumes answered with op 9 so far.
func (s *Server) RefusedResumes() int { return s.count(&s.gate.refused) }

func (s *Server) count(n *int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return *n
}

// Connected returns the number of connections with a session.
func (s *Server) Connected() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for c := range s.gate.conns {
		if c.session != nil {
			n++
		}
	}
	return n
}

// Pending returns the number of dispatches not yet written to current connections.
func (s *Server) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, c := range s.gate.sessions {
		if c.conn != nil {
			n += int(c.seq - c.conn.sent)
		}
	}
	return n
}
