package fakediscord

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxBanDeletion is documented at
// https://discord.com/developers/docs/resources/guild#create-guild-ban.
const maxBanDeletion = 604800

// putBan implements https://discord.com/developers/docs/resources/guild#create-guild-ban. Accounts
// outside the guild can be banned, too. As in API version 10, parameters come only from the body
// and the reason only from its header.
func (s *Server) putBan(q *request) (any, *apiError) {
	g, err := s.in(q, PermBan)
	if err != nil {
		return nil, err
	}
	id := q.vars["user"]
	switch {
	case s.users[id] == nil:
		return nil, errUnknownUser
	case g.members[id] != nil && !s.above(g, id):
		return nil, errMissing
	}
	var in struct {
		Seconds int  `json:"delete_message_seconds"`
		Days    *int `json:"delete_message_days"`
	}
	if err := q.decode(&in); err != nil {
		return nil, err
	}
	if in.Days != nil {
		in.Seconds = *in.Days * 86400
	}
	if in.Seconds < 0 || in.Seconds > maxBanDeletion {
		var f form
		f.wrong("delete_message_seconds", "NUMBER_TYPE_MAX", "int value should be less than or equal to 604800.")
		return nil, f.err()
	}
	s.ban(g, id, q.reason, s.me.ID)
	s.sweep(g, id, s.now().Add(-time.Duration(in.Seconds)*time.Second))
	return nil, nil
}

// sweep deletes a user's messages since a time.
func (s *Server) sweep(g *guild, id string, since time.Time) {
	for _, r := range slices.Clone(g.rooms) {
		var gone []string
		for _, m := range r.posts.list {
			if m.Author.ID == id && m.at.After(since) {
				gone = append(gone, m.ID)
			}
		}
		s.eraseAll(r, gone)
	}
}

// deleteBan implements https://discord.com/developers/docs/resources/guild#remove-guild-ban.
func (s *Server) deleteBan(q *request) (any, *apiError) {
	g, err := s.in(q, PermBan)
	if err != nil {
		return nil, err
	}
	if _, is := g.bans[q.vars["user"]]; !is {
		return nil, errUnknownBan
	}
	s.unban(g, q.vars["user"], s.me.ID)
	return nil, nil
}

// banObject is documented at https://discord.com/developers/docs/resources/guild#ban-object.
type banObject struct {
	Reason *string `json:"reason"`
	User   User    `json:"user"`
}

func (s *Server) banObject(g *guild, id string) banObject {
	out := banObject{User: s.account(id).User}
	if reason := g.bans[id]; reason != "" {
		out.Reason = &reason
	}
	return out
}

func (s *Server) getBan(q *request) (any, *apiError) {
	g, err := s.in(q, PermBan)
	if err != nil {
		return nil, err
	}
	if _, is := g.bans[q.vars["user"]]; !is {
		return nil, errUnknownBan
	}
	return s.banObject(g, q.vars["user"]), nil
}

// listBans implements https://discord.com/developers/docs/resources/guild#get-guild-bans.
func (s *Server) listBans(q *request) (any, *apiError) {
	g, err := s.in(q, PermBan)
	if err != nil {
		return nil, err
	}
	limit, err := q.count("limit", 1000, 1000)
	if err != nil {
		return nil, err
	}
	out := []banObject{}
	for id := range g.bans {
		if number(id) > number(q.query.Get("after")) {
			out = append(out, s.banObject(g, id))
		}
	}
	slices.SortFunc(out, func(a, b banObject) int { return strings.Compare(a.User.ID, b.User.ID) })
	return out[:min(limit, len(out))], nil
}

// getAudit implements https://discord.com/developers/docs/resources/audit-log#get-guild-audit-log.
// The newest entry comes first.
func (s *Server) getAudit(q *request) (any, *apiError) {
	g, err := s.in(q, PermViewAuditLog)
	if err != nil {
		return nil, err
	}
	limit, err := q.count("limit", 50, 100)
	if err != nil {
		return nil, err
	}
	kind, _ := strconv.Atoi(q.query.Get("action_type"))
	before, after := number(q.query.Get("before")), number(q.query.Get("after"))
	entries, users, seen := []auditEntry{}, []User{}, map[string]bool{}
	for _, e := range slices.Backward(g.audit) {
		n := number(e.ID)
		if kind != 0 && e.Action != kind || before != 0 && n >= before || n <= after || len(entries) == limit {
			continue
		}
		entries = append(entries, e)
		for _, id := range []string{e.Target, e.User} {
			if !seen[id] {
				seen[id] = true
				users = append(users, s.account(id).User)
			}
		}
	}
	return map[string]any{
		"audit_log_entries": entries, "users": users, "webhooks": []any{}, "integrations": []any{}, "threads": []any{},
		"application_commands": []any{}, "auto_moderation_rules": []any{}, "guild_scheduled_events": []any{},
	}, nil
}
