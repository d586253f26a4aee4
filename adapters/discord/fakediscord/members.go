package fakediscord

import (
	"slices"
	"time"
)

// member is somebody in a guild.
type member struct {
	user   User
	nick   string
	roles  []string
	joined time.Time
	until  time.Time // of a timeout; zero: none
	voice  *voiceState
}

func (m *member) object(withUser bool) Member {
	out := Member{Roles: slices.Clone(m.roles), JoinedAt: iso(m.joined), Timeout: isoPointer(m.until)}
	out.Roles = notNil(out.Roles)
	if m.nick != "" {
		nick := m.nick
		out.Nick = &nick
	}
	if withUser {
		u := m.user
		out.User = &u
	}
	return out
}

// memberEvent is a member with the guild:
// https://discord.com/developers/docs/events/gateway-events#guild-member-add.
type memberEvent struct {
	Member
	GuildID string `json:"guild_id"`
}

// AddMember lets a person join.
func (h *Guild) AddMember(u User, roleIDs ...string) {
	h.s.act(func() {
		g := h.s.guild(h.ID)
		if _, is := g.bans[u.ID]; is {
			impossible("user %s is banned from guild %s", u.ID, g.id)
		}
		m := &member{user: h.s.account(u.ID).User, joined: h.s.now()}
		g.members[u.ID] = m
		h.s.emit(event{kind: "GUILD_MEMBER_ADD", guild: g, data: memberEvent{m.object(true), g.id}})
		if len(roleIDs) > 0 {
			h.s.setRoles(g, m, roleIDs)
		}
	})
}

// RemoveMember lets a person leave.
func (h *Guild) RemoveMember(u User) {
	h.s.act(func() { h.s.removeMember(h.s.guild(h.ID), u.ID) })
}

// SetMemberRoles changes the roles of a member as a moderator would.
func (h *Guild) SetMemberRoles(u User, roleIDs ...string) {
	h.s.act(func() {
		g := h.s.guild(h.ID)
		h.s.setRoles(g, h.s.member(g, u.ID), roleIDs)
	})
}

// SetNick changes how a member is called in the guild; "": as everywhere.
func (h *Guild) SetNick(u User, nick string) {
	h.s.act(func() {
		g := h.s.guild(h.ID)
		m := h.s.member(g, u.ID)
		m.nick = nick
		h.s.memberChanged(g, m)
	})
}

// SetTimeout lets another moderator mute a member until then; zero: no longer.
func (h *Guild) SetTimeout(u User, until time.Time) {
	h.s.act(func() {
		g := h.s.guild(h.ID)
		m := h.s.member(g, u.ID)
		m.until = until
		h.s.memberChanged(g, m)
	})
}

// Ban lets another moderator ban somebody.
func (h *Guild) Ban(u User, by ...User) { h.BanFor(u, "banned", by...) }

// BanFor lets another moderator ban somebody for a reason; "": for none.
func (h *Guild) BanFor(u User, reason string, by ...User) {
	h.s.act(func() {
		g := h.s.guild(h.ID)
		h.s.ban(g, u.ID, reason, actor(g, by))
	})
}

// Unban lets another moderator lift a ban.
func (h *Guild) Unban(u User, by ...User) {
	h.s.act(func() {
		g := h.s.guild(h.ID)
		h.s.unban(g, u.ID, actor(g, by))
	})
}

// actor is who acts: the owner unless another is named.
func actor(g *guild, by []User) string {
	if len(by) > 0 {
		return by[0].ID
	}
	return g.owner
}

// Members are those who are in the guild now, the eldest account first.
func (h *Guild) Members() []Member {
	h.s.mu.Lock()
	defer h.s.mu.Unlock()
	var out []Member
	for _, m := range h.s.guild(h.ID).sortedMembers() {
		out = append(out, m.object(true))
	}
	return out
}

// Member is how somebody stands in the guild; false: is not in it.
func (h *Guild) Member(u User) (Member, bool) {
	h.s.mu.Lock()
	defer h.s.mu.Unlock()
	m := h.s.guild(h.ID).members[u.ID]
	if m == nil {
		return Member{}, false
	}
	return m.object(true), true
}

// Banned tells whether somebody is.
func (h *Guild) Banned(u User) bool {
	h.s.mu.Lock()
	defer h.s.mu.Unlock()
	_, is := h.s.guild(h.ID).bans[u.ID]
	return is
}

// member panics for who is not there; with s.mu held.
func (s *Server) member(g *guild, id string) *member {
	m := g.members[id]
	if m == nil {
		impossible("user %s is not in guild %s", id, g.id)
	}
	return m
}

func (s *Server) setRoles(g *guild, m *member, ids []string) {
	for _, id := range ids {
		g.role(id)
	}
	m.roles = slices.Clone(ids)
	s.memberChanged(g, m)
}

// memberChanged: the bot's own changes come whatever the intents:
// https://discord.com/developers/docs/events/gateway#gateway-intents.
func (s *Server) memberChanged(g *guild, m *member) {
	s.emit(event{
		kind: "GUILD_MEMBER_UPDATE", guild: g, always: m.user.ID == s.me.ID,
		data: memberEvent{m.object(true), g.id},
	})
}

// userEvent: https://discord.com/developers/docs/events/gateway-events#guild-member-remove.
type userEvent struct {
	GuildID string `json:"guild_id"`
	User    User   `json:"user"`
}

func (s *Server) removeMember(g *guild, id string) {
	m := g.members[id]
	if m == nil {
		return
	}
	s.moveVoice(g, m, nil, false)
	delete(g.members, id)
	s.emit(event{kind: "GUILD_MEMBER_REMOVE", guild: g, data: userEvent{g.id, m.user}})
}

// ban removes somebody for good, also who is not there.
func (s *Server) ban(g *guild, id, reason, by string) {
	if _, is := g.bans[id]; is {
		return
	}
	g.bans[id] = reason
	s.logged(g, auditBanAdd, id, by, reason)
	s.emit(event{kind: "GUILD_BAN_ADD", guild: g, data: userEvent{g.id, s.account(id).User}})
	s.removeMember(g, id)
}

func (s *Server) unban(g *guild, id, by string) {
	delete(g.bans, id)
	s.logged(g, auditBanRemove, id, by, "")
	s.emit(event{kind: "GUILD_BAN_REMOVE", guild: g, data: userEvent{g.id, s.account(id).User}})
}
