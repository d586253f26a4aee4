package faketelegram

import "time"

// Ephemeral messages: https://core.telegram.org/bots/api#ephemeral-messages-and-commands.

// recipient is the only reader of an ephemeral message.
type recipient struct{ user User }

// hidden parses ephemeral_message_parameters; nil if the message is public. A bot that is an
// administrator may address any member at any time. Other bots may only address a member who has
// just pressed one of their buttons or sent them an ephemeral command.
func (s *Server) hidden(r *room, p params) (*recipient, *apiError) {
	var to struct {
		User  int64  `json:"receiver_user_id"`
		Query string `json:"callback_query_id"`
	}
	if !s.opts.Ephemeral {
		return nil, nil // an older server ignores unknown parameters
	}
	has, err := p.json("ephemeral_message_parameters", &to)
	if err != nil || !has {
		return nil, err
	}
	u := s.users[to.User]
	switch {
	case r.Type != "group" && r.Type != "supergroup":
		return nil, bad("ephemeral messages can be sent only in groups")
	case u == nil || u.IsBot || !s.member(r, to.User).present():
		return nil, bad("USER_NOT_PARTICIPANT")
	case !s.bot(r).hasAuthority() && !s.recent(r, to.User, to.Query):
		return nil, bad("MESSAGE_NOT_COMMAND")
	}
	return &recipient{u.User}, nil
}

// recent reports whether the user pressed the query's button or sent the bot an ephemeral command
// within Options.EphemeralWithin.
func (s *Server) recent(r *room, user int64, id string) bool {
	from := s.now().Add(-s.opts.EphemeralWithin)
	if q := s.queries[id]; q != nil && q.from.ID == user && q.chat == r.ID && !q.at.Before(from) {
		return true
	}
	at := r.commands[user]
	return at != 0 && !time.Unix(0, at).Before(from)
}

// whisper stores an ephemeral message, which has its own sequence of ids.
func (s *Server) whisper(r *room, m Message, to recipient) *Message {
	r.lastHidden++
	m.EphemeralID, m.ReceiverUser, m.Date = r.lastHidden, &to.user, s.now().Unix()
	r.ephemeral[ephemeralKey{to.user.ID, m.EphemeralID}] = &post{Message: m, byBot: true}
	return &m
}

// SayToBot sends an ephemeral command, which only the bot sees.
func (s *Server) SayToBot(u User, c Chat, text string) Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	r := s.room(c)
	r.lastHidden++
	r.commands[u.ID] = s.now().UnixNano()
	m := draft(Message{From: &u, EphemeralID: r.lastHidden, Chat: r.Chat, Date: s.now().Unix(), ReceiverUser: &s.me}, text, nil)
	if s.bot(r).present() {
		s.push("message", m)
	}
	return *m
}

// hiddenPost returns the bot's ephemeral message in a request.
func (s *Server) hiddenPost(p params, missing string) (*post, *apiError) {
	r, err := s.enter(p)
	if err != nil {
		return nil, err
	}
	m := r.ephemeral[ephemeralKey{p.int("receiver_user_id"), p.int("ephemeral_message_id")}]
	if !s.opts.Ephemeral || m == nil || m.deleted {
		return nil, bad(missing)
	}
	return m, nil
}

// editEphemeralMessageText implements https://core.telegram.org/bots/api#editephemeralmessagetext.
func (s *Server) editEphemeralMessageText(p params) (any, *apiError) {
	m, err := s.hiddenPost(p, "message to edit not found")
	if err != nil {
		return nil, err
	}
	if _, err := s.rewrite(m, p); err != nil {
		return nil, err
	}
	return true, nil
}

// editEphemeralMessageReplyMarkup implements
// https://core.telegram.org/bots/api#editephemeralmessagereplymarkup.
func (s *Server) editEphemeralMessageReplyMarkup(p params) (any, *apiError) {
	m, err := s.hiddenPost(p, "message to edit not found")
	if err != nil {
		return nil, err
	}
	m.Keyboard, err = keyboard(p)
	return true, err
}

// deleteEphemeralMessage implements https://core.telegram.org/bots/api#deleteephemeralmessage.
func (s *Server) deleteEphemeralMessage(p params) (any, *apiError) {
	m, err := s.hiddenPost(p, "message to delete not found")
	if err != nil {
		return nil, err
	}
	m.deleted = true
	return true, nil
}
