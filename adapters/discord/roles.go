package discord

import (
	"cmp"
	"context"
	"slices"

	"github.com/stewardbot/steward/bot"
)

// role assigns or removes a role. It does not send requests that Discord would refuse, since
// refusals count towards blocking this IP address.
func (a *Adapter) role(ctx context.Context, to destination, e bot.Role) error {
	user, ok := parseUser(e.User)
	switch {
	case to.guild == "":
		return bot.Refuse("discord.private_roles")
	case !ok:
		return bot.Refuse("target.no_account", e.User, title)
	case !isID(e.Role):
		return bot.Refuse("discord.not_role", e.Role)
	}
	g, err := a.guild(ctx, to.guild)
	if err != nil {
		return err
	}
	self, err := a.directory.self(ctx)
	if err != nil {
		return err
	}
	if err := g.mayGive(self, e.Role); err != nil {
		return err
	}
	method := "PUT"
	if e.Take {
		method = "DELETE"
	}
	return a.client.call(ctx, method, "/guilds/"+to.guild+"/members/"+user+"/roles/"+e.Role, "", nil, nil)
}

// mayGive returns why Steward can't assign or remove a role, and what to do:
// https://discord.com/developers/docs/topics/permissions#permission-hierarchy.
func (g *guild) mayGive(self, id string) error {
	r, ok := g.roles[id]
	switch {
	case !ok:
		return bot.Refuse("discord.no_role_named", id)
	case id == g.id:
		return bot.Refuse("discord.everyone")
	case r.managed:
		return bot.Refuse("discord.integration_role", r.name)
	case !g.rights(self).has(permManageRoles):
		return bot.Refuse("discord.lacks_right", "Manage Roles")
	case g.owner != self && !g.highest().above(r):
		return bot.Refuse("discord.role_above", r.name)
	}
	return nil
}

// guild returns a guild as the gateway reported it, or else as fetched. It may block.
func (a *Adapter) guild(ctx context.Context, id string) (*guild, error) {
	if g, ok := a.guilds.guild(id); ok && len(g.roles) > 0 && g.own != nil {
		return g, nil
	}
	self, err := a.directory.self(ctx)
	if err != nil {
		return nil, err
	}
	o := guildObject{ID: id}
	if err := o.complete(self, func(path string, out any) error { return a.client.call(ctx, "GET", path, "", nil, out) }); err != nil {
		return nil, err
	}
	return newGuild(&o, self), nil
}

// complete fetches what effects need if it is missing: the owner, the roles, Steward's own
// roles. A compatible server may omit any of them.
func (o *guildObject) complete(self string, get func(path string, out any) error) error {
	path := "/guilds/" + o.ID
	if o.OwnerID == "" {
		asked := guildObject{ID: o.ID}
		if err := get(path, &asked); err != nil {
			return err
		}
		o.OwnerID, o.Name, o.System = asked.OwnerID, asked.Name, asked.System
		if len(o.Roles) == 0 {
			o.Roles = asked.Roles
		}
	}
	if len(o.Roles) == 0 { // a guild always has @everyone
		if err := get(path+"/roles", &o.Roles); err != nil {
			return err
		}
	}
	if m := o.member(self); m == nil || m.Roles == nil {
		var own memberObject
		if err := get(path+"/members/"+self, &own); err != nil {
			return err
		}
		own.User = &userObject{ID: self}
		if own.Roles == nil {
			own.Roles = []string{}
		}
		o.Members = append(o.Members, own)
		o.JoinedAt = cmp.Or(o.JoinedAt, own.JoinedAt)
	}
	return nil
}

// member returns a listed member, nil if there is none. Of two entries the later one counts.
func (o *guildObject) member(id string) *memberObject {
	for i := range slices.Backward(o.Members) {
		if m := &o.Members[i]; m.User != nil && m.User.ID == id {
			return m
		}
	}
	return nil
}

// newGuild returns a guild as seen by the account self.
func newGuild(o *guildObject, self string) *guild {
	g := &guild{id: o.ID, title: o.Name, owner: o.OwnerID, roles: newRoles(o.Roles), vanity: o.Vanity}
	if m := o.member(self); m != nil {
		g.own = m.Roles
	}
	for _, i := range o.Invites {
		g.invited(i.Code, true)
	}
	return g
}

// maxInvites bounds the number of known invitations to a guild. Discord allows a thousand at
// once and does not report expired ones.
const maxInvites = 2000

// invited records that an invitation was created or deleted.
func (g *guild) invited(code string, exists bool) {
	g.invites = slices.DeleteFunc(g.invites, func(c string) bool { return c == code })
	if exists {
		g.invites = append(g.invites, code)
	}
	g.invites = g.invites[max(0, len(g.invites)-maxInvites):]
}

// addresses returns the guild's invitations as written in messages.
func (g *guild) addresses() (list []string) {
	for _, code := range append([]string{g.vanity}, g.invites...) {
		if code != "" {
			list = append(list, "discord.gg/"+code)
		}
	}
	return list
}
