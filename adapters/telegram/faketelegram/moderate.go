package faketelegram

import "time"

// target returns the chat and user of a restricting or removing request, after checking the bot's
// rights: https://core.telegram.org/bots/api#banchatmember.
func (s *Server) target(p params) (*room, *account, *apiError) {
	r, err := s.enter(p)
	if err != nil {
		return nil, nil, err
	}
	u := s.users[p.int("user_id")]
	switch {
	case u == nil:
		return nil, nil, bad("invalid user_id specified")
	case r.Type == "private":
		return nil, nil, bad("can't restrict in a private chat")
	case u.ID == s.me.ID:
		return nil, nil, bad("can't restrict self")
	case !s.bot(r).may(func(r Rights) bool { return r.CanRestrictMembers }):
		return nil, nil, bad("not enough rights to restrict/unrestrict chat member")
	}
	switch s.member(r, u.ID).Status {
	case "creator":
		return nil, nil, bad("can't remove chat owner")
	case "administrator":
		return nil, nil, bad("user is an administrator of the chat")
	}
	return r, u, nil
}

// until parses until_date. Less than 30 seconds or more than 366 days from now means forever.
func (s *Server) until(p params) time.Time {
	t := time.Unix(p.int("until_date"), 0)
	if d := t.Sub(s.now()); d < 30*time.Second || d > 366*24*time.Hour {
		return time.Time{}
	}
	return t
}

// banChatMember implements https://core.telegram.org/bots/api#banchatmember.
func (s *Server) banChatMember(p params) (any, *apiError) {
	r, u, err := s.target(p)
	if err != nil {
		return nil, err
	}
	s.seat(r, s.me, u.User, Member{Status: "kicked", Until: s.until(p)})
	if p.bool("revoke_messages") {
		for _, m := range r.messages {
			m.deleted = m.deleted || m.From != nil && m.From.ID == u.ID
		}
	}
	return true, nil
}

// unbanChatMember also removes current members, unless only_if_banned is set:
// https://core.telegram.org/bots/api#unbanchatmember.
func (s *Server) unbanChatMember(p params) (any, *apiError) {
	r, u, err := s.target(p)
	if err != nil {
		return nil, err
	}
	if r.Type == "group" {
		return nil, bad("method is available for supergroup and channel chats only")
	}
	banned := s.member(r, u.ID).Status == "kicked"
	if banned || !p.bool("only_if_banned") && s.member(r, u.ID).present() {
		s.seat(r, s.me, u.User, Member{Status: "left"})
	}
	return true, nil
}

// restrictChatMember works in supergroups only. Granting all default permissions lifts a
// restriction or ban: https://core.telegram.org/bots/api#restrictchatmember.
func (s *Server) restrictChatMember(p params) (any, *apiError) {
	r, u, err := s.target(p)
	if err != nil {
		return nil, err
	}
	if r.Type != "supergroup" {
		return nil, bad("method is available only for supergroups")
	}
	given := map[string]bool{}
	if has, err := p.json("permissions", &given); err != nil || !has {
		return nil, bad("can't parse permissions: expected an Object")
	}
	all := true
	for name, may := range r.permissions() {
		all = all && (given[name] || !may)
	}
	old := s.member(r, u.ID)
	m := Member{Status: "restricted", InChat: old.present(), Permissions: given, Until: s.until(p)}
	if all {
		m = Member{Status: "left"}
		if old.present() {
			m.Status = "member"
		}
	}
	s.seat(r, s.me, u.User, m)
	return true, nil
}

// setChatPermissions implements https://core.telegram.org/bots/api#setchatpermissions.
func (s *Server) setChatPermissions(p params) (any, *apiError) {
	r, err := s.enter(p)
	switch {
	case err != nil:
		return nil, err
	case r.Type != "group" && r.Type != "supergroup":
		return nil, bad("method is available for supergroup and group chats only")
	case !s.bot(r).may(func(r Rights) bool { return r.CanRestrictMembers }):
		return nil, bad("not enough rights to change chat permissions")
	}
	given := map[string]bool{}
	if has, err := p.json("permissions", &given); err != nil || !has {
		return nil, bad("can't parse permissions: expected an Object")
	}
	if r.permitted == nil {
		r.permitted = r.permissions()
	}
	same := true
	for name, may := range r.permitted {
		same = same && given[name] == may
	}
	if same {
		return nil, bad("CHAT_NOT_MODIFIED")
	}
	r.permitted = given
	return true, nil
}

// hears reports whether a member can speak in a chat at all.
func (r *room) hears(m *Member) bool {
	return m.maySpeak() && (m.hasAuthority() || r.permissions()["can_send_messages"])
}

// Heard reports whether a user can speak in a chat.
func (s *Server) Heard(u User, c Chat) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.room(c)
	return r.hears(s.member(r, u.ID))
}
