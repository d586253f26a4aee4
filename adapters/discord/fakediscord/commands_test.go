package fakediscord_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	fake "github.com/stewardbot/steward/adapters/discord/fakediscord"
)

func TestCommandsAreKept(t *testing.T) {
	h := open(t, fake.Options{})
	app := h.ApplicationID()
	ban := int64(discordgo.PermissionBanMembers)
	mute := &discordgo.ApplicationCommand{
		Name: "mute", Description: "Mute somebody", DefaultMemberPermissions: &ban,
		NameLocalizations: &map[discordgo.Locale]string{discordgo.ChineseCN: "禁言"},
		Options: []*discordgo.ApplicationCommandOption{
			{Type: discordgo.ApplicationCommandOptionUser, Name: "member", Description: "who", Required: true},
			{Type: discordgo.ApplicationCommandOptionString, Name: "reason", Description: "why"},
		},
	}
	first := ok[*discordgo.ApplicationCommand](t)(h.rest.ApplicationCommandCreate(app, "", mute))
	again := ok[*discordgo.ApplicationCommand](t)(h.rest.ApplicationCommandCreate(app, "", mute))
	if first.ID != again.ID || first.Version == again.Version || len(h.Commands("")) != 1 {
		t.Errorf("%+v, then %+v", first, again)
	}
	report := &discordgo.ApplicationCommand{Name: "Report this", Type: discordgo.MessageApplicationCommand}
	all := ok[[]*discordgo.ApplicationCommand](t)(h.rest.ApplicationCommandBulkOverwrite(app, "", []*discordgo.ApplicationCommand{report, mute}))
	if len(all) != 2 || all[1].ID != first.ID {
		t.Errorf("%+v", all)
	}
	got := ok[[]*discordgo.ApplicationCommand](t)(h.rest.ApplicationCommands(app, ""))
	if len(got) != 2 || (*got[1].NameLocalizations)[discordgo.ChineseCN] != "禁言" || *got[1].DefaultMemberPermissions != ban {
		t.Errorf("%+v", got[1])
	}
	if a := h.raw("GET", "/applications/"+app+"/commands", ""); strings.Contains(a.body, "禁言") {
		t.Errorf("localizations without asking: %s", a.body)
	}
	mute.Description = "Silence somebody"
	edited := ok[*discordgo.ApplicationCommand](t)(h.rest.ApplicationCommandEdit(app, "", first.ID, mute))
	if edited.Description != mute.Description || edited.ID != first.ID {
		t.Errorf("%+v", edited)
	}
	if err := h.rest.ApplicationCommandDelete(app, "", first.ID); err != nil || len(h.Commands("")) != 1 {
		t.Errorf("%v, %v", err, h.Commands(""))
	}
}

func TestTooManyCommands(t *testing.T) {
	h := open(t, fake.Options{})
	var all []*discordgo.ApplicationCommand
	for i := range 101 {
		all = append(all, &discordgo.ApplicationCommand{Name: fmt.Sprint("c", i), Description: "x"})
	}
	if _, err := h.rest.ApplicationCommandBulkOverwrite(h.ApplicationID(), h.guild.ID, all); code(err) != 30032 {
		t.Errorf("%v", err)
	}
	if _, err := h.rest.ApplicationCommandBulkOverwrite(h.ApplicationID(), h.guild.ID, all[:100]); err != nil || len(h.Commands(h.guild.ID)) != 100 {
		t.Errorf("%v", err)
	}
}

func TestWhoCanUseACommand(t *testing.T) {
	h := open(t, fake.Options{})
	h.register(`[
		{"name":"ping","description":"x","options":[{"type":4,"name":"n","description":"x","min_value":1,"required":true}]},
		{"name":"ban","description":"x","default_member_permissions":"4","contexts":[0]},
		{"name":"off","description":"x","default_member_permissions":"0"}]`)
	mod := h.AddUser("mod")
	h.guild.AddMember(mod, h.guild.AddRole("mods", fake.PermBan).ID)
	here, private := h.channel.ID, h.PrivateChannel(h.ann)
	tests := []struct {
		name string
		by   fake.User
		in   string
		cmd  string
		opts []fake.Option
		want bool
	}{
		{"unknown", h.ann, here, "pong", nil, false},
		{"forced", h.ann, here, "pong", []fake.Option{fake.Forced()}, true},
		{"with its option", h.ann, here, "ping", []fake.Option{fake.Arg("n", 1)}, true},
		{"in private", h.ann, private, "ping", []fake.Option{fake.Arg("n", 1)}, true},
		{"in another's private", h.bob, private, "ping", []fake.Option{fake.Arg("n", 1)}, false},
		{"without its option", h.ann, here, "ping", nil, false},
		{"with too small a one", h.ann, here, "ping", []fake.Option{fake.Arg("n", 0)}, false},
		{"with another type", h.ann, here, "ping", []fake.Option{fake.Arg("n", "one")}, false},
		{"without the right", h.ann, here, "ban", nil, false},
		{"with the right", mod, here, "ban", nil, true},
		{"in the wrong place", h.ann, private, "ban", nil, false},
		{"for administrators", mod, here, "off", nil, false},
		{"by the owner", h.owner, here, "off", nil, true},
	}
	for _, tt := range tests {
		if _, err := h.TrySlash(tt.by, tt.in, tt.cmd, tt.opts...); (err == nil) != tt.want {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// register replaces all global commands.
func (h *house) register(commands string) {
	h.t.Helper()
	if a := h.raw("PUT", "/applications/"+h.ApplicationID()+"/commands", commands); a.status != 200 {
		h.t.Fatalf("%d %s", a.status, a.body)
	}
}
