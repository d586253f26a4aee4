package faketelegram

import (
	"net/http"
	"strings"
)

// method is one of https://core.telegram.org/bots/api#available-methods. It
// runs with the server's lock held.
type method struct {
	name string
	run  func(params) (any, *apiError)
}

// errGone stands for an answer that nobody waits for any more.
var errGone = &apiError{description: "the client has gone"}

func (s *Server) allMethods() map[string]method {
	all := []method{
		{"getMe", s.getMe},
		{"getUpdates", nil}, // waits, and so takes the lock by itself
		{"sendMessage", s.sendMessage},
		{"editMessageText", s.editMessageText},
		{"editMessageReplyMarkup", s.editMessageReplyMarkup},
		{"deleteMessage", s.deleteMessage},
		{"deleteMessages", s.deleteMessages},
		{"editEphemeralMessageText", s.editEphemeralMessageText},
		{"editEphemeralMessageReplyMarkup", s.editEphemeralMessageReplyMarkup},
		{"deleteEphemeralMessage", s.deleteEphemeralMessage},
		{"setMessageReaction", s.setMessageReaction},
		{"answerCallbackQuery", s.answerCallbackQuery},
		{"sendChatAction", s.sendChatAction},
		{"getChat", s.getChat},
		{"getChatMember", s.getChatMember},
		{"getChatMemberCount", s.getChatMemberCount},
		{"getChatAdministrators", s.getChatAdministrators},
		{"leaveChat", s.leaveChat},
		{"banChatMember", s.banChatMember},
		{"unbanChatMember", s.unbanChatMember},
		{"restrictChatMember", s.restrictChatMember},
		{"setMyCommands", s.setMyCommands},
		{"getMyCommands", s.getMyCommands},
		{"deleteMyCommands", s.deleteMyCommands},
		{"setWebhook", s.setWebhook},
		{"deleteWebhook", s.deleteWebhook},
		{"getWebhookInfo", s.getWebhookInfo},
	}
	out := make(map[string]method, len(all))
	for _, m := range all {
		out[strings.ToLower(m.name)] = m
	}
	return out
}

// canonical is the method's name as documented, or as asked if there is none.
func (s *Server) canonical(name string) string {
	if m, ok := s.methods[strings.ToLower(name)]; ok {
		return m.name
	}
	return name
}

// call runs a method by its canonical name.
func (s *Server) call(r *http.Request, name string, p params) (any, *apiError) {
	m, ok := s.methods[strings.ToLower(name)]
	switch {
	case !ok:
		return nil, &apiError{code: 404, description: "Not Found: method not found"}
	case m.run == nil:
		return s.getUpdates(r, p)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	if err := s.throttle(name, p); err != nil {
		return nil, err
	}
	return m.run(p)
}

// getMe: https://core.telegram.org/bots/api#getme.
func (s *Server) getMe(params) (any, *apiError) {
	return struct {
		User
		CanJoinGroups   bool `json:"can_join_groups"`
		CanReadAll      bool `json:"can_read_all_group_messages"`
		SupportsInline  bool `json:"supports_inline_queries"`
		CanConnectTo    bool `json:"can_connect_to_business"`
		HasMainWebApp   bool `json:"has_main_web_app"`
		HasTopicsInChat bool `json:"has_topics_enabled"`
	}{User: s.me, CanJoinGroups: true, CanReadAll: !s.opts.Privacy}, nil
}
