package discord

import (
	"fmt"
	"maps"
	"slices"

	"github.com/stewardbot/steward/bot"
)

// standing returns an event with a guild's authority if it has changed since the last one. id
// is that of the dispatch that changed it.
func (d *decoder) standing(id, guild string) []bot.Event {
	g, ok := d.guilds.guild(guild)
	if !ok {
		return nil
	}
	self, _ := d.guilds.self()
	now := g.standing(self)
	if before := d.told[guild]; before != nil && sameStanding(before, now) {
		return nil
	}
	d.told[guild] = now
	return []bot.Event{{ID: id + "/standing", Kind: bot.KindStanding, Place: spacePlace(guild), Standing: now}}
}

// standing lists the owner, the roles with authority, and Steward's own rights;
// channels may override these.
func (g *guild) standing(self string) *bot.Standing {
	s := &bot.Standing{
		Admins: map[bot.UserID]bot.Authority{},
		Roles:  map[string]bot.Authority{},
		Self:   g.rights(self).names(),

		RolesCan: map[string][]bot.Act{},
		Invites:  g.addresses(),
	}
	if n := g.grantable(self); n > 0 {
		s.Self[fmt.Sprintf("give_%d_roles", n)] = true
	}
	if isID(g.owner) {
		s.Admins[userID(g.owner)] = bot.Owner
	}
	for id, r := range g.roles {
		if id == g.id {
			continue
		}
		if r.permissions&signsOfAuthority != 0 {
			s.Roles[id] = bot.Admin
		}
		if acts := g.acts(r); len(acts) > 0 {
			s.RolesCan[id] = acts
		}
	}
	return s
}

// actsByPermission maps permissions to acts:
// https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags.
var actsByPermission = []struct {
	permission permissions
	act        bot.Act
}{
	{permModerateMembers, bot.ActMute},
	{permKick, bot.ActKick},
	{permBan, bot.ActBan},
	{permManageMessages, bot.ActDelete},
	{permManageMessages, bot.ActPin},
	{permManageChannels, bot.ActSlow},
	{permManageRoles, bot.ActLock},
}

// acts returns what a role allows its holders, including what everybody may do.
func (g *guild) acts(r role) (list []bot.Act) {
	all := r.permissions
	if everybody, ok := g.roles[g.id]; ok {
		all |= everybody.permissions
	}
	for _, a := range actsByPermission {
		if all&(a.permission|permAdministrator) != 0 {
			list = append(list, a.act)
		}
	}
	return list
}

// grantable returns how many roles Steward may assign: those below its own
// highest, if it may assign any. It changes with the order of roles, and so
// shows that a refused assignment may be worth retrying.
func (g *guild) grantable(self string) (n int) {
	if !g.rights(self).has(permManageRoles) {
		return 0
	}
	top := g.highest()
	for id, r := range g.roles {
		if id != g.id && !r.managed && top.above(r) {
			n++
		}
	}
	return n
}

func sameStanding(a, b *bot.Standing) bool {
	return maps.Equal(a.Admins, b.Admins) && maps.Equal(a.Roles, b.Roles) && maps.Equal(a.Self, b.Self) && slices.Equal(a.Invites, b.Invites) &&
		maps.EqualFunc(a.RolesCan, b.RolesCan, slices.Equal[[]bot.Act])
}
