package faketelegram

import "slices"

// pinnable returns the message in a request if the bot may pin it:
// https://core.telegram.org/bots/api#pinchatmessage.
func (s *Server) pinnable(p params) (*room, *post, *apiError) {
	r, err := s.enter(p)
	if err != nil {
		return nil, nil, err
	}
	if r.Type != "private" && !s.bot(r).may(func(r Rights) bool { return r.CanPinMessages }) {
		return nil, nil, bad("not enough rights to manage pinned messages in the chat")
	}
	m := r.messages[p.int("message_id")]
	if m == nil || m.deleted {
		return r, nil, nil
	}
	return r, m, nil
}

func (s *Server) pinChatMessage(p params) (any, *apiError) {
	r, m, err := s.pinnable(p)
	if err != nil {
		return nil, err
	}
	if m == nil {
		return nil, bad("message to pin not found")
	}
	if !slices.Contains(r.pinned, m.ID) {
		r.pinned = append(r.pinned, m.ID)
	}
	return true, nil
}

// unpinChatMessage implements https://core.telegram.org/bots/api#unpinchatmessage.
func (s *Server) unpinChatMessage(p params) (any, *apiError) {
	r, m, err := s.pinnable(p)
	if err != nil {
		return nil, err
	}
	if m == nil || !slices.Contains(r.pinned, m.ID) {
		return nil, bad("message to unpin not found")
	}
	r.pinned = slices.DeleteFunc(r.pinned, func(id int64) bool { return id == m.ID })
	return true, nil
}

// Pinned reports whether a message is pinned.
func (s *Server) Pinned(m Message) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Contains(s.room(m.Chat).pinned, m.ID)
}

// sender returns the chat and the sender channel in a request:
// https://core.telegram.org/bots/api#banchatsenderchat.
func (s *Server) sender(p params) (*room, int64, *apiError) {
	r, err := s.enter(p)
	switch {
	case err != nil:
		return nil, 0, err
	case r.Type != "supergroup" && r.Type != "channel":
		return nil, 0, bad("method is available for supergroup and channel chats only")
	case !s.bot(r).may(func(r Rights) bool { return r.CanRestrictMembers }):
		return nil, 0, bad("not enough rights to restrict/unrestrict chat member")
	case s.chats[p.int("sender_chat_id")] == nil:
		return nil, 0, bad("chat not found")
	}
	return r, p.int("sender_chat_id"), nil
}

func (s *Server) banChatSenderChat(p params) (any, *apiError) {
	r, id, err := s.sender(p)
	if err != nil {
		return nil, err
	}
	r.banned[id] = true
	return true, nil
}

func (s *Server) unbanChatSenderChat(p params) (any, *apiError) {
	r, id, err := s.sender(p)
	if err != nil {
		return nil, err
	}
	delete(r.banned, id)
	return true, nil
}

// Silenced reports whether a channel is banned from a chat.
func (s *Server) Silenced(c, channel Chat) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.room(c).banned[channel.ID]
}
