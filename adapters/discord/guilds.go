package discord

import (
	"maps"
	"slices"
	"sync"

	"github.com/stewardbot/steward/bot"
)

// maxPeople bounds how many private chats are remembered.
const maxPeople = 50_000

// guilds is what the gateway reported about guilds and channels; kept in memory
// only. Safe for concurrent use.
type guilds struct {
	mu       sync.RWMutex
	user     string
	app      string
	known    map[string]*guild
	channels map[string]channelRef
	people   map[string]string // private channel -> the other user's id
}

// channelRef says where a channel or thread belongs.
type channelRef struct {
	guild  string
	parent string // of a thread
	title  string // of a thread
	posts  bool   // contains only threads, each with a title
}

func newGuilds() *guilds {
	return &guilds{
		known:    map[string]*guild{},
		channels: map[string]channelRef{},
		people:   map[string]string{},
	}
}

// guild is an immutable description of a guild; changes replace it.
type guild struct {
	id    string
	title string
	owner string
	roles map[string]role
	own   []string // Steward's roles besides everyone's; nil: unknown

	vanity  string   // the code of its own address; empty: none
	invites []string // codes of other invitations to it, oldest first
}

// role is a role of a guild. Everyone's role has the guild's id.
type role struct {
	id          string
	name        string
	permissions permissions
	position    int
	managed     bool // belongs to an integration and can't be assigned
}

// above reports which role is higher: at the same position, the older one.
func (r role) above(other role) bool {
	if r.position != other.position {
		return r.position > other.position
	}
	return parseSnowflake(r.id) < parseSnowflake(other.id)
}

func newRole(r *roleObject) role {
	return role{id: r.ID, name: r.Name, permissions: parsePermissions(r.Permissions), position: r.Position, managed: r.Managed}
}

func newRoles(rs []roleObject) map[string]role {
	out := make(map[string]role, len(rs))
	for i := range rs {
		out[rs[i].ID] = newRole(&rs[i])
	}
	return out
}

// highest returns Steward's own highest role; everyone's if it has no other.
func (g *guild) highest() role { return g.top(g.own) }

// top returns the highest of some roles, and of everyone's.
func (g *guild) top(roles []string) role {
	top := g.roles[g.id]
	for _, id := range roles {
		if r, ok := g.roles[id]; ok && r.above(top) {
			top = r
		}
	}
	return top
}

// rights returns what Steward may do where a channel says nothing else.
func (g *guild) rights(self string) permissions {
	if g.owner == self {
		return everything
	}
	return g.permissions(g.own)
}

// permissions returns the permissions of somebody with these roles.
func (g *guild) permissions(roles []string) permissions {
	p := g.roles[g.id].permissions
	for _, id := range roles {
		p |= g.roles[id].permissions
	}
	return p
}

// authority returns the rank of somebody with these roles.
func (g *guild) authority(user string, roles []string) bot.Authority {
	if user == g.owner {
		return bot.Owner
	}
	for _, id := range roles {
		if g.roles[id].permissions&signsOfAuthority != 0 {
			return bot.Admin
		}
	}
	return bot.Ordinary
}

// self is Steward's own account and application; empty until Discord reports
// them.
func (g *guilds) self() (user, app string) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.user, g.app
}

func (g *guilds) setSelf(user, app string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.user, g.app = user, app
}

// guild is ok only if the guild is known. The result is never changed.
func (g *guilds) guild(id string) (*guild, bool) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	found, ok := g.known[id]
	return found, ok
}

// channel returns the place of a channel or thread, or of a private chat.
func (g *guilds) channel(id string) (place bot.Place, ok bool) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	if c, ok := g.channels[id]; ok {
		return c.place(id), true
	}
	if user, ok := g.people[id]; ok {
		return privatePlace(user), true
	}
	return "", false
}

func (c channelRef) place(id string) bot.Place {
	if c.parent != "" {
		return threadPlace(c.guild, c.parent, id)
	}
	return channelPlace(c.guild, id)
}

// learn takes over what a guild looks like now. It reports whether the guild
// was known before.
func (g *guilds) learn(o *guildObject) (before bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	fresh := newGuild(o, g.user)
	old, before := g.known[o.ID]
	if before && fresh.own == nil {
		fresh.own = old.own
	}
	if before && o.Invites == nil { // they could not be fetched
		fresh.invites = old.invites
	}
	g.known[o.ID] = fresh
	for i := range o.Channels {
		g.note(o.ID, &o.Channels[i])
	}
	for i := range o.Threads {
		g.note(o.ID, &o.Threads[i])
	}
	return before
}

// note records where a channel belongs. Archived threads are skipped: there may
// be any number of them, and Discord reports when one is reopened.
func (g *guilds) note(guild string, c *channelObject) {
	switch {
	case !isID(c.ID):
	case !c.thread():
		g.channels[c.ID] = channelRef{guild: guild, posts: c.posts()}
	case c.Thread != nil && c.Thread.Archived:
		delete(g.channels, c.ID)
	case isID(c.ParentID):
		g.channels[c.ID] = channelRef{guild: guild, parent: c.ParentID, title: c.Name}
	}
}

// title returns the name of a thread, if known.
func (g *guilds) title(id string) string {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.channels[id].title
}

// forum reports whether a channel is known to contain only titled posts.
func (g *guilds) forum(id string) bool {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.channels[id].posts
}

func (g *guilds) learnChannel(guild string, c *channelObject) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.note(guild, c)
}

func (g *guilds) dropChannel(id string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.channels, id)
}

// learnPerson records whose private chat a channel is.
func (g *guilds) learnPerson(channel, user string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.people) >= maxPeople {
		clear(g.people)
	}
	g.people[channel] = user
}

// change replaces a guild by an edited copy; ok is false if the guild is
// unknown.
func (g *guilds) change(id string, edit func(*guild)) (ok bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	old, ok := g.known[id]
	if !ok {
		return false
	}
	fresh := *old
	fresh.roles = maps.Clone(old.roles)
	fresh.own = slices.Clone(old.own)
	fresh.invites = slices.Clone(old.invites)
	edit(&fresh)
	g.known[id] = &fresh
	return true
}

// forget drops a guild that Steward has left.
func (g *guilds) forget(id string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.known, id)
	maps.DeleteFunc(g.channels, func(_ string, c channelRef) bool { return c.guild == id })
}
