package fakediscord

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// emojiOf parses an emoji from a path or a test: a Unicode emoji, or name:id.
func emojiOf(text string) (Emoji, bool) {
	if name, id, custom := strings.Cut(text, ":"); custom {
		return Emoji{ID: &id, Name: name}, number(id) > 0 && name != ""
	}
	r, _ := utf8.DecodeRuneInString(text)
	is := text != "" && r != utf8.RuneError && !isWord(r) && utf8.RuneCountInString(text) <= 12
	return Emoji{Name: text}, is || strings.HasSuffix(text, "\u20e3")
}

// isWord reports whether r is a letter or digit rather than part of an emoji.
func isWord(r rune) bool { return r < 0xa9 || r >= 0x3400 && r <= 0x9fff }

func (e Emoji) same(o Emoji) bool {
	if e.ID != nil && o.ID != nil {
		return *e.ID == *o.ID
	}
	return e.ID == nil && o.ID == nil && strings.TrimSuffix(e.Name, "\ufe0f") == strings.TrimSuffix(o.Name, "\ufe0f")
}

// React adds a user's reaction to a message.
func (s *Server) React(by User, channelID, id, emoji string) {
	s.act(func() {
		r := s.room(channelID)
		e, ok := emojiOf(emoji)
		if !ok {
			impossible("no emoji %q", emoji)
		}
		s.react(r, s.said(r, id), by.ID, e)
	})
}

// Unreact removes a user's reaction.
func (s *Server) Unreact(by User, channelID, id, emoji string) {
	s.act(func() {
		r := s.room(channelID)
		e, _ := emojiOf(emoji)
		if !s.unreact(r, s.said(r, id), by.ID, e) {
			impossible("no reaction %q of %s to message %s", emoji, by.ID, id)
		}
	})
}

// RemoveAllReactions clears a message's reactions as a moderator.
func (s *Server) RemoveAllReactions(channelID, id string) {
	s.act(func() {
		r := s.room(channelID)
		s.clear(r, s.said(r, id))
	})
}

// reactionEvent is documented at
// https://discord.com/developers/docs/events/gateway-events#message-reaction-add.
type reactionEvent struct {
	UserID    string  `json:"user_id"`
	ChannelID string  `json:"channel_id"`
	MessageID string  `json:"message_id"`
	GuildID   string  `json:"guild_id,omitempty"`
	Member    *Member `json:"member,omitempty"`
	Emoji     Emoji   `json:"emoji"`
	AuthorID  string  `json:"message_author_id,omitempty"`
	Burst     bool    `json:"burst"`
	Type      int     `json:"type"`
}

// react adds a user's reaction unless it exists; s.mu must be held.
func (s *Server) react(r *room, m *Message, by string, e Emoji) {
	list := slices.Clone(m.Reactions)
	at := slices.IndexFunc(list, func(o Reaction) bool { return o.Emoji.same(e) })
	if at < 0 {
		at, list = len(list), append(list, Reaction{Emoji: e})
	}
	if slices.Contains(list[at].Users, by) {
		return
	}
	list[at].Users = append(slices.Clone(list[at].Users), by)
	m.Reactions = s.counted(list)
	out := reactionEvent{UserID: by, ChannelID: r.id, MessageID: m.ID, Emoji: e, AuthorID: m.Author.ID}
	if r.guild != nil {
		out.GuildID = r.guild.id
		if member := r.guild.members[by]; member != nil {
			o := member.object(true)
			out.Member = &o
		}
	}
	s.emit(event{kind: "MESSAGE_REACTION_ADD", guild: r.guild, room: r, data: out})
}

// unreact removes a reaction and reports whether it existed.
func (s *Server) unreact(r *room, m *Message, by string, e Emoji) bool {
	list := slices.Clone(m.Reactions)
	at := slices.IndexFunc(list, func(o Reaction) bool { return o.Emoji.same(e) })
	if at < 0 || !slices.Contains(list[at].Users, by) {
		return false
	}
	list[at].Users = without(list[at].Users, by)
	if len(list[at].Users) == 0 {
		list = slices.Delete(list, at, at+1)
	}
	m.Reactions = s.counted(list)
	out := reactionEvent{UserID: by, ChannelID: r.id, MessageID: m.ID, Emoji: e}
	if r.guild != nil {
		out.GuildID = r.guild.id
	}
	s.emit(event{kind: "MESSAGE_REACTION_REMOVE", guild: r.guild, room: r, data: out})
	return true
}

func (s *Server) counted(list []Reaction) []Reaction {
	for i := range list {
		list[i].Count = len(list[i].Users)
		list[i].Me = slices.Contains(list[i].Users, s.me.ID)
	}
	return list
}

// clear removes all reactions and emits
// https://discord.com/developers/docs/events/gateway-events#message-reaction-remove-all.
func (s *Server) clear(r *room, m *Message) {
	m.Reactions = nil
	data := map[string]string{"channel_id": r.id, "message_id": m.ID}
	if r.guild != nil {
		data["guild_id"] = r.guild.id
	}
	s.emit(event{kind: "MESSAGE_REACTION_REMOVE_ALL", guild: r.guild, room: r, data: data})
}

// maxReactions is the limit of different reactions on a message.
const maxReactions = 20

// addReaction implements https://discord.com/developers/docs/resources/message#create-reaction.
func (s *Server) addReaction(q *request) (any, *apiError) {
	r, m, err := s.message(q, PermReadHistory)
	if err != nil {
		return nil, err
	}
	e, ok := emojiOf(q.vars["emoji"])
	if !ok {
		return nil, errUnknownEmoji
	}
	there := slices.ContainsFunc(m.Reactions, func(o Reaction) bool { return o.Emoji.same(e) })
	switch {
	case there:
	case r.guild != nil && !s.may(r.guild, s.me.ID, r, PermAddReactions):
		return nil, errMissing
	case len(m.Reactions) >= maxReactions:
		return nil, errTooManyReactions
	}
	s.react(r, m, s.me.ID, e)
	return nil, nil
}

// removeReaction implements
// https://discord.com/developers/docs/resources/message#delete-own-reaction.
func (s *Server) removeReaction(q *request) (any, *apiError) {
	by, want := s.me.ID, int64(0)
	if u := q.vars["user"]; u != "" && u != by {
		by, want = u, PermManageMessages
	}
	r, m, err := s.message(q, want)
	if err != nil {
		return nil, err
	}
	e, ok := emojiOf(q.vars["emoji"])
	if !ok {
		return nil, errUnknownEmoji
	}
	s.unreact(r, m, by, e)
	return nil, nil
}

// listReactions implements https://discord.com/developers/docs/resources/message#get-reactions.
func (s *Server) listReactions(q *request) (any, *apiError) {
	_, m, err := s.message(q, PermReadHistory)
	if err != nil {
		return nil, err
	}
	limit, err := q.count("limit", 25, 100)
	if err != nil {
		return nil, err
	}
	e, _ := emojiOf(q.vars["emoji"])
	out := []User{}
	for _, o := range m.Reactions {
		if !o.Emoji.same(e) {
			continue
		}
		for _, id := range o.Users {
			if len(out) < limit && number(id) > number(q.query.Get("after")) {
				out = append(out, s.account(id).User)
			}
		}
	}
	return out, nil
}

// clearReactions implements
// https://discord.com/developers/docs/resources/message#delete-all-reactions.
func (s *Server) clearReactions(q *request) (any, *apiError) {
	r, m, err := s.message(q, PermManageMessages)
	if err != nil {
		return nil, err
	}
	s.clear(r, m)
	return nil, nil
}
