package discord

import (
	"context"
	"time"

	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot"
)

// longestMute is slightly below Discord's maximum, since clocks may differ:
// https://discord.com/developers/docs/resources/guild#modify-guild-member.
const longestMute = 28*24*time.Hour - 5*time.Minute

// maxPurge: https://discord.com/developers/docs/resources/guild#create-guild-ban.
const maxPurge = 7 * 24 * time.Hour

type timeout struct {
	Until *time.Time `json:"communication_disabled_until"` // nil: ends the timeout
}

// mute sets or removes a timeout.
func (a *Adapter) mute(ctx context.Context, to destination, e bot.Mute) error {
	s, err := a.subject(ctx, to, e.User, permModerateMembers, "Moderate Members")
	switch {
	case err != nil:
		return err
	case s.member == nil:
		return kit.Gone("discord.not_in_server")
	case s.guild.permissions(s.member.Roles).has(permAdministrator):
		return bot.Refuse("discord.is_administrator")
	}
	if e.Until.IsZero() && len(s.member.Timeout) > 0 && !s.member.mutedUntil().After(time.Now()) {
		return kit.Gone("target.not_muted")
	}
	if e.Ours != nil {
		if err := stillMuted(e, s.member.mutedUntil(), time.Now()); err != nil {
			return err
		}
	}
	var in timeout
	if !e.Until.IsZero() {
		until := e.Until.UTC()
		in.Until = &until
	}
	return a.client.call(ctx, "PATCH", s.path("members"), "", audited{in, e.Reason}, nil)
}

// stillMuted returns why a mute must not be lifted or renewed. One that has expired, for
// instance during an outage, is renewed.
func stillMuted(e bot.Mute, until, now time.Time) error {
	muted := until.After(now)
	switch {
	case e.Until.IsZero() && !kit.InForce(e.Ours, until, longestMute):
		return kit.ByHand()
	case !e.Until.IsZero() && e.Ours.Until.After(now) && (!muted || until.Sub(e.Ours.Until).Abs() > renewalSlack):
		return kit.ByHand()
	}
	return nil
}

// renewalSlack is the allowed difference between the end at Discord and the engine's.
const renewalSlack = time.Hour

func (a *Adapter) kick(ctx context.Context, to destination, e bot.Kick) error {
	s, err := a.subject(ctx, to, e.User, permKick, "Kick Members")
	switch {
	case err != nil:
		return err
	case s.member == nil:
		return kit.Gone("discord.not_in_server")
	}
	return a.client.call(ctx, "DELETE", s.path("members"), "", audited{nil, e.Reason}, nil)
}

type ban struct {
	Purge int `json:"delete_message_seconds,omitempty"`
}

// ban also works for people who are not in the server.
func (a *Adapter) ban(ctx context.Context, to destination, e bot.Ban) error {
	s, err := a.subject(ctx, to, e.User, permBan, "Ban Members")
	if err != nil {
		return err
	}
	if e.Lift {
		if e.Ours != nil {
			if err := a.stillBanned(ctx, s, e.Ours); err != nil {
				return err
			}
		}
		return a.client.call(ctx, "DELETE", s.path("bans"), "", audited{nil, e.Reason}, nil)
	}
	in := ban{Purge: int(min(max(e.Purge, 0), maxPurge).Seconds())}
	return a.client.call(ctx, "PUT", s.path("bans"), "", audited{in, e.Reason}, nil)
}

// stillBanned returns an error if a ban must not be lifted because it is not Steward's.
// Steward's bans have a reason to compare; a compatible server may not keep reasons, so the
// audit log is consulted there.
func (a *Adapter) stillBanned(ctx context.Context, s subject, ours *bot.Ours) error {
	var is struct {
		Reason string `json:"reason"`
	}
	err := a.client.call(ctx, "GET", s.path("bans"), "", nil, &is)
	switch {
	case unknownTo(err):
		return nil
	case err != nil:
		return err
	case bot.MarkOf(is.Reason) == ours.Mark:
		return nil
	case is.Reason == "" && !a.client.official:
		return a.bannedByUs(ctx, s)
	}
	return kit.ByHand()
}

// auditBan: https://discord.com/developers/docs/resources/audit-log#audit-log-entry-object-audit-log-events.
const auditBan = "22"

// bannedByUs returns an error if by the audit log somebody else gave the latest ban.
func (a *Adapter) bannedByUs(ctx context.Context, s subject) error {
	self, err := a.directory.self(ctx)
	if err != nil || !s.guild.rights(self).has(permViewAuditLog) {
		return err
	}
	var log struct {
		Entries []struct {
			Target string `json:"target_id"`
			User   string `json:"user_id"`
		} `json:"audit_log_entries"`
	}
	if err := a.client.call(ctx, "GET", "/guilds/"+s.guild.id+"/audit-logs?action_type="+auditBan+"&limit=100", "", nil, &log); err != nil {
		return nil //nolint:nilerr // a server without an audit log
	}
	for _, e := range log.Entries {
		if e.Target == s.id {
			if e.User != self {
				return kit.ByHand()
			}
			return nil
		}
	}
	return nil
}

// banned returns a banned user; nil if they are not banned, or Steward can't read the bans.
func (a *Adapter) banned(ctx context.Context, g *guild, id string) (*userObject, error) {
	self, err := a.directory.self(ctx)
	if err != nil || !g.rights(self).has(permBan) {
		return nil, err
	}
	var out struct {
		User userObject `json:"user"`
	}
	err = a.client.call(ctx, "GET", subject{id: id, guild: g}.path("bans"), "", nil, &out)
	if says(err, unknownBan) || unknownTo(err) {
		return nil, nil
	}
	out.User.ID = id
	return &out.User, err
}

// subject is the target of a sanction.
type subject struct {
	id     string
	guild  *guild
	member *memberObject // nil: not in the server
}

func (s subject) path(of string) string { return "/guilds/" + s.guild.id + "/" + of + "/" + s.id }

// subject looks up the target of a sanction. It refuses what Discord would refuse, with a
// reason, since Discord's refusals give none and count towards blocking this IP address. https://discord.com/developers/docs/topics/permissions#permission-hierarchy
func (a *Adapter) subject(ctx context.Context, to destination, u bot.UserID, right permissions, label string) (s subject, err error) {
	id, ok := parseUser(u)
	switch {
	case to.guild == "":
		return s, bot.Refuse("cannot.sanction_privately")
	case !ok:
		return s, bot.Refuse("target.no_account", u, title)
	}
	s.id = id
	if s.guild, err = a.guild(ctx, to.guild); err != nil {
		return s, err
	}
	self, err := a.directory.self(ctx)
	if err != nil {
		return s, err
	}
	switch {
	case id == self:
		return s, bot.Refuse("cannot.sanction_itself")
	case id == s.guild.owner:
		return s, bot.Refuse("discord.is_owner")
	case !s.guild.rights(self).has(right):
		return s, bot.Refuse("discord.lacks_right", label)
	}
	var m memberObject
	err = a.client.call(ctx, "GET", s.path("members"), "", nil, &m)
	if says(err, unknownMember) {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	s.member = &m
	if top := s.guild.top(m.Roles); s.guild.owner != self && !s.guild.highest().above(top) {
		return s, bot.Refuse("discord.person_above", top.name)
	}
	return s, nil
}

// pin needs Discord's newer right "Pin Messages" or, on older servers, "Manage
// Messages".
func (a *Adapter) pin(ctx context.Context, to destination, e bot.Pin) error {
	h, ok := parseHandle(e.Target.Message.ID)
	switch {
	case !ok:
		return bot.Refuse("target.no_message", e.Target.Message.ID, title)
	case h.token != "":
		return bot.Refuse("cannot.pin_hidden")
	}
	channel, err := a.channelOf(ctx, to, h.id)
	if err != nil {
		return err
	}
	method := "PUT"
	if e.Off {
		method = "DELETE"
	}
	return a.ofMessage(ctx, h.id, func() error {
		return a.client.call(ctx, method, "/channels/"+channel+"/pins/"+h.id, "", audited{nil, e.Reason}, nil)
	})
}
