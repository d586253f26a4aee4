package fakediscord

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Message types:
// https://discord.com/developers/docs/resources/message#message-object-message-types.
const (
	TypePinned  = 6
	TypeJoined  = 7
	TypeBoosted = 8
	typeReply   = 19
	typeCommand = 20
	typeMenu    = 23
)

// SayOption modifies how a message is sent.
type SayOption func(*draft)

// draft is a message being composed.
type draft struct {
	message  Message
	to       string
	mentions []User
	files    []file
	anybody  bool // the author is a webhook or the platform itself, not a member
}

// ReplyTo makes it a reply to a message in the same channel.
func ReplyTo(id string) SayOption { return func(d *draft) { d.to = id } }

// Mentions adds mentions to those in the text.
func Mentions(users ...User) SayOption { return func(d *draft) { d.mentions = users } }

// WithAttachment attaches a file.
func WithAttachment(name, contentType string) SayOption {
	return func(d *draft) { d.files = append(d.files, file{name, contentType, 1024}) }
}

// Webhook posts it through a webhook with a name; the author is the webhook:
// https://discord.com/developers/docs/resources/message#message-object.
func Webhook(name string) SayOption {
	return func(d *draft) {
		d.anybody = true
		d.message.WebhookID = "webhook"
		d.message.Author = User{Username: name, Discriminator: "0000", Bot: true}
	}
}

// System makes it a system message about its author, with a type such as TypeJoined.
func System(kind int) SayOption { return func(d *draft) { d.message.Type = kind } }

// WithSticker adds a sticker.
func WithSticker(name string) SayOption {
	return func(d *draft) { d.message.Stickers = []Sticker{{ID: "749054660769218631", Name: name, Format: 1}} }
}

// WithEmbed adds an embed, as webhooks and other bots can.
func WithEmbed(e Embed) SayOption {
	return func(d *draft) { d.message.Embeds = append(d.message.Embeds, e) }
}

// Say posts a message and returns its id. It panics if the user can't post there.
func (s *Server) Say(by User, channelID, text string, o ...SayOption) string {
	id, err := s.TrySay(by, channelID, text, o...)
	if err != nil {
		panic("fakediscord: " + err.Error())
	}
	return id
}

// TrySay is like Say but returns an error if there is no such channel or the user can't post there.
func (s *Server) TrySay(by User, channelID, text string, o ...SayOption) (id string, err error) {
	s.act(func() {
		r := s.rooms[channelID]
		if r == nil {
			err = errors.New("no channel " + channelID)
			return
		}
		d := draft{message: Message{Content: text}}
		for _, set := range o {
			set(&d)
		}
		if err = s.speaks(by, r, &d); err == nil {
			id = s.utter(r, &d)
		}
	})
	return id, err
}

// speaks sets the author, or returns an error if the user can't speak.
func (s *Server) speaks(by User, r *room, d *draft) error {
	if d.anybody {
		d.message.Author.ID = s.newID()
		d.message.WebhookID = d.message.Author.ID
		return nil
	}
	a := s.users[by.ID]
	switch {
	case a == nil:
		return fmt.Errorf("no user %q", by.ID)
	case r.guild == nil && r.with != by.ID:
		return fmt.Errorf("channel %s is private to others than %s", r.id, by.ID)
	case r.guild != nil && !s.may(r.guild, by.ID, r, r.speaking()):
		return fmt.Errorf("user %s may not speak in channel %s", by.ID, r.id)
	}
	d.message.Author = a.User
	return nil
}

// utter posts a draft.
func (s *Server) utter(r *room, d *draft) string {
	m := &d.message
	s.mentioned(r, m, nil)
	for _, u := range d.mentions {
		m.Mentions = mention(m.Mentions, s.account(u.ID).User)
	}
	for _, f := range d.files {
		m.Attachments = append(m.Attachments, s.attachment(r, f.name, f.kind, f.size))
	}
	if d.to != "" {
		to := r.posts.get(d.to)
		if to == nil {
			impossible("no message %q in channel %s", d.to, r.id)
		}
		s.answers(r, m, to)
		m.Mentions = mention(m.Mentions, to.Author)
	}
	s.post(r, m)
	return m.ID
}

// DM sends the bot a direct message and returns its id.
func (s *Server) DM(by User, text string, o ...SayOption) string {
	return s.Say(by, s.PrivateChannel(by), text, o...)
}

// PrivateChannel returns the id of the bot's DM channel with a user, creating it if necessary.
func (s *Server) PrivateChannel(u User) (id string) {
	s.act(func() { id = s.private(s.account(u.ID)).id })
	return id
}

// messageEvent is a message as sent by the gateway:
// https://discord.com/developers/docs/events/gateway-events#message-create.
type messageEvent struct {
	*Message
	GuildID     string        `json:"guild_id,omitempty"`
	Member      *Member       `json:"member,omitempty"`
	Mentions    []mentionedAs `json:"mentions"`
	ChannelType int           `json:"channel_type"`
}

type mentionedAs struct {
	User
	Member *Member `json:"member,omitempty"`
}

// post assigns an id if there is none, adds the message to a room and emits it; s.mu must be held.
func (s *Server) post(r *room, m *Message) {
	if m.ID == "" {
		m.ID = s.newID()
	}
	m.ChannelID, m.at = r.id, s.now()
	m.Timestamp = iso(m.at)
	for _, u := range m.Mentions {
		m.pings = m.pings || u.ID == s.me.ID
	}
	m.whole()
	if r.thread() {
		n := len(r.posts.list)
		m.Position = &n
		s.wake(r, m)
	}
	r.posts.add(m, s.opts.Keep)
	if m.OnlyFor == "" {
		r.last = m.ID
		s.tellMessage("MESSAGE_CREATE", r, m)
	}
}

// wake unarchives a thread on a new message visible to everyone:
// https://discord.com/developers/docs/topics/threads#active--archived-threads.
func (s *Server) wake(r *room, m *Message) {
	if r.archived && m.OnlyFor == "" {
		r.archived = false
		s.roomEvent("UPDATE", r)
	}
}

// tellMessage emits a message, redacted for sessions without the message content intent.
func (s *Server) tellMessage(kind string, r *room, m *Message) {
	e := event{kind: kind, guild: r.guild, room: r, data: s.asEvent(r, m)}
	if s.hidden(r, m) {
		e.redacted = s.asEvent(r, m.redacted())
	}
	s.emit(e)
}

func (s *Server) asEvent(r *room, m *Message) messageEvent {
	out := messageEvent{Message: m, Mentions: []mentionedAs{}, ChannelType: r.kind}
	if r.guild != nil {
		out.GuildID = r.guild.id
		out.Member = r.guild.partial(m.Author.ID)
	}
	if m.WebhookID != "" && m.Author.ID != s.me.ID {
		out.Member = nil
	}
	for _, u := range m.Mentions {
		as := mentionedAs{User: u}
		if r.guild != nil {
			as.Member = r.guild.partial(u.ID)
		}
		out.Mentions = append(out.Mentions, as)
	}
	return out
}

// partial returns a member without the user, or nil if they are not a member.
func (g *guild) partial(id string) *Member {
	m := g.members[id]
	if m == nil {
		return nil
	}
	out := m.object(false)
	return &out
}

// messageChanged emits https://discord.com/developers/docs/events/gateway-events#message-update.
func (s *Server) messageChanged(r *room, m *Message) {
	if m.OnlyFor == "" {
		s.tellMessage("MESSAGE_UPDATE", r, m)
	}
}

// Edit edits a user's own message.
func (s *Server) Edit(by User, channelID, id, text string) {
	s.act(func() {
		r := s.room(channelID)
		m := s.said(r, id)
		if m.Author.ID != by.ID {
			impossible("message %s is not by %s", id, by.ID)
		}
		m.Content = text
		s.mentioned(r, m, nil)
		m.whole()
		m.EditedTimestamp = isoPointer(s.now())
		s.messageChanged(r, m)
	})
}

// Embed unfurls a link with an update that lacks author, text and edit time:
// https://discord.com/developers/docs/resources/message#embed-object.
func (s *Server) Embed(channelID, id string) {
	s.act(func() {
		r := s.room(channelID)
		m := s.said(r, id)
		m.Embeds = append(append([]Embed{}, m.Embeds...), Embed{Type: "link", URL: "https://example.com/", Title: "Example"})
		data := map[string]any{"id": m.ID, "channel_id": r.id, "embeds": m.Embeds}
		hidden := map[string]any{"id": m.ID, "channel_id": r.id, "embeds": []Embed{}}
		if r.guild != nil {
			data["guild_id"], hidden["guild_id"] = r.guild.id, r.guild.id
		}
		s.emit(event{kind: "MESSAGE_UPDATE", guild: r.guild, room: r, data: data, redacted: hidden})
	})
}

// said panics if the message does not exist; s.mu must be held.
func (s *Server) said(r *room, id string) *Message {
	m := r.posts.get(id)
	if m == nil {
		impossible("no message %q in channel %s", id, r.id)
	}
	return m
}

// Delete deletes a message as its author or a moderator.
func (s *Server) Delete(channelID, id string) {
	s.act(func() {
		r := s.room(channelID)
		s.erase(r, s.said(r, id).ID)
	})
}

// BulkDelete deletes several messages at once.
func (s *Server) BulkDelete(channelID string, ids ...string) {
	s.act(func() { s.eraseAll(s.room(channelID), ids) })
}

// erase deletes a message and emits
// https://discord.com/developers/docs/events/gateway-events#message-delete.
func (s *Server) erase(r *room, id string) {
	m := r.posts.remove(id, s.opts.Keep)
	if m == nil || m.OnlyFor != "" {
		return
	}
	data := map[string]string{"id": id, "channel_id": r.id}
	if r.guild != nil {
		data["guild_id"] = r.guild.id
	}
	s.emit(event{kind: "MESSAGE_DELETE", guild: r.guild, room: r, data: data})
}

// eraseAll deletes messages and emits
// https://discord.com/developers/docs/events/gateway-events#message-delete-bulk.
func (s *Server) eraseAll(r *room, ids []string) {
	gone := []string{}
	for _, id := range ids {
		if r.posts.remove(id, s.opts.Keep) != nil {
			gone = append(gone, id)
		}
	}
	if len(gone) == 0 {
		return
	}
	s.emit(event{kind: "MESSAGE_DELETE_BULK", guild: r.guild, room: r, data: map[string]any{
		"ids": gone, "channel_id": r.id, "guild_id": r.guild.id,
	}})
}

// Shown returns a channel's current messages, oldest first. Ephemeral ones are included only for
// asUser.
func (s *Server) Shown(channelID string, asUser ...User) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Message
	for _, m := range s.room(channelID).posts.list {
		if m.OnlyFor == "" || named(asUser, m.OnlyFor) {
			out = append(out, *m)
		}
	}
	return out
}

func named(users []User, id string) bool {
	for _, u := range users {
		if u.ID == id {
			return true
		}
	}
	return false
}

// Sent returns everything the bot posted in a channel, including deleted and ephemeral messages,
// oldest first.
func (s *Server) Sent(channelID string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := &s.room(channelID).posts
	var out []Message
	for i := range p.gone {
		if p.gone[i].Author.ID == s.me.ID {
			out = append(out, p.gone[i])
		}
	}
	for _, m := range p.list {
		if m.Author.ID == s.me.ID {
			out = append(out, *m)
		}
	}
	slices.SortFunc(out, func(a, b Message) int { return cmp.Compare(number(a.ID), number(b.ID)) })
	return out
}

// Deleted returns the messages deleted from a channel.
func (s *Server) Deleted(channelID string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Message(nil), s.room(channelID).posts.gone...)
}

// Says reports whether a channel shows a message that contains text, to everyone or to one of
// asUser.
func (s *Server) Says(channelID, text string, asUser ...User) bool {
	for _, m := range s.Shown(channelID, asUser...) {
		if strings.Contains(m.Content, text) {
			return true
		}
	}
	return false
}
