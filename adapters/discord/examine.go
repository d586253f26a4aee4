package discord

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// Flags of an application: the switches for privileged intents, and their variants for bots
// in fewer than a hundred servers.
// https://discord.com/developers/docs/resources/application#application-object-application-flags.
const (
	flagMembers = 1<<14 | 1<<15
	flagContent = 1<<18 | 1<<19
)

// right is a permission by the name that Discord's settings use.
type right struct {
	bit   permissions
	label string
	minor string // code of what doesn't work without it; empty: the right is required
}

// rights are all rights that Steward uses; its invitation requests them.
var rights = []right{
	{permViewChannel, "View Channels", ""},
	{permSendMessages, "Send Messages", ""},
	{permSendInThreads, "Send Messages in Threads", ""},
	{permReadHistory, "Read Message History", ""},
	{permManageMessages, "Manage Messages", ""},
	{permAddReactions, "Add Reactions", "discord.use_reactions"},
	{permManageRoles, "Manage Roles", "discord.use_roles"},
	{permManageChannels, "Manage Channels", "discord.use_channels"},
	{permModerateMembers, "Moderate Members", "discord.use_mute"},
	{permKick, "Kick Members", "discord.use_kick"},
	{permBan, "Ban Members", "discord.use_ban"},
	{permPinMessages, "Pin Messages", "discord.use_pin"},
	{permAttachFiles, "Attach Files", "discord.use_pictures"},
	{permEmbedLinks, "Embed Links", "discord.use_web_pictures"},
}

func neededRights() (p permissions) {
	for _, r := range rights {
		p |= r.bit
	}
	return p
}

// inviteLink adds Steward to a server with the rights that it needs:
// https://discord.com/developers/docs/topics/oauth2#bot-authorization-flow.
func (a *Adapter) inviteLink(app string) string {
	return cmp.Or(a.pages, officialAPI) + "/oauth2/authorize?client_id=" + app +
		"&scope=bot+applications.commands&permissions=" + strconv.FormatUint(uint64(neededRights()), 10)
}

var botPage = phrase.AsLine("discord.bot_page", phrase.Line(portal))

// Examine implements bot.Examiner.
func (a *Adapter) Examine(ctx context.Context, spaces []bot.Place) []bot.Check {
	checks := a.examine(ctx, spaces)
	for i := range checks {
		checks[i].Cure = a.here(checks[i].Cure)
	}
	return checks
}

func (a *Adapter) examine(ctx context.Context, spaces []bot.Place) []bot.Check {
	var me userObject
	if err := a.client.call(ctx, "GET", "/users/@me", "", nil, &me); err != nil {
		return []bot.Check{unreachable("token", err)}
	}
	checks := []bot.Check{{Subject: "token", Found: phrase.AsLine("discord.token_of", me.Username)}}
	app, err := a.application(ctx, me)
	if err != nil {
		return append(checks, unreachable("application", err))
	}
	checks = append(append(checks, app.intents()...), a.examineShards(ctx)...)
	if unknownTo(a.client.call(ctx, "GET", "/applications/"+app.ID+"/commands", "", nil, nil)) {
		checks = append(checks, bot.Check{
			Subject: "commands", Found: phrase.AsLine("discord.no_menu"),
			Cure: phrase.AsLine("discord.nothing_to_do"), Minor: true,
		})
	}
	for _, s := range spaces {
		checks = append(checks, a.examineSpace(ctx, s, me.ID, app.ID)...)
	}
	return checks
}

// application is less than the library's: that one has no flags before they
// are set.
type application struct {
	ID    string `json:"id"`
	Flags int    `json:"flags"`

	unknown bool // the server can't be asked
}

// application returns the application of the account me. A compatible server may not have one.
func (a *Adapter) application(ctx context.Context, me userObject) (app application, err error) {
	err = a.client.call(ctx, "GET", "/applications/@me", "", nil, &app)
	if unknownTo(err) || err == nil && !isID(app.ID) {
		return application{ID: me.ID, unknown: true}, nil
	}
	return app, err
}

func (a application) intents() []bot.Check {
	if a.unknown { // the gateway will report what is missing
		return nil
	}
	var out []bot.Check
	for _, i := range []struct {
		name    string
		flag    int
		without string
	}{
		{"Message Content Intent", flagContent, "discord.no_content"},
		{"Server Members Intent", flagMembers, "discord.no_members"},
	} {
		c := bot.Check{Subject: i.name, Found: phrase.AsLine("discord.intent_on")}
		if a.Flags&i.flag == 0 {
			c.Found = phrase.AsLine(i.without)
			c.Cure = phrase.AsLine("discord.switch_on", botPage, i.name)
		}
		out = append(out, c)
	}
	return out
}

// examineShards compares the number of shards with what Discord recommends, where it is more than one.
// A compatible server may recommend none. While they run, how they are connected says enough.
func (a *Adapter) examineShards(ctx context.Context) []bot.Check {
	if a.joint.Load() != nil {
		return nil
	}
	info, err := a.gateway(ctx)
	if err != nil || info.Shards < 1 || max(info.Shards, int(a.shards)) == 1 {
		return nil
	}
	s := info.Starts
	c := bot.Check{
		Subject: "shards", Minor: true, Aside: true,
		Found: phrase.AsLine("discord.shards_recommended", info.Shards, s.Remaining, s.Total, max(s.Concurrency, 1)),
	}
	if a.shards != Auto && int(a.shards) < info.Shards {
		c.Cure = phrase.AsLine("discord.shards_few", int(a.shards), info.Shards)
	}
	return []bot.Check{c}
}

// unreachable returns the check for a failed query.
func unreachable(subject string, err error) bot.Check {
	c := bot.Check{Subject: subject, Found: bot.AsDeliveryError(deliveryError(err)).Reason, Cure: phrase.AsLine("discord.later")}
	var call *callError
	switch {
	case !errors.As(err, &call):
	case call.refusesToken():
		c.Found = phrase.AsLine("discord.token_rejected")
		c.Cure = phrase.AsLine("discord.put_token", botPage)
	case call.status == 0:
		c.Cure = phrase.AsLine("discord.network")
	}
	return c
}

func (a *Adapter) examineSpace(ctx context.Context, space bot.Place, self, app string) []bot.Check {
	subject := string(space)
	to, ok := parsePlace(space)
	if !ok || to.guild == "" {
		return []bot.Check{{
			Subject: subject, Found: phrase.AsLine("discord.not_server"),
			Cure: phrase.AsLine("discord.write_id"),
		}}
	}
	o := guildObject{ID: to.guild}
	if err := o.complete(self, func(path string, out any) error { return a.client.call(ctx, "GET", path, "", nil, out) }); err != nil {
		return []bot.Check{a.outside(subject, err, app)}
	}
	g := newGuild(&o, self)
	checks := []bot.Check{{Subject: subject, Found: phrase.AsLine("discord.in_server", cmp.Or(o.Name, o.ID))}}
	if o.System == "" {
		checks = append(checks, bot.Check{
			Subject: subject, Found: phrase.AsLine("discord.no_system"), Minor: true, Aside: true,
			Cure: phrase.AsLine("discord.name_system", channelPlace(to.guild, "3344")),
		})
	}
	return append(checks, g.lacks(subject, self)...)
}

// outside returns the check for a server that Steward is apparently not in.
func (a *Adapter) outside(subject string, err error, app string) bot.Check {
	if !says(err, unknownGuild, unknownMember, missingAccess) {
		return unreachable(subject, err)
	}
	c := bot.Check{
		Subject: subject, Found: phrase.AsLine("discord.not_in"),
		Cure: phrase.AsLine("discord.add"),
	}
	if a.pages != "" {
		c.Cure = phrase.AsLine("discord.add_at", a.inviteLink(app))
	}
	return c
}

// lacks returns checks for missing required rights, for missing optional ones, and for roles
// that Steward can't assign.
func (g *guild) lacks(subject, self string) []bot.Check {
	var checks []bot.Check
	var needed []string
	for _, r := range rights {
		switch {
		case g.rights(self).has(r.bit):
		case r.minor == "":
			needed = append(needed, r.label)
		default:
			checks = append(checks, bot.Check{
				Subject: subject, Found: phrase.AsLine("discord.lacks_minor", r.label, phrase.Line(r.minor)), Cure: grant(r.label), Minor: true,
			})
		}
	}
	if !g.rights(self).has(permManageGuild) { // only needed by a rule about invitations
		checks = append(checks, bot.Check{
			Subject: subject, Found: phrase.AsLine("discord.old_invites"),
		})
	}
	if len(needed) > 0 {
		checks = append(checks, bot.Check{Subject: subject, Found: phrase.AsLine("discord.lacks", strings.Join(needed, ", ")), Cure: grant(needed...)})
	}
	if above := g.outOfReach(self); len(above) > 0 {
		checks = append(checks, bot.Check{
			Subject: subject, Found: phrase.AsLine("discord.roles_above", strings.Join(above, ", ")),
		})
	}
	return checks
}

func grant(labels ...string) phrase.Line {
	return phrase.AsLine("discord.grant", strings.Join(labels, ", "))
}

// outOfReach returns the names of roles that are too high to be assigned.
func (g *guild) outOfReach(self string) []string {
	if g.owner == self || !g.rights(self).has(permManageRoles) {
		return nil
	}
	var names []string
	for id, r := range g.roles {
		if id != g.id && !r.managed && r.above(g.highest()) {
			names = append(names, r.name)
		}
	}
	slices.Sort(names)
	return names
}
