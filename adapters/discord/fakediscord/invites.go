package fakediscord

import (
	"slices"
	"strconv"
)

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

// postInvite implements https://discord.com/developers/docs/resources/channel#create-channel-invite.
func (s *Server) postInvite(q *request) (any, *apiError) {
	r, err := s.visible(q)
	switch {
	case err != nil:
		return nil, err
	case r.guild == nil:
		return nil, errDMChannel
	case !s.may(r.guild, s.me.ID, r, PermCreateInvite):
		return nil, errMissing
	}
	in := struct {
		Age  int `json:"max_age"`
		Uses int `json:"max_uses"`
	}{Age: 86400}
	if err := q.decode(&in); err != nil {
		return nil, err
	}
	var f form
	if in.Age < 0 || in.Age > 604800 {
		f.wrong("max_age", "NUMBER_TYPE_MAX", "int value should be between 0 and 604800.")
	}
	if in.Uses < 0 || in.Uses > 100 {
		f.wrong("max_uses", "NUMBER_TYPE_MAX", "int value should be between 0 and 100.")
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	s.invites++
	code := "one" + strconv.Itoa(s.invites)
	r.guild.invites = append(r.guild.invites, code)
	s.inviteEvent("INVITE_CREATE", r.guild, code)
	return map[string]any{"code": code, "max_age": in.Age, "max_uses": in.Uses, "uses": 0, "temporary": false, "type": 0}, nil
}

// deleteInvite implements https://discord.com/developers/docs/resources/invite#delete-invite.
func (s *Server) deleteInvite(q *request) (any, *apiError) {
	code := q.vars["code"]
	for _, g := range s.guilds {
		if !slices.Contains(g.invites, code) {
			continue
		}
		if !s.may(g, s.me.ID, nil, PermManageGuild) && !s.may(g, s.me.ID, nil, PermManageChannels) {
			return nil, errMissing
		}
		g.invites = slices.DeleteFunc(g.invites, func(c string) bool { return c == code })
		s.inviteEvent("INVITE_DELETE", g, code)
		return map[string]any{"code": code, "type": 0}, nil
	}
	return nil, errUnknownInvite
}

// Invites returns the codes of a guild's invites.
func (h *Guild) Invites() (codes []string) {
	h.s.act(func() { codes = slices.Clone(h.s.guild(h.ID).invites) })
	return codes
}
