package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/adapters/discord/fakediscord"
	"github.com/stewardbot/steward/adapters/telegram/faketelegram"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/store"
)

// The privilege table, played on Telegram and on Discord: everyone uses every command on
// everyone.

// privileged configures moderators and helpers.
const privileged = `    moderators: [platform-admins, %s]
    helpers: {who: [%s], may: [warn, del, mute 1h, note]}
    points: {award_per_day: 100000}
    notices: {send: false}
`

// privilegedRanks ranks the people in the table; anybody else can't be acted on.
var privilegedRanks = map[string]int{"ann": 0, "bob": 0, "hal": 1, "adm": 2, "lou": 2, "mia": 2, "own": 3}

// privilegedMay reports, according to the documentation, whether who may use a command on whom.
func privilegedMay(who, command, whom string) bool {
	rank, theirs := privilegedRanks[who], -1
	if r, person := privilegedRanks[whom]; person {
		theirs = r
	}
	switch {
	case rank < 1, who == whom:
		return false
	case theirs < 0: // messages of bots can be deleted, but not those in the group's own name
		return command == "del" && whom != "room" && whom != "feed"
	case rank == 1 && !slices.Contains([]string{"warn", "del", "mute", "note"}, command):
		return false
	case command == "note", command == "award":
		return true
	}
	return rank > theirs
}

// venue is a platform on which the table is played.
type venue interface {
	// speak sends a text, as a reply to another person's last message if whom is not empty.
	// Removed or muted people are restored first.
	speak(who, text, whom string)
	// untouched reports whether nothing was done to someone or to their messages.
	untouched(whom string) bool
	// hold mutes or bans someone by hand, so that there is something to lift.
	hold(whom string, ban bool)
	// lacks returns the commands for which an administrator lacks the platform's permission.
	lacks(who string) []string
	// people returns everyone in the table, including those who can't be acted on.
	people() []string
}

// playPrivileges tries every cell.
func playPrivileges(t *testing.T, w *wired, v venue, actors []string) {
	for _, who := range v.people() {
		v.speak(who, "here I am", "")
	}
	time.Sleep(time.Minute)
	for _, who := range actors {
		for _, command := range []string{"warn", "mute", "unmute", "kick", "ban", "unban", "del", "note", "award", "fine"} {
			for _, whom := range v.people() {
				v.speak(whom, "something else", "")
				want := privilegedMay(who, command, whom) && !slices.Contains(v.lacks(who), command)
				if want && strings.HasPrefix(command, "un") {
					v.hold(whom, command == "unban")
				}
				before := opened(t, w)
				time.Sleep(31 * time.Second)
				v.speak(who, "/"+command+" "+privilegedArgument(command), whom)
				time.Sleep(5 * time.Second)
				if done := opened(t, w) > before; done != want {
					t.Errorf("%s /%s %s: done %v, want %v", who, command, whom, done, want)
				}
				if !want && !v.untouched(whom) {
					t.Errorf("%s /%s %s: something was done all the same", who, command, whom)
				}
			}
		}
	}
	if t.Failed() {
		t.Log(w.log.tail(30))
	}
}

func opened(t *testing.T, w *wired) (n int) {
	t.Helper()
	err := w.in.engine.View(func(r store.Reader) error {
		return sanction.Each(r, "tea", func(sanction.Case) error { n++; return nil })
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// onTelegram plays the table in a group: adm is an administrator, lou and hal are listed in the
// configuration, room is an anonymous administrator, feed the linked channel, rob a bot, and
// steward is Steward itself.
type onTelegram struct {
	*wired
	users map[string]faketelegram.User
	feed  faketelegram.Chat
	last  map[string]faketelegram.Message
}

func (v *onTelegram) lacks(who string) []string {
	if who == "adm" {
		return []string{"mute", "unmute", "kick", "ban", "unban", "del"}
	}
	return nil
}

func (v *onTelegram) people() []string {
	return []string{"ann", "bob", "hal", "adm", "lou", "own", "rob", "room", "feed", "steward"}
}

func (v *onTelegram) speak(who, text, whom string) {
	var to []faketelegram.SayOption
	if whom != "" {
		to = append(to, faketelegram.ReplyTo(v.last[whom]))
	}
	switch who {
	case "room":
		v.last[who] = v.tg.SayAnonymously(v.group, text, to...)
	case "feed":
		_, v.last[who] = v.tg.Post(v.feed, text)
	case "steward":
		if sent := v.tg.Sent(v.group); len(sent) > 0 {
			v.last[who] = sent[len(sent)-1]
			return
		}
		v.last[who] = v.last["rob"]
	default:
		u := v.users[who]
		if m := v.tg.Standing(v.group, u); m.Status != "creator" && m.Status != "administrator" && m.Status != "member" {
			v.tg.Seat(v.owner, u, v.group, faketelegram.Member{Status: "member"})
		}
		v.last[who] = v.tg.Say(u, v.group, text, to...)
	}
}

// Restricting an administrator would demote them.
func (v *onTelegram) hold(whom string, ban bool) {
	m := faketelegram.Member{Status: "restricted", InChat: true, Permissions: map[string]bool{}}
	if ban {
		m = faketelegram.Member{Status: "kicked"}
	}
	if whom != "adm" {
		v.tg.Seat(v.owner, v.users[whom], v.group, m)
	}
}

func (v *onTelegram) untouched(whom string) bool {
	if m, ok := v.tg.Message(v.group, v.last[whom].ID); !ok || m.ID == 0 {
		return whom == "steward" // its answers delete themselves
	}
	u, person := v.users[whom]
	status := v.tg.Standing(v.group, u).Status
	return !person || status == "member" || status == "administrator" || status == "creator"
}

func TestPrivilegesOnTelegram(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ann, bob, hal, adm, lou := person(2001, "ann"), person(2002, "bob"), person(2003, "hal"), person(2004, "adm"), person(2005, "lou")
		rest := fmt.Sprintf(privileged, `"telegram:2005"`, `"telegram:2003"`)
		w := newWired(t, faketelegram.Options{SeesBots: true}, rest, ann, bob, hal, adm, lou)
		v := &onTelegram{wired: w, last: map[string]faketelegram.Message{}, users: map[string]faketelegram.User{
			"ann": ann, "bob": bob, "hal": hal, "adm": adm, "lou": lou, "own": w.owner, "rob": w.tg.Robot("rob"),
		}}
		w.tg.Join(v.users["rob"], w.group)
		w.tg.Promote(w.owner, adm, w.group, faketelegram.Rights{CanManageChat: true})
		v.feed = w.tg.Channel("Feed", faketelegram.Staff(faketelegram.Owner(w.owner)))
		w.tg.Link(v.feed, w.group)
		time.Sleep(2 * time.Hour) // so that Steward has looked up who has authority, and the linked channel
		playPrivileges(t, w, v, []string{"ann", "rob", "hal", "adm", "lou", "own"})
		v.anonymous(t)
	})
}

// anonymous checks that commands in the group's name wait for a person to confirm them.
func (v *onTelegram) anonymous(t *testing.T) {
	v.speak("bob", "one more", "")
	before := opened(t, v.wired)
	v.speak("room", "/warn loud", "bob")
	time.Sleep(5 * time.Second)
	sent := v.tg.Sent(v.group)
	ask := sent[len(sent)-1]
	var data []string
	for _, row := range ask.Keyboard.Rows {
		for _, b := range row {
			data = append(data, b.CallbackData)
		}
	}
	if opened(t, v.wired) != before || len(data) != 1 {
		t.Fatalf("an anonymous order: %d cases, buttons %q", opened(t, v.wired)-before, data)
	}
	for _, c := range []struct {
		who  string
		done int
	}{{"ann", 0}, {"hal", 1}} {
		if now, _ := v.tg.Message(v.group, ask.ID); now.Keyboard == nil {
			t.Fatalf("before %s pressed, the question reads %q", c.who, now.Text)
		}
		v.tg.Press(v.users[c.who], ask, data[0])
		time.Sleep(5 * time.Second)
		if n := opened(t, v.wired) - before; n != c.done {
			t.Errorf("%s pressed: %d cases, want %d", c.who, n, c.done)
		}
	}
}

// onDiscord plays the table in a channel: adm has a role that can ban, mia the configured
// moderator role, hal the helper role, lou is listed by name; hook is a webhook.
type onDiscord struct {
	*wired
	users map[string]fakediscord.User
	roles map[string][]string
	room  *fakediscord.Channel
	last  map[string]string
}

func (v *onDiscord) lacks(who string) []string {
	if who == "adm" {
		return []string{"mute", "unmute", "kick", "del"}
	}
	return nil
}

func (v *onDiscord) people() []string {
	return []string{"ann", "bob", "hal", "adm", "lou", "mia", "own", "rob", "hook", "steward"}
}

func (v *onDiscord) speak(who, text, whom string) {
	var o []fakediscord.SayOption
	if whom != "" {
		o = append(o, fakediscord.ReplyTo(v.last[whom]))
	}
	u := v.users[who]
	switch who {
	case "hook":
		u, o = v.users["rob"], append(o, fakediscord.Webhook("hook"))
	case "steward":
		if sent := v.dc.Sent(v.room.ID); len(sent) > 0 {
			v.last[who] = sent[len(sent)-1].ID
			return
		}
		v.last[who] = v.last["rob"]
		return
	default:
		if v.guild.Banned(u) {
			v.guild.Unban(u)
		}
		if m, there := v.guild.Member(u); !there {
			v.guild.AddMember(u, v.roles[who]...)
		} else if m.Timeout != nil {
			v.guild.SetTimeout(u, time.Time{})
		}
	}
	v.last[who] = v.dc.Say(u, v.room.ID, text, o...)
}

func (v *onDiscord) hold(whom string, ban bool) {
	if ban {
		v.guild.Ban(v.users[whom], v.users["own"])
	} else {
		v.guild.SetTimeout(v.users[whom], time.Now().Add(time.Hour))
	}
}

func (v *onDiscord) untouched(whom string) bool {
	stands := whom == "steward" || slices.ContainsFunc(v.dc.Shown(v.room.ID), func(m fakediscord.Message) bool { return m.ID == v.last[whom] })
	u, person := v.users[whom]
	m, there := v.guild.Member(u)
	return stands && (!person || there && m.Timeout == nil)
}

func TestPrivilegesOnDiscord(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &wired{t: t, log: &logged{}, path: filepath.Join(t.TempDir(), "steward.yaml")}
		w.openTelegram(faketelegram.Options{})
		w.dc = fakediscord.New(fakediscord.Options{Memory: true})
		t.Cleanup(w.dc.Close)
		v := &onDiscord{wired: w, last: map[string]string{}, users: map[string]fakediscord.User{}, roles: map[string][]string{}}
		for _, who := range []string{"ann", "bob", "hal", "adm", "lou", "mia", "own"} {
			v.users[who] = w.dc.AddUser(who)
		}
		v.users["rob"] = w.dc.AddBot("rob")
		w.guild = w.dc.AddGuild("Tea", v.users["own"])
		helpers, moderators := w.guild.AddRole("helpers", 0), w.guild.AddRole("moderators", 0)
		v.roles["hal"], v.roles["mia"] = []string{helpers.ID}, []string{moderators.ID}
		v.roles["adm"] = []string{w.guild.AddRole("bouncers", fakediscord.PermBan).ID}
		for who, u := range v.users {
			if who != "own" {
				w.guild.AddMember(u, v.roles[who]...)
			}
		}
		v.room = w.guild.AddChannel("general")
		byRole := func(r *fakediscord.Role) string { return fmt.Sprintf("%q", "discord:"+w.guild.ID+"/role/"+r.ID) }
		w.begin(fmt.Sprintf(privileged, fmt.Sprintf("%q, ", "discord:"+v.users["lou"].ID)+byRole(moderators), byRole(helpers)))
		time.Sleep(time.Minute)
		playPrivileges(t, w, v, []string{"ann", "hal", "adm", "lou", "mia", "own"})
	})
}

// privilegedArgument returns a command's argument: a duration or a number.
func privilegedArgument(command string) string {
	if command == "mute" || command == "ban" {
		return "1h"
	}
	return "1"
}
