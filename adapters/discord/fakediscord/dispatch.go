package fakediscord

import (
	"encoding/json"
	"strconv"
)

// event is something to send to the sessions that want it.
type event struct {
	kind  string
	guild *guild // nil for a DM
	room  *room  // the bot must be able to see it; nil for any
	data  any
	// redacted replaces data for sessions without the message content intent; nil: data.
	redacted any
	// each creates the data per session and replaces data.
	each   func(*session) any
	always bool // independent of intents
}

// frame is a dispatch in a session's log.
type frame struct {
	seq  int64
	kind string
	data json.RawMessage // shared by sessions
	once bool            // not replayed on resume
}

// emit appends an event to the log of every session that wants it; s.mu must be held.
func (s *Server) emit(e event) {
	if e.room != nil && e.guild != nil && !s.may(e.guild, s.me.ID, e.room, PermViewChannel) {
		return
	}
	var full, redacted json.RawMessage
	for _, c := range s.gate.sessions {
		if !c.wants(&e) || s.expired(c) {
			continue
		}
		switch {
		case e.each != nil:
			s.push(c, e.kind, encode(e.each(c)))
		case e.redacted != nil && c.intents&intentContent == 0:
			if redacted == nil {
				redacted = encode(e.redacted)
			}
			s.push(c, e.kind, redacted)
		default:
			if full == nil {
				full = encode(e.data)
			}
			s.push(c, e.kind, full)
		}
	}
}

// push appends to a session's log and wakes its connection.
func (s *Server) push(c *session, kind string, data json.RawMessage) {
	c.append(frame{kind: kind, data: data}, s.opts.SessionBuffer)
	if c.conn != nil {
		c.conn.poke()
	}
}

// encode returns v as JSON. It panics on error, which can't happen for the server's types.
func encode(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		impossible("encode: %v", err)
	}
	return b
}

// text returns a frame in wire format:
// https://discord.com/developers/docs/events/gateway-events#payload-structure.
func (s *Server) text(f frame) []byte {
	seq := strconv.FormatInt(f.seq, 10)
	if s.opts.Loose {
		f.data, seq = looseDispatch(f)
	}
	b := make([]byte, 0, len(f.data)+len(f.kind)+48)
	b = append(b, `{"t":"`...)
	b = append(b, f.kind...)
	b = append(b, `","s":`...)
	b = append(b, seq...)
	b = append(b, `,"op":0,"d":`...)
	b = append(b, f.data...)
	return append(b, '}')
}

// Dispatch sends a dispatch of any kind to every session, regardless of intents. Invalid JSON in
// data makes the whole frame invalid.
func (s *Server) Dispatch(kind string, data json.RawMessage) {
	s.act(func() {
		for _, c := range s.gate.sessions {
			s.push(c, kind, data)
		}
	})
}
