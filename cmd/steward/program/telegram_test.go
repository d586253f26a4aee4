package program_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	fake "github.com/stewardbot/steward/adapters/telegram/faketelegram"
)

func TestTelegramCheckIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t, plan{community: `    check_in: {words: [morning tea], streaks: [{days: 2, bonus: 11}]}` + "\n"})
	// By word, by command and by the command with our name; once a day.
	for i, text := range []string{"/checkin", "/checkin@" + h.tg.Me().Username, "签到", "打卡", "/签到", "Morning  TEA", "morning tea!"} {
		who := h.person(fmt.Sprintf("p%d", i))
		m := h.say(who, text)
		h.reaction(m, "👍")
		h.reaction(h.say(who, "签到"), "👌")
		h.has(who, 5)
	}
	other := h.person("other")
	h.say(other, "/checkin@another_bot")
	h.has(other, 0)
	// The next day counts, and the milestone is paid.
	first := h.person("first")
	h.reaction(h.say(first, "签到"), "👍")
	h.wait(24 * time.Hour)
	h.reaction(h.say(first, "签到"), "🎉")
	h.has(first, 21)
	h.quiet()
	h.silent()
	h.leave()
}

func TestTelegramMakeUp(t *testing.T) {
	t.Parallel()
	h := newHouse(t, plan{community: "    check_in: {amount: 50}\n"})
	ann := h.person("ann")
	h.reaction(h.say(ann, "签到"), "👍")
	h.wait(48 * time.Hour)
	h.reaction(h.say(ann, "签到"), "👍")
	h.say(ann, "/makeup")
	made := h.now().AddDate(0, 0, -1).UTC().Format(time.DateOnly)
	h.says(h.whisper(ann), "Made up for "+made+", for 20 points. 3 days in a row.")
	if a := h.accounts()["ann"]; a.Balance != 80 || a.Earned != 100 {
		t.Errorf("%+v", a)
	}
	h.leave()
}

// TestTelegramPrivateAnswers: personal answers are visible to one person only.
func TestTelegramPrivateAnswers(t *testing.T) {
	t.Parallel()
	h := newHouse(t, plan{})
	ann, bob := h.person("ann"), h.person("bob")
	h.reaction(h.say(ann, "/checkin"), "👍")
	asked := h.say(ann, "/points")
	h.says(h.whisper(ann), "You have 5 points. 5 earned in all, 5 this week.")
	h.gone(asked)
	if n := len(h.tg.Whispers(h.group, bob)); n != 0 {
		t.Errorf("bob sees %d of them", n)
	}
	// Asked with a command that only steward sees.
	h.tg.SayToBot(bob, h.group, "/points")
	h.says(h.whisper(bob), "You have 0 points. 0 earned in all, 0 this week.")
	// In the private chat.
	h.tg.Say(ann, h.tg.Private(ann), "/points")
	h.says(h.line(h.tg.Private(ann)), "You have 5 points. 5 earned in all, 5 this week.")
	h.silent()
	h.leave()
}

// TestTelegramFallback: where private messages in the group aren't available, the answer is
// public and deleted after delete_after, together with the question.
func TestTelegramFallback(t *testing.T) {
	t.Parallel()
	h := newHouse(t, plan{public: true})
	ann := h.person("ann")
	asked := h.say(ann, "/points")
	m := h.line(h.group)
	h.says(m, "You have 0 points. 0 earned in all, 0 this week.")
	h.wait(45 * time.Second)
	for _, m := range []fake.Message{asked, m} {
		if _, there := h.tg.Message(h.group, m.ID); !there {
			t.Errorf("%q went too early", m.Text)
		}
	}
	h.wait(16 * time.Second)
	h.gone(asked)
	h.gone(m)
	h.silent()
	h.leave()
}

func TestTelegramMessagesAndReactionsPay(t *testing.T) {
	t.Parallel()
	h := newHouse(t, plan{community: "    points: {message: {cooldown: 60s, per_day: 3}, reaction: {amount: 2, per_day: 4, per_giver: 2}}\n"})
	ann, bob, cleo, dora := h.person("ann"), h.person("bob"), h.person("cleo"), h.person("dora")
	m := h.say(ann, "good morning everybody")
	h.say(ann, "too soon after that")
	h.has(ann, 1)
	// An edit pays nothing, however late it is.
	h.wait(2 * time.Minute)
	h.tg.Edit(m, "good morning, dear everybody")
	h.has(ann, 1)
	h.say(ann, "good morning everybody") // a repeated text
	h.has(ann, 1)
	h.say(ann, "说点别的")
	h.has(ann, 2)
	// A reaction pays the author once per giver, up to the limits.
	h.tg.React(bob, m, "👍")
	h.tg.React(bob, m, "🔥")
	h.tg.React(bob, m)
	h.tg.React(ann, m, "👍")
	h.has(ann, 4)
	h.tg.React(bob, h.say(ann, "/id"), "👍") // bob's limit
	h.tg.React(cleo, m, "👍")
	h.tg.React(dora, m, "👍") // the day's limit
	h.has(ann, 6)
	h.has(bob, 0)
	h.leave()
}

// TestTelegramNewcomers: newcomers earn nothing for a while after joining.
func TestTelegramNewcomers(t *testing.T) {
	t.Parallel()
	h := newHouse(t, plan{community: "    points: {after: 1h}\n"})
	ann := h.tg.Person("ann")
	h.tg.Join(ann, h.group)
	h.say(ann, "hello, I am new in here")
	h.wait(59 * time.Minute)
	h.say(ann, "hello, I am still new in here")
	h.has(ann, 0)
	h.wait(2 * time.Minute)
	h.say(ann, "now I know you all a little")
	h.has(ann, 1)
	h.leave()
}

// TestTelegramQuestions: history, level and help in the private chat.
func TestTelegramQuestions(t *testing.T) {
	t.Parallel()
	h := newHouse(t, plan{community: "    levels: [{at: 0, name: Newcomer}, {at: 10, name: Regular}]\n"})
	ann := h.person("ann")
	h.say(ann, "/checkin")
	h.say(ann, "good morning everybody")
	h.heard()
	ask := func(text string, wants ...string) {
		t.Helper()
		before := len(h.tg.Sent(h.tg.Private(ann)))
		h.tg.Say(ann, h.tg.Private(ann), text)
		h.until(text+" is answered", func() bool { return len(h.tg.Sent(h.tg.Private(ann))) > before })
		answer := plain(h.tg.Sent(h.tg.Private(ann))[before].Text)
		for _, want := range wants {
			if !strings.Contains(answer, want) {
				t.Errorf("%s is answered %q, which does not say %q", text, answer, want)
			}
		}
	}
	ask("/history", "Your last entries", "+5  check-in", "+1  message")
	ask("/level", "Level: Newcomer. 6 points earned, 4 to go to Regular.", "Rank 1 of 1.")
	ask("/help", "Points: /checkin, ", "/points", "/top", "/id", "/help NAME explains a command")
	ask("/help points", "/points: ")
	ask("/start", "Points: /checkin, ")
	ask("/id", fmt.Sprintf("You: telegram:%d", ann.ID))
	ask("/checkin", "You have already checked in today.")
	h.leave()
}

func TestTelegramTopIsEditedInPlace(t *testing.T) {
	t.Parallel()
	h := newHouse(t, plan{community: "    points: {name: {one: leaf, other: leaves}}\n"})
	ann, bob := h.person("ann"), h.person("bob")
	h.say(ann, "/checkin")
	h.say(bob, "good morning everybody")
	h.heard()
	h.say(bob, "/top")
	board := h.line(h.group)
	h.says(board, "Most earned this week\n1. ann: 5 leaves\n2. bob: 1 leaf")
	press := h.tg.Press(ann, board, "All time")
	h.until("it is edited", func() bool { m, _ := h.tg.Message(h.group, board.ID); return m.Text != board.Text })
	h.says(h.line(h.group), "Most earned of all time\n1. ann: 5 leaves\n2. bob: 1 leaf")
	h.until("the press is answered", func() bool { return len(h.tg.Notices(press)) == 1 })
	// Button data that no button has is harmless and is answered.
	for _, data := range []string{"standings:top:never:1", "standings:top:all:-1", "standings:", "x", strings.Repeat("é", 32)} {
		press := h.tg.PressForeign(bob, board, data)
		h.heard()
		if strings.HasPrefix(data, "standings:") {
			h.until("the press is answered", func() bool { return len(h.tg.Notices(press)) == 1 })
		}
	}
	h.says(h.line(h.group), "Most earned of all time\n1. ann: 5 leaves\n2. bob: 1 leaf")
	h.leave()
}

func TestTelegramLevelsAreAnnouncedTogether(t *testing.T) {
	t.Parallel()
	h := newHouse(t, plan{community: "    levels: [{at: 0, name: Newcomer}, {at: 5, name: Guest}, {at: 10, name: Regular}]\n" +
		"    replies: {level_up: {from: 2, merge: 10m}}\n"})
	ann, bob := h.person("ann"), h.person("bob")
	for _, pause := range []time.Duration{24 * time.Hour, 9 * time.Minute} {
		h.say(ann, "/checkin")
		h.say(bob, "/checkin")
		h.wait(pause)
	}
	h.silent()
	h.wait(2 * time.Minute)
	h.says(h.line(h.group), "New levels: ann (Regular), bob (Regular).")
	h.leave()
}

func TestTelegramTopics(t *testing.T) {
	t.Parallel()
	h := newHouse(t, plan{forum: true, public: true, community: "    replies: {private: [], delete_commands: false}\n"})
	ann := h.person("ann")
	topic := h.tg.OpenTopic(h.owner, h.group, "News")
	asked := h.say(ann, "/id", fake.InTopic(topic))
	m := h.line(h.group)
	if m.ThreadID != topic || !m.IsTopicMessage {
		t.Errorf("the answer stands in %d, not in the topic %d", m.ThreadID, topic)
	}
	if want := fmt.Sprintf("This place: telegram:%d/%d", h.group.ID, topic); !strings.Contains(m.Text, want) {
		t.Errorf("%q does not say %q", m.Text, want)
	}
	if m.ReplyTo == nil || m.ReplyTo.ID != asked.ID {
		t.Errorf("it answers %+v", m.ReplyTo)
	}
	h.say(ann, "something worth a point", fake.InTopic(topic))
	h.has(ann, 1)
	h.leave()
}

// TestTelegramTheGroupItself: anonymous administrators and channels don't count as people.
func TestTelegramTheGroupItself(t *testing.T) {
	t.Parallel()
	h := newHouse(t, plan{})
	stranger := h.tg.Channel("Adverts")
	m := h.tg.SayAnonymously(h.group, "a long and thoughtful message", fake.Signed("boss"))
	h.tg.SayAnonymously(h.group, "/checkin")
	h.tg.SayAs(stranger, h.group, "buy our fine adverts today")
	ann := h.person("ann")
	h.tg.React(ann, m, "👍")
	h.tg.ReactAs(h.group, h.say(ann, "something worth a point"), fake.Reaction{Type: "emoji", Emoji: "👍"})
	h.has(ann, 1)
	for name, a := range h.accounts() {
		if a.Earned != 0 && name != "ann" {
			t.Errorf("%s was paid: %+v", name, a)
		}
	}
	h.silent()
	h.leave()
}

// TestTelegramComments: people who comment below a channel's post without joining the group are
// paid only if outsiders are.
func TestTelegramComments(t *testing.T) {
	t.Parallel()
	for _, outsiders := range []bool{false, true} {
		h := newHouse(t, plan{community: fmt.Sprintf("    points: {outsiders: %t}\n", outsiders)})
		channel := h.tg.Channel("News", fake.Staff(fake.Owner(h.owner), fake.Admin(h.tg.Me(), fake.AllRights())))
		h.tg.Link(channel, h.group)
		ann := h.person("ann")
		outsider := h.tg.Person("otto")
		_, forward := h.tg.Post(channel, "The new tea is here, dear all")
		h.say(ann, "I am glad to hear it", fake.ReplyTo(forward))
		h.say(outsider, "So am I, from outside", fake.ReplyTo(forward))
		want := map[bool]int{true: 1}[outsiders]
		h.until("it is known who has joined", func() bool {
			a := h.accounts()
			return a["ann"].Earned == 1 && a["otto"].Earned == want
		})
		h.quiet()
		h.has(outsider, want)
		h.has(ann, 1)
		h.silent()
		h.leave()
	}
}

// TestTelegramMigration: a group that becomes a supergroup stays the same community, with its
// members and their points.
func TestTelegramMigration(t *testing.T) {
	t.Parallel()
	h := newHouse(t, plan{basic: true})
	ann := h.person("ann")
	h.say(ann, "/checkin")
	h.has(ann, 5)
	old := h.group
	h.group = h.tg.Migrate(old)
	h.say(ann, "a message in the new place")
	h.has(ann, 6)
	h.say(ann, "/points")
	h.says(h.whisper(ann), "You have 6 points. 6 earned in all, 6 this week.")
	if !strings.Contains(h.bot.output(), fmt.Sprintf("new=telegram:%d", h.group.ID)) {
		t.Error("the operator is not told of the new id")
	}
	// The move survives a restart as long as the file names the old id.
	h.leave()
	h.start()
	h.wait(2 * time.Minute)
	h.say(ann, "another message in the new place")
	h.has(ann, 7)
	h.leave()
}

func TestTelegramUnownedGroup(t *testing.T) {
	t.Parallel()
	h := newHouse(t, plan{})
	ann := h.person("ann")
	other := h.tg.Supergroup("Coffee", fake.Ordinary(ann), fake.Staff(fake.Owner(h.owner)))
	h.tg.Add(h.owner, h.tg.Me(), other)
	if told := h.line(other); !strings.Contains(told.Text, fmt.Sprintf("\"telegram:%d\"", other.ID)) {
		t.Errorf("whoever added it was told %q", told.Text)
	}
	h.tg.Say(ann, other, "a long and thoughtful message")
	h.tg.Say(ann, other, "/checkin")
	h.tg.Say(ann, other, "/points")
	h.tg.Say(ann, other, "/id")
	var m fake.Message
	h.until("the ids are told", func() bool {
		sent := h.tg.Sent(other)
		m = sent[len(sent)-1]
		return len(sent) == 2
	})
	for _, want := range []string{fmt.Sprintf("telegram:%d", other.ID), fmt.Sprintf("telegram:%d", ann.ID), "not in my configuration yet"} {
		if !strings.Contains(m.Text, want) {
			t.Errorf("%q does not say %q", m.Text, want)
		}
	}
	h.heard()
	h.has(ann, 0)
	if log := h.bot.output(); strings.Count(log, "no community owns") != 1 || !strings.Contains(log, fmt.Sprintf("space=telegram:%d", other.ID)) {
		t.Errorf("log:\n%s", log)
	}
	h.leave()
}

// TestTelegramAThousandCheckIns: they cause no message by steward in the group.
func TestTelegramAThousandCheckIns(t *testing.T) {
	t.Parallel()
	h := newHouse(t, plan{})
	var people []fake.User
	for i := range 1000 {
		people = append(people, h.person(fmt.Sprintf("p%03d", i)))
	}
	for _, p := range people {
		h.say(p, "签到")
	}
	h.heard()
	accounts := h.accounts()
	if len(accounts) != 1000 {
		t.Errorf("%d members", len(accounts))
	}
	for _, p := range people {
		if accounts[p.FirstName].Earned != 5 {
			t.Errorf("%s: %+v", p.FirstName, accounts[p.FirstName])
		}
	}
	h.wait(11 * time.Minute) // reactions that couldn't be sent by then have expired
	h.quiet()
	h.silent()
	if !slices.ContainsFunc(h.tg.Calls("setMessageReaction"), func(c fake.Call) bool { return c.Applied }) {
		t.Error("nobody saw a reaction")
	}
	if n := h.tg.Count("sendMessage"); n != 0 {
		t.Errorf("%d messages were sent", n)
	}
	h.leave()
}
