package faketelegram

// Post publishes a post in a channel. If the channel has a discussion group, the post is forwarded
// there and forward is that message, otherwise it is empty:
// https://core.telegram.org/bots/api#message (is_automatic_forward).
func (s *Server) Post(channel Chat, text string, opts ...SayOption) (post, forward Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	r := s.room(channel)
	as := r.Chat
	p := s.store(r, draft(Message{SenderChat: &as}, text, opts))
	if s.hears(r, &p.Message) {
		s.push("channel_post", p.Message)
	}
	if r.linked == 0 {
		return p.Message, Message{}
	}
	from := s.users[ServiceAccount].User
	copied := Message{
		From: &from, SenderChat: &as, IsAutomaticForward: true, Text: p.Text, Entities: p.Entities,
		ForwardOrigin: &Origin{Type: "channel", Date: p.Date, Chat: &as, MessageID: p.ID},
	}
	return p.Message, s.say(s.chats[r.linked], &copied).Message
}

// OpenTopic adds a topic to a forum and returns its id, which is the id of the service message
// about it.
func (s *Server) OpenTopic(by User, forum Chat, name string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	r := s.room(forum)
	id := r.lastID + 1
	r.topics[id] = name
	s.say(r, &Message{From: &by, ThreadID: id, IsTopicMessage: true, TopicCreated: &Topic{Name: name, IconColor: 7322096}})
	return id
}

// Migrate upgrades a group to a supergroup with a new id, announces it in both, and returns the new
// chat: https://core.telegram.org/bots/api#responseparameters.
func (s *Server) Migrate(group Chat) Chat {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	old := s.room(group)
	r := s.addRoom(Chat{Type: "supergroup", Title: old.Title, Username: old.Username})
	r.members = map[int64]*Member{}
	for id, m := range old.members {
		c := m.clone()
		r.members[id] = &c
	}
	from, as := s.users[AnonymousAdmin].User, r.Chat
	s.say(old, &Message{From: s.owner(old), MigrateTo: r.ID})
	s.say(r, &Message{From: &from, SenderChat: &as, MigrateFrom: old.ID})
	old.migratedTo = r.ID
	return r.Chat
}

// owner returns a chat's creator, or nil.
func (s *Server) owner(r *room) *User {
	for id, m := range r.members {
		if m.Status == "creator" {
			u := s.users[id].User
			return &u
		}
	}
	return nil
}
