package fakediscord

import (
	"slices"
	"time"
)

// member is a member of a guild.
type member struct {
	user   User
	nick   string
	roles  []string
	joined time.Time
	until  time.Time // end of a timeout; zero: none
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

// memberEvent is a member with the guild's id:
// https://discord.com/developers/docs/events/gateway-events#guild-member-add.
type memberEvent struct {
	Member
	GuildID string `json:"guild_id"`
}

// AddMember makes a user join.
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

// RemoveMember makes a user leave.
func (h *Guild) RemoveMember(u User) {
	h.s.act(func() { h.s.removeMember(h.s.guild(h.ID), u.ID) })
}

// SetMemberRoles sets a member's roles as a moderator.
func (h *Guild) SetMemberRoles(u User, roleIDs ...string) {
	h.s.act(func() {
		g := h.s.guild(h.ID)
		h.s.setRoles(g, h.s.member(g, u.ID), roleIDs)
	})
}

// SetNick sets a member's nickname; "" removes it.
func (h *Guild) SetNick(u User, nick string) {
	h.s.act(func() {
		g := h.s.guild(h.ID)
		m := h.s.member(g, u.ID)
		m.nick = nick
		h.s.memberChanged(g, m)
	})
}

// SetTimeout sets or, for the zero time, removes a member's timeout as another moderator.
func (h *Guild) SetTimeout(u User, until time.Time) {
	h.s.act(func() {
		g := h.s.guild(h.ID)
		m := h.s.member(g, u.ID)
		m.until = until
		h.s.memberChanged(g, m)
	})
}

// Ban bans a user as another moderator.
func (h *Guild) Ban(u User, by ...User) { h.BanFor(u, "banned", by...) }

// BanFor bans a user as another moderator, with a reason; "" for none.
func (h *Guild) BanFor(u User, reason string, by ...User) {
	h.s.act(func() {
		g := h.s.guild(h.ID)
		h.s.ban(g, u.ID, reason, actor(g, by))
	})
}

// Unban lifts a ban as another moderator.
func (h *Guild) Unban(u User, by ...User) {
	h.s.act(func() {
		g := h.s.guild(h.ID)
		h.s.unban(g, u.ID, actor(g, by))
	})
}

// actor returns the acting user's id: the owner's unless one is given.
func actor(g *guild, by []User) string {
	if len(by) > 0 {
		return by[0].ID
	}
	return g.owner
}

// Members returns the guild's current members, oldest account first.
func (h *Guild) Members() []Member {
	h.s.mu.Lock()
	defer h.s.mu.Unlock()
	var out []Member
	for _, m := range h.s.guild(h.ID).sortedMembers() {
		out = append(out, m.object(true))
	}
	return out
}

// Member returns a user's membership in the guild; false if they are not a member.
func (h *Guild) Member(u User) (Member, bool) {
	h.s.mu.Lock()
	defer h.s.mu.Unlock()
	m := h.s.guild(h.ID).members[u.ID]
	if m == nil {
		return Member{}, false
	}
	return m.object(true), true
}

// Banned reports whether a user is banned.
func (h *Guild) Banned(u User) bool {
	h.s.mu.Lock()
	defer h.s.mu.Unlock()
	_, is := h.s.guild(h.ID).bans[u.ID]
	return is
}

// member panics if the user is not a member; s.mu must be held.
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

// memberChanged emits a member update. The bot's own is sent regardless of intents:
// https://discord.com/developers/docs/events/gateway#gateway-intents.
func (s *Server) memberChanged(g *guild, m *member) {
	s.emit(event{
		kind: "GUILD_MEMBER_UPDATE", guild: g, always: m.user.ID == s.me.ID,
		data: memberEvent{m.object(true), g.id},
	})
}

// userEvent is documented at
// https://discord.com/developers/docs/events/gateway-events#guild-member-remove.
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

// ban bans a user, who need not be a member.
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
