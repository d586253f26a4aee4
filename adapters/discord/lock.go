package discord

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"github.com/stewardbot/steward/bot"
)

// longestSlow: https://discord.com/developers/docs/resources/channel#modify-channel.
const longestSlow = 21600 * time.Second

// slow sets slow mode, in whole seconds.
func (a *Adapter) slow(ctx context.Context, to destination, e bot.Slow) error {
	if to.guild == "" || to.channel == "" {
		return bot.Refuse("discord.slow_elsewhere")
	}
	in := struct {
		Seconds int `json:"rate_limit_per_user"`
	}{int((max(e.Every, 0) + time.Second - 1) / time.Second)}
	return a.client.call(ctx, "PATCH", "/channels/"+to.channel, "", audited{in, e.Reason}, nil)
}

// overwrite allows and denies for a role or a member in one channel:
// https://discord.com/developers/docs/resources/channel#overwrite-object.
type overwrite struct {
	Type  int    `json:"type"`
	Allow string `json:"allow"`
	Deny  string `json:"deny"`
}

// The types of overwrites.
const (
	roleKind   = 0
	memberKind = 1
)

// doors holds a channel's overwrites for everybody and for Steward; nil: none.
type doors struct {
	Everyone *overwrite `json:"everyone"`
	Self     *overwrite `json:"self"`
}

// permissionsOf returns a channel's current overwrites.
func (a *Adapter) permissionsOf(ctx context.Context, to destination) (string, error) {
	self, err := a.lockable(ctx, to)
	if err != nil {
		return "", err
	}
	var o struct {
		Overwrites []struct {
			ID string `json:"id"`
			overwrite
		} `json:"permission_overwrites"`
	}
	if err := a.client.call(ctx, "GET", "/channels/"+to.channel, "", nil, &o); err != nil {
		return "", err
	}
	var d doors
	for i, w := range o.Overwrites {
		switch w.ID {
		case to.guild:
			d.Everyone = &o.Overwrites[i].overwrite
		case self:
			d.Self = &o.Overwrites[i].overwrite
		}
	}
	b, err := json.Marshal(d)
	return string(b), err
}

// lockable returns Steward's account, or an error if the place can't be locked.
func (a *Adapter) lockable(ctx context.Context, to destination) (self string, err error) {
	switch {
	case to.guild == "" || to.channel == "":
		return "", bot.Refuse("discord.lock_elsewhere")
	case to.parent != "":
		return "", bot.Refuse("discord.lock_thread")
	}
	return a.directory.self(ctx)
}

// speaking are the rights that a lock takes from everybody.
const speaking = permSendMessages | permSendInThreads | permCreateThreads | permPrivateThreads

// lock takes the right to write from everybody. Steward can't deny rights that it lacks, and
// would lose them itself, so it first allows them to itself in the channel. Unlocking does the
// reverse.
func (a *Adapter) lock(ctx context.Context, to destination, e bot.Lock) error {
	self, err := a.lockable(ctx, to)
	if err != nil {
		return err
	}
	var earlier doors
	if err := json.Unmarshal([]byte(e.Earlier), &earlier); err != nil {
		return bot.Refuse("cannot.restore")
	}
	g, err := a.guild(ctx, to.guild)
	if err != nil {
		return err
	}
	if e.Lift {
		if err := a.overwrite(ctx, to, to.guild, earlier.Everyone, e.Reason); err != nil {
			return err
		}
		return a.overwrite(ctx, to, self, earlier.Self, e.Reason)
	}
	if missing := permManageRoles | permSendMessages | permSendInThreads; !g.rights(self).has(missing) {
		return bot.Refuse("discord.lock_rights")
	}
	taken := speaking & g.rights(self)
	if g.rights(self)&permAdministrator != 0 {
		taken = speaking
	}
	if err := a.overwrite(ctx, to, self, earlier.Self.with(memberKind, taken, noPermissions), e.Reason); err != nil {
		return err
	}
	return a.overwrite(ctx, to, to.guild, earlier.Everyone.with(roleKind, noPermissions, taken), e.Reason)
}

// with returns o with rights allowed and denied in addition; o may be nil.
func (o *overwrite) with(kind int, allow, deny permissions) *overwrite {
	var was overwrite
	if o != nil {
		was = *o
	}
	text := func(p permissions) string { return strconv.FormatUint(uint64(p), 10) }
	return &overwrite{
		Type: kind, Allow: text(parsePermissions(was.Allow)&^deny | allow), Deny: text(parsePermissions(was.Deny)&^allow | deny),
	}
}

// overwrite sets a channel's overwrite for a role or a member, or deletes it if o is nil.
// https://discord.com/developers/docs/resources/channel#edit-channel-permissions.
func (a *Adapter) overwrite(ctx context.Context, to destination, id string, o *overwrite, reason string) error {
	path := "/channels/" + to.channel + "/permissions/" + id
	if o != nil {
		return a.client.call(ctx, "PUT", path, "", audited{o, reason}, nil)
	}
	err := a.client.call(ctx, "DELETE", path, "", audited{nil, reason}, nil)
	if says(err, unknownOverwrite) {
		return nil
	}
	return err
}

// Title implements bot.Titler.
func (a *Adapter) Title(space bot.Place) string {
	to, ok := parsePlace(space)
	if g, known := a.guilds.guild(to.guild); ok && known {
		return g.title
	}
	return ""
}

// Link implements bot.Linker.
func (a *Adapter) Link(m bot.MessageID) string {
	to, ok := parsePlace(m.Place)
	h, known := parseHandle(m.ID)
	if !ok || !known || h.token != "" || to.channel == "" || to.guild == "" || a.pages == "" {
		return ""
	}
	return a.pages + "/channels/" + to.guild + "/" + to.channel + "/" + h.id
}
