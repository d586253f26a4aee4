package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/adapters/discord/fakediscord"
	"github.com/stewardbot/steward/adapters/telegram/faketelegram"
)

const (
	rushMembers  = 1000
	rushOrders   = 12 // by a moderator meanwhile, one every five seconds
	rushPatience = 2 * time.Second
)

const rushRules = `    points: {message: {amount: 0}, reaction: {amount: 0}}
    check_in: {amount: 5}
`

// rushDelay returns the time between two check-ins: a third come at once, when the day's reminder
// is seen, the rest over the minute.
func rushDelay(i int) time.Duration {
	if i < rushMembers/3 {
		return 5 * time.Millisecond
	}
	return 85 * time.Millisecond
}

// rush has everyone check in within a minute while a moderator gives commands, and then waits
// until nothing is pending.
func rush(t *testing.T, checkIn func(i int), order func(n int)) {
	t.Helper()
	began, done := time.Now(), make(chan struct{})
	go func() {
		defer close(done)
		for i := range rushMembers {
			checkIn(i)
			time.Sleep(rushDelay(i))
		}
	}()
	for n := range rushOrders {
		time.Sleep(time.Until(began.Add(time.Duration(n)*5*time.Second + time.Second)))
		order(n)
	}
	<-done
	if took := time.Since(began); took > time.Minute {
		t.Fatalf("everybody has checked in after %s, want a minute", took)
	}
	time.Sleep(6 * time.Minute)
}

// paidOnce checks that everyone who checked in has the points of one check-in.
func (w *wired) paidOnce(prefix string) {
	w.t.Helper()
	earned := w.earned()
	for i := range rushMembers {
		if name := fmt.Sprintf("%s%03d", prefix, i); earned[name] != 5 {
			w.t.Errorf("%s has %d, want 5", name, earned[name])
		}
	}
}

// TestRushOnTelegram: a thousand members check in within a minute, in a group that allows 20
// messages a minute. Steward posts nothing except its answers to the moderator, within two
// seconds each, and every check-in is paid once.
func TestRushOnTelegram(t *testing.T) {
	t.Parallel()
	for _, ephemeral := range []bool{true, false} {
		t.Run(fmt.Sprintf("ephemeral %v", ephemeral), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { rushOnTelegram(t, ephemeral) })
		})
	}
}

func rushOnTelegram(t *testing.T, ephemeral bool) {
	var people, rude []faketelegram.User
	for i := range rushMembers {
		people = append(people, person(int64(10_000+i), fmt.Sprintf("t%03d", i)))
	}
	for n := range rushOrders {
		rude = append(rude, person(int64(5000+n), fmt.Sprintf("rude%02d", n)))
	}
	moderator := person(4000, "mo")
	w := &wired{t: t, log: &logged{}, path: filepath.Join(t.TempDir(), "steward.yaml")}
	w.openTelegram(faketelegram.Options{Limits: faketelegram.PublishedLimits(), Ephemeral: ephemeral},
		append(append([]faketelegram.User{moderator}, people...), rude...)...)
	w.tg.Promote(w.owner, moderator, w.group, faketelegram.AllRights())
	w.begin(rushRules)
	for _, u := range rude {
		w.tg.Say(u, w.group, "something rude")
	}
	time.Sleep(time.Minute)

	checkIns := make([]faketelegram.Message, rushMembers)
	rush(t, func(i int) {
		checkIns[i] = w.tg.Say(people[i], w.group, []string{"/checkin", "签到", "打卡"}[i%3])
	}, func(n int) {
		orders := []string{"/warn @%s be kind", "/mute @%s 1h be kind", "/info @%s"}
		asker := people[rushMembers-1-n]
		w.tg.Say(asker, w.tg.Private(asker), "/points")
		before := len(w.sent(w.group))
		w.tg.Say(moderator, w.group, fmt.Sprintf(orders[n%3], rude[n].Username))
		time.Sleep(rushPatience)
		said := w.sent(w.group)[before:]
		if len(said) != 1 || !strings.Contains(said[0], rude[n].FirstName) {
			t.Errorf("order %d: after %s there is %q, want an answer about %s", n, rushPatience, said, rude[n].FirstName)
		}
		if said := w.sent(w.tg.Private(asker)); len(said) != 1 {
			t.Errorf("order %d: after %s a member who asked in private is told %q", n, rushPatience, said)
		}
	})

	w.paidOnce("t")
	if said := w.sent(w.group); len(said) != rushOrders {
		t.Errorf("Steward said in the room, beside its answers to the moderator: %q", said)
	}
	for i, m := range checkIns {
		if got := w.tg.Reactions(m); len(got) != 1 || got[0] != "👍" {
			t.Errorf("the check-in %d bears %v", i, got)
		}
	}
	if n := w.tg.Violations(); n > 0 {
		t.Errorf("%d messages were refused for a limit", n)
	}
	if t.Failed() {
		t.Log(w.log.tail(30))
	}
}

// TestRushOnDiscord is the same in one channel, where Discord allows four reactions a second, so
// the last ones come some minutes later.
func TestRushOnDiscord(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &wired{t: t, log: &logged{}, path: filepath.Join(t.TempDir(), "steward.yaml")}
		w.openTelegram(faketelegram.Options{})
		w.dc = fakediscord.New(fakediscord.Options{Memory: true, Limits: true})
		t.Cleanup(w.dc.Close)
		w.guild = w.dc.AddGuild("Tea", w.dc.AddUser("owner"))
		join := func(name string, roles ...string) fakediscord.User {
			u := w.dc.AddUser(name)
			w.guild.AddMember(u, roles...)
			return u
		}
		moderator := join("mo", w.guild.AddRole("staff", fakediscord.PermModerateMembers|fakediscord.PermManageMessages).ID)
		var people, rude []fakediscord.User
		for i := range rushMembers {
			people = append(people, join(fmt.Sprintf("d%03d", i)))
		}
		for n := range rushOrders {
			rude = append(rude, join(fmt.Sprintf("rude%02d", n)))
		}
		room := w.guild.AddChannel("general")
		w.begin(rushRules)
		for _, u := range rude {
			w.dc.Say(u, room.ID, "something rude")
		}
		time.Sleep(time.Minute)

		checkIns := make([]string, rushMembers)
		rush(t, func(i int) {
			if i%10 == 0 {
				w.dc.Slash(people[i], room.ID, "checkin", fakediscord.Forced())
				return
			}
			checkIns[i] = w.dc.Say(people[i], room.ID, []string{"签到", "打卡"}[i%2])
		}, func(n int) {
			name := []string{"warn", "mute", "info"}[n%3]
			i := w.dc.Slash(moderator, room.ID, name, fakediscord.Forced(), fakediscord.Arg("member", rude[n]))
			time.Sleep(rushPatience)
			if said := i.Says(); !strings.Contains(said, rude[n].Username) {
				t.Errorf("order %d: after %s there is %q, want an answer about %s", n, rushPatience, said, rude[n].Username)
			}
		})

		w.paidOnce("d")
		w.judgeDiscord(room, moderator, checkIns)
		if v := w.dc.Violations(); len(v) > 0 {
			t.Errorf("%d requests were refused for a limit, the first: %v", len(v), v[0])
		}
		if t.Failed() {
			t.Log(w.log.tail(30))
		}
	})
}

// judgeDiscord checks that the channel has only answers to the moderator, and that each check-in
// message has its reaction.
func (w *wired) judgeDiscord(room *fakediscord.Channel, moderator fakediscord.User, checkIns []string) {
	w.t.Helper()
	bears := map[string]bool{}
	for _, m := range w.dc.Shown(room.ID) {
		bears[m.ID] = len(m.Reactions) == 1 && m.Reactions[0].Emoji.Name == "👍"
		if i := m.Interaction; m.Author.ID == w.dc.Bot().ID && (i == nil || i.User.ID != moderator.ID) {
			w.t.Errorf("Steward said in the room, beside its answers to the moderator: %q", m.Content)
		}
	}
	for i, id := range checkIns {
		if id != "" && !bears[id] {
			w.t.Errorf("the check-in %d bears no reaction", i)
		}
	}
}
