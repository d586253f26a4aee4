package faketelegram

import "strings"

// chatFor returns the chat in a request, by id or @name.
func (s *Server) chatFor(p params) (*room, *apiError) {
	id := p["chat_id"]
	if id == "" {
		return nil, bad("chat_id is empty")
	}
	if name, ok := strings.CutPrefix(id, "@"); ok {
		for _, r := range s.chats {
			if r.Type != "private" && strings.EqualFold(r.Username, name) {
				return r, nil
			}
		}
		return nil, bad("chat not found")
	}
	r := s.chats[p.int("chat_id")]
	switch {
	case r == nil && s.users[p.int("chat_id")] != nil && !s.users[p.int("chat_id")].IsBot:
		return s.private(s.users[p.int("chat_id")].User), nil
	case r == nil:
		return nil, bad("chat not found")
	case r.Type != "private" && r.Username == "" && r.members[s.me.ID] == nil:
		return nil, bad("chat not found")
	}
	return r, nil
}

// noun returns the platform's name for this kind of chat in errors.
func (r *room) noun() string { return r.Type + " chat" }

// enter returns the chat in a request after checking that the bot is a member.
func (s *Server) enter(p params) (*room, *apiError) {
	r, err := s.chatFor(p)
	if err != nil {
		return nil, err
	}
	if r.migratedTo != 0 {
		e := bad("group chat was upgraded to a supergroup chat")
		e.MigrateTo = r.migratedTo
		return nil, e
	}
	if r.Type == "private" {
		return r, s.reachable(s.users[r.ID])
	}
	switch m := s.bot(r); {
	case m.Status == "kicked":
		return nil, forbidden("bot was kicked from the " + r.noun())
	case !m.present():
		return nil, forbidden("bot is not a member of the " + r.noun())
	}
	return r, nil
}

// reachable checks that the bot can write to a user, who must have written first:
// https://core.telegram.org/bots#how-are-bots-different-from-users.
func (s *Server) reachable(a *account) *apiError {
	switch {
	case a == nil:
		return bad("chat not found")
	case a.deactivated:
		return forbidden("user is deactivated")
	case a.blocked:
		return forbidden("bot was blocked by the user")
	case a.IsBot:
		return forbidden("bots can't send messages to bots")
	case !a.started:
		return forbidden("bot can't initiate conversation with a user")
	}
	return nil
}

// speak returns the chat in a request after checking that the bot may send text there.
func (s *Server) speak(p params) (*room, *apiError) {
	r, err := s.enter(p)
	if err != nil {
		return nil, err
	}
	m := s.bot(r)
	switch {
	case r.Type == "private":
	case r.Type == "channel" && !m.may(func(r Rights) bool { return r.CanPostMessages }):
		return nil, bad("need administrator rights in the channel chat")
	case !r.hears(m):
		return nil, bad("not enough rights to send text messages to the chat")
	}
	return r, nil
}

// getChat implements https://core.telegram.org/bots/api#chatfullinfo.
func (s *Server) getChat(p params) (any, *apiError) {
	r, err := s.enter(p)
	if err != nil {
		return nil, err
	}
	full := struct {
		Chat
		AccentColor  int        `json:"accent_color_id"`
		MaxReactions int        `json:"max_reaction_count"`
		Linked       int64      `json:"linked_chat_id,omitempty"`
		Invite       string     `json:"invite_link,omitempty"`
		Reactions    []Reaction `json:"available_reactions,omitempty"`
		Gifts        struct{}   `json:"accepted_gift_types"`
		Permissions  any        `json:"permissions,omitempty"`
	}{Chat: r.Chat, MaxReactions: 11, Linked: r.linked}
	if r.Type == "group" || r.Type == "supergroup" {
		full.Permissions = r.permissions()
	}
	if s.bot(r).may(func(r Rights) bool { return r.CanInviteUsers }) {
		full.Invite = r.invite
	}
	for _, e := range r.reactions {
		full.Reactions = append(full.Reactions, Reaction{Type: "emoji", Emoji: e})
	}
	return full, nil
}

// getChatMember implements https://core.telegram.org/bots/api#getchatmember.
func (s *Server) getChatMember(p params) (any, *apiError) {
	r, err := s.enter(p)
	if err != nil {
		return nil, err
	}
	u := s.users[p.int("user_id")]
	if u == nil {
		return nil, bad("invalid user_id specified")
	}
	return s.member(r, u.ID).wire(u.User), nil
}

// getChatMemberCount implements https://core.telegram.org/bots/api#getchatmembercount.
func (s *Server) getChatMemberCount(p params) (any, *apiError) {
	r, err := s.enter(p)
	if err != nil {
		return nil, err
	}
	n := 0
	for id := range r.members {
		if s.member(r, id).present() {
			n++
		}
	}
	return n, nil
}

// getChatAdministrators implements https://core.telegram.org/bots/api#getchatadministrators. It
// omits other bots.
func (s *Server) getChatAdministrators(p params) (any, *apiError) {
	r, err := s.enter(p)
	if err != nil {
		return nil, err
	}
	if r.Type == "private" {
		return nil, bad("there are no administrators in the private chat")
	}
	out := []map[string]any{}
	for id := range r.members {
		u := s.users[id]
		if m := s.member(r, id); m.hasAuthority() && (!u.IsBot || id == s.me.ID) {
			out = append(out, m.wire(u.User))
		}
	}
	return out, nil
}

// leaveChat implements https://core.telegram.org/bots/api#leavechat.
func (s *Server) leaveChat(p params) (any, *apiError) {
	r, err := s.enter(p)
	if err != nil {
		return nil, err
	}
	if r.Type == "private" {
		return nil, bad("chat member status can't be changed in private chats")
	}
	s.seat(r, s.me, s.me, Member{Status: "left"})
	return true, nil
}

// sendChatAction implements https://core.telegram.org/bots/api#sendchataction.
func (s *Server) sendChatAction(p params) (any, *apiError) {
	if _, err := s.speak(p); err != nil {
		return nil, err
	}
	switch p["action"] {
	case "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
		"choose_sticker", "find_location", "record_video_note", "upload_video_note":
		return true, nil
	}
	return nil, bad("wrong parameter action in request")
}
