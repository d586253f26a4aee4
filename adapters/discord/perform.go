package discord

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot"
)

// callTimeout bounds one effect.
const callTimeout = 30 * time.Second

// Capabilities returns those of Discord. Missing rights show only when an effect is tried. A
// private answer needs a press or a command to respond to; without one it is public.
func (a *Adapter) Capabilities(p bot.Place) bot.Capabilities {
	can := capabilities(p)
	to, _ := parsePlace(p)
	can.Titles = a.guilds.forum(to.channel)
	return can
}

// capabilities returns what is known about a place before forums are known.
func capabilities(p bot.Place) bot.Capabilities {
	to, _ := parsePlace(p)
	return bot.Capabilities{
		TextLength:   maxContent, // of characters, of which there are never more than UTF-16 units
		Escaped:      marked,
		ButtonRows:   5,
		ButtonsInRow: 5,
		ButtonData:   100,
		AckLength:    200,
		Fields:       bot.MaxFields,
		PrivateReply: true,
		React:        true,
		Delete:       true,
		Edit:         true,
		Roles:        true,
		Mute:         to.guild != "",
		MuteLongest:  longestMute,
		Remove:       to.guild != "",
		Invite:       to.channel != "" && to.parent == "",
		Pin:          true,
		Slow:         to.channel != "",
		SlowLongest:  longestSlow,
		Lock:         to.channel != "" && to.parent == "",
		Pictures:     true,
		Once:         true,
	}
}

// reactionsPerSecond is a channel's limit, one per 250 ms, minus the round trip.
const reactionsPerSecond = 3

// Limits returns the global limit and the one for reactions. The client follows other limits as
// responses report them.
func (a *Adapter) Limits() bot.Limits {
	return bot.Limits{PerSecond: perSecond, ReactionsPerSecond: reactionsPerSecond, Apart: true}
}

// Perform performs one effect. Errors are *bot.DeliveryError.
func (a *Adapter) Perform(ctx context.Context, d bot.Delivery) (bot.Outcome, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	out := bot.Outcome{Ref: d.Ref, Status: bot.Done}
	to, ok := parsePlace(d.Effect.Where())
	if !ok {
		return out, bot.Refuse("target.no_place", d.Effect.Where(), title)
	}
	var err error
	switch e := d.Effect.(type) {
	case bot.Say:
		out.Receipt, err = a.say(ctx, to, d, e)
	case bot.Edit:
		err = a.edit(ctx, to, e)
	case bot.Delete:
		err = a.delete(ctx, to, e)
	case bot.React:
		err = a.react(ctx, to, e)
	case bot.Ack:
		err = a.ack(ctx, e)
	case bot.Complete:
		err = a.complete(ctx, e)
	case bot.Form:
		err = a.form(ctx, e)
	case bot.Lookup:
		out.Found, err = a.lookup(ctx, to, e)
	case bot.Role:
		err = a.role(ctx, to, e)
	case bot.Mute:
		err = a.mute(ctx, to, e)
	case bot.Kick:
		err = a.kick(ctx, to, e)
	case bot.Ban:
		err = a.ban(ctx, to, e)
	case bot.Invite:
		out.Link, err = a.invite(ctx, to, e)
	case bot.Uninvite:
		err = a.uninvite(ctx, e)
	case bot.Pin:
		err = a.pin(ctx, to, e)
	case bot.Slow:
		err = a.slow(ctx, to, e)
	case bot.Permissions:
		out.Permissions, err = a.permissionsOf(ctx, to)
	case bot.Lock:
		err = a.lock(ctx, to, e)
	default:
		err = bot.Refuse("cannot.do", bot.EffectKind(e), title)
	}
	if err != nil {
		return out, deliveryError(err)
	}
	return out, nil
}

func (a *Adapter) edit(ctx context.Context, to destination, e bot.Edit) error {
	h, ok := parseHandle(e.Target.Message.ID)
	if !ok {
		return bot.Refuse("target.no_message", e.Target.Message.ID, title)
	}
	m := newOutgoing(e.Text, e.Rich, e.Buttons).edit()
	if h.token != "" {
		return a.editHidden(ctx, h, m)
	}
	channel, err := a.channelOf(ctx, to, h.id)
	if err != nil {
		return err
	}
	return a.ofMessage(ctx, h.id, func() error {
		return a.client.call(ctx, "PATCH", "/channels/"+channel+"/messages/"+h.id, "", m, nil)
	})
}

// A compatible server may report a message before it can find it, so a young message that is
// not found is tried once more.
const (
	youngFor   = 10 * time.Second
	youngPause = time.Second
)

// ofMessage calls do, and again if the message is only seconds old and not found.
func (a *Adapter) ofMessage(ctx context.Context, id string, do func() error) error {
	err := do()
	age := time.Since(parseSnowflake(id).at()).Abs() // the clocks may differ
	if !says(err, unknownMessage) || age > youngFor || a.opts.Sleep(ctx, youngPause) != nil {
		return err
	}
	return do()
}

func (a *Adapter) delete(ctx context.Context, to destination, e bot.Delete) error {
	h, ok := parseHandle(e.Target.Message.ID)
	if !ok {
		return bot.Refuse("target.no_message", e.Target.Message.ID, title)
	}
	if h.token != "" {
		if e.OnlyPublic {
			return nil
		}
		return a.deleteHidden(ctx, h)
	}
	channel, err := a.channelOf(ctx, to, h.id)
	if err != nil {
		return err
	}
	if channel == h.id { // a forum post: delete the thread with its replies, if allowed
		err := a.client.call(ctx, "DELETE", "/channels/"+channel, "", audited{nil, e.Reason}, nil)
		if !says(err, missingPermissions) {
			return err
		}
	}
	return a.ofMessage(ctx, h.id, func() error {
		return a.client.call(ctx, "DELETE", "/channels/"+channel+"/messages/"+h.id, "", audited{nil, e.Reason}, nil)
	})
}

// react adds a reaction and keeps Steward's others. Discord accepts some emoji only with the
// variation selector U+FE0F, and others only without.
func (a *Adapter) react(ctx context.Context, to destination, e bot.React) error {
	h, ok := parseHandle(e.Target.Message.ID)
	switch {
	case !ok:
		return bot.Refuse("target.no_message", e.Target.Message.ID, title)
	case h.token != "":
		return bot.Refuse("cannot.react_to_hidden")
	case e.Emoji == "":
		return bot.Refuse("discord.empty_emoji")
	}
	channel, err := a.channelOf(ctx, to, h.id)
	if err != nil {
		return err
	}
	put := func(emoji string) error {
		path := "/channels/" + channel + "/messages/" + h.id + "/reactions/" + url.PathEscape(emoji) + "/@me"
		return a.ofMessage(ctx, h.id, func() error { return a.client.call(ctx, "PUT", path, "", nil, nil) })
	}
	err = put(e.Emoji)
	if bare := strings.ReplaceAll(e.Emoji, "\uFE0F", ""); says(err, unknownEmoji, badForm) {
		if bare == e.Emoji {
			bare += "\uFE0F"
		}
		if put(bare) == nil {
			return nil
		}
	}
	return err
}

func (a *Adapter) ack(ctx context.Context, e bot.Ack) error {
	i, ok := a.interactions.find(e.Press)
	if !ok {
		return kit.Gone("discord.no_press")
	}
	if err := i.lock(ctx); err != nil {
		return err
	}
	defer i.unlock()
	return a.interactions.ack(ctx, i, e.Text)
}

// lookup looks up a member; somebody unknown in the guild counts as absent.
func (a *Adapter) lookup(ctx context.Context, to destination, e bot.Lookup) (*bot.Found, error) {
	found := &bot.Found{User: bot.User{ID: e.User}}
	id, ok := parseUser(e.User)
	if !ok {
		return found, nil
	}
	if to.guild == "" {
		found.Present = id == to.user
		return found, nil
	}
	var m memberObject
	err := a.client.call(ctx, "GET", "/guilds/"+to.guild+"/members/"+id, "", nil, &m)
	absent := says(err, unknownMember, unknownUser)
	if err != nil && !absent {
		return nil, err
	}
	g, err := a.guild(ctx, to.guild)
	if err != nil {
		return nil, err
	}
	if absent {
		who, err := a.banned(ctx, g, id)
		if who != nil {
			found.Banned, found.User = true, *ofMember(&memberObject{User: who})
		}
		return found, err
	}
	found.Present, found.Authority = true, g.authority(id, m.Roles)
	if m.User == nil { // a compatible server may omit it
		m.User = &userObject{ID: id}
		a.client.call(ctx, "GET", "/users/"+id, "", nil, m.User) //nolint:errcheck // on failure without a name
	}
	m.User.ID = id
	found.User = *ofMember(&m)
	return found, nil
}

var (
	_ bot.Adapter          = (*Adapter)(nil)
	_ bot.Limiter          = (*Adapter)(nil)
	_ bot.Sweeper          = (*Adapter)(nil)
	_ bot.Linker           = (*Adapter)(nil)
	_ bot.Sharded          = (*Adapter)(nil)
	_ bot.Titler           = (*Adapter)(nil)
	_ bot.Examiner         = (*Adapter)(nil)
	_ bot.CommandRegistrar = (*Adapter)(nil)
)
