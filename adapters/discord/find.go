package discord

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// A resumed session does not describe guilds and channels, so a new process
// asks for them by REST, as far as its events need them.

// missing is an unknown channel. Guild is empty if the event named none.
// Private: it counts as a private chat, unless guilds are unknown.
type missing struct {
	guild, channel string
	private        bool
}

// maxAsked is how often an unanswered question is repeated.
const maxAsked = 4

// find looks up a channel, and its guild if that is unknown. On failure, or if
// nobody needs it, it returns false and the channel counts as an ordinary one
// of the guild. It blocks on the network.
func (p *pump) find(ctx context.Context, m missing) bool {
	if m.guild != "" && !p.a.concerns(m.guild) || m.private && len(p.unknown()) == 0 {
		return false
	}
	if m.guild != "" && !p.asked[m.guild] {
		if _, ok := p.a.guilds.guild(m.guild); !ok {
			p.findGuild(ctx, m.guild)
		}
		if _, ok := p.a.guilds.channel(m.channel); ok {
			return true
		}
	}
	var c channelObject
	err := p.ask(ctx, "/channels/"+m.channel, &c)
	switch {
	case err == nil && m.guild == "" && c.Type == channelDM && len(c.Recipients) > 0 && isID(c.Recipients[0].ID):
		p.a.guilds.learnPerson(m.channel, c.Recipients[0].ID)
		return true
	case err == nil && m.guild == "" && isID(c.GuildID) && c.ID == m.channel:
		c.Thread = nil
		p.a.guilds.learnChannel(c.GuildID, &c)
		return true
	case m.guild == "":
		return false
	case err == nil && c.GuildID == m.guild && c.ID == m.channel:
		c.Thread = nil // even if archived: somebody was just active there
		p.a.guilds.learnChannel(m.guild, &c)
		return true
	case ctx.Err() == nil:
		p.a.log.Info("a channel can't be looked up: if it is a thread, its messages count as those of a channel", "channel", m.channel, "error", err)
		p.a.guilds.learnChannel(m.guild, &channelObject{ID: m.channel})
	}
	return false
}

// findGuild looks up a guild, and keeps the resulting events.
func (p *pump) findGuild(ctx context.Context, id string) {
	p.asked[id] = true
	o := guildObject{ID: id}
	if !p.complete(ctx, &o) {
		return
	}
	p.a.guilds.learn(&o)
	if slices.Contains(p.c.Pending, id) { // a compatible server doesn't report any on its own
		p.guildCreated(&o)
	}
	now := strconv.FormatInt(p.sink.Now().UnixNano(), 36)
	p.found = append(p.found, p.decode.standing(string(spacePlace(id))+"/"+now, id)...)
}

// complete asks for details that a guild lacks; false: not enough to know it.
func (p *pump) complete(ctx context.Context, o *guildObject) bool {
	get := func(path string, out any) error { return p.ask(ctx, path, out) }
	if err := o.complete(p.c.User, get); err != nil {
		p.a.log.Info("a guild can't be looked up", "space", spacePlace(o.ID), "error", err)
		return false
	}
	path := "/guilds/" + o.ID
	var err error
	if o.Channels == nil {
		err = get(path+"/channels", &o.Channels)
	}
	if o.Threads == nil {
		var active threadList
		err = errors.Join(err, get(path+"/threads/active", &active))
		o.Threads = active.Threads
	}
	if newGuild(o, p.c.User).rights(p.c.User).has(permManageGuild) {
		if err := p.a.get(ctx, path+"/invites", &o.Invites); err != nil {
			p.a.log.Info("the invitations to a guild can't be looked up", "space", spacePlace(o.ID), "error", err)
		}
	}
	if err != nil { // each is looked up when something comes from it
		p.a.log.Info("the channels of a guild can't be looked up", "space", spacePlace(o.ID), "error", err)
	}
	return true
}

// spaces looks up unknown guilds of the configuration, since effects need them.
// A session resumed by a new process reports none, and a compatible server may
// never do.
func (p *pump) spaces(ctx context.Context) {
	for _, id := range p.unknown() {
		if !p.asked[id] {
			p.findGuild(ctx, id)
		}
	}
}

// unknown returns the configured guilds that are not known yet.
func (p *pump) unknown() (ids []string) {
	if p.a.opts.Spaces == nil {
		return nil
	}
	for _, s := range p.a.opts.Spaces() {
		if d, ok := parsePlace(s); ok && d.guild != "" && p.shard.owns(d.guild) {
			if _, known := p.a.guilds.guild(d.guild); !known {
				ids = append(ids, d.guild)
			}
		}
	}
	return ids
}

// ask repeats a request a few times.
func (p *pump) ask(ctx context.Context, path string, out any) error {
	for i := 1; ; i++ {
		err := p.a.get(ctx, path, out)
		var c *callError
		if err == nil || i == maxAsked || !errors.As(err, &c) || !c.passing() {
			return err
		}
		if p.a.opts.Pause(ctx, i, c.retryAfter) != nil {
			return err
		}
	}
}

// getTimeout bounds one lookup.
const getTimeout = 30 * time.Second

func (a *Adapter) get(ctx context.Context, path string, out any) error {
	ctx, cancel := context.WithTimeout(ctx, getTimeout)
	defer cancel()
	return a.client.call(ctx, http.MethodGet, path, "", nil, out)
}

// passing reports a failure that may be temporary.
func (e *callError) passing() bool {
	if e.unknownRoute() {
		return false
	}
	return e.status == 0 || e.status == http.StatusTooManyRequests || e.status >= 500 || !e.answered
}
