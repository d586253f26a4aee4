package discord

import (
	"cmp"
	"strconv"
	"time"

	"github.com/stewardbot/steward/adapters/loosely"
	"github.com/stewardbot/steward/bot"
)

// memberChanged decodes a join, a departure, or a change of name or roles. Only joins have a
// time.
func (d *decoder) memberChanged(x *dispatch) ([]bot.Event, bool) {
	var o memberChange
	if !loosely.Parse(x.raw, &o) || !isID(o.GuildID) {
		return nil, false
	}
	if o.User == nil {
		o.User = &userObject{ID: o.UserID}
	}
	who := ofMember(&o.memberObject)
	if who == nil {
		return nil, false
	}
	if d.isSelf(o.User.ID) {
		return d.selfChanged(x, &o), true
	}
	e := bot.Event{ID: x.id(), Kind: bot.KindMember, Place: spacePlace(o.GuildID), User: who}
	switch x.kind {
	case "GUILD_MEMBER_UPDATE":
		if len(o.Timeout) > 0 {
			e.ByHand = &bot.ByHand{Act: bot.ActUnmute}
			if until := o.mutedUntil(); until.After(time.Now()) {
				e.ByHand = &bot.ByHand{Act: bot.ActMute, Until: until}
			}
		}
	case "GUILD_MEMBER_ADD":
		e.Kind, e.At = bot.KindJoin, parseTime(o.JoinedAt)
		if !e.At.IsZero() {
			e.ID = string(e.Place) + "/j" + o.User.ID + "/" + strconv.FormatInt(e.At.UnixMilli(), 10)
		}
	case "GUILD_MEMBER_REMOVE":
		e.Kind, who.Roles = bot.KindLeave, nil
	}
	return []bot.Event{e}, true
}

// banChanged decodes a ban or unban. Discord does not say who did it, and reports Steward's
// own, too.
func (d *decoder) banChanged(x *dispatch, act bot.Act) ([]bot.Event, bool) {
	var o memberChange
	if !loosely.Parse(x.raw, &o) || !isID(o.GuildID) {
		return nil, false
	}
	if o.User == nil {
		o.User = &userObject{ID: o.UserID}
	}
	who := person(o.User, nil)
	if who == nil {
		return nil, false
	}
	return []bot.Event{{ID: x.id(), Kind: bot.KindSanction, Place: spacePlace(o.GuildID), User: who, ByHand: &bot.ByHand{Act: act}}}, true
}

// selfChanged handles a change of Steward's own roles.
func (d *decoder) selfChanged(x *dispatch, o *memberChange) []bot.Event {
	if x.kind != "GUILD_MEMBER_UPDATE" || o.Roles == nil {
		return nil
	}
	d.guilds.change(o.GuildID, func(g *guild) { g.own = o.Roles })
	return d.standing(x.id(), o.GuildID)
}

// guildChanged handles changes of a guild, its roles or channels. Unknown kinds are ignored.
func (d *decoder) guildChanged(x *dispatch) ([]bot.Event, bool) {
	switch x.kind {
	case "GUILD_CREATE":
		return d.guildCreated(x)
	case "GUILD_UPDATE":
		var o guildObject
		ok := loosely.Parse(x.raw, &o) && isID(o.ID)
		if ok {
			d.guilds.change(o.ID, func(g *guild) {
				g.title, g.owner, g.vanity = cmp.Or(o.Name, g.title), cmp.Or(o.OwnerID, g.owner), cmp.Or(o.Vanity, g.vanity)
				if len(o.Roles) > 0 {
					g.roles = newRoles(o.Roles)
				}
			})
		}
		return d.standing(x.id(), o.ID), ok
	case "GUILD_DELETE":
		return d.guildGone(x)
	case "INVITE_CREATE", "INVITE_DELETE":
		return d.inviteChanged(x)
	case "GUILD_ROLE_CREATE", "GUILD_ROLE_UPDATE", "GUILD_ROLE_DELETE":
		return d.roleChanged(x)
	case "CHANNEL_CREATE", "CHANNEL_UPDATE", "CHANNEL_DELETE", "THREAD_CREATE", "THREAD_UPDATE", "THREAD_DELETE":
		return nil, d.channelChanged(x)
	case "THREAD_LIST_SYNC":
		var o threadList
		ok := loosely.Parse(x.raw, &o) && isID(o.GuildID)
		for i := range o.Threads {
			d.guilds.learnChannel(o.GuildID, &o.Threads[i])
		}
		return nil, ok
	}
	return nil, true
}

// guildCreated handles the dispatch for each guild at the start of a session, on joining one,
// and when one is available again after an outage.
func (d *decoder) guildCreated(x *dispatch) ([]bot.Event, bool) {
	var o guildObject
	if !loosely.Parse(x.raw, &o) || !isID(o.ID) {
		return nil, false
	}
	if o.Unavailable {
		return nil, true
	}
	d.complete(&o)
	var events []bot.Event
	known := d.guilds.learn(&o)
	if joined := parseTime(o.JoinedAt); !known && !d.began.IsZero() && joined.After(d.began) {
		events = append(events, bot.Event{
			ID:   string(spacePlace(o.ID)) + "/added/" + strconv.FormatInt(joined.UnixMilli(), 10),
			Kind: bot.KindAdded, At: joined, Place: spacePlace(o.ID),
		})
	}
	d.created(&o)
	events = append(events, d.standing(x.id(), o.ID)...)
	return append(events, d.voices(x, &o)), true
}

// guildGone handles leaving a guild; a temporarily unavailable one is ignored.
func (d *decoder) guildGone(x *dispatch) ([]bot.Event, bool) {
	var o guildObject
	if !loosely.Parse(x.raw, &o) || !isID(o.ID) {
		return nil, false
	}
	if o.Unavailable {
		return nil, true
	}
	d.guilds.forget(o.ID)
	delete(d.told, o.ID)
	return []bot.Event{{ID: x.id(), Kind: bot.KindRemoved, Place: spacePlace(o.ID)}}, true
}

func (d *decoder) roleChanged(x *dispatch) ([]bot.Event, bool) {
	var o roleChange
	if !loosely.Parse(x.raw, &o) || !isID(o.GuildID) {
		return nil, false
	}
	d.guilds.change(o.GuildID, func(g *guild) {
		if x.kind == "GUILD_ROLE_DELETE" {
			delete(g.roles, o.RoleID)
		} else {
			g.roles[o.Role.ID] = newRole(&o.Role)
		}
	})
	return d.standing(x.id(), o.GuildID), true
}

// inviteChanged handles a created or deleted invitation.
func (d *decoder) inviteChanged(x *dispatch) ([]bot.Event, bool) {
	var o inviteChange
	if !loosely.Parse(x.raw, &o) || o.Code == "" || o.GuildID != "" && !isID(o.GuildID) {
		return nil, false
	}
	d.guilds.change(o.GuildID, func(g *guild) { g.invited(o.Code, x.kind == "INVITE_CREATE") })
	return d.standing(x.id(), o.GuildID), true
}

func (d *decoder) channelChanged(x *dispatch) (ok bool) {
	var c channelObject
	if !loosely.Parse(x.raw, &c) || !isID(c.ID) {
		return false
	}
	switch {
	case x.kind == "CHANNEL_DELETE" || x.kind == "THREAD_DELETE":
		d.guilds.dropChannel(c.ID)
	case isID(c.GuildID):
		d.guilds.learnChannel(c.GuildID, &c)
	}
	return true
}
