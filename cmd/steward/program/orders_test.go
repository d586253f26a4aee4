package program_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestOrders gives commands on both platforms: people banned by hand can't be kicked, an unknown
// administrator is refused with the platform's own reason, always the same, and ambiguous
// durations are asked about.
func TestOrders(t *testing.T) {
	t.Parallel()
	p := newPair(t, "")
	p.each(func(t *testing.T, s side) {
		for _, name := range []string{"ann", "bob"} {
			s.add(name)
		}
		said := s.say("ann", "hello")
		s.admin("boss")
		s.ban("ann")
		s.ban("stranger")
		before := p.cases(t)
		for _, c := range []struct{ order, answer, to string }{
			{"/kick " + s.mention("ann"), "ann is banned already.", ""},
			{"/踢", "ann is banned already.", said},
			{"/skick " + s.mention("stranger") + " spam", "stranger is banned already.", ""},
			{"/mute " + s.mention("bob") + " 5M", "I can't read 5M as a duration. Write 10m, 2h or 7d, from a minute to ten years.", ""},
			{"/ban " + s.mention("bob") + " spam 2 Tage", "I can't read 2 Tage as a duration. Write 10m, 2h or 7d, from a minute to ten years.", ""},
			{"/lock raid, 2 hours please", "I can't read 2 hours as a duration. Write 10m, 2h or 7d, from a minute to ten years.", ""},
		} {
			var to []string
			if c.to != "" {
				to = append(to, c.to)
			}
			if got := p.tell(t, s, c.order, to...); got != c.answer {
				t.Errorf("%s: %q, want %q", c.order, got, c.answer)
			}
		}
		if n := p.cases(t); n != before {
			t.Errorf("there are %d cases, want %d", n, before)
		}
		why := map[string]string{
			"telegram": "Telegram lets bots act on ordinary members only, and this one is an administrator of the group",
			"discord":  "Discord lets nobody time out an administrator of the server",
		}[s.name()]
		for _, order := range []string{"/mute " + s.mention("boss"), "/mute " + s.mention("boss") + " 10 min loud", "/禁言 " + s.mention("boss")} {
			if got := p.tell(t, s, order); !strings.HasPrefix(got, "Nothing was done about boss.") || !strings.HasSuffix(got, "Refused in Tea: "+why) {
				t.Errorf("%s: %q", order, got)
			}
		}
	})
	p.leave()
}

// TestKickAfterUnbanByHand: a person whose ban was lifted by hand is kicked if they are back;
// otherwise the answer is still that they are banned.
func TestKickAfterUnbanByHand(t *testing.T) {
	t.Parallel()
	p := newPair(t, "")
	p.each(func(t *testing.T, s side) {
		for _, c := range []struct {
			name, ban string
			back      bool
			answer    string
		}{
			{"ann", "", true, "ann was removed and may come back."},
			{"bob", " 7d", true, "bob was removed and may come back."},
			{"cleo", "", false, "cleo is banned already."},
		} {
			s.add(c.name)
			s.say(c.name, "hello")
			p.tell(t, s, "/ban "+s.mention(c.name)+c.ban)
			if c.back {
				s.unban(c.name)
				s.add(c.name)
				s.say(c.name, "here I am")
			}
			if got := p.tell(t, s, "/kick "+s.mention(c.name)); !strings.HasPrefix(got, c.answer) {
				t.Errorf("%s: %q, want %q", c.name, got, c.answer)
			}
		}
	})
	p.leave()
}

// TestPostThatFails: the person who requested a post is told once that it failed, and why.
func TestPostThatFails(t *testing.T) {
	t.Parallel()
	p := newPair(t, `    schedule:
      - {name: telegram, at: 2099-01-01T00:00, to: ["CLOSED-telegram"], text: "Hello."}
      - {name: discord, at: 2099-01-01T00:00, to: ["CLOSED-discord"], text: "Hello."}
    quizzes:
      - {name: quiz-telegram, to: ["CLOSED-telegram"], questions: 1, bank: general}
      - {name: quiz-discord, to: ["CLOSED-discord"], questions: 1, bank: general}
`)
	why := map[string]string{
		"telegram": "there is no such topic",
		"discord":  `Steward lacks the right "Send Messages" (in threads "Send Messages in Threads") here: it is given under Server Settings -> Roles -> Steward's role -> Permissions, or the channel's settings -> Permissions`,
	}
	p.each(func(t *testing.T, s side) {
		for n, order := range []string{"/schedule run " + s.name(), "/定时 run " + s.name(), "/quiz quiz-" + s.name()} {
			before := len(s.said())
			s.say("olga", order)
			if err := await("two answers to "+order, func() bool { return len(s.said()) == before+2 }); err != nil {
				t.Fatalf("%v: %q\n%s", err, s.said(), p.bot.output())
			}
			where := "999"
			if d, ok := s.(*discordSide); ok {
				where = d.shut[n/2].ID // the post's channel, the quiz's channel
			}
			want := "Steward could not deliver:\n- a message in " + s.space() + "/" + where + ": " + why[s.name()]
			// One is an answer, the other goes out in the moderation lane, so they can arrive in
			// any order.
			got := strings.Split(strings.ReplaceAll(plain(strings.Join(s.said()[before:], "\x00")), `\-`, "-"), "\x00")
			if !slices.Contains(got, want) {
				t.Errorf("%s: %q, want %q", order, got, want)
			}
		}
	})
	p.leave()
}

// TestManyPostsThatFail: if many places fail at once, the log reports each place once, and the
// requester is told once.
func TestManyPostsThatFail(t *testing.T) {
	t.Parallel()
	const posts, each = 3, 30
	config := "    places: {modlog: [MODLOG]}\n    schedule:\n"
	for i := range posts {
		var places []string
		for range each {
			places = append(places, fmt.Sprintf("%q", "CLOSED-discord"))
		}
		config += fmt.Sprintf("      - {name: p%d, at: 2099-01-01T00:00, to: [%s], text: Hello}\n", i, strings.Join(places, ", "))
	}
	p := newPair(t, config)
	s := p.sides[1].(*discordSide)
	for i := range posts {
		s.say("olga", fmt.Sprintf("/schedule run p%d", i))
	}
	told := func() string { return strings.Join(s.in(s.log), "\n") }
	if err := await("the log has heard of all", func() bool { return strings.Count(told(), "a message in") >= posts*each }); err != nil {
		t.Errorf("%v: %d of %d\n%s", err, strings.Count(told(), "a message in"), posts*each, told())
	}
	for _, room := range s.shut {
		if n := strings.Count(plain(told()), room.ID+":"); n != 1 {
			t.Errorf("the log hears of place %s %d times", room.ID, n)
		}
	}
	if err := await("all answers", func() bool { return len(s.said()) >= 2*posts }); err != nil || len(s.said()) != 2*posts {
		t.Errorf("the room heard %q (%v)", s.said(), err)
	}
	p.leave()
}
