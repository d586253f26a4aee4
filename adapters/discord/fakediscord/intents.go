package fakediscord

import "strings"

// Gateway intents: https://discord.com/developers/docs/events/gateway#list-of-intents.
const (
	intentGuilds      = 1 << 0
	intentMembers     = 1 << 1
	intentModeration  = 1 << 2
	intentInvites     = 1 << 6
	intentVoice       = 1 << 7
	intentPresences   = 1 << 8
	intentMessages    = 1 << 9
	intentReactions   = 1 << 10
	intentDMs         = 1 << 12
	intentDMReactions = 1 << 13
	intentContent     = 1 << 15
	intentsKnown      = 1<<17 - 1 | 1<<20 | 1<<21 | 1<<24 | 1<<25
)

// privileged are the privileged intents enabled in the developer portal:
// https://discord.com/developers/docs/events/gateway#privileged-intents.
type privileged struct {
	content, members, presences bool
}

// SetPrivileged sets the privileged intents in the developer portal; all are enabled by default.
// Existing sessions are not affected.
func (s *Server) SetPrivileged(messageContent, members, presences bool) {
	s.act(func() { s.privileged = privileged{messageContent, members, presences} })
}

// allows reports whether an application with these settings may request intents.
func (p privileged) allows(intents int) bool {
	return (p.content || intents&intentContent == 0) &&
		(p.members || intents&intentMembers == 0) &&
		(p.presences || intents&intentPresences == 0)
}

// applicationFlags returns the application's flags, as for a bot in fewer than a hundred guilds:
// https://discord.com/developers/docs/resources/application#application-object-application-flags.
func (p privileged) applicationFlags() int {
	flags := 1 << 23 // has commands
	for _, f := range []struct {
		on  bool
		bit int
	}{{p.presences, 1 << 13}, {p.members, 1 << 15}, {p.content, 1 << 19}} {
		if f.on {
			flags |= f.bit
		}
	}
	return flags
}

// intentOf returns the intent that an event requires, or 0.
func intentOf(kind string, private bool) int {
	switch {
	case strings.HasPrefix(kind, "MESSAGE_REACTION"):
		if private {
			return intentDMReactions
		}
		return intentReactions
	case strings.HasPrefix(kind, "MESSAGE_"):
		if private {
			return intentDMs
		}
		return intentMessages
	case strings.HasPrefix(kind, "GUILD_MEMBER_"):
		return intentMembers
	case strings.HasPrefix(kind, "GUILD_BAN_"):
		return intentModeration
	case strings.HasPrefix(kind, "INVITE_"):
		return intentInvites
	case kind == "VOICE_STATE_UPDATE":
		return intentVoice
	case kind == "INTERACTION_CREATE":
		return 0
	}
	return intentGuilds
}
