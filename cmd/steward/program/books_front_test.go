package program_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/adapters/telegram/faketelegram"
)

// login is one person's account on one platform.
type login struct{ person, platform string }

// front is one platform in the crash test. Accounts are identified by the person's name, messages
// by the platform's ids.
type front interface {
	hall
	platform() string
	config() string   // the platform's settings on one line
	spaces() []string // of the community
	open(now func() time.Time, people []string)
	say(person, text string) string
	react(person, message, emoji string) // empty: removes the reaction
	checkIn(person string, how int)      // in one of six ways; below three it is a message
	tell(person, text string)            // in private
	heard(person string) []string        // what Steward told the person in private
	agree(person string)                 // presses the first button of the latest private message
	accept(person, label string)         // presses that button below the latest private message that has it, if any
	event(message string) string         // the event's id
	spoil(seed uint64)                   // some requests fail
	heal()
	again()        // redelivers earlier updates
	disturb(n int) // one of several connection problems
	// forget makes the platform forget Steward's position: events from now on aren't delivered,
	// but messages can be fetched.
	forget()
	connected() bool
	pending() int // updates known to be undelivered
	once() bool   // each answer arrives exactly once
}

// onTelegram is the front on Telegram.
type onTelegram struct {
	*faketelegram.Server
	group faketelegram.Chat // a forum
	staff faketelegram.Chat // another, with the modlog: both would not fit into what one group may be told a minute
	desk  int64             // its topic
	owner faketelegram.User
	users map[string]faketelegram.User
	posts map[string]faketelegram.Message
}

func (*onTelegram) platform() string { return "telegram" }

func (f *onTelegram) config() string {
	return fmt.Sprintf("telegram: {token: %q, api_url: %q}", f.Token(), f.URL())
}

func (f *onTelegram) space() string { return fmt.Sprintf("telegram:%d", f.group.ID) }

func (f *onTelegram) spaces() []string {
	return []string{f.space(), fmt.Sprintf("telegram:%d", f.staff.ID)}
}

func (f *onTelegram) open(now func() time.Time, people []string) {
	f.Server = faketelegram.New(faketelegram.Options{Now: now, Ephemeral: true, Keep: 1 << 20})
	f.users, f.posts = map[string]faketelegram.User{}, map[string]faketelegram.Message{}
	var members []faketelegram.User
	for _, name := range people {
		u := f.Person(name)
		f.Start(u)
		f.users[name] = u
		members = append(members, u)
	}
	f.owner = f.Person("owner")
	f.Start(f.owner)
	f.users["owner"] = f.owner
	f.group = f.Forum("Tea", faketelegram.Staff(faketelegram.Owner(f.owner), faketelegram.Admin(f.Me(), faketelegram.AllRights())),
		faketelegram.Ordinary(members...))
	f.staff = f.Forum("Staff", faketelegram.Staff(faketelegram.Owner(f.owner), faketelegram.Admin(f.Me(), faketelegram.AllRights())))
	f.desk = f.OpenTopic(f.owner, f.staff, "modlog")
}

func (f *onTelegram) say(person, text string) string {
	m := f.Say(f.users[person], f.group, text)
	id := fmt.Sprint(m.ID)
	f.posts[id] = m
	return id
}

func (f *onTelegram) react(person, message, emoji string) {
	if emoji == "" {
		f.React(f.users[person], f.posts[message])
		return
	}
	f.React(f.users[person], f.posts[message], emoji)
}

func (f *onTelegram) checkIn(person string, how int) {
	f.Say(f.users[person], f.group, []string{"/checkin", "签到"}[how%2])
}

func (f *onTelegram) tell(person, text string) {
	f.Say(f.users[person], f.Private(f.users[person]), text)
}

func (f *onTelegram) heard(person string) (texts []string) {
	chat := fmt.Sprint(f.Private(f.users[person]).ID)
	for _, call := range f.Calls("sendMessage") {
		if call.Applied && call.Code == 0 && call.Params["chat_id"] == chat {
			texts = append(texts, call.Params["text"])
		}
	}
	return texts
}

func (f *onTelegram) agree(person string) {
	sent := f.Sent(f.Private(f.users[person]))
	m := sent[len(sent)-1]
	f.Press(f.users[person], m, m.Keyboard.Rows[0][0].Text)
}

func (f *onTelegram) accept(person, label string) {
	for _, m := range slices.Backward(f.Sent(f.Private(f.users[person]))) {
		if m.Keyboard != nil && m.Keyboard.Rows[0][0].Text == label {
			_, _ = f.TryPress(f.users[person], m, label) // nobody may be there to take it
			return
		}
	}
}

func (f *onTelegram) event(message string) string {
	return fmt.Sprintf("telegram:%d/m%s", f.group.ID, message)
}

func (f *onTelegram) news() string   { return f.space() }
func (f *onTelegram) modlog() string { return fmt.Sprintf("telegram:%d/%d", f.staff.ID, f.desk) }

func (f *onTelegram) command(text string) { f.Say(f.owner, f.group, text) }

func (f *onTelegram) mention(person string) string { return "@" + f.users[person].Username }

func (f *onTelegram) offend(person string) string {
	m, err := f.TrySay(f.users[person], f.group, "come to my casino")
	if err != nil {
		return ""
	}
	return fmt.Sprint(m.ID)
}

func (f *onTelegram) gone(message string) bool {
	return slices.ContainsFunc(f.Deleted(f.group), func(m faketelegram.Message) bool { return fmt.Sprint(m.ID) == message })
}

func (f *onTelegram) silenced(person string) bool {
	return f.Standing(f.group, f.users[person]).Status == "restricted"
}

func (f *onTelegram) posted() []string { return f.sent(f.group, "") }
func (f *onTelegram) logged() []string { return f.sent(f.staff, fmt.Sprint(f.desk)) }

func (f *onTelegram) sent(to faketelegram.Chat, topic string) (texts []string) {
	for _, call := range f.Calls("sendMessage") {
		if call.Applied && call.Code == 0 && call.Params["chat_id"] == fmt.Sprint(to.ID) && call.Params["message_thread_id"] == topic {
			texts = append(texts, call.Params["text"])
		}
	}
	return texts
}

func (f *onTelegram) latest(part string) (faketelegram.Message, bool) {
	for _, m := range slices.Backward(f.Sent(f.group)) {
		if m.Keyboard != nil && strings.Contains(m.Text, part) {
			return m, true
		}
	}
	return faketelegram.Message{}, false
}

func (f *onTelegram) shows(part string) string {
	for _, m := range slices.Backward(f.Sent(f.group)) {
		if strings.Contains(m.Text+m.Caption, part) {
			return m.Text + m.Caption
		}
	}
	return ""
}

func (f *onTelegram) question() string {
	m, _ := f.latest("Question")
	return m.Text
}

func (f *onTelegram) press(person, part, label string) (func() string, bool) {
	m, ok := f.latest(part)
	if !ok {
		return nil, false
	}
	query, err := f.TryPress(f.users[person], m, label)
	return func() string {
		for _, n := range f.Notices(query) {
			if n.Text != "" {
				return n.Text
			}
		}
		return ""
	}, err == nil
}

func (f *onTelegram) spoil(seed uint64) {
	faults := []faketelegram.Fault{
		{Kind: faketelegram.HTTPError, Status: 502}, {Kind: faketelegram.TooMany, RetryAfter: 1},
		{Kind: faketelegram.Cut}, {Kind: faketelegram.Cut, Applied: true}, {Kind: faketelegram.Truncated, Applied: true},
		{Kind: faketelegram.Garbage}, {Kind: faketelegram.APIError, Status: 500, Reason: "Internal Server Error"},
	}
	f.FailSometimes("getUpdates", 0.05, seed, faults...)
	f.FailSometimes("sendMessage", 0.05, seed+100, faults...)
	for i, method := range []string{"setMessageReaction", "editMessageText", "deleteMessage", "deleteMessages", "restrictChatMember", "answerCallbackQuery"} {
		f.FailSometimes(method, 0.05, seed+200+uint64(i), faults...)
	}
}

func (f *onTelegram) heal()         { f.Heal() }
func (f *onTelegram) disturb(int)   { f.Replay(20) }
func (*onTelegram) forget()         {} // always keeps updates for a day
func (f *onTelegram) again()        { f.Replay(50) }
func (*onTelegram) connected() bool { return true } // every poll stands alone
func (f *onTelegram) pending() int  { return f.Pending() }
func (*onTelegram) once() bool      { return false }
