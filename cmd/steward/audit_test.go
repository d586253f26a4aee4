package main

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/adapters/discord/fakediscord"
)

// TestAuditLogSaysWhy: Discord's audit log shows the moderator or rule, the case and the reason.
func TestAuditLogSaysWhy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWiredBoth(t, "    rules:\n      - {name: casino, when: {words: [casino]}, then: [delete, mute 1h]}\n    notices: {send: false}\n")
		boss := w.dc.AddUser("boss")
		w.guild.AddMember(boss, w.guild.AddRole("boss", fakediscord.PermAdministrator).ID)
		room := w.guild.AddChannel("general")
		people := map[string]fakediscord.User{}
		for _, name := range []string{"ann", "bob", "cleo"} {
			people[name] = w.dc.AddUser(name)
			w.guild.AddMember(people[name])
			w.dc.Say(people[name], room.ID, "here I am")
		}
		time.Sleep(time.Minute)
		for _, do := range []func(){
			func() { w.dc.Say(people["cleo"], room.ID, "win at the casino") },
			func() {
				w.dc.Say(people["bob"], room.ID, "casino")
				w.dc.Say(people["bob"], room.ID, "a casino at once again") // part of the same case
			},
			func() {
				w.dc.Slash(boss, room.ID, "ban", fakediscord.Arg("member", people["ann"]), fakediscord.Arg("reason", "sold 广告"), fakediscord.Forced())
			},
			func() {
				w.dc.Slash(boss, room.ID, "kick", fakediscord.Arg("member", people["bob"]), fakediscord.Forced())
			},
			func() {
				w.dc.Slash(boss, room.ID, "unmute", fakediscord.Arg("member", people["cleo"]), fakediscord.Forced())
			},
		} {
			do()
			time.Sleep(time.Minute)
			synctest.Wait()
		}
		var got []string
		for _, c := range w.dc.Calls("", "") {
			if c.Reason != "" || c.Method == "DELETE" || strings.HasSuffix(c.Path, "/bulk-delete") {
				got = append(got, c.Reason)
			}
		}
		slices.Sort(got) // a rule's deletions and penalties have no fixed order, and deletions may be batched
		got = slices.Compact(got)
		want := []string{"boss, case 3: sold 广告", "boss, case 4", "boss, case 5", "rule casino, case 1", "rule casino, case 2"}
		if !slices.Equal(got, want) {
			t.Errorf("the audit log says %q, want %q", got, want)
		}
	})
}
