package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stewardbot/steward/adapters/discord/fakediscord"
)

// TestDoctorOnDiscord: each missing switch and permission is reported by its name in the
// developer portal or on the server, with where to find it.
func TestDoctorOnDiscord(t *testing.T) {
	t.Run("a server like it", func(t *testing.T) { doctorOnDiscord(t, true) })
	doctorOnDiscord(t, false)
}

// doctorOnDiscord runs the checks; loose is a server that sends Discord's API objects in other
// valid shapes.
func doctorOnDiscord(t *testing.T, loose bool) {
	dc := fakediscord.New(fakediscord.Options{Loose: loose})
	defer dc.Close()
	guild := dc.AddGuild("Tea", dc.AddUser("owner"))
	path := filepath.Join(t.TempDir(), "steward.yaml")
	shards := "" // more of the platform's settings
	write := func(space string) {
		t.Helper()
		text := fmt.Sprintf("platforms: {discord: {token: %q, api_url: %q, page_url: https://discord.com%s}}\ncommunities: [{id: tea, spaces: [%q]}]\n", dc.Token(), dc.URL(), shards, space)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	doctor := func() (int, string) {
		var out, said bytes.Buffer
		status := execute(t.Context(), []string{"doctor", "-c", path}, &out, &said)
		if strings.Contains(out.String()+said.String(), dc.Token()) {
			t.Error("the token is printed")
		}
		return status, out.String()
	}
	write("discord:" + guild.ID)
	dc.Recommend(3)
	if status, said := doctor(); !loose && (status != 0 || !strings.Contains(said, "recommends 3 shards; 1000 of 1000 new sessions are left for today, up to 1 every five seconds")) {
		t.Errorf("of shards, with status %d:\n%s", status, said)
	}
	shards = ", shards: 2"
	write("discord:" + guild.ID)
	if status, said := doctor(); !loose && (status != 0 || !strings.Contains(said, "there are 2: write platforms.discord.shards: 3, or leave it out")) {
		t.Errorf("of too few shards, with status %d:\n%s", status, said)
	}
	dc.Recommend(1)
	shards = ""
	write("discord:" + guild.ID)
	if status, said := doctor(); status != 0 || strings.Contains(said, "FAULT") {
		t.Errorf("all is well, and it says, with status %d:\n%s", status, said)
	}
	for _, c := range []struct {
		what   string
		spoil  func()
		mend   func()
		wanted []string
	}{
		{
			"content", func() { dc.SetPrivileged(false, true, true) }, func() { dc.SetPrivileged(true, true, true) },
			[]string{"FAULT", "Message Content Intent", "Bot"},
		},
		{
			"members", func() { dc.SetPrivileged(true, false, true) }, func() { dc.SetPrivileged(true, true, true) },
			[]string{"Server Members Intent", "Bot"},
		},
		{
			"rights", func() { dc.SetBotPermissions(guild, fakediscord.PermViewChannel) },
			func() { dc.SetBotPermissions(guild, fakediscord.DefaultBotPermissions) }, []string{"FAULT", "Manage Messages", "Roles -> Steward's role"},
		},
		{"guild", func() { write("discord:999") }, func() { write("discord:" + guild.ID) }, []string{"FAULT", "discord:999", "https://discord.com/oauth2/authorize?"}},
	} {
		if loose && (c.what == "content" || c.what == "members") { // not reported there
			continue
		}
		c.spoil()
		_, said := doctor()
		c.mend()
		for _, want := range c.wanted {
			if !strings.Contains(said, want) {
				t.Errorf("%s: it does not say %q:\n%s", c.what, want, said)
			}
		}
	}
}
