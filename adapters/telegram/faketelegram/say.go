package faketelegram

import (
	"encoding/json"
	"errors"
	"fmt"
)

// SayOption modifies how a message is sent.
type SayOption func(*Message)

// ReplyTo makes it a reply.
func ReplyTo(m Message) SayOption {
	return func(d *Message) { d.ReplyTo = &m }
}

// InTopic posts it in a forum topic.
func InTopic(id int64) SayOption {
	return func(d *Message) { d.ThreadID, d.IsTopicMessage = id, true }
}

// Marked sets the entities instead of detecting them.
func Marked(entities ...Entity) SayOption {
	return func(d *Message) { d.Entities = append([]Entity{}, entities...) }
}

// With adds media such as "photo" and makes the text its caption.
func With(kind string, content json.RawMessage) SayOption {
	return func(d *Message) {
		d.Caption, d.Text = d.Text, ""
		d.media = map[string]json.RawMessage{kind: content}
	}
}

// InAlbum makes the media part of an album.
func InAlbum(id string) SayOption {
	return func(d *Message) { d.media["media_group_id"], _ = json.Marshal(id) }
}

// Signed sets the author signature, for example an anonymous administrator's title.
func Signed(signature string) SayOption {
	return func(d *Message) { d.AuthorSignature = signature }
}

// Say posts a message and panics if the user can't post there.
func (s *Server) Say(u User, c Chat, text string, opts ...SayOption) Message {
	m, err := s.TrySay(u, c, text, opts...)
	if err != nil {
		panic("faketelegram: " + err.Error())
	}
	return m
}

// TrySay is like Say but returns an error if the user can't post there. In a group linked to a
// channel everyone may comment.
func (s *Server) TrySay(u User, c Chat, text string, opts ...SayOption) (Message, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	r := s.room(c)
	switch m := s.member(r, u.ID); {
	case r.migratedTo != 0:
		return Message{}, fmt.Errorf("chat %d became %d", c.ID, r.migratedTo)
	case r.Type == "channel":
		return Message{}, errors.New("people can't speak in a channel: use Post")
	case r.Type == "private":
		s.account(u).started, s.account(u).blocked = true, false
	case r.hears(m), r.linked != 0 && m.Status == "left":
	default:
		return Message{}, fmt.Errorf("user %d may not speak in chat %d: is %s", u.ID, c.ID, m.Status)
	}
	return s.say(r, draft(Message{From: &u}, text, opts)).Message, nil
}

// SayAnonymously posts as the group itself, like an anonymous administrator.
func (s *Server) SayAnonymously(c Chat, text string, opts ...SayOption) Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	r := s.room(c)
	from, as := s.users[AnonymousAdmin].User, r.Chat
	return s.say(r, draft(Message{From: &from, SenderChat: &as}, text, opts)).Message
}

// SayAs posts in a group on behalf of a channel.
func (s *Server) SayAs(channel, c Chat, text string, opts ...SayOption) Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	from, as := s.users[ChannelBot].User, s.room(channel).Chat
	if s.room(c).banned[channel.ID] {
		panic("faketelegram: a channel that is banned can't speak")
	}
	return s.say(s.room(c), draft(Message{From: &from, SenderChat: &as}, text, opts)).Message
}

// Edit edits a message. Entities are detected again.
func (s *Server) Edit(m Message, text string) Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	r := s.room(m.Chat)
	p := r.messages[m.ID]
	if p == nil || p.deleted {
		panic(fmt.Sprintf("faketelegram: there is no message %d in chat %d", m.ID, m.Chat.ID))
	}
	p.Text, p.Entities = text, findEntities(text)
	p.EditDate = s.now().Unix()
	kind := "edited_message"
	if r.Type == "channel" {
		kind = "edited_channel_post"
	}
	if s.hears(r, &p.Message) {
		s.push(kind, p.Message)
	}
	return p.Message
}

// Erase deletes a message as a user; the bot gets no update.
func (s *Server) Erase(m Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	if p := s.room(m.Chat).messages[m.ID]; p != nil {
		p.deleted = true
	}
}

func draft(m Message, text string, opts []SayOption) *Message {
	m.Text = text
	for _, o := range opts {
		o(&m)
	}
	if m.Text != "" && m.Entities == nil {
		m.Entities = findEntities(m.Text)
	}
	if m.Caption != "" {
		m.CaptionEntities, m.Entities = findEntities(m.Caption), nil
	}
	return &m
}

// say posts a message in a chat and queues the update if the bot gets it.
func (s *Server) say(r *room, m *Message) *post {
	p := s.store(r, m)
	if s.hears(r, &p.Message) {
		s.push("message", p.Message)
	}
	return p
}

// store assigns id and date, and stores the message.
func (s *Server) store(r *room, m *Message) *post {
	m.ID = s.number(r)
	m.Chat, m.Date = r.Chat, s.now().Unix()
	s.thread(r, m)
	if m.ReplyTo != nil { // only one level deep: https://core.telegram.org/bots/api#message
		quoted := *m.ReplyTo
		quoted.ReplyTo = nil
		m.ReplyTo = &quoted
	}
	p := &post{Message: *m, reactions: map[int64][]Reaction{}}
	r.messages[m.ID] = p
	r.order = append(r.order, m.ID)
	for len(r.order) > s.opts.Keep {
		delete(r.messages, r.order[0])
		r.order = r.order[1:]
	}
	return p
}

// number returns the next message id. Supergroups and channels number their own messages; all
// private chats and basic groups share one sequence.
func (s *Server) number(r *room) int64 {
	n := &s.shared
	if r.Type == "supergroup" || r.Type == "channel" {
		n = &r.lastID
	}
	*n++
	return *n
}

// thread sets a message's thread. A reply belongs to the thread of the message it replies to, which
// is a topic only in a forum. A message in a topic that is no reply refers to the message that
// opened the topic.
func (s *Server) thread(r *room, m *Message) {
	if r.Type != "supergroup" {
		m.ThreadID, m.IsTopicMessage = 0, false
		return
	}
	if q := m.ReplyTo; q != nil && m.ThreadID == 0 {
		m.ThreadID, m.IsTopicMessage = q.ThreadID, q.IsTopicMessage
		if m.ThreadID == 0 {
			m.ThreadID = q.ID
		}
	}
	if opened := r.messages[m.ThreadID]; m.ReplyTo == nil && m.IsTopicMessage && opened != nil {
		m.ReplyTo = &opened.Message
	}
}
