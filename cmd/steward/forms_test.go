package main

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/adapters/discord/fakediscord"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/store"
)

// TestFormsKeepTheirOptions fills in Discord's forms: the text of a reason is never read as a
// duration, a number or a person.
func TestFormsKeepTheirOptions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWiredBoth(t, "    points: {award_per_day: 1000}\n    notices: {send: false}\n")
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
		fill := func(command string, o ...fakediscord.Option) {
			w.dc.Slash(boss, room.ID, command, append(o, fakediscord.Forced())...)
			time.Sleep(time.Minute)
			synctest.Wait()
		}
		whom := func(name string) fakediscord.Option { return fakediscord.Arg("member", people[name]) }
		fill("ban", whom("ann"), fakediscord.Arg("reason", "sold spam for 7d"))
		fill("mute", whom("bob"), fakediscord.Arg("time", "2 days"), fakediscord.Arg("reason", "see 5d ago"))
		fill("award", whom("cleo"), fakediscord.Arg("amount", 5), fakediscord.Arg("reason", "12 cups"))
		fill("note", whom("cleo"), fakediscord.Arg("text", "@bob 10m"))
		fill("ban", whom("cleo"), fakediscord.Arg("time", "2 months"))

		want := []string{
			"ban 0s: sold spam for 7d", "mute 48h0m0s: see 5d ago", "award 5: 12 cups", "note 0: @bob 10m",
		}
		if got := casesInShort(t, w); !slices.Equal(got, want) {
			t.Errorf("the cases are\n%q, want\n%q", got, want)
			t.Log(w.log.tail(20))
		}
	})
}

// casesInShort returns the community's cases as kind, duration or points, and reason.
func casesInShort(t *testing.T, w *wired) (list []string) {
	t.Helper()
	err := w.in.engine.View(func(r store.Reader) error {
		return sanction.Each(r, "tea", func(c sanction.Case) error {
			line := fmt.Sprintf("%s %d: %s", c.Kind, c.Points, c.Reason)
			if len(c.Sanctions) > 0 {
				long := time.Duration(0)
				if until := c.Sanctions[0].Until; !until.IsZero() {
					long = until.Sub(c.At)
				}
				line = fmt.Sprintf("%s %s: %s", c.Kind, long, c.Reason)
			}
			list = append(list, line)
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}
