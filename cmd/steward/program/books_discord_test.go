package program_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/adapters/discord/fakediscord"
)

// onDiscord is the front on Discord.
type onDiscord struct {
	*fakediscord.Server
	guild   *fakediscord.Guild
	rooms   []*fakediscord.Channel // a channel and a thread in it
	desk    *fakediscord.Channel   // the modlog
	owner   fakediscord.User
	users   map[string]fakediscord.User
	channel map[string]string // message -> channel
	gave    map[string]string // message/person -> the current reaction
	n       int
}

// booksShards is how many shards Discord recommends: one has the guild, one the private chats.
const booksShards = 3

func (*onDiscord) platform() string { return "discord" }

func (f *onDiscord) config() string {
	return fmt.Sprintf("discord: {token: %q, api_url: %q}", f.Token(), f.URL())
}

func (f *onDiscord) space() string { return "discord:" + f.guild.ID }

func (f *onDiscord) spaces() []string { return []string{f.space()} }

func (f *onDiscord) open(now func() time.Time, people []string) {
	f.Server = fakediscord.New(fakediscord.Options{Now: now, HeartbeatInterval: 10 * time.Second, Shards: booksShards, MaxConcurrency: 100})
	f.users, f.channel, f.gave = map[string]fakediscord.User{}, map[string]string{}, map[string]string{}
	f.owner = f.AddUser("owner")
	f.users["owner"] = f.owner
	f.guild = f.AddGuild("Tea", f.owner)
	for _, name := range people {
		u := f.AddUser(name)
		f.guild.AddMember(u)
		f.users[name] = u
	}
	room := f.guild.AddChannel("general")
	f.rooms = []*fakediscord.Channel{room, room.StartThread("a thread", f.owner)}
	f.desk = f.guild.AddChannel("modlog")
}

func (f *onDiscord) say(person, text string) string {
	f.n++
	room := f.rooms[f.n%len(f.rooms)]
	id := f.Say(f.users[person], room.ID, text)
	f.channel[id] = room.ID
	return id
}

func (f *onDiscord) react(person, message, emoji string) {
	key := message + "/" + person
	if emoji == "" {
		f.Unreact(f.users[person], f.channel[message], message, f.gave[key])
		return
	}
	f.gave[key] = emoji
	f.React(f.users[person], f.channel[message], message, emoji)
}

func (f *onDiscord) checkIn(person string, how int) {
	if how >= 3 {
		if _, err := f.TrySlash(f.users[person], f.rooms[0].ID, "checkin"); err == nil {
			return
		} // not registered yet
	}
	f.Say(f.users[person], f.rooms[0].ID, []string{"签到", "打卡", "/checkin"}[how%3])
}

func (f *onDiscord) tell(person, text string) { f.DM(f.users[person], text) }

func (f *onDiscord) heard(person string) (texts []string) {
	for _, m := range f.Sent(f.PrivateChannel(f.users[person])) {
		texts = append(texts, m.Content)
	}
	return texts
}

func (f *onDiscord) agree(person string) {
	channel := f.PrivateChannel(f.users[person])
	sent := f.Sent(channel)
	m := sent[len(sent)-1]
	f.Press(f.users[person], channel, m.ID, m.Components[0].Components[0].CustomID)
}

func (f *onDiscord) accept(person, label string) {
	channel := f.PrivateChannel(f.users[person])
	for _, m := range slices.Backward(f.Shown(channel)) {
		if len(m.Components) > 0 && m.Components[0].Components[0].Label == label {
			_, _ = f.TryPress(f.users[person], channel, m.ID, m.Components[0].Components[0].CustomID) // nobody may be there to take it
			return
		}
	}
}

func (f *onDiscord) event(message string) string {
	return fmt.Sprintf("discord:%s/m%s", f.guild.ID, message)
}

func (f *onDiscord) news() string   { return f.space() + "/" + f.rooms[0].ID }
func (f *onDiscord) modlog() string { return f.space() + "/" + f.desk.ID }

func (f *onDiscord) command(text string) { f.Say(f.owner, f.rooms[0].ID, text) }

func (f *onDiscord) mention(person string) string { return "<@" + f.users[person].ID + ">" }

func (f *onDiscord) offend(person string) string {
	id, err := f.TrySay(f.users[person], f.rooms[0].ID, "come to my casino")
	if err != nil {
		return ""
	}
	return id
}

func (f *onDiscord) gone(message string) bool {
	return slices.ContainsFunc(f.Deleted(f.rooms[0].ID), func(m fakediscord.Message) bool { return m.ID == message })
}

func (f *onDiscord) silenced(person string) bool {
	m, ok := f.guild.Member(f.users[person])
	return ok && m.Timeout != nil
}

func (f *onDiscord) posted() []string { return f.sent(f.rooms[0]) }
func (f *onDiscord) logged() []string { return f.sent(f.desk) }

func (f *onDiscord) sent(room *fakediscord.Channel) (texts []string) {
	for _, m := range f.Sent(room.ID) {
		texts = append(texts, m.Content)
	}
	return texts
}

// latest returns a message with buttons that has the part, and its room.
func (f *onDiscord) latest(part string) (fakediscord.Message, string, bool) {
	for _, room := range f.rooms {
		for _, m := range slices.Backward(f.Shown(room.ID)) {
			if len(m.Components) > 0 && strings.Contains(m.Content, part) {
				return m, room.ID, true
			}
		}
	}
	return fakediscord.Message{}, "", false
}

func (f *onDiscord) shows(part string) string {
	for _, m := range slices.Backward(f.Shown(f.rooms[0].ID)) {
		if strings.Contains(m.Content, part) {
			return m.Content
		}
	}
	return ""
}

func (f *onDiscord) question() string {
	m, _, _ := f.latest("Question")
	return m.Content
}

func (f *onDiscord) press(person, part, label string) (func() string, bool) {
	m, room, ok := f.latest(part)
	if !ok {
		return nil, false
	}
	for _, row := range m.Components {
		for _, b := range row.Components {
			if b.Label == label {
				i, err := f.TryPress(f.users[person], room, m.ID, b.CustomID)
				return i.Says, err == nil
			}
		}
	}
	return nil, false
}

func (f *onDiscord) spoil(seed uint64) {
	faults := []fakediscord.Fault{
		{Kind: fakediscord.HTTPError, Status: 502}, {Kind: fakediscord.HTTPError, Status: 502, Applied: true},
		{Kind: fakediscord.TooMany, RetryAfter: 0.5}, {Kind: fakediscord.TooMany, RetryAfter: 1, Global: true},
		{Kind: fakediscord.Cut}, {Kind: fakediscord.Cut, Applied: true}, {Kind: fakediscord.Truncated, Applied: true},
		{Kind: fakediscord.Garbage}, {Kind: fakediscord.APIError, Status: 500, Reason: "500: Internal Server Error"},
	}
	f.FailSometimes("", "", 0.05, seed, faults...)
}

func (f *onDiscord) heal()  { f.Heal() }
func (f *onDiscord) again() {} // nobody is connected to receive it

func (f *onDiscord) disturb(n int) {
	switch n % 6 {
	case 0:
		f.Duplicate(30)
	case 1:
		f.Drop()
	case 2:
		f.Reconnect()
	case 3:
		f.CloseWith(4000)
	case 4:
		f.Invalidate(true)
	case 5: // no trouble
	}
}

func (f *onDiscord) forget() {
	f.ForgetSessions()
	f.Drop() // a gateway may be there, and would be told of what happens until it connects anew
}

// connected reports whether all shards are.
func (f *onDiscord) connected() bool { return f.Connected() == booksShards }
func (f *onDiscord) pending() int    { return f.Pending() }
func (*onDiscord) once() bool        { return true }
