package faketelegram

import "strings"

// hears reports whether the bot gets a message. It must be a member, does not get its own or other
// bots' messages, and in privacy mode only gets messages meant for it:
// https://core.telegram.org/bots/features#privacy-mode.
func (s *Server) hears(r *room, m *Message) bool {
	if m.From != nil && m.From.ID == s.me.ID {
		return false
	}
	if r.Type == "private" {
		return true
	}
	if !s.bot(r).present() {
		return false
	}
	if m.From != nil && m.From.IsBot && m.SenderChat == nil && !m.isService() && !s.opts.SeesBots {
		return false
	}
	return !s.opts.Privacy || r.Type == "channel" || s.bot(r).hasAuthority() || m.isService() || s.meant(m)
}

// meant reports whether a message is for the bot: a command that names no bot or this one, a
// mention, or a reply to it.
func (s *Server) meant(m *Message) bool {
	if q := m.ReplyTo; q != nil && q.From != nil && q.From.ID == s.me.ID {
		return true
	}
	name := "@" + strings.ToLower(s.me.Username)
	for _, e := range m.Entities {
		part := strings.ToLower(slice16(m.Text, e.Offset, e.Length))
		switch e.Type {
		case "bot_command":
			return !strings.Contains(part, "@") || strings.HasSuffix(part, name)
		case "mention":
			if part == name {
				return true
			}
		}
	}
	return false
}
