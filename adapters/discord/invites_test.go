package discord_test

import (
	"slices"
	"testing"

	fake "github.com/stewardbot/steward/adapters/discord/fakediscord"
	"github.com/stewardbot/steward/bot"
)

// TestOwnInvites checks that a guild's invites are known as soon as they are created, as far as
// Discord reports them, and dropped when they are deleted.
func TestOwnInvites(t *testing.T) {
	for name, loose := range map[string]bool{"Discord": false, "a compatible server": true} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t, fake.Options{Loose: loose})
			s.SetBotPermissions(s.guild, fake.DefaultBotPermissions|fake.PermManageGuild)
			s.guild.Invite("before")
			r := s.start(nil)
			await := func(what string, want ...string) {
				t.Helper()
				r.Await(t, what, func(e bot.Event) bool { return e.Kind == bot.KindStanding && slices.Equal(e.Standing.Invites, want) })
			}
			await("what is there", "discord.gg/before")
			s.guild.Invite("1234567") // a code may look like a number
			await("a new one", "discord.gg/before", "discord.gg/1234567")
			s.guild.Uninvite("before")
			await("one less", "discord.gg/1234567")
			s.SetBotPermissions(s.guild, fake.DefaultBotPermissions)
			s.guild.Invite("later")
			s.guild.SetOutage(true)
			s.guild.SetOutage(false) // known invites stay when they can no longer be fetched
			s.guild.Invite("last")
			await("all that are left", "discord.gg/1234567", "discord.gg/later", "discord.gg/last")
		})
	}
}
