package discord_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stewardbot/steward/adapters/adaptertest"
	"github.com/stewardbot/steward/adapters/discord"
	fake "github.com/stewardbot/steward/adapters/discord/fakediscord"
	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot"
)

func numbered(n int) []string {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprintf("line %03d", i))
	}
	return out
}

// TestResumesAfterRestart checks that a new process resumes the previous session and gets the
// messages posted in between.
func TestResumesAfterRestart(t *testing.T) {
	s := newScene(t, fake.Options{})
	thread := s.channel.StartThread("aside", s.ann)
	first := s.start(nil)
	s.Say(s.ann, s.channel.ID, "before")
	first.hear("before")
	first.stop()

	s.Say(s.bob, s.channel.ID, "meanwhile")
	s.Say(s.bob, thread.ID, "in the thread")
	id := s.Say(s.ann, s.channel.ID, "and")
	s.React(s.bob, s.channel.ID, id, "👍")
	second := s.start(first.cursor())
	second.AwaitKind(t, bot.KindReaction)
	if diff := cmp.Diff([]string{"meanwhile", "and"}, second.texts(s.place(s.channel))); diff != "" {
		t.Error(diff)
	}
	if e := second.hear("in the thread"); e.Place != s.place(s.channel)+bot.Place("/"+thread.ID) {
		t.Errorf("the thread's place is %s", e.Place)
	}
	if s.Identifies() != 1 || s.Resumes() != 1 {
		t.Errorf("%d sessions, %d resumed; want 1 and 1", s.Identifies(), s.Resumes())
	}
	second.stop()
	third := s.start(second.cursor())
	s.Say(s.ann, s.channel.ID, "after")
	third.hear("after")
	if diff := cmp.Diff([]string{"after"}, third.texts(s.place(s.channel))); diff != "" {
		t.Error("committed messages came again:", diff)
	}
	third.stop()
	checkViolations(t, s)
}

func checkViolations(t *testing.T, s *scene) {
	t.Helper()
	if v := s.Violations(); len(v) > 0 {
		t.Errorf("rules were broken: %v", v)
	}
}

// TestTrouble checks that each message arrives once and in order, in one session, whatever happens
// to the connection.
func TestTrouble(t *testing.T) {
	for name, trouble := range map[string]func(*scene){
		"cut":                func(s *scene) { s.Drop() },
		"asked to reconnect": func(s *scene) { s.Reconnect() },
		"invalid, resumable": func(s *scene) { s.Invalidate(true) },
		"closed 4000":        func(s *scene) { s.CloseWith(4000) },
		"closed 4008":        func(s *scene) { s.CloseWith(4008) },
		"closed 1011":        func(s *scene) { s.CloseWith(1011) },
		"duplicates":         func(s *scene) { s.Duplicate(20) },
		"down for a while":   func(s *scene) { s.Down(true); s.Down(false) },
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t, fake.Options{})
			r := s.start(nil)
			want := numbered(60)
			for i, text := range want {
				s.Say(s.ann, s.channel.ID, text)
				if i%20 == 19 {
					r.hear(text)
					trouble(s)
				}
			}
			s.Say(s.ann, s.channel.ID, "end")
			r.hear("end")
			if diff := cmp.Diff(append(want, "end"), r.texts(s.place(s.channel))); diff != "" {
				t.Error(diff)
			}
			r.once()
			if s.Identifies() != 1 {
				t.Errorf("%d sessions were begun, want 1", s.Identifies())
			}
			checkViolations(t, s)
		})
	}
}

// TestReconnectIsQuiet checks that a reconnect request, which is routine, is not reported as an
// outage.
func TestReconnectIsQuiet(t *testing.T) {
	s := newScene(t, fake.Options{})
	r := s.start(nil)
	s.Reconnect()
	s.await("the resume", func() bool { return s.Resumes() == 1 })
	s.Say(s.ann, s.channel.ID, "hello")
	r.hear("hello")
	if got := r.Statuses(); len(got) != 1 {
		t.Errorf("statuses %v", got)
	}
}

// TestZombie checks that a dead connection is dropped and the session resumed.
func TestZombie(t *testing.T) {
	s := newScene(t, fake.Options{HeartbeatInterval: 150 * time.Millisecond})
	r := s.start(nil)
	s.Mute()
	s.Say(s.ann, s.channel.ID, "anybody?")
	r.hear("anybody?")
	r.once()
	if s.Identifies() != 1 || s.Resumes() != 1 {
		t.Errorf("%d sessions, %d resumed; want 1 and 1", s.Identifies(), s.Resumes())
	}
	var told bool
	for _, st := range r.Statuses() {
		told = told || !st.Connected && strings.Contains(st.Reason, "heartbeat")
	}
	if !told {
		t.Errorf("nobody was told: %v", r.Statuses())
	}
}

// busySink blocks every batch until it is released.
type busySink struct {
	*adaptertest.Sink
	busy, free chan struct{}
}

func (b *busySink) Submit(ctx context.Context, batch bot.Batch) (bot.Wait, error) {
	select {
	case b.busy <- struct{}{}:
	default:
	}
	select {
	case <-b.free:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return b.Sink.Submit(ctx, batch)
}

// TestHeldBack checks that heartbeats continue while the engine accepts nothing, and that
// everything queued arrives afterwards.
func TestHeldBack(t *testing.T) {
	const interval = 200 * time.Millisecond
	s := newScene(t, fake.Options{HeartbeatInterval: interval})
	b := &busySink{Sink: adaptertest.NewSink(nil), busy: make(chan struct{}, 1), free: make(chan struct{})}
	r := s.launch(b, b.Sink)
	<-b.busy
	want := numbered(5000) // more than the queue's capacity
	for _, text := range want {
		s.Say(s.ann, s.channel.ID, text+strings.Repeat(" ", 1000)+".")
	}
	// The server closes a connection without a heartbeat after one and a half intervals plus a
	// second.
	<-time.After(3*interval + time.Second)
	close(b.free)
	r.hear(want[len(want)-1] + strings.Repeat(" ", 1000) + ".")
	if n := len(r.texts(s.place(s.channel))); n != len(want) {
		t.Errorf("%d messages came, want %d", n, len(want))
	}
	r.once()
	if s.Resumes() != 0 {
		t.Errorf("the connection was left %d times", s.Resumes())
	}
	checkViolations(t, s)
}

// TestGivesUp checks that a permanent error ends the run with a message that says what to do.
func TestGivesUp(t *testing.T) {
	for code, says := range map[int]string{
		4004: "platforms.discord.token",
		4010: "platforms.discord.shards",
		4011: "platforms.discord.shards",
		4012: "update Steward",
		4013: "update Steward",
		4014: "\"Message Content Intent\"",
	} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			s := newScene(t, fake.Options{})
			r := s.start(nil)
			s.CloseWith(code)
			err := <-r.ended
			r.ended <- nil
			if err == nil || !strings.Contains(err.Error(), says) {
				t.Errorf("%v, want something about %s", err, says)
			}
			r.AwaitStatus(t, false)
		})
	}
}

func TestRefusedAtStart(t *testing.T) {
	s := newScene(t, fake.Options{})
	s.SetPrivileged(true, false, true)
	ended := func(token string) error {
		a := discord.New(discord.Settings{Token: token, APIURL: s.URL()}, discord.Options{Options: kit.Options{Sleep: s.clock.sleep}})
		return a.Run(t.Context(), adaptertest.NewSink(nil))
	}
	if err := ended("no.good.token"); err == nil || !strings.Contains(err.Error(), "rejects the token") || strings.Contains(err.Error(), "no.good") {
		t.Errorf("a wrong token: %v", err)
	}
	if err := ended(s.Token()); err == nil || !strings.Contains(err.Error(), "\"Server Members Intent\"") {
		t.Errorf("a switch that is off: %v", err)
	}
}

// meddler modifies some responses in transit.
type meddler struct {
	http.RoundTripper
	meddle func(*http.Request, *http.Response) *http.Response
}

func (m *meddler) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := m.RoundTripper.RoundTrip(r)
	if err == nil {
		resp = m.meddle(r, resp)
	}
	return resp, err
}

// TestBudget checks that the adapter starts no more sessions than Discord allows, and no two within
// five seconds.
func TestBudget(t *testing.T) {
	s := newScene(t, fake.Options{Limits: true})
	asked := 0
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	meddle := func(o *discord.Options) {
		o.Client = &http.Client{Transport: &meddler{transport, func(r *http.Request, resp *http.Response) *http.Response {
			if strings.HasSuffix(r.URL.Path, "/gateway/bot") {
				if asked++; asked == 1 {
					resp.Body.Close()
					resp.Body = http.NoBody
					body := `{"url":"ws://127.0.0.1:1","shards":1,"session_start_limit":{"total":1000,"remaining":0,"reset_after":7200000,"max_concurrency":1}}`
					resp.Body = readCloser{strings.NewReader(body)}
				}
			}
			return resp
		}}}
	}
	before := s.clock.now()
	r := s.start(nil, meddle)
	if waited := s.clock.now().Sub(before); waited < 2*time.Hour {
		t.Errorf("waited %s", waited)
	}
	if st := r.Statuses(); !strings.Contains(st[0].Reason, "2h0m0s") {
		t.Errorf("statuses %v", st)
	}
	for i := range 3 {
		s.Invalidate(false)
		s.await("another session", func() bool { return s.Identifies() == i+2 })
		r.AwaitStatus(t, true)
	}
	checkViolations(t, s)
}

type readCloser struct{ *strings.Reader }

func (readCloser) Close() error { return nil }

// TestGarbage checks that malformed dispatches are parked and everything else is handled.
func TestGarbage(t *testing.T) {
	s := newScene(t, fake.Options{})
	r := s.start(nil)
	s.Dispatch("HOLOGRAM_CREATE", []byte(`{"x":1}`))
	s.Dispatch("MESSAGE_CREATE", []byte(`{"id":"5","channel_id":"6","guild_id":"7","author":null}`))
	s.Dispatch("MESSAGE_CREATE", []byte(`"?"`))
	s.Dispatch("MESSAGE_CREATE", []byte(`{"id":"../../5","channel_id":"6","author":{"id":"7"}}`))
	s.RawFrame([]byte("\x00 this is no JSON \xff"))
	s.RawFrame([]byte(`{"op":0,"t":"MESSAGE_CREATE","d":{}}`))
	s.RawFrame([]byte(`{"op":99}`))
	s.Say(s.ann, s.channel.ID, "still here")
	r.hear("still here")
	r.Until(t, "what was parked", func() bool { return len(parked(r)) == 5 })
	r.once()
	if s.Identifies() != 1 || s.Resumes() != 0 {
		t.Error("the connection was left")
	}
}

func parked(r *run) (out []bot.Event) {
	for _, e := range r.Events() {
		if e.Kind == bot.KindParked {
			out = append(out, e)
		}
	}
	return out
}
