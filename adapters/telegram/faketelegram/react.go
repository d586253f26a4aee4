package faketelegram

import (
	"slices"
	"strings"
)

// reactionEmoji are the emoji that can be reactions:
// https://core.telegram.org/bots/api#reactiontypeemoji.
const reactionEmoji = "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡"

func isReaction(emoji string) bool {
	return emoji != "" && slices.Contains(strings.Fields(reactionEmoji), emoji)
}

// setMessageReaction implements https://core.telegram.org/bots/api#setmessagereaction. A bot may
// set only one reaction, and no paid one.
func (s *Server) setMessageReaction(p params) (any, *apiError) {
	r, err := s.enter(p)
	if err != nil {
		return nil, err
	}
	var wanted []Reaction
	if _, err := p.json("reaction", &wanted); err != nil {
		return nil, err
	}
	m := r.messages[p.int("message_id")]
	switch {
	case m == nil || m.deleted:
		return nil, bad("message to react not found")
	case len(wanted) > 1:
		return nil, bad("REACTIONS_TOO_MANY")
	case m.isService():
		return nil, bad("REACTION_INVALID")
	}
	for _, w := range wanted {
		if !s.takesReaction(r, m, w) {
			return nil, bad("REACTION_INVALID")
		}
	}
	m.reactions[s.me.ID] = wanted
	return true, nil
}

// takesReaction reports whether a bot may set a reaction on a message. Forwarded channel posts
// follow the channel's settings.
func (s *Server) takesReaction(r *room, m *post, w Reaction) bool {
	if m.IsAutomaticForward && s.chats[r.linked] != nil {
		r = s.chats[r.linked]
	}
	return w.Type == "emoji" && isReaction(w.Emoji) && (r.reactions == nil || slices.Contains(r.reactions, w.Emoji))
}

// React replaces a user's reactions to a message; no emoji removes them.
func (s *Server) React(u User, m Message, emoji ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	reactions := []Reaction{}
	for _, e := range emoji {
		reactions = append(reactions, Reaction{Type: "emoji", Emoji: e})
	}
	s.react(m, u.ID, map[string]any{"user": u}, reactions)
}

// ReactAs replaces the reactions of a group or channel, as from an anonymous administrator.
func (s *Server) ReactAs(as Chat, m Message, reactions ...Reaction) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	s.react(m, as.ID, map[string]any{"actor_chat": as}, append([]Reaction{}, reactions...))
}

// react queues the reaction, or only the new counts if reactors are hidden. The bot must be an
// administrator: https://core.telegram.org/bots/api#update.
func (s *Server) react(m Message, actor int64, by map[string]any, reactions []Reaction) {
	r := s.room(m.Chat)
	p := r.messages[m.ID]
	if p == nil || p.deleted {
		panic("faketelegram: a reaction needs a message")
	}
	old := append([]Reaction{}, p.reactions[actor]...)
	p.reactions[actor] = reactions
	if r.Type != "private" && !s.bot(r).hasAuthority() {
		return
	}
	change := map[string]any{"chat": r.Chat, "message_id": m.ID, "date": s.now().Unix()}
	if r.anonymous {
		change["reactions"] = p.tally()
		s.push("message_reaction_count", change)
		return
	}
	for k, v := range by {
		change[k] = v
	}
	change["old_reaction"], change["new_reaction"] = old, reactions
	s.push("message_reaction", change)
}

// tally returns the reaction counts: https://core.telegram.org/bots/api#reactioncount.
func (p *post) tally() []map[string]any {
	count := map[Reaction]int{}
	for _, list := range p.reactions {
		for _, r := range list {
			count[r]++
		}
	}
	out := []map[string]any{}
	for r, n := range count {
		out = append(out, map[string]any{"type": r, "total_count": n})
	}
	return out
}
