package discord

import (
	"cmp"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot"
)

// dispatch is one event of the gateway, numbered within its session.
type dispatch struct {
	session string
	run     int64 // when READY came, Unix ms, which tells sessions of the same name apart
	seq     int64
	name    string // instead of a number, for a frame that has none
	kind    string // Discord's name: MESSAGE_CREATE; empty: no frame that can be read
	raw     jsontext.Value
	ready   *readyObject // of the one that begins a session, decoded
}

// id names an event that has no id of its own. Within a session a number is
// given once.
func (x *dispatch) id() string {
	id := Platform + ":s" + x.session
	if x.run != 0 {
		id += "." + strconv.FormatInt(x.run, 36)
	}
	return id + "/" + cmp.Or(x.name, strconv.FormatInt(x.seq, 10))
}

// decoder turns dispatches into events. It does no I/O and keeps nothing but
// what it learns about guilds. Not safe for concurrent use.
type decoder struct {
	guilds *guilds
	// created is told of each guild as it is when it becomes available.
	created func(*guildObject)
	// complete fills in what a guild does not tell, where that can be asked for.
	complete func(*guildObject)
	// missing is called for unknown channels.
	missing func(missing)
	// began: a guild joined after this is new to us.
	began time.Time
	told  map[string]*bot.Standing // by guild, as last sent
}

func newDecoder(g *guilds) *decoder {
	return &decoder{guilds: g, created: func(*guildObject) {}, complete: func(*guildObject) {}, missing: func(missing) {}, told: map[string]*bot.Standing{}}
}

// decode returns the events of one dispatch: one of KindParked if it can't be parsed, none if
// it is irrelevant. Any bytes are accepted.
func (d *decoder) decode(x *dispatch) []bot.Event {
	events, ok := d.read(x)
	if !ok {
		return []bot.Event{{ID: x.id(), Kind: bot.KindParked, Raw: x.kind + " " + kit.Clip(x.raw)}}
	}
	return events
}

// read decodes a dispatch; ok is false if one of a relevant kind lacks required data. Kinds:
// https://discord.com/developers/docs/events/gateway-events.
func (d *decoder) read(x *dispatch) (events []bot.Event, ok bool) {
	switch x.kind {
	case "MESSAGE_CREATE":
		return d.message(x.raw, false)
	case "MESSAGE_UPDATE":
		return d.message(x.raw, true)
	case "MESSAGE_DELETE", "MESSAGE_DELETE_BULK":
		return d.deleted(x)
	case "MESSAGE_REACTION_ADD":
		return d.reaction(x, true)
	case "MESSAGE_REACTION_REMOVE":
		return d.reaction(x, false)
	case "VOICE_STATE_UPDATE":
		return d.voiceChanged(x)
	case "INTERACTION_CREATE":
		return d.interaction(x)
	case "GUILD_MEMBER_ADD", "GUILD_MEMBER_UPDATE", "GUILD_MEMBER_REMOVE":
		return d.memberChanged(x)
	case "GUILD_BAN_ADD":
		return d.banChanged(x, bot.ActBan)
	case "GUILD_BAN_REMOVE":
		return d.banChanged(x, bot.ActUnban)
	}
	return d.guildChanged(x)
}

// placeOf returns the place of a channel. Without a guild, that is a known channel, or the
// private chat with user unless user is empty or Steward. member says that user belongs to a
// guild, which a compatible server may omit. ok is false if the place is unknown.
func (d *decoder) placeOf(guild, channel, user string, member bool) (place bot.Place, ok bool) {
	if guild == "0" {
		guild = ""
	}
	if !isID(channel) || guild != "" && !isID(guild) {
		return "", false
	}
	known, ok := d.guilds.channel(channel)
	self, _ := d.guilds.self()
	if !ok {
		d.missing(missing{guild, channel, guild == "" && user != "" && !member})
	}
	switch {
	case guild == "" && (ok && !known.Private() || member && !ok):
		return known, ok
	case guild != "" && ok && known.Space() == spacePlace(guild):
		return known, true
	case guild != "":
		return channelPlace(guild, channel), true
	case isID(user) && user != self:
		if place = privatePlace(user); known != place {
			d.guilds.learnPerson(channel, user)
		}
		return place, true
	}
	return known, ok && known.Private()
}

// scope returns the prefix of the ids of a place's events.
func scope(p bot.Place) string {
	if p.Private() {
		return string(p)
	}
	return string(p.Space())
}

// person returns the account, nil if u is none. Only members have roles, and not every member
// object includes them; nil means unknown.
func person(u *userObject, m *memberObject) *bot.User {
	if u == nil || !isID(u.ID) {
		return nil
	}
	out := &bot.User{ID: userID(u.ID), Name: u.Username, Handle: u.Username}
	if u.GlobalName != "" {
		out.Name = u.GlobalName
	}
	switch {
	case u.System:
		out.Persona = bot.ThePlatform
	case u.Bot:
		out.Persona = bot.Robot
	}
	if m != nil {
		if m.Nick != "" {
			out.Name = m.Nick
		}
		out.Roles = m.Roles
	}
	return out
}

// ofMember is person for a member that comes with its user.
func ofMember(m *memberObject) *bot.User {
	if m == nil {
		return nil
	}
	return person(m.User, m)
}

// isSelf reports whether an account is Steward's own.
func (d *decoder) isSelf(user string) bool {
	self, _ := d.guilds.self()
	return user != "" && user == self
}
