package faketelegram

import (
	"encoding/json"
	"errors"
	"fmt"
)

// SayOption says how a message is sent.
type SayOption func(*Message)

// ReplyTo answers a message.
func ReplyTo(m Message) SayOption {
	return func(d *Message) { d.ReplyTo = &m }
}

// InTopic speaks in a forum's topic.
func InTopic(id int64) SayOption {
	return func(d *Message) { d.ThreadID, d.IsTopicMessage = id, true }
}

// Marked sets the entities instead of finding them in the text.
func Marked(entities ...Entity) SayOption {
	return func(d *Message) { d.Entities = append([]Entity{}, entities...) }
}

// With makes the text the caption of something of a kind, such as "photo".
func With(kind string, content json.RawMessage) SayOption {
	return func(d *Message) {
		d.Caption, d.Text = d.Text, ""
		d.media = map[string]json.RawMessage{kind: content}
	}
}

// InAlbum makes what With shows a part of an album.
func InAlbum(id string) SayOption {
	return func(d *Message) { d.media["media_group_id"], _ = json.Marshal(id) }
}

// Signed adds the title that an anonymous administrator or an author bears.
func Signed(signature string) SayOption {
	return func(d *Message) { d.AuthorSignature = signature }
}

// Say lets a person speak in a chat and panics if the platform would not let
// them.
func (s *Server) Say(u User, c Chat, text string, opts ...SayOption) Message {
	m, err := s.TrySay(u, c, text, opts...)
	if err != nil {
		panic("faketelegram: " + err.Error())
	}
	return m
}

// TrySay lets a person speak in a chat. It fails for who is not there or may
// not speak; in a group linked to a channel everyone may comment.
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

// SayAnonymously lets an administrator speak as the group.
func (s *Server) SayAnonymously(c Chat, text string, opts ...SayOption) Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	r := s.room(c)
	from, as := s.users[AnonymousAdmin].User, r.Chat
	return s.say(r, draft(Message{From: &from, SenderChat: &as}, text, opts)).Message
}

// SayAs lets somebody speak in a group in the name of a channel.
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

// Edit changes what was said. The text is marked again.
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

// Erase lets a person delete a message; the bot is not told.
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

// say puts a message in a chat and queues it if the bot hears it.
func (s *Server) say(r *room, m *Message) *post {
	p := s.store(r, m)
	if s.hears(r, &p.Message) {
		s.push("message", p.Message)
	}
	return p
}

// store numbers, dates and keeps a message.
func (s *Server) store(r *room, m *Message) *post {
	m.ID = s.number(r)
	m.Chat, m.Date = r.Chat, s.now().Unix()
	s.thread(r, m)
	if m.ReplyTo != nil { // one level deep: https://core.telegram.org/bots/api#message
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

// number returns the next message id: by chat in supergroups and channels, over
// all private chats and basic groups together.
func (s *Server) number(r *room) int64 {
	n := &s.shared
	if r.Type == "supergroup" || r.Type == "channel" {
		n = &r.lastID
	}
	*n++
	return *n
}

// thread places a message: an answer belongs to the thread of what it answers,
// which is a topic only in a forum; what stands in a topic without an answer
// refers to the message that opened the topic.
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
