package main

import (
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/adapters/discord/fakediscord"
	"github.com/stewardbot/steward/adapters/telegram/faketelegram"
)

// TestStatus queries the fakes of both platforms: with a missing permission, in the reader's
// language, and with an unreachable platform.
func TestStatus(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ann := person(7, "Ann")
		ann.LanguageCode = "zh-hans"
		w := &wired{t: t, log: &logged{}, path: filepath.Join(t.TempDir(), "steward.yaml")}
		w.openTelegram(faketelegram.Options{}, ann)
		w.dc = fakediscord.New(fakediscord.Options{Memory: true})
		t.Cleanup(w.dc.Close)
		w.guild = w.dc.AddGuild("Tea", w.dc.AddUser("owner"))
		boss := w.dc.AddUser("boss")
		w.guild.AddMember(boss, w.guild.AddRole("boss", fakediscord.PermAdministrator).ID)
		room := w.guild.AddChannel("general")
		w.tg.Promote(w.owner, ann, w.group, faketelegram.AllRights())
		rights := faketelegram.AllRights()
		rights.CanRestrictMembers = false
		w.tg.Promote(w.owner, w.tg.Me(), w.group, rights)
		w.begin("")
		defer w.stop()
		settle := func() {
			time.Sleep(time.Minute) // of fake time: until everything is done
			synctest.Wait()
		}
		contains := func(text string, parts ...string) {
			t.Helper()
			for _, part := range parts {
				if !strings.Contains(text, part) {
					t.Errorf("%q is not in: %s", part, text)
				}
			}
		}

		w.tg.Say(ann, w.group, "大家好")
		w.tg.Say(ann, w.tg.Private(ann), "/状态")
		settle()
		texts := w.sent(w.tg.Private(ann))
		if len(texts) != 1 {
			t.Fatalf("/status is answered by %q", texts)
		}
		contains(texts[0], "已连接", "Ban users", "群管家是管理员，但没有", "处理：")

		i := w.dc.Slash(boss, room.ID, "status", fakediscord.Forced())
		settle()
		contains(i.Says(), "connected.", "Ban users", "What to do:", "in force")

		w.tg.Unplug()
		settle()
		i = w.dc.Slash(boss, room.ID, "status", fakediscord.Forced())
		settle()
		contains(i.Says(), "not connected (", "Waiting to be sent: 0.")
		if err := w.tg.Plug(); err != nil {
			t.Fatal(err)
		}

		// People who may not see it are told only that.
		other := w.dc.AddUser("other")
		w.guild.AddMember(other)
		i = w.dc.Slash(other, room.ID, "status", fakediscord.Forced())
		settle()
		if said := i.Says(); said != "Only administrators of the group can do that." {
			t.Errorf("somebody is told: %s", said)
		}
		if t.Failed() {
			t.Log(w.log.tail(20))
		}
	})
}
