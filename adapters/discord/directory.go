package discord

import (
	"context"
	"sync"
	"time"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot"
)

// maxAddresses bounds the number of cached private and system channels.
const maxAddresses = 10_000

// systemFor is how long a guild's system channel is cached.
const systemFor = 10 * time.Minute

// directory looks up ids that calls need, and caches them. It is safe for concurrent use; the
// first lookup blocks on the network.
type directory struct {
	client *client
	guilds *guilds

	private *kit.Learnt[string, string] // user -> channel
	system  *kit.Learnt[string, systemChannel]

	mu        sync.Mutex
	user, app string
}

type systemChannel struct {
	id    string
	asked time.Time
}

func newDirectory(c *client, g *guilds) *directory {
	return &directory{
		client: c, guilds: g,
		private: kit.NewLearnt[string, string](maxAddresses), system: kit.NewLearnt[string, systemChannel](maxAddresses),
	}
}

// self returns Steward's own account. A resumed session does not report it.
func (d *directory) self(ctx context.Context) (string, error) {
	if user, _ := d.guilds.self(); user != "" {
		return user, nil
	}
	return d.once(&d.user, func() (string, error) {
		var u userObject
		err := d.client.call(ctx, "GET", "/users/@me", "", nil, &u)
		return u.ID, err
	})
}

// application returns the application id for commands and interaction responses.
func (d *directory) application(ctx context.Context) (string, error) {
	if _, app := d.guilds.self(); app != "" {
		return app, nil
	}
	return d.once(&d.app, func() (string, error) {
		var a application
		err := d.client.call(ctx, "GET", "/applications/@me", "", nil, &a)
		if unknownTo(err) || err == nil && !isID(a.ID) { // of a compatible server
			return d.self(ctx)
		}
		return a.ID, err
	})
}

func (d *directory) once(field *string, ask func() (string, error)) (string, error) {
	d.mu.Lock()
	known := *field
	d.mu.Unlock()
	if known != "" {
		return known, nil
	}
	id, err := ask()
	if err != nil {
		return "", err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	*field = id
	return id, nil
}

// channel returns the channel in which to post for a place; for a whole guild, its system
// channel.
func (d *directory) channel(ctx context.Context, to destination) (string, error) {
	switch {
	case to.channel != "":
		return to.channel, nil
	case to.user != "":
		return d.privateChannel(ctx, to.user)
	}
	return d.systemChannel(ctx, to.guild)
}

func (d *directory) privateChannel(ctx context.Context, user string) (string, error) {
	if known, _ := d.private.Get(user); known != "" {
		return known, nil
	}
	var c channelObject
	in := map[string]string{"recipient_id": user}
	if err := d.client.call(ctx, "POST", "/users/@me/channels", "", in, &c); err != nil {
		return "", err
	}
	d.guilds.learnPerson(c.ID, user)
	d.private.Note(user, c.ID)
	return c.ID, nil
}

func (d *directory) systemChannel(ctx context.Context, guild string) (string, error) {
	if known, ok := d.system.Get(guild); ok && time.Since(known.asked) < systemFor {
		return known.id, nil
	}
	var g struct {
		System string `json:"system_channel_id"`
	}
	if err := d.client.call(ctx, "GET", "/guilds/"+guild, "", nil, &g); err != nil {
		return "", err
	}
	if g.System == "" {
		return "", bot.Refuse("discord.whole_server", spacePlace(guild), channelPlace(guild, "3344"))
	}
	d.system.Note(guild, systemChannel{g.System, time.Now()})
	return g.System, nil
}
