package main

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/adapters/discord/fakediscord"
	"github.com/stewardbot/steward/adapters/telegram/faketelegram"
)

// oneAway is a community on two platforms, one of which is down for an hour.
type oneAway struct {
	*wired
	t       *testing.T
	members []faketelegram.User
	guests  []fakediscord.User
	room    *fakediscord.Channel
	thread  *fakediscord.Channel
	said    map[string]int
	n       int
}

const oneAwayRules = `    points:
      message: {amount: 1, cooldown: 0s, per_day: 0, min_length: 4}
      reaction: {amount: 0}
    check_in: {amount: 5}
`

func newOneAway(t *testing.T) *oneAway {
	o := &oneAway{t: t, said: map[string]int{}}
	for i := range 10 {
		o.members = append(o.members, person(int64(1000+i), fmt.Sprintf("t%02d", i)))
	}
	o.wired = newWiredBoth(t, oneAwayRules, o.members...)
	for i := range 10 {
		u := o.dc.AddUser(fmt.Sprintf("d%02d", i))
		o.guild.AddMember(u)
		o.guests = append(o.guests, u)
	}
	o.room = o.guild.AddChannel("general")
	o.thread = o.room.StartThread("a thread", o.guests[0])
	time.Sleep(time.Minute)
	return o
}

// live lets people on both platforms talk for the given time.
func (o *oneAway) live(during time.Duration) {
	for end := time.Now().Add(during); time.Now().Before(end); o.n++ {
		text := fmt.Sprintf("something to say, number %d", o.n)
		member, guest := o.members[o.n%10], o.guests[o.n%10]
		o.tg.Say(member, o.group, text)
		o.dc.Say(guest, []*fakediscord.Channel{o.room, o.thread}[o.n/3%2].ID, text)
		o.said[member.FirstName]++
		o.said[guest.Username]++
		time.Sleep(2 * time.Second)
	}
}

// telegramAnswers checks that a question on Telegram is answered within seconds.
func (o *oneAway) telegramAnswers(when string) {
	who := o.members[3]
	private := o.tg.Private(who)
	before := len(o.sent(private))
	o.tg.Say(who, private, "/points")
	time.Sleep(5 * time.Second)
	if n := len(o.sent(private)) - before; n != 1 {
		o.t.Errorf("%s: %d answers on Telegram after five seconds, want 1", when, n)
	}
}

func (o *oneAway) discordAnswers(when string) {
	who := o.guests[3]
	before := len(o.dc.Sent(o.dc.PrivateChannel(who)))
	o.dc.DM(who, "/points")
	time.Sleep(5 * time.Second)
	if n := len(o.dc.Sent(o.dc.PrivateChannel(who))) - before; n != 1 {
		o.t.Errorf("%s: %d answers on Discord after five seconds, want 1", when, n)
	}
}

// paid checks that everyone has been paid for their messages, except for those on the platform
// that is down.
func (o *oneAway) paid(when string, has func(name string) int) {
	o.t.Helper()
	earned := o.earned()
	for name := range o.said {
		if want := int64(has(name)); earned[name] != want {
			o.t.Errorf("%s: %s has %d, want %d", when, name, earned[name], want)
		}
	}
}

func (o *oneAway) all(name string) int { return o.said[name] }

// TestDiscordAway: Discord is down for an hour in several ways, and Telegram is unaffected.
// Afterwards the messages on Discord are paid.
func TestDiscordAway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := newOneAway(t)
		o.live(time.Minute)
		o.telegramAnswers("before")
		o.discordAnswers("before")
		o.paid("before", o.all)
		before := map[string]int{}
		for name, n := range o.said {
			before[name] = n
		}
		requests := o.dc.Total()
		phase := func(d time.Duration, what string) {
			o.live(d)
			o.telegramAnswers(what)
			o.paid(what, func(name string) int {
				if name[0] == 'd' {
					return before[name]
				}
				return o.said[name]
			})
		}
		o.dc.Unplug()
		phase(20*time.Minute, "unplugged")
		if err := o.dc.Plug(); err != nil {
			t.Fatal(err)
		}
		o.dc.Down(true)
		phase(15*time.Minute, "down")
		o.dc.Down(false)
		o.dc.Outage(fakediscord.Fault{Kind: fakediscord.HTTPError, Status: 503}, fakediscord.Fault{Kind: fakediscord.HalfOpen},
			fakediscord.Fault{Kind: fakediscord.Garbage}, fakediscord.Fault{Kind: fakediscord.Truncated})
		phase(25*time.Minute, "failing")
		if n := o.dc.Total() - requests; n > 1000 {
			t.Errorf("%d requests to Discord in the hour", n)
		}
		o.dc.Heal()
		time.Sleep(2 * time.Minute)
		o.live(time.Minute)
		time.Sleep(time.Minute)
		o.paid("afterwards", o.all)
		o.discordAnswers("afterwards")
		o.telegramAnswers("afterwards")
		if t.Failed() {
			t.Log(o.log.tail(30))
		}
	})
}

// TestTelegramAway is the same with the platforms swapped.
func TestTelegramAway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := newOneAway(t)
		o.live(time.Minute)
		o.paid("before", o.all)
		o.tg.Unplug()
		for i := range 6 {
			o.live(10 * time.Minute)
			o.discordAnswers(fmt.Sprintf("%d minutes without Telegram", 10*i+10))
		}
		for name, n := range o.earned() {
			if name[0] == 'd' && n != int64(o.said[name]) {
				t.Errorf("without Telegram %s has %d, want %d", name, n, o.said[name])
			}
		}
		if err := o.tg.Plug(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(3 * time.Minute)
		o.paid("afterwards", o.all)
		o.telegramAnswers("afterwards")
		if t.Failed() {
			t.Log(o.log.tail(30))
		}
	})
}
