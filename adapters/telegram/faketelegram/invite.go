package faketelegram

import (
	"slices"
	"strconv"
)

// createChatInviteLink implements https://core.telegram.org/bots/api#createchatinvitelink.
func (s *Server) createChatInviteLink(p params) (any, *apiError) {
	r, err := s.inviting(p)
	switch {
	case err != nil:
		return nil, err
	case p.int("member_limit") < 0 || p.int("member_limit") > 99999:
		return nil, bad("member limit must be between 0 and 99999") // documented bounds; wording unverified
	case p.int("expire_date") != 0 && p.int("expire_date") <= s.now().Unix():
		return nil, bad("EXPIRE_DATE_INVALID")
	}
	s.links++
	link := "https://t.me/+one" + strconv.FormatInt(s.links, 10)
	r.links = append(r.links, link)
	return map[string]any{"invite_link": link, "creator": s.me, "member_limit": p.int("member_limit"), "expire_date": p.int("expire_date"), "is_primary": false, "is_revoked": false}, nil
}

// revokeChatInviteLink implements https://core.telegram.org/bots/api#revokechatinvitelink.
func (s *Server) revokeChatInviteLink(p params) (any, *apiError) {
	r, err := s.inviting(p)
	if err != nil {
		return nil, err
	}
	link := p["invite_link"]
	if !slices.Contains(r.links, link) {
		return nil, bad("INVITE_HASH_EXPIRED")
	}
	r.links = slices.DeleteFunc(r.links, func(l string) bool { return l == link })
	return map[string]any{"invite_link": link, "creator": s.me, "is_primary": false, "is_revoked": true}, nil
}

// inviting returns the chat in a request if the bot may invite people there.
func (s *Server) inviting(p params) (*room, *apiError) {
	r, err := s.enter(p)
	switch {
	case err != nil:
		return nil, err
	case r.Type == "private":
		return nil, bad("chat not found")
	case !s.bot(r).may(func(r Rights) bool { return r.CanInviteUsers }):
		return nil, bad("not enough rights to manage chat invite link")
	}
	return r, nil
}

// Links returns the bot's invite links to a chat that are open.
func (s *Server) Links(c Chat) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.room(c).links)
}
