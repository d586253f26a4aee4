package fakediscord_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	fake "github.com/stewardbot/steward/adapters/discord/fakediscord"
)

func TestVoiceIsToldWithTheGuild(t *testing.T) {
	h := open(t, fake.Options{})
	hall := h.guild.AddVoice("hall")
	h.Voice(h.ann, hall.ID, true)
	h.Say(h.ann, h.channel.ID, "the last one")
	l := h.connect(everything &^ (1 << 8)) // without presences, only members in voice are sent
	g := decode[discordgo.GuildCreate](t, l.want(0, "GUILD_CREATE"))
	if len(g.VoiceStates) != 1 || !g.VoiceStates[0].SelfDeaf || len(g.Members) != 2 || g.MemberCount != 4 {
		t.Errorf("%d voice states, %d members", len(g.VoiceStates), len(g.Members))
	}
	if c := g.Channels[0]; c.LastMessageID != h.Shown(h.channel.ID)[0].ID || c.GuildID != "" {
		t.Errorf("%+v", c)
	}
	h.guild.RemoveMember(h.ann)
	if v := decode[discordgo.VoiceStateUpdate](t, l.want(0, "VOICE_STATE_UPDATE")); v.ChannelID != "" || v.UserID != h.ann.ID {
		t.Errorf("%+v", v.VoiceState)
	}
	l.want(0, "GUILD_MEMBER_REMOVE")
}

func TestGuildChanges(t *testing.T) {
	h := open(t, fake.Options{})
	l := h.connect(everything)
	h.guild.SetLocale("zh-CN")
	h.guild.SetOwner(h.ann)
	l.want(0, "GUILD_UPDATE")
	if g := decode[discordgo.GuildUpdate](t, l.want(0, "GUILD_UPDATE")); g.OwnerID != h.ann.ID || g.PreferredLocale != "zh-CN" {
		t.Errorf("%+v", g.Guild)
	}
	h.SetBotPermissions(h.guild, fake.PermViewChannel)
	l.want(0, "GUILD_ROLE_UPDATE")
	if _, err := h.rest.ChannelMessageSend(h.channel.ID, "x"); err != nil {
		t.Errorf("what @everyone may, the bot may not: %v", err)
	}
	h.guild.EveryoneRole().SetPermissions(0)
	if _, err := h.rest.ChannelMessageSend(h.channel.ID, "x"); code(err) != 50013 {
		t.Errorf("%v", err)
	}
	h.Rename(h.bob, "Robert")
	if m := decode[discordgo.GuildMemberUpdate](t, l.want(0, "GUILD_MEMBER_UPDATE")); m.User.GlobalName != "Robert" {
		t.Errorf("%+v", m.User)
	}
}

func TestOverwritesPinsAndRemoval(t *testing.T) {
	h := open(t, fake.Options{})
	id, r := h.Say(h.ann, h.channel.ID, "rules"), h.rest
	if err := r.ChannelMessagePin(h.channel.ID, id); err != nil || !h.Shown(h.channel.ID)[0].Pinned {
		t.Errorf("pin: %v", err)
	}
	if err := r.ChannelMessageUnpin(h.channel.ID, id); err != nil || h.Shown(h.channel.ID)[0].Pinned {
		t.Errorf("unpin: %v", err)
	}
	everyone := discordgo.PermissionOverwriteTypeRole
	if err := r.ChannelPermissionSet(h.channel.ID, h.guild.ID, everyone, 0, fake.PermSendMessages); err != nil || h.maySpeak(h.ann) {
		t.Errorf("lock: %v", err)
	}
	if err := r.ChannelPermissionSet(h.channel.ID, h.guild.ID, everyone, 0, fake.PermAdministrator); code(err) != 50013 {
		t.Errorf("denying what it has not: %v", err)
	}
	if err := r.ChannelPermissionDelete(h.channel.ID, h.guild.ID); err != nil || !h.maySpeak(h.ann) {
		t.Errorf("unlock: %v", err)
	}
	slow := 30
	if c, err := r.ChannelEditComplex(h.channel.ID, &discordgo.ChannelEdit{RateLimitPerUser: &slow}); err != nil || c.RateLimitPerUser != 30 {
		t.Errorf("slow: %v", err)
	}
	if _, err := r.ChannelDelete(h.channel.ID); err != nil {
		t.Error(err)
	}
	if _, err := r.Channel(h.channel.ID); code(err) != 10003 {
		t.Errorf("%v", err)
	}
}

func TestBansAreListed(t *testing.T) {
	h := open(t, fake.Options{})
	h.guild.Ban(h.ann)
	h.guild.Ban(h.bob)
	if list := ok[[]*discordgo.GuildBan](t)(h.rest.GuildBans(h.guild.ID, 10, "", "")); len(list) != 2 || list[0].User.ID != h.ann.ID {
		t.Errorf("%+v", list)
	}
	if b := ok[*discordgo.GuildBan](t)(h.rest.GuildBan(h.guild.ID, h.bob.ID)); b.Reason != "banned" {
		t.Errorf("%+v", b)
	}
}

func TestRolesOfAMemberAtOnce(t *testing.T) {
	h := open(t, fake.Options{})
	a, b := h.guild.AddRole("a", 0), h.guild.AddRole("b", 0)
	path := "/guilds/" + h.guild.ID + "/members/" + h.ann.ID
	if x := h.raw("PATCH", path, fmt.Sprintf(`{"roles":[%q,%q]}`, a.ID, b.ID)); x.status != 200 || !h.has(h.ann, b.ID) {
		t.Errorf("%d %s", x.status, x.body)
	}
	b.SetPosition(100)
	if x := h.raw("PATCH", path, fmt.Sprintf(`{"roles":[%q]}`, a.ID)); x.code != 50013 || !h.has(h.ann, b.ID) {
		t.Errorf("taking one that is above: %d %s", x.status, x.body)
	}
	if x := h.raw("PATCH", path, fmt.Sprintf(`{"roles":[%q]}`, b.ID)); x.status != 200 || h.has(h.ann, a.ID) {
		t.Errorf("leaving one that is above: %d %s", x.status, x.body)
	}
}

func TestMembersOverTheGateway(t *testing.T) {
	h := open(t, fake.Options{})
	l := h.connect(everything)
	l.send(op(8, map[string]any{"guild_id": h.guild.ID, "query": "", "limit": 0, "nonce": "n"}))
	c := decode[discordgo.GuildMembersChunk](t, l.want(0, "GUILD_MEMBERS_CHUNK"))
	if len(c.Members) != 4 || c.ChunkCount != 1 || c.Nonce != "n" {
		t.Errorf("%+v", c)
	}
	l.send(op(8, map[string]any{"guild_id": h.guild.ID, "user_ids": []string{h.ann.ID, "1"}}))
	c = decode[discordgo.GuildMembersChunk](t, l.want(0, "GUILD_MEMBERS_CHUNK"))
	if len(c.Members) != 1 || len(c.NotFound) != 1 {
		t.Errorf("%+v", c)
	}
}

func TestGatewayQuery(t *testing.T) {
	h := open(t, fake.Options{})
	for query, want := range map[string]int{"?v=6": 4012, "?v=10&encoding=etf": 4002, "?v=10&compress=zlib-stream": 4002} {
		l := dial(t, h.GatewayURL()+query+"&x=") // absorbs the query that dial appends
		if got := l.ends(); got != want {
			t.Errorf("%s: closed with %d, want %d", query, got, want)
		}
	}
}

func TestComponents(t *testing.T) {
	h := open(t, fake.Options{})
	row := func(list string) string { return `[{"type":1,"components":[` + list + `]}]` }
	menu := `{"type":3,"custom_id":"m","options":[{"label":"a","value":"a"}]}`
	tests := []struct {
		name, components string
		flags            int
		want             int
	}{
		{"a link", row(`{"type":2,"style":5,"label":"x","url":"https://example.com"}`), 0, 200},
		{"a link without an address", row(`{"type":2,"style":5,"label":"x"}`), 0, 400},
		{"a link with an id", row(`{"type":2,"style":5,"label":"x","url":"https://example.com","custom_id":"x"}`), 0, 400},
		{"a style that is none", row(`{"type":2,"style":9,"label":"x","custom_id":"x"}`), 0, 400},
		{"no label", row(`{"type":2,"style":1,"custom_id":"x"}`), 0, 400},
		{"a long label", row(`{"type":2,"style":1,"custom_id":"x","label":"` + strings.Repeat("x", 81) + `"}`), 0, 400},
		{"a menu", row(menu), 0, 200},
		{"a menu beside a button", row(menu + `,{"type":2,"style":1,"label":"x","custom_id":"x"}`), 0, 400},
		{"layout", `[{"type":17,"components":[{"type":10,"content":"x"},{"type":9,"components":[{"type":10,"content":"y"}],"accessory":{"type":2,"style":1,"label":"x","custom_id":"x"}}]}]`, fake.FlagComponentsV2, 200},
		{"too much layout", `[` + strings.TrimSuffix(strings.Repeat(`{"type":10,"content":"x"},`, 41), ",") + `]`, fake.FlagComponentsV2, 400},
		{"too much text", `[{"type":10,"content":"` + strings.Repeat("x", 4001) + `"}]`, fake.FlagComponentsV2, 400},
		{"no layout", `[]`, fake.FlagComponentsV2, 400},
	}
	for _, tt := range tests {
		body := fmt.Sprintf(`{"components":%s,"flags":%d}`, tt.components, tt.flags)
		if a := h.raw("POST", "/channels/"+h.channel.ID+"/messages", body); a.status != tt.want {
			t.Errorf("%s: %d %s", tt.name, a.status, a.body)
		}
	}
}

func TestMentions(t *testing.T) {
	h := open(t, fake.Options{})
	role := h.guild.AddRole("mods", 0)
	text := fmt.Sprintf("<@%s> <@!%s> <@&%s> @everyone", h.ann.ID, h.bob.ID, role.ID)
	tests := []struct {
		name, allowed string
		users, roles  int
	}{
		{"all", `{"parse":["users","roles","everyone"]}`, 2, 1},
		{"none", `{"parse":[]}`, 0, 0},
		{"one", `{"users":["` + h.ann.ID + `"]}`, 1, 0},
		{"a role", `{"roles":["` + role.ID + `"]}`, 0, 1},
	}
	for _, tt := range tests {
		a := h.raw("POST", "/channels/"+h.channel.ID+"/messages", fmt.Sprintf(`{"content":%q,"allowed_mentions":%s}`, text, tt.allowed))
		m := decode[discordgo.Message](t, frame{Data: []byte(a.body)})
		if len(m.Mentions) != tt.users || len(m.MentionRoles) != tt.roles || m.MentionEveryone {
			t.Errorf("%s: %v, %v, everyone %t", tt.name, m.Mentions, m.MentionRoles, m.MentionEveryone)
		}
	}
}
