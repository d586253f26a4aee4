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

// Capabilities are those of Discord; rights that Steward lacks in a place are
// told when it tries. A private answer needs a press or a command to answer;
// without one it is said in the open.
func (a *Adapter) Capabilities(p bot.Place) bot.Capabilities {
	can := capabilities(p)
	to, _ := parsePlace(p)
	can.Titles = a.guilds.forum(to.channel)
	return can
}

// capabilities are what is known of a place before the server tells which are forums.
func capabilities(p bot.Place) bot.Capabilities {
	to, _ := parsePlace(p)
	return bot.Capabilities{
		TextLength:   maxContent, // of characters, of which there are never more than UTF-16 units
		Escaped:      marked,
		ButtonRows:   5,
		ButtonsInRow: 5,
		ButtonData:   100,
		AckLength:    200,
		PrivateReply: true,
		React:        true,
		Delete:       true,
		Edit:         true,
		Roles:        true,
		Mute:         to.guild != "",
		MuteLongest:  longestMute,
		Remove:       to.guild != "",
		Pin:          true,
		Slow:         to.channel != "",
		SlowLongest:  longestSlow,
		Lock:         to.channel != "" && to.parent == "",
		Pictures:     true,
		Once:         true,
	}
}

// reactionsPerSecond is what a channel bears, one in 250 ms, less what the way
// takes there and back.
const reactionsPerSecond = 3

// Limits are those over all routes, and for reactions; what else a channel
// bears, the answers tell, and the client keeps to it.
func (a *Adapter) Limits() bot.Limits {
	return bot.Limits{PerSecond: perSecond, ReactionsPerSecond: reactionsPerSecond, Apart: true}
}

// Perform does one effect. Errors are *bot.DeliveryError.
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

// A compatible server may tell of a message before it finds it: what is not there
// within so long is asked for once more.
const (
	youngFor   = 10 * time.Second
	youngPause = time.Second
)

// ofMessage does something to a message, and once more if that is seconds old
// and said not to be there.
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
	if channel == h.id { // a post in a forum: with it goes what was answered, if we may
		err := a.client.call(ctx, "DELETE", "/channels/"+channel, "", audited{nil, e.Reason}, nil)
		if !says(err, missingPermissions) {
			return err
		}
	}
	return a.ofMessage(ctx, h.id, func() error {
		return a.client.call(ctx, "DELETE", "/channels/"+channel+"/messages/"+h.id, "", audited{nil, e.Reason}, nil)
	})
}

// react sets our reaction, and leaves others of ours. Discord knows some emoji
// only with the sign that asks for colour (U+FE0F), and others only without.
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

// lookup finds somebody whom Discord does not know in that guild absent.
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
	if m.User == nil { // a compatible server may not say
		m.User = &userObject{ID: id}
		a.client.call(ctx, "GET", "/users/"+id, "", nil, m.User) //nolint:errcheck // then without a name
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
	_ bot.Titler           = (*Adapter)(nil)
	_ bot.Examiner         = (*Adapter)(nil)
	_ bot.CommandRegistrar = (*Adapter)(nil)
)
