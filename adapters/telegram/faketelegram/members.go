package faketelegram

import "time"

// member returns a user's current status in a chat, after restrictions and bans have expired. A
// user who was never there has left.
func (s *Server) member(r *room, user int64) *Member {
	m := r.members[user]
	if m == nil {
		return &Member{Status: "left"}
	}
	if !m.Until.IsZero() && !s.now().Before(m.Until) {
		m.Until = time.Time{}
		switch m.Status {
		case "kicked":
			m.Status = "left"
		case "restricted":
			if m.Status = "left"; m.InChat {
				m.Status = "member"
			}
		}
	}
	return m
}

// bot returns the bot's status in a chat.
func (s *Server) bot(r *room) *Member { return s.member(r, s.me.ID) }

// Standing returns a user's current status in a chat.
func (s *Server) Standing(c Chat, u User) Member {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.member(s.room(c), u.ID).clone()
}

// Join makes a user join on their own.
func (s *Server) Join(u User, c Chat) { s.Add(u, u, c) }

// Add makes one user add another, possibly the bot.
func (s *Server) Add(by, u User, c Chat) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	r := s.room(c)
	if s.member(r, u.ID).Status == "kicked" && by.ID == u.ID {
		panic("faketelegram: who was banned can't join")
	}
	s.seat(r, by, u, Member{Status: "member"})
	s.say(r, &Message{From: &by, NewMembers: []User{u}})
}

// AskToJoin sends a user's join request. The bot gets it if it may invite users:
// https://core.telegram.org/bots/api#chatjoinrequest.
func (s *Server) AskToJoin(u User, c Chat) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	r := s.room(c)
	if s.bot(r).may(func(r Rights) bool { return r.CanInviteUsers }) {
		s.push("chat_join_request", map[string]any{
			"chat": r.Chat, "from": u, "user_chat_id": u.ID, "date": s.now().Unix(),
		})
	}
}

// Leave makes a user leave.
func (s *Server) Leave(u User, c Chat) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	r := s.room(c)
	s.say(r, &Message{From: &u, LeftMember: &u})
	s.seat(r, u, u, Member{Status: "left"})
}

// Remove bans a user, possibly the bot, as an administrator.
func (s *Server) Remove(by, u User, c Chat) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	r := s.room(c)
	if r.Type != "channel" && u.ID != s.me.ID {
		s.say(r, &Message{From: &by, LeftMember: &u})
	}
	s.seat(r, by, u, Member{Status: "kicked"})
}

// Promote makes a user, possibly the bot, an administrator, or changes their rights.
func (s *Server) Promote(by, u User, c Chat, rights Rights) {
	s.Seat(by, u, c, Member{Status: "administrator", Rights: rights})
}

// Demote takes away all rights.
func (s *Server) Demote(by, u User, c Chat) { s.Seat(by, u, c, Member{Status: "member"}) }

// Seat sets a user's status without a message in the chat.
func (s *Server) Seat(by, u User, c Chat, m Member) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	s.seat(s.room(c), by, u, m.clone())
}

// Block makes a user block or unblock the bot.
func (s *Server) Block(u User, blocked bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	s.account(u).blocked = blocked
	status := "member"
	if blocked {
		status = "kicked"
	}
	r := s.private(u)
	s.seat(r, u, s.me, Member{Status: status})
}

// seat sets a member's status and queues the update for the bot: always for its own status, for
// others if it is an administrator: https://core.telegram.org/bots/api#update.
func (s *Server) seat(r *room, by, u User, m Member) {
	old := s.member(r, u.ID).clone()
	if r.Type == "private" && r.members[u.ID] == nil {
		old.Status = "member"
	}
	told := s.bot(r).hasAuthority()
	r.members[u.ID] = &m
	change := map[string]any{
		"chat": r.Chat, "from": by, "date": s.now().Unix(),
		"old_chat_member": old.wire(u), "new_chat_member": m.wire(u),
	}
	switch {
	case u.ID == s.me.ID:
		s.push("my_chat_member", change)
	case told:
		s.push("chat_member", change)
	}
}
