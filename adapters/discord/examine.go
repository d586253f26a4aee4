package discord

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/stewardbot/steward/bot"
)

// Flags of an application: the switches for privileged intents, and what stands
// for them in fewer than a hundred servers.
// https://discord.com/developers/docs/resources/application#application-object-application-flags.
const (
	flagMembers = 1<<14 | 1<<15
	flagContent = 1<<18 | 1<<19
)

// right is a permission by the name that Discord's settings use.
type right struct {
	bit   permissions
	label string
	minor string // what Steward does not do without it; empty: it needs the right
}

// rights are all that Steward uses, and what it is invited with.
var rights = []right{
	{permViewChannel, "View Channels", ""},
	{permSendMessages, "Send Messages", ""},
	{permSendInThreads, "Send Messages in Threads", ""},
	{permReadHistory, "Read Message History", ""},
	{permManageMessages, "Manage Messages", ""},
	{permAddReactions, "Add Reactions", "a check-in is answered by a text instead of a reaction"},
	{permManageRoles, "Manage Roles", "levels give no roles, and channels are not locked"},
	{permManageChannels, "Manage Channels", "channels get no slow mode, and rules take new invitations to the server for foreign ones"},
	{permModerateMembers, "Moderate Members", "nobody is muted"},
	{permKick, "Kick Members", "nobody is kicked"},
	{permBan, "Ban Members", "nobody is banned"},
	{permPinMessages, "Pin Messages", "posts are not pinned"},
	{permAttachFiles, "Attach Files", "posts have no pictures"},
	{permEmbedLinks, "Embed Links", "posts have no pictures from the web"},
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

const botPage = portal + " -> your application -> Bot"

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
	checks := []bot.Check{{Subject: "token", Found: "it belongs to the bot " + me.Username}}
	app, err := a.application(ctx, me)
	if err != nil {
		return append(checks, unreachable("application", err))
	}
	checks = append(checks, app.intents()...)
	if unknownTo(a.client.call(ctx, "GET", "/applications/"+app.ID+"/commands", "", nil, nil)) {
		checks = append(checks, bot.Check{
			Subject: "commands", Found: "the server has no menu of commands: they are written as texts, such as /help",
			Cure: "nothing needs to be done; a newer version of the server may have one", Minor: true,
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

// application is that of the account me. A compatible server may know of none.
func (a *Adapter) application(ctx context.Context, me userObject) (app application, err error) {
	err = a.client.call(ctx, "GET", "/applications/@me", "", nil, &app)
	if unknownTo(err) || err == nil && !isID(app.ID) {
		return application{ID: me.ID, unknown: true}, nil
	}
	return app, err
}

func (a application) intents() []bot.Check {
	if a.unknown { // the gateway will tell what is missing
		return nil
	}
	var out []bot.Check
	for _, i := range []struct {
		name    string
		flag    int
		without string
	}{
		{"Message Content Intent", flagContent, "Steward would see neither commands nor check-ins that are written"},
		{"Server Members Intent", flagMembers, "Steward would not see who joins, leaves, or has which roles"},
	} {
		c := bot.Check{Subject: i.name, Found: "it is switched on"}
		if a.Flags&i.flag == 0 {
			c.Found = "it is switched off, and Discord lets Steward in only with it: " + i.without
			c.Cure = "switch it on: " + botPage + " -> Privileged Gateway Intents -> " + i.name
		}
		out = append(out, c)
	}
	return out
}

// unreachable is for what could not be asked.
func unreachable(subject string, err error) bot.Check {
	c := bot.Check{Subject: subject, Found: bot.AsDeliveryError(deliveryError(err)).Reason, Cure: "try again later"}
	var call *callError
	switch {
	case !errors.As(err, &call):
	case call.refusesToken():
		c.Found = "Discord rejects it"
		c.Cure = "put a valid one into platforms.discord.token: " + botPage + " -> Reset Token shows a new one, and only once"
	case call.status == 0:
		c.Cure = "check the network, and platforms.discord.api_url if it is set"
	}
	return c
}

func (a *Adapter) examineSpace(ctx context.Context, space bot.Place, self, app string) []bot.Check {
	subject := string(space)
	to, ok := parsePlace(space)
	if !ok || to.guild == "" {
		return []bot.Check{{
			Subject: subject, Found: "it is no server on Discord",
			Cure: "write discord: and the server's id, which /id shows",
		}}
	}
	o := guildObject{ID: to.guild}
	if err := o.complete(self, func(path string, out any) error { return a.client.call(ctx, "GET", path, "", nil, out) }); err != nil {
		return []bot.Check{a.outside(subject, err, app)}
	}
	g := newGuild(&o, self)
	checks := []bot.Check{{Subject: subject, Found: fmt.Sprintf("Steward is in the server %q", cmp.Or(o.Name, o.ID))}}
	if o.System == "" {
		checks = append(checks, bot.Check{
			Subject: subject, Found: "the server has no channel for system messages: a welcome or farewell that has no place in this server is not said", Minor: true, Aside: true,
			Cure: "name one under places, as welcome: [" + string(channelPlace(to.guild, "3344")) + "], " +
				"or choose one under Server Settings -> Overview -> System Messages Channel",
		})
	}
	return append(checks, g.lacks(subject, self)...)
}

// outside is for a server that Steward is not in, as far as can be told.
func (a *Adapter) outside(subject string, err error, app string) bot.Check {
	if !says(err, unknownGuild, unknownMember, missingAccess) {
		return unreachable(subject, err)
	}
	c := bot.Check{
		Subject: subject, Found: "there is no such server, or Steward is not in it",
		Cure: "check the id; then add the bot to the server",
	}
	if a.pages != "" {
		c.Cure = "check the id; then open " + a.inviteLink(app) + " and choose the server"
	}
	return c
}

// lacks names the rights that are missing, those without which Steward does
// less apart, and the roles that it can't give.
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
				Subject: subject, Found: fmt.Sprintf("the right %q is missing: %s", r.label, r.minor), Cure: grant(r.label), Minor: true,
			})
		}
	}
	if !g.rights(self).has(permManageGuild) { // too much to ask of those who have no such rule
		checks = append(checks, bot.Check{
			Subject: subject, Found: "rules about invitations take those to this server for foreign ones that were made before Steward connected; " +
				"if they are to know them, " + grant("Manage Server"),
		})
	}
	if len(needed) > 0 {
		checks = append(checks, bot.Check{Subject: subject, Found: "rights are missing: " + strings.Join(needed, ", "), Cure: grant(needed...)})
	}
	if above := g.outOfReach(self); len(above) > 0 {
		checks = append(checks, bot.Check{
			Subject: subject, Found: "these roles stand above Steward's own, so that it can't give them: " + strings.Join(above, ", ") +
				"; if it is to, move Steward's role above them under Server Settings -> Roles",
		})
	}
	return checks
}

func grant(labels ...string) string {
	return "switch on " + strings.Join(labels, ", ") + " under Server Settings -> Roles -> Steward's role -> Permissions"
}

// outOfReach are the names of roles that could be given but for their position.
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
