package fakediscord

import (
	"slices"
	"strings"
)

// allRoutes returns the server's endpoints. If several patterns match a path, the first wins.
func (s *Server) allRoutes() []route {
	var all []route
	for _, part := range [][]route{s.generalRoutes(), s.messageRoutes(), s.guildRoutes(), s.commandRoutes(), s.interactionRoutes()} {
		all = append(all, part...)
	}
	for i := range all {
		all[i].parts = segments(all[i].pattern)
	}
	if s.opts.Loose {
		all = slices.DeleteFunc(all, func(r route) bool {
			return strings.HasSuffix(r.pattern, "/applications/@me") || r.pattern == "/gateway/bot"
		})
	}
	return all
}

func (s *Server) generalRoutes() []route {
	return []route{
		{method: "GET", pattern: "/gateway", run: s.getGateway, open: true},
		{method: "GET", pattern: "/gateway/bot", run: s.getGatewayBot},
		{method: "GET", pattern: "/users/@me", run: s.getMe},
		{method: "GET", pattern: "/users/@me/guilds", run: s.getMyGuilds},
		{method: "POST", pattern: "/users/@me/channels", run: s.createDM},
		{method: "DELETE", pattern: "/users/@me/guilds/{guild}", run: s.leaveGuild},
		{method: "GET", pattern: "/users/{user}", run: s.getUser},
		{method: "GET", pattern: "/oauth2/applications/@me", run: s.getApplication},
		{method: "GET", pattern: "/applications/@me", run: s.getApplication},
	}
}

// getGateway implements https://discord.com/developers/docs/events/gateway#get-gateway.
func (s *Server) getGateway(*request) (any, *apiError) {
	return map[string]string{"url": s.GatewayURL()}, nil
}

// getGatewayBot implements https://discord.com/developers/docs/events/gateway#get-gateway-bot and
// https://discord.com/developers/docs/events/gateway#session-start-limit-object.
func (s *Server) getGatewayBot(*request) (any, *apiError) {
	return map[string]any{
		"url": s.GatewayURL(), "shards": s.opts.Shards,
		"session_start_limit": map[string]int{
			"total": s.opts.SessionStarts, "remaining": max(0, s.opts.SessionStarts-s.gate.identifies),
			"reset_after": 14400000, "max_concurrency": s.opts.MaxConcurrency,
		},
	}, nil
}

// getMe implements https://discord.com/developers/docs/resources/user#get-current-user.
func (s *Server) getMe(*request) (any, *apiError) {
	return struct {
		User
		Verified bool    `json:"verified"`
		Email    *string `json:"email"`
		MFA      bool    `json:"mfa_enabled"`
		Flags    int     `json:"flags"`
	}{User: s.me, Verified: true, MFA: true}, nil
}

// getMyGuilds implements
// https://discord.com/developers/docs/resources/user#get-current-user-guilds.
func (s *Server) getMyGuilds(q *request) (any, *apiError) {
	limit, err := q.count("limit", 200, 200)
	if err != nil {
		return nil, err
	}
	out := []map[string]any{}
	after := number(q.query.Get("after"))
	for _, g := range s.guilds {
		if number(g.id) > after && len(out) < limit {
			out = append(out, map[string]any{
				"id": g.id, "name": g.name, "icon": nil, "owner": g.owner == s.me.ID, "features": []string{},
				"permissions": permissionText(s.permissions(g, s.me.ID, nil)),
			})
		}
	}
	return out, nil
}

// createDM implements https://discord.com/developers/docs/resources/user#create-dm.
func (s *Server) createDM(q *request) (any, *apiError) {
	var in struct {
		Recipient string `json:"recipient_id"`
	}
	if err := q.decode(&in); err != nil {
		return nil, err
	}
	a := s.users[in.Recipient]
	switch {
	case a == nil:
		return nil, errUnknownUser
	case a.Bot:
		return nil, errNoDM
	}
	return s.dmObject(s.private(a)), nil
}

func (s *Server) getUser(q *request) (any, *apiError) {
	if a := s.users[q.vars["user"]]; a != nil {
		return a.User, nil
	}
	return nil, errUnknownUser
}

// getApplication implements
// https://discord.com/developers/docs/resources/application#get-current-application.
func (s *Server) getApplication(*request) (any, *apiError) {
	owner := User{ID: "1", Username: "owner", Discriminator: "0"}
	return map[string]any{
		"id": s.app, "name": s.me.GlobalName, "description": "", "icon": nil, "flags": s.privileged.applicationFlags(),
		"bot_public": true, "bot_require_code_grant": false, "verify_key": "00", "owner": owner, "bot": s.me,
		"summary": "", "team": nil, "approximate_guild_count": len(s.guilds),
	}, nil
}

// leaveGuild implements https://discord.com/developers/docs/resources/user#leave-guild.
func (s *Server) leaveGuild(q *request) (any, *apiError) {
	g := s.findGuild(q.vars["guild"])
	if g == nil {
		return nil, errUnknownGuild
	}
	s.leave(g)
	return nil, nil
}
