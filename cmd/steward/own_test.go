package main

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/adapters/discord/fakediscord"
)

// TestOwnIsSpared: invitations to the community's own groups stay on both platforms, in any
// spelling and from anyone, and so do messages of excluded bots and webhooks. Others are deleted.
func TestOwnIsSpared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ann := person(1, "Ann")
		w := openBoth(t, ann)
		trusted, other := w.dc.AddBot("news"), w.dc.AddBot("adverts")
		w.guild.AddMember(trusted)
		w.guild.AddMember(other)
		bob := w.dc.AddUser("bob")
		w.guild.AddMember(bob)
		room := w.guild.AddChannel("general")
		w.dc.SetBotPermissions(w.guild, fakediscord.PermAdministrator)
		w.guild.Invite("Tea")
		w.tg.Invite(w.group, "https://t.me/+OwnGroup1")
		w.begin(fmt.Sprintf(`    presets: [public-group]
    rules:
      - {name: repeats, when: {duplicates: {times: 60, within: 1m}}}
      - {name: flood, when: {flood: {messages: 60, within: 10s}}}
      - {name: invites, except: {bots: ["discord:%s"]}, then: delete}
      - {name: casino, when: {words: [casino]}, except: {webhooks: true}, then: delete}
`, trusted.ID))
		time.Sleep(2 * time.Hour)
		hook := fakediscord.Webhook("hook")
		said := map[string]string{} // on Discord, by id
		say := func(by fakediscord.User, text string, o ...fakediscord.SayOption) {
			said[w.dc.Say(by, room.ID, text, o...)] = by.Username + ": " + text
			time.Sleep(time.Minute)
		}
		for _, text := range []string{
			"come to https://discord.gg/Tea", "https://discord.com/invite/Tea", "discord dot gg / Tea", "t.me/+OwnGroup1", "tg://join?invite=OwnGroup1",
			"https://discord.gg/tea", "discord.gg/Tea and discord.gg/abcd", "discord.gg/Tea/abcd",
		} {
			say(bob, text)
		}
		say(trusted, "discord.gg/foreign")
		say(other, "discord.gg/foreign")
		say(trusted, "a casino")
		say(bob, "a casino", hook)
		say(bob, "discord.gg/foreign", hook)
		var gone []string
		for _, m := range w.dc.Deleted(room.ID) {
			gone = append(gone, said[m.ID])
		}
		slices.Sort(gone)
		want := []string{
			"adverts: discord.gg/foreign", "bob: discord.gg/Tea and discord.gg/abcd", "bob: discord.gg/Tea/abcd", "bob: discord.gg/foreign",
			"bob: https://discord.gg/tea", "news: a casino",
		}
		if !slices.Equal(gone, want) {
			t.Errorf("gone on Discord:\n%q, want\n%q", gone, want)
		}

		for _, text := range []string{"t.me/+OwnGroup1", "https://t.me/joinchat/OwnGroup1", "https://discord.gg/Tea", "t.me/+owngroup1", "see t.me/+OwnGroup1 and evil.app"} {
			w.tg.Say(ann, w.group, text)
			time.Sleep(time.Minute)
		}
		gone = nil
		for _, m := range w.tg.Deleted(w.group) {
			if m.From.ID == ann.ID {
				gone = append(gone, m.Text)
			}
		}
		if want := []string{"t.me/+owngroup1", "see t.me/+OwnGroup1 and evil.app"}; !slices.Equal(gone, want) {
			t.Errorf("gone on Telegram:\n%q, want\n%q", gone, want)
		}
		synctest.Wait()
	})
}
