package fakediscord

// Voice makes a member join a voice channel, move, deafen themselves or, for "", leave.
func (s *Server) Voice(by User, channelID string, deaf bool) {
	s.act(func() {
		if channelID == "" {
			for _, g := range s.guilds {
				if m := g.members[by.ID]; m != nil && m.voice != nil {
					s.moveVoice(g, m, nil, false)
				}
			}
			return
		}
		r := s.room(channelID)
		if r.kind != TypeVoice {
			impossible("channel %s has no voice", channelID)
		}
		s.moveVoice(r.guild, s.member(r.guild, by.ID), r, deaf)
	})
}

// moveVoice sets a member's voice channel, nil for none, and emits
// https://discord.com/developers/docs/events/gateway-events#voice-state-update.
func (s *Server) moveVoice(g *guild, m *member, to *room, deaf bool) {
	if to == nil && m.voice == nil {
		return
	}
	v := voiceState{GuildID: g.id, UserID: m.user.ID, SelfDeaf: deaf, SelfMute: deaf}
	if m.voice != nil {
		v.SessionID = m.voice.SessionID
	} else {
		v.SessionID = s.secret(16)
	}
	who := m.object(true)
	v.Member = &who
	m.voice = nil
	if to != nil {
		id := to.id
		v.ChannelID = &id
		kept := v
		m.voice = &kept
	}
	s.emit(event{kind: "VOICE_STATE_UPDATE", guild: g, data: v})
}
