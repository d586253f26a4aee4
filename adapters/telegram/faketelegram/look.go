package faketelegram

import "slices"

// Messages returns a chat's messages, oldest first, without deleted ones.
func (s *Server) Messages(c Chat) []Message {
	return s.collect(c, func(p *post) bool { return !p.deleted })
}

// Sent returns the bot's messages in a chat, oldest first, without deleted ones.
func (s *Server) Sent(c Chat) []Message {
	return s.collect(c, func(p *post) bool { return p.byBot && !p.deleted })
}

// Deleted returns the messages deleted from a chat.
func (s *Server) Deleted(c Chat) []Message {
	return s.collect(c, func(p *post) bool { return p.deleted })
}

func (s *Server) collect(c Chat, want func(*post) bool) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.room(c)
	var out []Message
	for _, id := range r.order {
		if p := r.messages[id]; want(p) {
			out = append(out, p.Message)
		}
	}
	return out
}

// Message returns an existing message in a chat; false if there is none.
func (s *Server) Message(c Chat, id int64) (Message, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.room(c).messages[id]
	if p == nil || p.deleted {
		return Message{}, false
	}
	return p.Message, true
}

// Whispers returns the bot's ephemeral messages to a user in a chat, oldest first, without deleted
// ones.
func (s *Server) Whispers(c Chat, u User) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Message
	for key, p := range s.room(c).ephemeral {
		if key.user == u.ID && !p.deleted {
			out = append(out, p.Message)
		}
	}
	slices.SortFunc(out, func(a, b Message) int { return int(a.EphemeralID - b.EphemeralID) })
	return out
}

// Reactions returns the bot's reactions to a message, as emoji.
func (s *Server) Reactions(m Message) []string { return s.ReactionsOf(s.me, m) }

// ReactionsOf returns a user's reactions to a message, as emoji.
func (s *Server) ReactionsOf(u User, m Message) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	if p := s.room(m.Chat).messages[m.ID]; p != nil {
		for _, r := range p.reactions[u.ID] {
			out = append(out, r.Emoji)
		}
	}
	return out
}
