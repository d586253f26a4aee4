package engine_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/store/memory"
)

// withLoopback allows one loopback address.
func withLoopback(opt *engine.Options) {
	opt.FetchFrom = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}
}

// fetching requests a fetch for each message, by its text, and passes on the outcomes.
func fetching(ask func(text string) bot.Fetch) (script, <-chan bot.Outcome) {
	told := make(chan bot.Outcome, 16)
	return func(t *bot.Turn) error {
		switch t.Event.Kind {
		case bot.KindMessage:
			t.Do(ask(t.Event.Message.Text))
		case bot.KindOutcome:
			if t.Event.Place.Platform() == bot.Web {
				t.Do(bot.Say{Place: "test:room", Text: "told"}) // so that the outcome is in the journal
				told <- *t.Event.Outcome
			}
		}
		return nil
	}, told
}

// TestFetch: the response reaches the feature that asked; only the server's name is stored,
// nothing else of the address or the response.
func TestFetch(t *testing.T) {
	var tries atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/list":
			w.Header().Set("Content-Type", "text/plain")
			fmt.Fprint(w, "s3cret list")
		case "/large":
			fmt.Fprint(w, strings.Repeat("s3cret", 100))
		case "/inside":
			http.Redirect(w, r, "http://127.0.0.2/s3cret", http.StatusFound)
		case "/busy":
			if tries.Add(1) == 1 {
				w.WriteHeader(http.StatusServiceUnavailable)
			}
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	f, told := fetching(func(path string) bot.Fetch {
		if path == "/elsewhere" {
			return bot.Fetch{URL: "http://127.0.0.2/s3cret"}
		}
		return bot.Fetch{URL: server.URL + path + "?key=s3cret", Limit: 64}
	})
	s := memory.New()
	r := open(t, s, newDesk(), f, withLoopback)
	for i, c := range []struct {
		path, body, reason string
		status             bot.Status
	}{
		{"/list", "s3cret list", "", bot.Done},
		{"/large", "", "more than 64 bytes", bot.Refused},
		{"/none", "", "404 Not Found", bot.Refused},
		{"/inside", "", "not on the public internet", bot.Refused},
		{"/elsewhere", "", "not on the public internet", bot.Refused},
		{"/busy", "", "", bot.Done},
	} {
		r.submit(t, message(i, c.path))
		out := <-told
		if out.Status != c.status || !strings.Contains(out.Reason.String(), c.reason) || (out.Fetched != nil) != (c.status == bot.Done) ||
			out.Fetched != nil && string(out.Fetched.Body) != c.body || strings.Contains(out.Reason.String(), "s3cret") {
			t.Errorf("%s: %+v, %+v", c.path, out, out.Fetched)
		}
	}
	if n := tries.Load(); n != 2 {
		t.Errorf("a server that was busy once was asked %d times", n)
	}
	r.stop()
	if rows := everything(t, s, "s3cret"); len(rows) > 0 {
		t.Errorf("kept: %q", rows)
	}
	if rows := everything(t, s, `"fetched":{"status":200,"type":"text/plain","size":11}`); len(rows) != 2 {
		t.Errorf("of the answer the journal and the outcomes hold %q", rows)
	}
}

// TestSlowServers checks that slow servers delay neither other fetches nor messages.
func TestSlowServers(t *testing.T) {
	release := make(chan struct{})
	slow := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	defer slow.Close()
	quick := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer quick.Close()
	f, told := fetching(func(which string) bot.Fetch {
		return bot.Fetch{URL: map[string]string{"slow": slow.URL, "quick": quick.URL}[which]}
	})
	r := open(t, memory.New(), newDesk(), f, withLoopback)
	for i := range 10 {
		r.submit(t, message(i, "slow"))
	}
	r.submit(t, message(10, "quick"))
	if out := <-told; out.Ref != 11 || out.Status != bot.Done {
		t.Errorf("the first to be answered is %+v", out)
	}
	close(release)
	for range 10 {
		if out := <-told; out.Status != bot.Done {
			t.Errorf("one at the slow server: %+v", out)
		}
	}
}

// TestFailingServer: an unreachable server is retried while others are asked.
func TestFailingServer(t *testing.T) {
	quick := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer quick.Close()
	f, told := fetching(func(which string) bot.Fetch {
		return bot.Fetch{URL: map[string]string{"gone": "http://127.0.0.1:1", "quick": quick.URL}[which]} // nobody listens on port 1
	})
	s := memory.New()
	clock := engine.NewHeldClock(time.Now())
	r := open(t, s, newDesk(), f, withLoopback, func(opt *engine.Options) { opt.Clock = clock })
	r.submit(t, message(1, "gone"))
	for actOf(t, s, 1).Tries < 5 { // enough to pause a platform
		clock.Advance(100 * time.Millisecond)
		time.Sleep(time.Millisecond)
	}
	r.submit(t, message(2, "quick"))
	select {
	case out := <-told:
		if out.Ref != 2 || out.Status != bot.Done {
			t.Errorf("told %+v", out)
		}
	case <-time.After(20 * time.Second): // the fake clock stands still here, so this would block forever
		t.Error("no other server is asked")
	}
}

// TestFetchGoesOn: the process dies during a request. Idempotent requests are retried, and a POST
// only if it has an idempotency key.
func TestFetchGoesOn(t *testing.T) {
	for name, c := range map[string]struct {
		ask    bot.Fetch
		status bot.Status
		asked  int
	}{
		"GET":             {bot.Fetch{}, bot.Done, 2},
		"POST":            {bot.Fetch{Method: "POST", Body: []byte("{}")}, bot.Doubted, 1},
		"POST with a key": {bot.Fetch{Method: "POST", Body: []byte("{}"), Key: "Idempotency-Key"}, bot.Done, 2},
	} {
		t.Run(name, func(t *testing.T) {
			keys, release := make(chan string, 3), make(chan struct{})
			server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				keys <- r.Header.Get("Idempotency-Key")
				<-release
			}))
			defer server.Close()
			c.ask.URL = server.URL
			f, _ := fetching(func(string) bot.Fetch { return c.ask })
			s := &mortal{Store: memory.New()}
			r := open(t, s, newDesk(), f, withLoopback)
			r.submit(t, message(1, "x"))
			asked := []string{<-keys}
			s.die()
			close(release)
			r.stop()
			f, told := fetching(nil) // the previous run's decisions are lost
			r = open(t, s.Store, newDesk(), f, withLoopback)
			if out := <-told; out.Status != c.status {
				t.Errorf("told %+v", out)
			}
			r.stop()
			close(keys)
			asked = slices.AppendSeq(asked, func(yield func(string) bool) {
				for k := range keys {
					yield(k)
				}
			})
			if len(asked) != c.asked || asked[0] != asked[len(asked)-1] || (asked[0] == "") != (c.ask.Key == "") || len(told) > 0 {
				t.Errorf("asked with the keys %q, told %d times more", asked, len(told))
			}
		})
	}
}

// TestFetchesOfWhoIsForgotten: pending requests about a forgotten person aren't sent.
func TestFetchesOfWhoIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := memory.New()
		r := open(t, s, newDesk(), onMessages(func(t *bot.Turn) {
			if t.Event.Message.Text == "forget" {
				t.Forget(&bot.Forgotten{Member: 77, Accounts: []bot.UserID{"test:770077"}, Names: []string{"Ann Lee"}}) //nolint:errcheck // the test checks the result
				return
			}
			body := fmt.Appendf(nil, `{"name":%q}`, t.Event.Message.Text)
			t.Do(bot.Fetch{URL: "http://127.0.0.1:1/" + t.Event.Message.ID, Method: "POST", Body: body}) // nobody listens there
		}), withLoopback)
		r.submit(t, message(1, "Ann Lee"), message(2, "Bob"), message(3, "forget"))
		time.Sleep(time.Minute)
		got := outcomes(t, r, "test:room/m1")
		if got = append(got, outcomes(t, r, "test:room/m2")...); !slices.Equal(got, []bot.Status{bot.Failed, engine.Waiting}) {
			t.Errorf("they are %q", got)
		}
	})
}
