package faketelegram

import (
	"net/http"
	"strings"
)

// method is one of https://core.telegram.org/bots/api#available-methods. It runs with the server's
// lock held.
type method struct {
	name string
	run  func(params) (any, *apiError) // nil: getUpdates
}

// errGone means that the client has stopped waiting for the response.
var errGone = &apiError{description: "the client has gone"}

func (s *Server) allMethods() map[string]method {
	all := []method{
		{"getMe", s.getMe},
		{"getUpdates", nil}, // special: it waits and needs the request
		{"sendMessage", s.sendMessage},
		{"sendPhoto", s.sendPhoto},
		{"editMessageText", s.editMessageText},
		{"editMessageCaption", s.editMessageCaption},
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
		{"banChatSenderChat", s.banChatSenderChat},
		{"unbanChatSenderChat", s.unbanChatSenderChat},
		{"setChatPermissions", s.setChatPermissions},
		{"pinChatMessage", s.pinChatMessage},
		{"unpinChatMessage", s.unpinChatMessage},
		{"createChatInviteLink", s.createChatInviteLink},
		{"revokeChatInviteLink", s.revokeChatInviteLink},
		{"setChatMemberTag", s.setChatMemberTag},
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

// canonical returns the method's name as documented, or unchanged if it is unknown.
func (s *Server) canonical(name string) string {
	if m, ok := s.methods[strings.ToLower(name)]; ok {
		return m.name
	}
	return name
}

// perform runs a request and records its outcome; false if the client disconnected.
func (s *Server) perform(r *http.Request, c *Call) bool {
	m, ok := s.methods[strings.ToLower(c.Method)]
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	var result any
	var err *apiError
	switch {
	case !ok:
		err = &apiError{code: http.StatusNotFound, description: "Not Found: method not found"}
	case m.run == nil:
		result, err = s.getUpdates(r, c.Params)
	default:
		if err = s.throttle(m.name, c.Params); err == nil {
			result, err = m.run(c.Params)
		}
	}
	c.fill(result, err)
	s.note(*c)
	return err != errGone
}

// getMe implements https://core.telegram.org/bots/api#getme.
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
