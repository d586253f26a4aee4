package fakediscord

import (
	"encoding/json"
	"strconv"
)

// event is what is to be told to those sessions that want it.
type event struct {
	kind  string
	guild *guild // nil: private
	room  *room  // that the bot must be able to see; nil: any
	data  any
	// redacted is for sessions without the message content intent; nil: data.
	redacted any
	// each makes the data for a session, in place of data.
	each   func(*session) any
	always bool // whatever the intents
}

// frame is a dispatch in a session's log.
type frame struct {
	seq  int64
	kind string
	data json.RawMessage // shared between sessions
	once bool            // is left out of a replay
}

// emit puts an event into the log of every session that is to hear of it; with
// s.mu held.
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

// push appends to one session's log and wakes its connection.
func (s *Server) push(c *session, kind string, data json.RawMessage) {
	c.append(frame{kind: kind, data: data}, s.opts.SessionBuffer)
	if c.conn != nil {
		c.conn.poke()
	}
}

// encode panics for what has no JSON form, which none of the server's types is.
func encode(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		impossible("encode: %v", err)
	}
	return b
}

// text returns a frame on the wire:
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

// Dispatch sends a dispatch of any kind and content to every session, wanted
// or not. What is no JSON makes the whole frame none.
func (s *Server) Dispatch(kind string, data json.RawMessage) {
	s.act(func() {
		for _, c := range s.gate.sessions {
			s.push(c, kind, data)
		}
	})
}
