package fakediscord

import "encoding/json"

// readyObject is documented at https://discord.com/developers/docs/events/gateway-events#ready.
type readyObject struct {
	V           int               `json:"v"`
	User        User              `json:"user"`
	Guilds      []unavailable     `json:"guilds"`
	Session     string            `json:"session_id"`
	ResumeURL   string            `json:"resume_gateway_url"`
	Shard       [2]int            `json:"shard"`
	Application map[string]any    `json:"application"`
	SessionType string            `json:"session_type"`
	Private     []json.RawMessage `json:"private_channels"`
	Trace       []string          `json:"_trace"`
}

// ready sends READY to a new session, and then each guild in its shard.
func (s *Server) ready(n *session) {
	out := readyObject{
		V: 9, User: s.me, Guilds: []unavailable{}, Session: n.id, Shard: n.shard, SessionType: "normal",
		ResumeURL:   "ws://" + s.line.Address() + resumePath + n.id,
		Application: map[string]any{"id": s.app, "flags": s.privileged.applicationFlags()},
		Private:     []json.RawMessage{}, Trace: []string{"fake"},
	}
	for _, g := range s.guilds {
		if n.has(g) {
			out.Guilds = append(out.Guilds, unavailable{g.id, true})
		}
	}
	s.push(n, "READY", encode(out))
	if n.intents&intentGuilds == 0 {
		return
	}
	for _, g := range s.guilds {
		if n.has(g) && !g.out {
			s.push(n, "GUILD_CREATE", encode(s.create(g, n.intents, n.threshold)))
		}
	}
}

// memberRequest is documented at
// https://discord.com/developers/docs/events/gateway-events#request-guild-members.
type memberRequest struct {
	GuildID string          `json:"guild_id"`
	Query   *string         `json:"query"`
	Limit   int             `json:"limit"`
	UserIDs json.RawMessage `json:"user_ids"`
	Nonce   string          `json:"nonce"`
}

// requestMembers responds with GUILD_MEMBERS_CHUNK, in chunks of a thousand.
func (s *Server) requestMembers(c *conn, data json.RawMessage) {
	var in memberRequest
	g := (*guild)(nil)
	if json.Unmarshal(data, &in) == nil {
		g = s.findGuild(in.GuildID)
	}
	if g == nil {
		c.close(codeDecode)
		return
	}
	found, missing := s.requested(g, in)
	chunks := (len(found) + 999) / 1000
	for i := range max(chunks, 1) {
		s.push(c.session, "GUILD_MEMBERS_CHUNK", encode(map[string]any{
			"guild_id": g.id, "members": found[min(i*1000, len(found)):min((i+1)*1000, len(found))],
			"chunk_index": i, "chunk_count": max(chunks, 1), "not_found": missing, "nonce": in.Nonce,
		}))
	}
}

// requested returns the requested members, by ids or by name prefix.
func (s *Server) requested(g *guild, in memberRequest) (found []Member, missing []string) {
	var ids []string
	var one string
	if json.Unmarshal(in.UserIDs, &one) == nil {
		ids = []string{one}
	} else {
		json.Unmarshal(in.UserIDs, &ids) //nolint:errcheck // absent
	}
	found, missing = []Member{}, []string{}
	for _, id := range ids {
		if m := g.members[id]; m != nil {
			found = append(found, m.object(true))
		} else {
			missing = append(missing, id)
		}
	}
	if in.Query != nil {
		found = g.search(*in.Query, in.Limit)
	}
	return found, missing
}
