package fakediscord

import "slices"

// Permission flags:
// https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags.
const (
	PermCreateInvite      int64 = 1 << 0
	PermKick              int64 = 1 << 1
	PermBan               int64 = 1 << 2
	PermAdministrator     int64 = 1 << 3
	PermManageChannels    int64 = 1 << 4
	PermManageGuild       int64 = 1 << 5
	PermAddReactions      int64 = 1 << 6
	PermViewAuditLog      int64 = 1 << 7
	PermViewChannel       int64 = 1 << 10
	PermSendMessages      int64 = 1 << 11
	PermManageMessages    int64 = 1 << 13
	PermEmbedLinks        int64 = 1 << 14
	PermAttachFiles       int64 = 1 << 15
	PermReadHistory       int64 = 1 << 16
	PermMentionEveryone   int64 = 1 << 17
	PermConnect           int64 = 1 << 20
	PermSpeak             int64 = 1 << 21
	PermChangeNickname    int64 = 1 << 26
	PermManageNicknames   int64 = 1 << 27
	PermManageRoles       int64 = 1 << 28
	PermUseCommands       int64 = 1 << 31
	PermManageThreads     int64 = 1 << 34
	PermCreateThreads     int64 = 1 << 35
	PermSendInThreads     int64 = 1 << 38
	PermModerateMembers   int64 = 1 << 40
	PermPinMessages       int64 = 1 << 51
	everything            int64 = 1<<53 - 1
	whileTimedOut         int64 = PermViewChannel | PermReadHistory
	DefaultPermissions    int64 = PermAddReactions | PermViewChannel | PermSendMessages | PermEmbedLinks | PermAttachFiles | PermReadHistory | PermConnect | PermSpeak | PermChangeNickname | PermUseCommands | PermCreateThreads | PermSendInThreads
	DefaultBotPermissions int64 = DefaultPermissions | PermCreateInvite | PermKick | PermBan | PermViewAuditLog | PermManageMessages | PermManageNicknames | PermManageRoles | PermManageThreads | PermModerateMembers | PermManageChannels | PermPinMessages
)

// permissions returns a user's permissions in a guild, and in one of its rooms unless r is nil:
// https://discord.com/developers/docs/topics/permissions#permission-overwrites.
func (s *Server) permissions(g *guild, id string, r *room) int64 {
	m := g.members[id]
	switch {
	case m == nil:
		return 0
	case g.owner == id:
		return everything
	}
	p := g.roles[0].Permissions
	for _, role := range m.roles {
		p |= g.role(role).Permissions
	}
	if p&PermAdministrator != 0 {
		return everything
	}
	if r != nil {
		p = overwritten(p, m, g, r.base().overwrites)
	}
	if m.until.After(s.now()) { // https://discord.com/developers/docs/topics/permissions#permissions-for-timed-out-members
		p &= whileTimedOut
	}
	return p
}

// overwritten applies the overwrites: @everyone's first, then the roles' combined, then the
// member's.
func overwritten(p int64, m *member, g *guild, list []Overwrite) int64 {
	var allow, deny int64
	for _, o := range list {
		if o.ID == g.id {
			p = p&^o.Deny | o.Allow
		}
		if slices.Contains(m.roles, o.ID) {
			allow, deny = allow|o.Allow, deny|o.Deny
		}
	}
	p = p&^deny | allow
	for _, o := range list {
		if o.ID == m.user.ID {
			p = p&^o.Deny | o.Allow
		}
	}
	return p
}

// may reports whether a user has all these permissions. Without permission to view a room there are
// none: https://discord.com/developers/docs/topics/permissions#implicit-permissions.
func (s *Server) may(g *guild, id string, r *room, want int64) bool {
	have := s.permissions(g, id, r)
	if r != nil {
		want |= PermViewChannel
	}
	return have&want == want
}

// speaking returns the permission required to send messages in a room.
func (r *room) speaking() int64 {
	if r.thread() {
		return PermSendInThreads
	}
	return PermSendMessages
}

// rank returns the position of a member's highest role; the owner ranks above all:
// https://discord.com/developers/docs/topics/permissions#permission-hierarchy.
func (g *guild) rank(id string) int {
	if id == g.owner {
		return len(g.roles)
	}
	top := 0
	if m := g.members[id]; m != nil {
		for _, role := range m.roles {
			top = max(top, g.role(role).Position)
		}
	}
	return top
}
