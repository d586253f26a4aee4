package discord_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stewardbot/steward/adapters/discord"
	"github.com/stewardbot/steward/bot/phrase"
)

func TestSettings(t *testing.T) {
	const token = "MTA0Mg.Gx-abc.very_secret-part"
	for name, c := range map[string]struct {
		s    discord.Settings
		path string // of the expected fault; empty: none
	}{
		"good":                {discord.Settings{Token: token}, ""},
		"a proxy":             {discord.Settings{Token: token, APIURL: "http://127.0.0.1:3000"}, ""},
		"a compatible server": {discord.Settings{Token: "eyJh-not-as-discord", APIURL: "https://chat.example", Pages: "https://chat.example/app"}, ""},
		"no page":             {discord.Settings{Token: token, Pages: "chat.example"}, "page_url"},
		"spelled out":         {discord.Settings{Token: "abcdefghij", APIURL: "https://discord.com/"}, "token"},
		"no token":            {discord.Settings{}, "token"},
		"with its prefix":     {discord.Settings{Token: "Bot " + token}, "token"},
		"a client secret":     {discord.Settings{Token: "abcdefghijklmnopqrstuvwxyz012345"}, "token"},
		"no web address":      {discord.Settings{Token: token, APIURL: "discord.com"}, "api_url"},
		"with a question":     {discord.Settings{Token: token, APIURL: "https://discord.com/?x"}, "api_url"},
		"with a user name":    {discord.Settings{Token: token, APIURL: "https://me@discord.com"}, "api_url"},
	} {
		t.Run(name, func(t *testing.T) {
			got := ""
			c.s.Validate(func(path, code string, args ...any) {
				got = path
				if strings.Contains(phrase.New(code, args...).Error(), "secret-part") {
					t.Error("the token is shown")
				}
			})
			if got != c.path {
				t.Errorf("a fault of %q, want %q", got, c.path)
			}
			if shown := fmt.Sprintf("%v %+v %#v %s", c.s, c.s, c.s, c.s.LogValue()); strings.Contains(shown, "secret-part") {
				t.Error("the token is shown:", shown)
			}
		})
	}
}
