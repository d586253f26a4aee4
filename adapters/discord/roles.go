package discord

import (
	"context"

	"github.com/stewardbot/steward/bot"
)

// role gives a role or takes it. What Discord would refuse is not asked: each
// refusal counts towards shutting out this address.
func (a *Adapter) role(ctx context.Context, to destination, e bot.Role) error {
	user, ok := parseUser(e.User)
	switch {
	case to.guild == "":
		return refused("there are no roles in a private chat")
	case !ok:
		return refused("%q is no account on Discord", e.User)
	case !isID(e.Role):
		return refused("%q is no role on Discord", e.Role)
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

// mayGive says why Steward can't give or take a role, and what to do:
// https://discord.com/developers/docs/topics/permissions#permission-hierarchy.
func (g *guild) mayGive(self, id string) error {
	r, ok := g.roles[id]
	switch {
	case !ok:
		return refused("there is no role %s in the server: check the id under Server Settings -> Roles", id)
	case id == g.id:
		return refused("everybody has the role @everyone")
	case r.managed:
		return refused("the role %q belongs to an integration, so nobody can be given it or lose it: choose another", r.name)
	case !g.rights(self).has(permManageRoles):
		return refused("Steward lacks the right \"Manage Roles\", which is given under Server Settings -> Roles -> Steward's role -> Permissions")
	case g.owner != self && !g.highest().above(r):
		return refused("the role %q stands above Steward's own: move Steward's role above it, under Server Settings -> Roles", r.name)
	}
	return nil
}

// guild is what the gateway told of a guild, or what Discord answers where it
// has told nothing yet. It may block.
func (a *Adapter) guild(ctx context.Context, id string) (*guild, error) {
	if g, ok := a.guilds.guild(id); ok {
		return g, nil
	}
	self, err := a.directory.self(ctx)
	if err != nil {
		return nil, err
	}
	var o guildObject
	if err := a.client.call(ctx, "GET", "/guilds/"+id, "", nil, &o); err != nil {
		return nil, err
	}
	var own memberObject
	if err := a.client.call(ctx, "GET", "/guilds/"+id+"/members/"+self, "", nil, &own); err != nil {
		return nil, err
	}
	return newGuild(&o, own.Roles), nil
}

func newGuild(o *guildObject, own []string) *guild {
	g := &guild{id: o.ID, owner: o.OwnerID, roles: make(map[string]role, len(o.Roles)), own: own}
	for i := range o.Roles {
		g.roles[o.Roles[i].ID] = newRole(&o.Roles[i])
	}
	return g
}
