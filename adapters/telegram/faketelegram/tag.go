package faketelegram

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxTag is the maximum length of a tag in characters:
// https://core.telegram.org/bots/api#setchatmembertag.
const maxTag = 16

// setChatMemberTag works for ordinary members of groups; an empty tag removes it:
// https://core.telegram.org/bots/api#setchatmembertag. Bots can't tag administrators:
// https://github.com/tdlib/telegram-bot-api/issues/838. The other error messages are undocumented;
// those about a tag's format are the ones for administrator titles:
// https://core.telegram.org/method/channels.editAdmin.
func (s *Server) setChatMemberTag(p params) (any, *apiError) {
	r, err := s.enter(p)
	if err != nil {
		return nil, err
	}
	u := s.users[p.int("user_id")]
	switch {
	case r.Type != "group" && r.Type != "supergroup":
		return nil, bad("method is available for group and supergroup chats only")
	case u == nil:
		return nil, bad("invalid user_id specified")
	case !s.bot(r).may(func(r Rights) bool { return r.CanManageTags }):
		return nil, bad("not enough rights to manage member tags")
	case s.member(r, u.ID).hasAuthority():
		return nil, bad("CHAT_CREATOR_REQUIRED")
	case !s.member(r, u.ID).present():
		return nil, bad("PARTICIPANT_ID_INVALID")
	}
	tag := p["tag"]
	switch {
	case utf8.RuneCountInString(tag) > maxTag:
		return nil, bad("ADMIN_RANK_INVALID")
	case strings.ContainsFunc(tag, pictures):
		return nil, bad("ADMIN_RANK_EMOJI_NOT_ALLOWED")
	}
	m := s.member(r, u.ID).clone()
	m.Tag = tag
	r.members[u.ID] = &m
	return true, nil
}

// pictures reports whether r is an emoji or modifies one.
func pictures(r rune) bool {
	return r >= 0x1F000 || r == '\uFE0F' || r == '\u20E3' || r >= 0x2600 && r <= 0x27BF || unicode.Is(unicode.Variation_Selector, r)
}
