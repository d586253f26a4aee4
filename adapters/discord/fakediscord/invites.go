package fakediscord

import "slices"

// Invite creates an invite with this code. Bots that can manage channels get an event:
// https://discord.com/developers/docs/events/gateway-events#invite-create.
func (h *Guild) Invite(code string) {
	h.s.act(func() {
		g := h.s.guild(h.ID)
		g.invites = append(g.invites, code)
		h.s.inviteEvent("INVITE_CREATE", g, code)
	})
}

// Uninvite deletes an invite.
func (h *Guild) Uninvite(code string) {
	h.s.act(func() {
		g := h.s.guild(h.ID)
		g.invites = slices.DeleteFunc(g.invites, func(c string) bool { return c == code })
		h.s.inviteEvent("INVITE_DELETE", g, code)
	})
}

func (s *Server) inviteEvent(kind string, g *guild, code string) {
	if s.may(g, s.me.ID, nil, PermManageChannels) {
		s.emit(event{kind: kind, guild: g, data: map[string]string{"guild_id": g.id, "channel_id": g.rooms[0].id, "code": code}})
	}
}

// getInvites implements https://discord.com/developers/docs/resources/guild#get-guild-invites.
func (s *Server) getInvites(q *request) (any, *apiError) {
	g, err := s.in(q, PermManageGuild)
	if err != nil {
		return nil, err
	}
	out := []map[string]any{}
	for _, code := range g.invites {
		out = append(out, map[string]any{"code": code, "type": 0, "guild": map[string]string{"id": g.id, "name": g.name}, "uses": 0, "max_uses": 0})
	}
	return out, nil
}
