package discord_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stewardbot/steward/adapters/discord"
	fake "github.com/stewardbot/steward/adapters/discord/fakediscord"
	"github.com/stewardbot/steward/bot"
)

// TestLostSession checks that messages posted without a session are fetched, oldest first in each
// channel, while live messages arrive alongside.
func TestLostSession(t *testing.T) {
	s := newScene(t, fake.Options{})
	quiet, forum := s.guild.AddChannel("quiet"), s.guild.AddForum("questions")
	thread := s.channel.StartThread("aside", s.ann)
	first := s.start(nil)
	s.Say(s.ann, s.channel.ID, "before")
	s.Say(s.ann, quiet.ID, "nothing more here")
	first.hear("nothing more here")
	if s.Count("GET", "/channels/{}/messages") != 0 {
		t.Error("a first start fetched something")
	}
	first.stop()
	_ = s.clock.sleep(t.Context(), 24*time.Hour)

	want := numbered(230)
	for i, text := range want {
		s.Say([]fake.User{s.ann, s.bob}[i%2], s.channel.ID, text)
		if i < 30 {
			s.Say(s.bob, thread.ID, text)
		}
	}
	post := forum.ForumPost("how?", s.ann, "I wonder")
	s.Say(s.bob, post.ID, "so")
	s.ForgetSessions()
	second := s.start(first.cursor())
	s.Say(s.ann, quiet.ID, "live")
	second.hear("live")
	second.Until(t, "the gaps to close", func() bool {
		return gaps(second.cursor()) == 0 && slices.Contains(second.texts(s.place(s.channel)), want[229])
	})
	if diff := cmp.Diff(append([]string{"before"}, want...), second.texts(s.place(s.channel))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want[:30], second.texts(s.place(s.channel)+bot.Place("/"+thread.ID))); diff != "" {
		t.Error("thread:", diff)
	}
	if diff := cmp.Diff([]string{"I wonder", "so"}, second.texts(s.place(forum)+bot.Place("/"+post.ID))); diff != "" {
		t.Error("forum:", diff)
	}
	if !slices.Contains(second.texts(s.place(quiet)), "live") {
		t.Error("what was said meanwhile stands elsewhere")
	}
	if log := second.log.String(); strings.Count(log, "can't be recovered") != 1 || !strings.Contains(log, "sessions_lost=1") {
		t.Errorf("what is lost is not told once: %s", log)
	}
	if s.Identifies() != 2 {
		t.Errorf("%d sessions, want 2", s.Identifies())
	}
	checkViolations(t, s)
}

// TestArchivedThreads checks that a thread archived during a long gap is fetched, and one archived
// before it is not.
func TestArchivedThreads(t *testing.T) {
	s := newScene(t, fake.Options{})
	forum := s.guild.AddForum("questions")
	old := s.channel.StartThread("old", s.ann)
	s.Say(s.ann, old.ID, "long ago")
	_ = s.clock.sleep(t.Context(), time.Hour)
	first := s.start(nil)
	s.Say(s.ann, s.channel.ID, "before")
	first.hear("before")
	old.Archive(true)
	first.stop()
	_ = s.clock.sleep(t.Context(), 24*time.Hour)

	thread := s.channel.StartThread("aside", s.ann)
	s.Say(s.bob, thread.ID, "in passing")
	thread.Archive(true)
	post := forum.ForumPost("how?", s.ann, "I wonder")
	post.Archive(true)
	s.ForgetSessions()
	second := s.start(first.cursor())
	second.hear("in passing")
	second.hear("I wonder")
	second.Until(t, "the gaps to close", func() bool { return gaps(second.cursor()) == 0 })
	if diff := cmp.Diff([]string{"in passing"}, second.texts(s.place(s.channel)+bot.Place("/"+thread.ID))); diff != "" {
		t.Error(diff)
	}
	if n := s.Count("GET", "/channels/"+old.ID+"/messages"); n != 0 {
		t.Errorf("asked %d times for a thread that said nothing since", n)
	}
	checkViolations(t, s)
}

// TestLongAway checks that after an absence longer than the engine's deduplication window no
// message is fetched twice.
func TestLongAway(t *testing.T) {
	s := newScene(t, fake.Options{})
	first := s.start(nil)
	s.Say(s.ann, s.channel.ID, "before")
	first.hear("before")
	first.stop()
	_ = s.clock.sleep(t.Context(), 16*24*time.Hour)
	s.Say(s.bob, s.channel.ID, "meanwhile")
	s.ForgetSessions()
	second := s.start(first.cursor())
	second.hear("meanwhile")
	second.Until(t, "the gaps to close", func() bool { return gaps(second.cursor()) == 0 })
	if diff := cmp.Diff([]string{"meanwhile"}, second.texts(s.place(s.channel))); diff != "" {
		t.Error(diff)
	}
}

// TestInvalidated checks the same for a session lost while the process runs.
func TestInvalidated(t *testing.T) {
	for name, trouble := range map[string]func(*scene){
		"op 9":        func(s *scene) { s.Invalidate(false) },
		"closed 4007": func(s *scene) { s.CloseWith(4007) },
		"closed 4009": func(s *scene) { s.CloseWith(4009) },
		"closed 1000": func(s *scene) { s.ForgetSessions(); s.CloseWith(1000) },
		"forgotten":   func(s *scene) { s.ForgetSessions(); s.Drop() },
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t, fake.Options{Limits: true})
			r := s.start(nil)
			want := numbered(40)
			for i, text := range want {
				if i == 20 {
					r.hear(want[19])
					trouble(s)
				}
				s.Say(s.ann, s.channel.ID, text)
			}
			r.Until(t, "all messages and the gaps to close", func() bool {
				return len(r.texts(s.place(s.channel))) == len(want) && gaps(r.cursor()) == 0
			})
			got := r.texts(s.place(s.channel))
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			s.await("a second session", func() bool { return s.Identifies() == 2 })
			r.AwaitStatus(t, true)
			checkViolations(t, s)
		})
	}
}

// TestGapSurvives checks that a gap survives a restart and an outage in the middle of fetching it.
func TestGapSurvives(t *testing.T) {
	s := newScene(t, fake.Options{})
	first := s.start(nil)
	s.Say(s.ann, s.channel.ID, "before")
	first.hear("before")
	first.stop()
	want := numbered(250)
	for _, text := range want {
		s.Say(s.ann, s.channel.ID, text)
	}
	s.ForgetSessions()
	const route = "/channels/{}/messages"
	s.FailNext("GET", route, 3, fake.Fault{Kind: fake.HTTPError})
	s.FailNext("GET", route, 2, fake.Fault{Kind: fake.TooMany, RetryAfter: 1})
	second := s.start(first.cursor())
	second.hear(want[90])
	s.FailSometimes("GET", route, 1, 1, fake.Fault{Kind: fake.Cut}, fake.Fault{Kind: fake.Garbage})
	second.stop()
	if n := gaps(second.cursor()); n != 1 && !slices.Contains(second.texts(s.place(s.channel)), want[249]) {
		t.Fatalf("%d gaps are stored", n)
	}
	s.Heal()
	third := s.start(second.cursor())
	third.Until(t, "the gap to close", func() bool { return gaps(third.cursor()) == 0 })
	got := map[string]bool{}
	for _, text := range append(second.texts(s.place(s.channel)), third.texts(s.place(s.channel))...) {
		got[text] = true
	}
	for _, text := range want {
		if !got[text] {
			t.Errorf("%q is lost", text)
		}
	}
}

// TestClosedChannel checks that a gap in a channel that Steward can't read is abandoned.
func TestClosedChannel(t *testing.T) {
	s := newScene(t, fake.Options{})
	other := s.guild.AddChannel("other")
	first := s.start(nil)
	s.Say(s.ann, s.channel.ID, "before")
	first.hear("before")
	first.stop()
	s.Say(s.ann, s.channel.ID, "missed")
	s.Say(s.ann, other.ID, "missed as well")
	s.ForgetSessions()
	s.FailNext("GET", "/channels/"+s.channel.ID+"/messages", 1, fake.Fault{Kind: fake.APIError, Status: http.StatusForbidden, Code: 50001, Reason: "Missing Access"})
	second := s.start(first.cursor())
	second.hear("missed as well")
	second.Until(t, "the gaps to close", func() bool { return gaps(second.cursor()) == 0 })
	if !strings.Contains(second.log.String(), "closed to Steward or gone") {
		t.Error("nobody was told")
	}
}

// TestLateGuild checks that missed messages of a guild unavailable at session start are fetched
// once it returns, even by a later process.
func TestLateGuild(t *testing.T) {
	s := newScene(t, fake.Options{})
	other := s.AddGuild("Other", s.owner)
	hall := other.AddChannel("hall")
	first := s.start(nil)
	s.Say(s.ann, s.channel.ID, "before")
	first.hear("before")
	first.stop()
	s.Say(s.ann, s.channel.ID, "missed")
	s.Say(s.owner, hall.ID, "elsewhere")
	s.guild.SetOutage(true)
	s.ForgetSessions()
	second := s.start(first.cursor())
	second.hear("elsewhere")
	second.stop()
	s.guild.SetOutage(false)
	third := s.start(second.cursor())
	third.hear("missed")
	third.Until(t, "the gaps to close", func() bool { return gaps(third.cursor()) == 0 })
	if s.Identifies() != 2 || s.Resumes() != 1 {
		t.Errorf("%d sessions, %d resumed; want 2 and 1", s.Identifies(), s.Resumes())
	}
}

// TestKnowsItsSpaces checks that a new process fetches its guilds, since a resumed session does not
// send them.
func TestKnowsItsSpaces(t *testing.T) {
	s := newScene(t, fake.Options{})
	only := func(o *discord.Options) { o.Spaces = func() []bot.Place { return []bot.Place{s.space()} } }
	first := s.start(nil, only)
	told := first.AwaitKind(t, bot.KindStanding)
	first.stop()
	second := s.start(first.cursor(), only)
	again := second.AwaitKind(t, bot.KindStanding)
	if diff := cmp.Diff(told.Standing, again.Standing); diff != "" {
		t.Error(diff)
	}
	if again.ID == told.ID || s.Identifies() != 1 {
		t.Error("the snapshot is no new one, or the session is")
	}
}

// TestOnlyOurSpaces checks that nothing is fetched for guilds outside the configuration.
func TestOnlyOurSpaces(t *testing.T) {
	s := newScene(t, fake.Options{})
	foreign := s.AddGuild("Foreign", s.owner)
	there := foreign.AddChannel("talk")
	only := func(o *discord.Options) { o.Spaces = func() []bot.Place { return []bot.Place{s.space()} } }
	first := s.start(nil, only)
	s.Say(s.owner, there.ID, "before")
	first.hear("before")
	first.stop()
	s.Say(s.owner, there.ID, "foreign")
	s.Say(s.ann, s.channel.ID, "ours")
	s.ForgetSessions()
	second := s.start(first.cursor(), only)
	second.hear("ours")
	second.Until(t, "the gaps to close", func() bool { return gaps(second.cursor()) == 0 })
	if s.Count("GET", "/channels/"+there.ID+"/messages") != 0 {
		t.Error("a foreign channel was asked for")
	}
}

// TestBeforeTheFirstStart checks that no gap reaches back to before Steward's first start, by
// however little, whatever the server reports about its channels.
func TestBeforeTheFirstStart(t *testing.T) {
	for name, o := range map[string]fake.Options{"Discord": {}, "a server like it": {Loose: true}} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t, o)
			quiet := s.guild.AddChannel("quiet")
			thread := s.channel.StartThread("aside", s.ann)
			s.Say(s.ann, s.channel.ID, "long before")
			_ = s.clock.sleep(t.Context(), 3*time.Minute)
			s.Say(s.ann, thread.ID, "before, in a thread")
			s.Say(s.bob, quiet.ID, "just before")
			first := s.start(nil)
			s.Say(s.ann, s.channel.ID, "live")
			first.hear("live")
			cursor := first.cursor()
			first.stop()
			s.Say(s.ann, s.channel.ID, "missed")
			s.Say(s.bob, thread.ID, "missed, in a thread")
			for range 2 { // and again in the session after that
				s.ForgetSessions()
				_ = s.clock.sleep(t.Context(), 10*time.Second)
				next := s.start(cursor)
				next.hear("missed")
				next.hear("missed, in a thread")
				next.Until(t, "the gaps to close", func() bool { return gaps(next.cursor()) == 0 })
				for _, e := range next.Events() {
					if e.Kind == bot.KindMessage && strings.Contains(e.Message.Text, "before") {
						t.Errorf("%q was fetched", e.Message.Text)
					}
				}
				cursor = next.cursor()
				next.stop()
			}
		})
	}
}
