package fakediscord

import (
	"slices"
	"time"
)

// guild is one server.
type guild struct {
	id, name, owner string
	roles           []*roleObject // by position: @everyone first, the bot's last unless moved
	botRole         *roleObject
	members         map[string]*member
	rooms           []*room
	bans            map[string]string // user id -> reason
	joined          time.Time
	locale          string
	system          *string    // the system messages channel; nil: none
	own             []*Command // guild commands
	audit           []auditEntry
	invites         []string // invite codes
	out             bool     // unavailable because of an outage
}

// Guild is a test's handle on a guild.
type Guild struct {
	ID, Name string
	s        *Server
}

// Role is a test's handle on a role.
type Role struct {
	ID, Name string
	g        *Guild
}

// SetSystem sets the channel for welcome messages; empty for none.
func (g *Guild) SetSystem(channel string) {
	g.s.act(func() {
		own := g.s.guild(g.ID)
		if own.system = nil; channel != "" {
			own.system = &channel
		}
		g.s.guildChanged(own)
	})
}

// AddGuild adds a guild that the bot is a member of. The bot has a managed role above all others,
// with DefaultBotPermissions.
func (s *Server) AddGuild(name string, owner User) *Guild {
	h := &Guild{Name: name, s: s}
	s.act(func() {
		g := &guild{
			id: s.newID(), name: name, owner: owner.ID, joined: s.now(), locale: "en-US",
			members: map[string]*member{}, bans: map[string]string{},
		}
		h.ID = g.id
		g.roles = []*roleObject{{ID: g.id, Name: "@everyone", Permissions: DefaultPermissions}}
		g.botRole = &roleObject{
			ID: s.newID(), Name: s.me.GlobalName, Permissions: DefaultBotPermissions, Managed: true,
			Tags: &roleTags{BotID: s.me.ID}, Position: 1,
		}
		g.roles = append(g.roles, g.botRole)
		g.members[s.me.ID] = &member{user: s.me, roles: []string{g.botRole.ID}, joined: s.now()}
		g.members[owner.ID] = &member{user: s.account(owner.ID).User, joined: s.now()}
		s.guilds = append(s.guilds, g)
		s.emitGuild(g)
	})
	return h
}

// SetLocale sets the guild's preferred language.
func (h *Guild) SetLocale(locale string) {
	h.s.act(func() {
		g := h.s.guild(h.ID)
		g.locale = locale
		h.s.guildChanged(g)
	})
}

// Rename changes the guild's name.
func (h *Guild) Rename(name string) {
	h.s.act(func() {
		g := h.s.guild(h.ID)
		g.name, h.Name = name, name
		h.s.guildChanged(g)
	})
}

// SetOwner transfers ownership to another member.
func (h *Guild) SetOwner(u User) {
	h.s.act(func() {
		g := h.s.guild(h.ID)
		g.owner = u.ID
		h.s.guildChanged(g)
	})
}

// SetOutage makes the guild unavailable, or available again:
// https://discord.com/developers/docs/events/gateway-events#guild-delete.
func (h *Guild) SetOutage(out bool) {
	h.s.act(func() {
		g := h.s.guild(h.ID)
		g.out = out
		if out {
			h.s.emit(event{kind: "GUILD_DELETE", guild: g, data: unavailable{g.id, true}})
			return
		}
		h.s.emitGuild(g)
	})
}

// Kick removes the bot from the guild and the guild from its world.
func (h *Guild) Kick() {
	h.s.act(func() { h.s.leave(h.s.guild(h.ID)) })
}

func (s *Server) leave(g *guild) {
	s.emit(event{kind: "GUILD_DELETE", guild: g, data: map[string]string{"id": g.id}})
	s.guilds = slices.DeleteFunc(s.guilds, func(o *guild) bool { return o == g })
	for _, r := range g.rooms {
		delete(s.rooms, r.id)
	}
}

// SetBotPermissions sets the permissions of the bot's own role.
func (s *Server) SetBotPermissions(h *Guild, permissions int64) {
	s.act(func() {
		g := s.guild(h.ID)
		g.botRole.Permissions = permissions
		s.roleEvent("GUILD_ROLE_UPDATE", g, g.botRole)
	})
}

// AddRole adds a role above all others except the bot's.
func (h *Guild) AddRole(name string, permissions int64) *Role {
	out := &Role{Name: name, g: h}
	h.s.act(func() {
		g := h.s.guild(h.ID)
		r := &roleObject{ID: h.s.newID(), Name: name, Permissions: permissions}
		out.ID = r.ID
		at := len(g.roles)
		if g.roles[at-1] == g.botRole {
			at--
		}
		g.place(r, at)
		h.s.roleEvent("GUILD_ROLE_CREATE", g, r)
	})
	return out
}

// AddManaged adds an integration's role, which can't be assigned.
func (h *Guild) AddManaged(name string) *Role {
	r := h.AddRole(name, 0)
	h.s.act(func() {
		g := h.s.guild(h.ID)
		g.role(r.ID).Managed = true
		h.s.roleEvent("GUILD_ROLE_UPDATE", g, g.role(r.ID))
	})
	return r
}

// EveryoneRole returns @everyone, whose id is the guild's.
func (h *Guild) EveryoneRole() *Role { return &Role{ID: h.ID, Name: "@everyone", g: h} }

// BotRole returns the bot's managed role.
func (h *Guild) BotRole() *Role {
	h.s.mu.Lock()
	defer h.s.mu.Unlock()
	r := h.s.guild(h.ID).botRole
	return &Role{ID: r.ID, Name: r.Name, g: h}
}

// SetPosition moves a role; 1 is the lowest, and values beyond the top mean the top.
func (r *Role) SetPosition(n int) {
	s := r.g.s
	s.act(func() {
		g := s.guild(r.g.ID)
		o := g.role(r.ID)
		g.roles = slices.DeleteFunc(g.roles, func(x *roleObject) bool { return x == o })
		g.place(o, min(max(n, 1), len(g.roles)))
		for _, each := range g.roles {
			s.roleEvent("GUILD_ROLE_UPDATE", g, each)
		}
	})
}

// SetPermissions sets a role's permissions.
func (r *Role) SetPermissions(permissions int64) {
	s := r.g.s
	s.act(func() {
		g := s.guild(r.g.ID)
		g.role(r.ID).Permissions = permissions
		s.roleEvent("GUILD_ROLE_UPDATE", g, g.role(r.ID))
	})
}

// Delete deletes a role and removes it from its members.
func (r *Role) Delete() {
	s := r.g.s
	s.act(func() {
		g := s.guild(r.g.ID)
		gone := g.role(r.ID)
		g.roles = slices.DeleteFunc(g.roles, func(o *roleObject) bool { return o == gone })
		g.number()
		for _, m := range g.members {
			m.roles = without(m.roles, gone.ID)
		}
		s.emit(event{kind: "GUILD_ROLE_DELETE", guild: g, data: map[string]string{"guild_id": g.id, "role_id": gone.ID}})
	})
}

// place inserts a role at a position and renumbers all.
func (g *guild) place(r *roleObject, at int) {
	g.roles = slices.Insert(g.roles, at, r)
	g.number()
}

func (g *guild) number() {
	for i, r := range g.roles {
		r.Position = i
	}
}

// findRole returns nil for an unknown role.
func (g *guild) findRole(id string) *roleObject {
	for _, r := range g.roles {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// role panics for an unknown role.
func (g *guild) role(id string) *roleObject {
	r := g.findRole(id)
	if r == nil {
		impossible("no role %q in guild %s", id, g.id)
	}
	return r
}

// without returns a copy of list without one.
func without(list []string, one string) []string {
	out := make([]string, 0, len(list))
	for _, each := range list {
		if each != one {
			out = append(out, each)
		}
	}
	return out
}
