package telegram_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stewardbot/steward/adapters/adaptertest"
	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/adapters/telegram"
	fake "github.com/stewardbot/steward/adapters/telegram/faketelegram"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// run starts an adapter and returns a function that stops it and returns Run's error.
func run(t *testing.T, a *telegram.Adapter, sink bot.Sink) (stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx, sink) }()
	stop = sync.OnceValue(func() error {
		cancel()
		return <-ended
	})
	t.Cleanup(func() { stop() })
	return stop
}

// connected starts a town's adapter on a new sink and waits until it is connected.
func (w *town) connected(cursor []byte) (*telegram.Adapter, *adaptertest.Sink, func() error) {
	w.t.Helper()
	a, sink := w.adapter(nil), adaptertest.NewSink(cursor)
	stop := run(w.t, a, sink)
	sink.AwaitStatus(w.t, true)
	return a, sink, stop
}

// until waits until the fake server's state satisfies is.
func (w *town) until(what string, is func() bool) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 20*time.Second)
	defer cancel()
	if err := w.Await(ctx, is); err != nil {
		w.t.Fatalf("waited in vain for %s", what)
	}
}

func TestConfirmsOnlyWhatIsCommitted(t *testing.T) {
	w := newTown(t, fake.Options{})
	_, sink, stop := w.connected(nil)
	w.Say(w.ann, w.forum, "committed", fake.InTopic(w.topic))
	w.until("a confirmation", func() bool { return w.Pending() == 0 && w.Confirmed() > 0 })
	sink.Hold()
	w.Say(w.ann, w.forum, "not committed", fake.InTopic(w.topic))
	sink.AwaitText(t, bot.KindMessage, "not committed")
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if w.Pending() != 1 {
		t.Errorf("%d updates wait at Telegram, want the one that was not committed", w.Pending())
	}
}

// TestWeekOfSilence checks that update ids may restart below those seen, both while Steward runs
// and while it does not.
func TestWeekOfSilence(t *testing.T) {
	w := newTown(t, fake.Options{FirstUpdate: 500_000})
	_, sink, stop := w.connected(nil)
	w.Say(w.ann, w.forum, "before")
	sink.AwaitText(t, bot.KindMessage, "before")
	w.until("a confirmation", func() bool { return w.Pending() == 0 })

	start := time.Now()
	sink.SetNow(func() time.Time { return start.Add(7 * 24 * time.Hour) })
	w.until("a poll that confirms nothing", func() bool {
		calls := w.Calls("getUpdates")
		return calls[len(calls)-1].Params["offset"] == ""
	})
	w.RestartNumbering(1000)
	w.Say(w.ann, w.forum, "a week later")
	sink.AwaitText(t, bot.KindMessage, "a week later")
	w.until("a confirmation", func() bool { return w.Pending() == 0 })
	stop()

	w.RestartNumbering(10)
	w.Say(w.ann, w.forum, "a month later")
	cursor, _ := sink.Cursor("telegram")
	later := adaptertest.NewSink(cursor)
	later.SetNow(func() time.Time { return start.Add(30 * 24 * time.Hour) })
	run(t, w.adapter(nil), later)
	later.AwaitText(t, bot.KindMessage, "a month later")
}

func TestReplayHasTheSameIDs(t *testing.T) {
	w := newTown(t, fake.Options{})
	_, sink, _ := w.connected(nil)
	w.Say(w.ann, w.forum, "once")
	first := sink.AwaitText(t, bot.KindMessage, "once")
	w.until("a confirmation", func() bool { return w.Pending() == 0 })
	w.Replay(1)
	w.Repeat(1)
	w.Say(w.ann, w.forum, "after")
	sink.AwaitText(t, bot.KindMessage, "after")
	n := 0
	for _, e := range sink.Events() {
		if e.Message != nil && e.Message.Text == "once" {
			n++
			if e.ID != first.ID {
				t.Errorf("the same message is %q and %q", first.ID, e.ID)
			}
		}
	}
	if n != 3 {
		t.Errorf("it came %d times, want three", n)
	}
}

// TestUnreadableUpdate checks that an update that isn't JSON, which spoils the whole response, is
// parked alone, and that the rest arrives.
func TestUnreadableUpdate(t *testing.T) {
	w := newTown(t, fake.Options{})
	_, sink, _ := w.connected(nil)
	for i := range 10 {
		w.Say(w.ann, w.forum, fmt.Sprintf("before %d", i))
	}
	id := w.NextUpdate()
	w.InjectRaw(fmt.Sprintf(`{"update_id":%d,"message":{"text":"half`, id))
	w.Say(w.ann, w.forum, "after")
	sink.AwaitText(t, bot.KindMessage, "after")
	sink.AwaitText(t, bot.KindMessage, "before 9")
	parked := sink.AwaitKind(t, bot.KindParked)
	if !strings.Contains(parked.Raw, `"text":"half`) {
		t.Errorf("parked %q", parked.Raw)
	}
	w.until("whole batches again", func() bool {
		calls := w.Calls("getUpdates")
		return calls[len(calls)-1].Params["limit"] == "100"
	})
}

// TestGarbageMovesNothing checks that a response that isn't JSON never confirms anything.
func TestGarbageMovesNothing(t *testing.T) {
	w := newTown(t, fake.Options{})
	_, sink, _ := w.connected(nil)
	w.Say(w.ann, w.forum, "seen")
	sink.AwaitText(t, bot.KindMessage, "seen")
	w.until("a confirmation", func() bool { return w.Pending() == 0 })
	w.Outage(fake.Fault{Kind: fake.Garbage}, fake.Fault{Kind: fake.Truncated, Applied: true}, fake.Fault{Kind: fake.HTTPError, Status: 500})
	sink.AwaitStatus(t, false) // the open poll has ended
	w.Say(w.ann, w.forum, "during")
	before := w.Count("getUpdates")
	w.until("many attempts", func() bool { return w.Count("getUpdates") > before+40 })
	if n := w.Pending(); n != 1 {
		t.Errorf("%d updates wait, want 1", n)
	}
	w.Heal()
	sink.AwaitText(t, bot.KindMessage, "during")
	for _, e := range sink.Events() {
		if e.Kind == bot.KindParked {
			t.Errorf("parked %q", e.Raw)
		}
	}
}

// TestTruncatedForLong checks that a response always cut at the same place is requested again,
// however long that lasts.
func TestTruncatedForLong(t *testing.T) {
	var polls atomic.Int64
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		whole := `{"ok":true,"result":[{"update_id":7,"message":{"message_id":1,"date":1,"chat":{"id":-5},"text":"hi"}}]}`
		switch {
		case strings.HasSuffix(r.URL.Path, "getMe"):
			whole = `{"ok":true,"result":{"id":1,"username":"steward_bot"}}`
		case polls.Add(1) < 100:
			whole = whole[:len(whole)-10]
		}
		fmt.Fprint(w, whole)
	}))
	defer srv.Close()
	sink := adaptertest.NewSink(nil)
	stop := run(t, telegram.New(telegram.Settings{Token: secret, APIURL: srv.URL}, telegram.Options{Options: kit.Options{Sleep: nap}}), sink)
	sink.AwaitText(t, bot.KindMessage, "hi")
	stop()
	for _, e := range sink.Events() {
		if e.Kind == bot.KindParked {
			t.Fatalf("parked %q", e.Raw)
		}
	}
}

// waits records the requested delays without sleeping.
type waits struct {
	mu  sync.Mutex
	all []time.Duration
}

func (w *waits) sleep(ctx context.Context, d time.Duration) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.all = append(w.all, d)
	return ctx.Err()
}

func (w *waits) list() []time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]time.Duration(nil), w.all...)
}

func TestWaitsBetweenFailures(t *testing.T) {
	w := newTown(t, fake.Options{})
	var slept waits
	a := telegram.New(telegram.Settings{Token: w.Token(), APIURL: w.URL()}, telegram.Options{Options: kit.Options{Sleep: slept.sleep}, PollTimeout: time.Second})
	w.FailNext("getUpdates", 60, fake.Fault{Kind: fake.HTTPError})
	w.FailNext("getUpdates", 1, fake.Fault{Kind: fake.TooMany, RetryAfter: 3600})
	sink := adaptertest.NewSink(nil)
	stop := run(t, a, sink)
	sink.AwaitStatus(t, true)
	stop()
	all := slept.list()
	if len(all) < 61 {
		t.Fatalf("%d waits for 61 failures", len(all))
	}
	for i, d := range all[:60] {
		if d > 30*time.Second || d < 250*time.Millisecond {
			t.Errorf("wait %d is %s", i, d)
		}
	}
	if all[0] > 500*time.Millisecond || all[59] < 15*time.Second {
		t.Errorf("the first wait is %s, the last %s", all[0], all[59])
	}
	if all[60] < time.Hour || all[60] > time.Hour+time.Second {
		t.Errorf("told to wait an hour it waits %s", all[60])
	}
}

// TestHeedsNoOffset checks that the adapter pauses between polls of a server that ignores the
// offset and always returns the same update.
func TestHeedsNoOffset(t *testing.T) {
	var polls, pauses atomic.Int32
	enough := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, "/getUpdates") {
			fmt.Fprint(w, `{"ok":true,"result":{"id":7,"is_bot":true,"first_name":"Steward","username":"steward"}}`)
			return
		}
		if polls.Add(1) == 10 {
			close(enough)
		}
		fmt.Fprint(w, `{"ok":true,"result":[{"update_id":5,"message":{"message_id":1,"date":1700000000,"chat":{"id":-1001,"type":"supergroup"},"from":{"id":5,"first_name":"ann"},"text":"hello"}}]}`)
	}))
	t.Cleanup(srv.Close)
	a := telegram.New(telegram.Settings{Token: secret, APIURL: srv.URL}, telegram.Options{Options: kit.Options{Sleep: func(ctx context.Context, d time.Duration) error {
		pauses.Add(1)
		return nap(ctx, d)
	}}})
	run(t, a, adaptertest.NewSink(nil))
	<-enough
	if p := pauses.Load(); p < 7 { // the first response is new, and the second may be a redelivery
		t.Errorf("%d pauses in ten polls", p)
	}
}

func TestRejectedToken(t *testing.T) {
	w := newTown(t, fake.Options{Token: "1:right"})
	a := telegram.New(telegram.Settings{Token: "1:wrong-token", APIURL: w.URL()}, telegram.Options{})
	err := a.Run(t.Context(), adaptertest.NewSink(nil))
	if err == nil || !strings.Contains(err.Error(), "platforms.telegram.token") || strings.Contains(err.Error(), "wrong-token") {
		t.Errorf("Run: %v", err)
	}
}

// TestSaysWhy checks the reason shown to people for each kind of failure.
func TestSaysWhy(t *testing.T) {
	for name, tt := range map[string]struct {
		status     int
		body, want string
	}{
		"another poller": {409, `{"ok":false,"error_code":409,"description":"Conflict: terminated by other getUpdates request"}`, "another program"},
		"webhook":        {409, `{"ok":false,"error_code":409,"description":"Conflict: can't use getUpdates method while webhook is active"}`, "webhook"},
		"redirect":       {302, ``, "api_url"},
		"gateway":        {502, `<html>`, "502"},
		"not a Bot API":  {200, `<html>`, "not one of the Bot API"},
		"other JSON":     {200, `{"hello":1}`, "not one of the Bot API"},
		"404 of another": {404, `not here`, "not one of the Bot API"},
		"bad object":     {200, `{"ok":true,"result":5}`, "not one of the Bot API"},
	} {
		t.Run(name, func(t *testing.T) {
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if tt.status == 302 && r.URL.Path == "/elsewhere" {
					t.Error("a redirect was followed, which shows the token to another server")
				}
				w.Header().Set("Location", "/elsewhere")
				w.WriteHeader(tt.status)
				fmt.Fprint(w, tt.body)
			}))
			defer srv.Close()
			var slept waits
			a := telegram.New(telegram.Settings{Token: secret, APIURL: srv.URL}, telegram.Options{Options: kit.Options{Sleep: slept.sleep}})
			sink := adaptertest.NewSink(nil)
			stop := run(t, a, sink)
			sink.AwaitStatus(t, false)
			if err := stop(); err != nil {
				t.Error("Run gave up:", err)
			}
			if reason := sink.Statuses()[0].Reason; !strings.Contains(reason, tt.want) || strings.Contains(reason, secret) {
				t.Errorf("reason %q, want %q in it", reason, tt.want)
			}
		})
	}
}

// BenchmarkPoll measures throughput from Telegram's wire to the sink.
func BenchmarkPoll(b *testing.B) {
	s := fake.New(fake.Options{})
	defer s.Close()
	ann := s.Person("Ann")
	group := s.Supergroup("Tea", fake.Ordinary(ann, s.Me()))
	for i := range b.N {
		s.Say(ann, group, fmt.Sprintf("good morning %d", i))
	}
	s.Say(ann, group, "the last")
	a := telegram.New(telegram.Settings{Token: s.Token(), APIURL: s.URL()}, telegram.Options{})
	ctx, cancel := context.WithCancel(b.Context())
	sink := &counter{left: b.N + 1, done: cancel}
	b.ResetTimer()
	if err := a.Run(ctx, sink); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "updates/s")
}

// counter is a sink that commits at once and ends the run after left events.
type counter struct {
	left int
	done func()
}

func (c *counter) Submit(ctx context.Context, b bot.Batch) (bot.Wait, error) {
	if c.left -= len(b.Events); c.left <= 0 {
		c.done()
	}
	return func(ctx context.Context) error { return ctx.Err() }, nil
}
func (c *counter) Cursor(string) ([]byte, error)    { return nil, nil }
func (c *counter) Now() time.Time                   { return time.Now() }
func (c *counter) Status(string, bool, phrase.Line) {}
