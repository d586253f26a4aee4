package fakediscord

import (
	"strings"
	"time"
	"unicode/utf8"
)

func (s *Server) guildRoutes() []route {
	const guild, one = "/guilds/{guild}", "/guilds/{guild}/members/{user}"
	return []route{
		{method: "GET", pattern: guild, run: s.getGuild},
		{method: "GET", pattern: guild + "/channels", run: s.getChannels},
		{method: "GET", pattern: guild + "/threads/active", run: s.getThreads},
		{method: "GET", pattern: guild + "/roles", run: s.getRoles},
		{method: "GET", pattern: guild + "/audit-logs", run: s.getAudit},
		{method: "GET", pattern: guild + "/invites", run: s.getInvites},
		{method: "POST", pattern: "/channels/{channel}/invites", run: s.postInvite},
		{method: "DELETE", pattern: "/invites/{code}", run: s.deleteInvite},
		{method: "GET", pattern: guild + "/bans", run: s.listBans},
		{method: "GET", pattern: guild + "/bans/{user}", run: s.getBan},
		{method: "PUT", pattern: guild + "/bans/{user}", run: s.putBan},
		{method: "DELETE", pattern: guild + "/bans/{user}", run: s.deleteBan},
		{method: "GET", pattern: guild + "/members", run: s.listMembers, rule: ruleMembers},
		{method: "GET", pattern: guild + "/members/search", run: s.searchMembers, rule: ruleMembers},
		{method: "PATCH", pattern: guild + "/members/@me", run: s.patchMe, rule: ruleMembers},
		{method: "GET", pattern: one, run: s.getMember},
		{method: "PATCH", pattern: one, run: s.patchMember, rule: ruleMembers},
		{method: "DELETE", pattern: one, run: s.kick, rule: ruleMembers},
		{method: "PUT", pattern: one + "/roles/{role}", run: s.putRole, rule: ruleMembers},
		{method: "DELETE", pattern: one + "/roles/{role}", run: s.deleteRole, rule: ruleMembers},
	}
}

// in returns the guild in the path, if the bot has these permissions there.
func (s *Server) in(q *request, want int64) (*guild, *apiError) {
	g := s.findGuild(q.vars["guild"])
	switch {
	case g == nil:
		return nil, errUnknownGuild
	case !s.may(g, s.me.ID, nil, want):
		return nil, errMissing
	}
	return g, nil
}

// getGuild implements https://discord.com/developers/docs/resources/guild#get-guild.
func (s *Server) getGuild(q *request) (any, *apiError) {
	g, err := s.in(q, 0)
	if err != nil {
		return nil, err
	}
	out := g.object()
	if q.query.Get("with_counts") == "true" {
		n, online := len(g.members), 1
		out.Members, out.Online = &n, &online
	}
	return out, nil
}

// getChannels implements https://discord.com/developers/docs/resources/guild#get-guild-channels.
// Threads are not included.
func (s *Server) getChannels(q *request) (any, *apiError) {
	g, err := s.in(q, 0)
	if err != nil {
		return nil, err
	}
	out := []channelObject{}
	for _, r := range g.rooms {
		if !r.thread() {
			out = append(out, r.object())
		}
	}
	return out, nil
}

// getThreads implements
// https://discord.com/developers/docs/resources/guild#list-active-guild-threads.
func (s *Server) getThreads(q *request) (any, *apiError) {
	g, err := s.in(q, 0)
	if err != nil {
		return nil, err
	}
	threads, members := []channelObject{}, []threadMember{}
	for _, r := range g.rooms {
		if r.thread() && !r.archived && s.may(g, s.me.ID, r, PermViewChannel) {
			o := s.threadObject(r)
			if o.Member != nil {
				members = append(members, *o.Member)
			}
			threads = append(threads, o)
		}
	}
	return map[string]any{"threads": threads, "members": members}, nil
}

func (s *Server) getRoles(q *request) (any, *apiError) {
	g, err := s.in(q, 0)
	if err != nil {
		return nil, err
	}
	return g.object().Roles, nil
}

// getMember implements https://discord.com/developers/docs/resources/guild#get-guild-member.
func (s *Server) getMember(q *request) (any, *apiError) {
	_, m, err := s.memberOf(q, 0)
	if err != nil {
		return nil, err
	}
	return m.object(true), nil
}

// memberOf returns the guild and member in the path.
func (s *Server) memberOf(q *request, want int64) (*guild, *member, *apiError) {
	g, err := s.in(q, want)
	if err != nil {
		return nil, nil, err
	}
	id := q.vars["user"]
	m := g.members[id]
	switch {
	case m != nil:
		return g, m, nil
	case s.users[id] == nil:
		return g, nil, errUnknownUser
	}
	return g, nil, errUnknownMember
}

// listMembers implements https://discord.com/developers/docs/resources/guild#list-guild-members. It
// requires the members intent.
func (s *Server) listMembers(q *request) (any, *apiError) {
	g, err := s.in(q, 0)
	if err != nil {
		return nil, err
	}
	if !s.privileged.members {
		return nil, errMissingAccess
	}
	limit, err := q.count("limit", 1, 1000)
	if err != nil {
		return nil, err
	}
	out := []Member{}
	for _, m := range g.sortedMembers() {
		if number(m.user.ID) > number(q.query.Get("after")) && len(out) < limit {
			out = append(out, m.object(true))
		}
	}
	return out, nil
}

// searchMembers implements
// https://discord.com/developers/docs/resources/guild#search-guild-members.
func (s *Server) searchMembers(q *request) (any, *apiError) {
	g, err := s.in(q, 0)
	if err != nil {
		return nil, err
	}
	limit, err := q.count("limit", 1, 1000)
	if err != nil {
		return nil, err
	}
	return g.search(q.query.Get("query"), limit), nil
}

// search returns members whose name or nickname starts with text.
func (g *guild) search(text string, limit int) []Member {
	out, text := []Member{}, strings.ToLower(text)
	for _, m := range g.sortedMembers() {
		for _, name := range []string{m.nick, m.user.GlobalName, m.user.Username} {
			if strings.HasPrefix(strings.ToLower(name), text) && (limit == 0 || len(out) < limit) {
				out = append(out, m.object(true))
				break
			}
		}
	}
	return out
}

// above reports whether the bot may act on a member: its highest role must be higher, and nobody
// can act on the owner:
// https://discord.com/developers/docs/topics/permissions#permission-hierarchy.
func (s *Server) above(g *guild, id string) bool {
	return id != g.owner && (g.owner == s.me.ID || g.rank(s.me.ID) > g.rank(id))
}

// maxTimeout is documented at
// https://discord.com/developers/docs/resources/guild#modify-guild-member.
const maxTimeout = 28 * 24 * time.Hour

// patchMember implements https://discord.com/developers/docs/resources/guild#modify-guild-member.
func (s *Server) patchMember(q *request) (any, *apiError) {
	g, m, err := s.memberOf(q, 0)
	if err != nil {
		return nil, err
	}
	var in memberPatch
	if err := q.decode(&in); err != nil {
		return nil, err
	}
	if err := s.checkPatch(g, m, &in); err != nil {
		return nil, err
	}
	if in.Timeout.set {
		m.until = in.until
	}
	if in.Nick.set {
		m.nick = in.Nick.value
	}
	if in.Roles != nil {
		m.roles = *in.Roles
	}
	s.memberChanged(g, m)
	return m.object(true), nil
}

type memberPatch struct {
	Timeout text      `json:"communication_disabled_until"`
	Nick    text      `json:"nick"`
	Roles   *[]string `json:"roles"`

	until time.Time
}

func (s *Server) checkPatch(g *guild, m *member, in *memberPatch) *apiError {
	if in.Timeout.set {
		if err := s.checkTimeout(g, m, in); err != nil {
			return err
		}
	}
	if in.Nick.set {
		if utf8.RuneCountInString(in.Nick.value) > 32 {
			var f form
			f.wrong("nick", "BASE_TYPE_MAX_LENGTH", "Must be 32 or fewer in length.")
			return f.err()
		}
		if !s.may(g, s.me.ID, nil, PermManageNicknames) || !s.above(g, m.user.ID) {
			return errMissing
		}
	}
	if in.Roles != nil {
		return s.checkRoles(g, m, *in.Roles)
	}
	return nil
}

// checkTimeout rejects timeouts over 28 days or of administrators:
// https://support.discord.com/hc/en-us/articles/4413305239191-Time-Out-FAQ.
func (s *Server) checkTimeout(g *guild, m *member, in *memberPatch) *apiError {
	admin := s.permissions(g, m.user.ID, nil)&PermAdministrator != 0
	if !s.may(g, s.me.ID, nil, PermModerateMembers) || !s.above(g, m.user.ID) || admin {
		return errMissing
	}
	if in.Timeout.value == "" {
		return nil
	}
	until, err := time.Parse(time.RFC3339, in.Timeout.value)
	var f form
	switch {
	case err != nil:
		f.wrong("communication_disabled_until", "DATE_TIME_TYPE_PARSE", "Could not parse "+in.Timeout.value+". Should be ISO8601.")
	case until.Sub(s.now()) > maxTimeout:
		f.wrong("communication_disabled_until", "MEMBER_COMMUNICATION_DISABLED_TOO_LONG", "Members can be timed out for at most 28 days.")
	}
	in.until = until
	return f.err()
}

// checkRoles requires each added or removed role to be below the bot's highest.
func (s *Server) checkRoles(g *guild, m *member, want []string) *apiError {
	for _, r := range g.roles {
		if contains(want, r.ID) != contains(m.roles, r.ID) {
			if err := s.checkRole(g, r); err != nil {
				return err
			}
		}
	}
	for _, id := range want {
		if g.findRole(id) == nil {
			return errUnknownRole
		}
	}
	return nil
}

func contains(list []string, one string) bool {
	for _, each := range list {
		if each == one {
			return true
		}
	}
	return false
}

// checkRole checks that the bot may give or take a role; managed roles and @everyone can't be
// assigned.
func (s *Server) checkRole(g *guild, r *roleObject) *apiError {
	switch {
	case !s.may(g, s.me.ID, nil, PermManageRoles):
		return errMissing
	case r.ID == g.id:
		return errInvalidRole
	case r.Managed || r.Position >= g.rank(s.me.ID):
		return errMissing
	}
	return nil
}

// patchMe implements https://discord.com/developers/docs/resources/guild#modify-current-member.
func (s *Server) patchMe(q *request) (any, *apiError) {
	g, err := s.in(q, PermChangeNickname)
	if err != nil {
		return nil, err
	}
	var in struct {
		Nick text `json:"nick"`
	}
	if err := q.decode(&in); err != nil {
		return nil, err
	}
	m := g.members[s.me.ID]
	m.nick = in.Nick.value
	s.memberChanged(g, m)
	return m.object(true), nil
}

// putRole implements https://discord.com/developers/docs/resources/guild#add-guild-member-role.
func (s *Server) putRole(q *request) (any, *apiError) { return s.changeRole(q, true) }

// deleteRole implements
// https://discord.com/developers/docs/resources/guild#remove-guild-member-role.
func (s *Server) deleteRole(q *request) (any, *apiError) { return s.changeRole(q, false) }

func (s *Server) changeRole(q *request, give bool) (any, *apiError) {
	g, m, err := s.memberOf(q, 0)
	if err != nil {
		return nil, err
	}
	r := g.findRole(q.vars["role"])
	if r == nil {
		return nil, errUnknownRole
	}
	if err := s.checkRole(g, r); err != nil {
		return nil, err
	}
	if contains(m.roles, r.ID) == give {
		return nil, nil
	}
	m.roles = without(m.roles, r.ID)
	if give {
		m.roles = append(m.roles, r.ID)
	}
	s.memberChanged(g, m)
	return nil, nil
}

// kick implements https://discord.com/developers/docs/resources/guild#remove-guild-member.
func (s *Server) kick(q *request) (any, *apiError) {
	g, m, err := s.memberOf(q, PermKick)
	if err != nil {
		return nil, err
	}
	if !s.above(g, m.user.ID) {
		return nil, errMissing
	}
	s.logged(g, auditKick, m.user.ID, s.me.ID, q.reason)
	s.removeMember(g, m.user.ID)
	return nil, nil
}
