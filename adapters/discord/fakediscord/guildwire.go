package fakediscord

import (
	"cmp"
	"slices"
)

// unavailable is documented at
// https://discord.com/developers/docs/resources/guild#unavailable-guild-object.
type unavailable struct {
	ID          string `json:"id"`
	Unavailable bool   `json:"unavailable"`
}

// guildObject is documented at https://discord.com/developers/docs/resources/guild#guild-object.
type guildObject struct {
	ID                string       `json:"id"`
	Name              string       `json:"name"`
	Icon              *string      `json:"icon"`
	OwnerID           string       `json:"owner_id"`
	AFKTimeout        int          `json:"afk_timeout"`
	VerificationLevel int          `json:"verification_level"`
	Notifications     int          `json:"default_message_notifications"`
	ContentFilter     int          `json:"explicit_content_filter"`
	Roles             []roleObject `json:"roles"`
	Emojis            []Emoji      `json:"emojis"`
	Features          []string     `json:"features"`
	MFALevel          int          `json:"mfa_level"`
	SystemChannelID   *string      `json:"system_channel_id"`
	PremiumTier       int          `json:"premium_tier"`
	PreferredLocale   string       `json:"preferred_locale"`
	NSFWLevel         int          `json:"nsfw_level"`
	Members           *int         `json:"approximate_member_count,omitempty"`
	Online            *int         `json:"approximate_presence_count,omitempty"`
}

// guildCreate adds fields that only the gateway sends:
// https://discord.com/developers/docs/events/gateway-events#guild-create.
type guildCreate struct {
	guildObject
	JoinedAt    string          `json:"joined_at"`
	Large       bool            `json:"large"`
	Unavailable bool            `json:"unavailable"`
	MemberCount int             `json:"member_count"`
	VoiceStates []voiceState    `json:"voice_states"`
	Members     []Member        `json:"members"`
	Channels    []channelObject `json:"channels"`
	Threads     []channelObject `json:"threads"`
	Presences   []struct{}      `json:"presences"`
	Stages      []struct{}      `json:"stage_instances"`
	Events      []struct{}      `json:"guild_scheduled_events"`
}

func (g *guild) object() guildObject {
	out := guildObject{
		ID: g.id, Name: g.name, OwnerID: g.owner, AFKTimeout: 300, VerificationLevel: 1,
		Emojis: []Emoji{}, Features: []string{"COMMUNITY"}, PreferredLocale: g.locale,
		SystemChannelID: g.system,
	}
	for _, r := range g.roles {
		out.Roles = append(out.Roles, *r)
	}
	return out
}

// create returns the guild as sent to a session with these intents and this threshold.
func (s *Server) create(g *guild, intents, threshold int) guildCreate {
	out := guildCreate{
		guildObject: g.object(), JoinedAt: iso(g.joined), Large: len(g.members) > threshold, MemberCount: len(g.members),
		VoiceStates: []voiceState{}, Members: []Member{}, Channels: []channelObject{}, Threads: []channelObject{},
		Presences: []struct{}{}, Stages: []struct{}{}, Events: []struct{}{},
	}
	all := intents&intentPresences != 0 && intents&intentMembers != 0 && !out.Large
	for _, m := range g.sortedMembers() {
		if all || m.voice != nil || m.user.ID == s.me.ID {
			out.Members = append(out.Members, m.object(true))
		}
		if m.voice != nil && intents&intentVoice != 0 {
			out.VoiceStates = append(out.VoiceStates, m.voice.inGuild())
		}
	}
	for _, r := range g.rooms {
		switch {
		case !r.thread():
			out.Channels = append(out.Channels, homeless(r.object()))
		case !r.archived && s.may(g, s.me.ID, r, PermViewChannel):
			out.Threads = append(out.Threads, homeless(s.threadObject(r)))
		}
	}
	return out
}

// homeless removes the guild id, which channels inside a guild object lack:
// https://discord.com/developers/docs/resources/channel#channel-object.
func homeless(o channelObject) channelObject {
	o.GuildID = ""
	return o
}

// emitGuild sends a new guild to every session.
func (s *Server) emitGuild(g *guild) {
	s.emit(event{kind: "GUILD_CREATE", guild: g, each: func(c *session) any {
		return s.create(g, c.intents, c.threshold)
	}})
}

func (s *Server) guildChanged(g *guild) {
	s.emit(event{kind: "GUILD_UPDATE", guild: g, data: g.object()})
}

// roleEvent emits https://discord.com/developers/docs/events/gateway-events#guild-role-create and
// the like.
func (s *Server) roleEvent(kind string, g *guild, r *roleObject) {
	s.emit(event{kind: kind, guild: g, data: struct {
		GuildID string     `json:"guild_id"`
		Role    roleObject `json:"role"`
	}{g.id, *r}})
}

func (g *guild) sortedMembers() []*member {
	out := make([]*member, 0, len(g.members))
	for _, m := range g.members {
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b *member) int { return cmp.Compare(number(a.user.ID), number(b.user.ID)) })
	return out
}

// inGuild removes the fields that the surrounding guild object has.
func (v *voiceState) inGuild() voiceState {
	out := *v
	out.GuildID, out.Member = "", nil
	return out
}
