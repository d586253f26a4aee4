package discord

import (
	"github.com/stewardbot/steward/adapters/loosely"
	"github.com/stewardbot/steward/bot"
)

// voiceChanged decodes a voice state. It has no time.
func (d *decoder) voiceChanged(x *dispatch) ([]bot.Event, bool) {
	var o voiceObject
	if !loosely.Parse(x.raw, &o) || !isID(o.UserID) {
		return nil, false
	}
	if !isID(o.GuildID) || d.isSelf(o.UserID) {
		return nil, o.GuildID == "" || isID(o.GuildID) // private calls are ignored
	}
	state, ok := o.state(o.GuildID)
	return []bot.Event{{
		ID: x.id(), Kind: bot.KindVoice, Place: spacePlace(o.GuildID),
		User: &state.User, Voice: &bot.Voice{States: []bot.VoiceState{state}},
	}}, ok
}

// state is not ok if the channel has no id.
func (o *voiceObject) state(guild string) (s bot.VoiceState, ok bool) {
	s.User = bot.User{ID: userID(o.UserID)}
	if u := ofMember(o.Member); u != nil && u.ID == s.User.ID {
		s.User = *u
	}
	s.Deaf = o.Deaf || o.SelfDeaf
	if o.ChannelID == "" {
		return s, true
	}
	s.Channel = channelPlace(guild, o.ChannelID)
	return s, isID(o.ChannelID)
}

// voices returns who is in which voice channel when a guild becomes available.
// Its states don't include members, which are listed separately.
func (d *decoder) voices(x *dispatch, o *guildObject) bot.Event {
	members := map[string]*memberObject{}
	for i := range o.Members {
		if u := o.Members[i].User; u != nil {
			members[u.ID] = &o.Members[i]
		}
	}
	v := &bot.Voice{All: true, States: []bot.VoiceState{}}
	for i := range o.VoiceStates {
		s := &o.VoiceStates[i]
		if s.Member == nil {
			s.Member = members[s.UserID]
		}
		if state, ok := s.state(o.ID); ok && state.Channel != "" && isID(s.UserID) && !d.isSelf(s.UserID) {
			v.States = append(v.States, state)
		}
	}
	return bot.Event{ID: x.id() + "/voice", Kind: bot.KindVoice, Place: spacePlace(o.ID), Voice: v}
}
