package discord

import (
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// window is a server's rate limit bucket.
type window struct {
	most  int
	per   time.Duration
	used  int
	until time.Time
}

// take returns false if the limit is exceeded.
func (w *window) take(now time.Time) bool {
	if !now.Before(w.until) {
		w.used, w.until = 0, now.Add(w.per)
	}
	w.used++
	return w.used <= w.most
}

func (w *window) headers(name string, now time.Time) http.Header {
	h := http.Header{}
	h.Set("X-RateLimit-Limit", strconv.Itoa(w.most))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(max(w.most-w.used, 0)))
	h.Set("X-RateLimit-Reset-After", fmt.Sprintf("%.3f", w.until.Sub(now).Seconds()))
	h.Set("X-RateLimit-Bucket", name)
	return h
}

// TestLimits checks that once a bucket's first response is known the server never has to reject a
// request, and that each channel has its own limits.
func TestLimits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		l := newLimits(slog.New(slog.DiscardHandler), func() time.Time { return now })
		most := rapid.IntRange(1, 10).Draw(t, "limit")
		per := time.Duration(rapid.IntRange(250, 5000).Draw(t, "per")) * time.Millisecond
		servers := map[routeKey]*window{}
		var all []time.Time
		for range rapid.IntRange(1, 200).Draw(t, "requests") {
			now = now.Add(time.Duration(rapid.IntRange(0, 400).Draw(t, "pause")) * time.Millisecond)
			k := keyOf("POST", fmt.Sprintf("/channels/%d/messages", rapid.IntRange(1, 3).Draw(t, "channel")), "")
			wait, _ := l.admit(k)
			if wait > 0 {
				if wait > max(per, time.Second) {
					t.Fatalf("told to wait %s, though the bucket is full again after %s", wait, per)
				}
				continue
			}
			all = append(all, now)
			w := servers[k]
			if w == nil {
				w = &window{most: most, per: per}
				servers[k] = w
			}
			if !w.take(now) {
				t.Fatalf("a request too many: %d of %d in %s", w.used, most, per)
			}
			l.leave(k, http.StatusOK, w.headers("messages", now), nil)
		}
		for i := perSecond; i < len(all); i++ {
			if all[i].Sub(all[i-perSecond]) < time.Second {
				t.Fatalf("%d requests in less than a second", perSecond+1)
			}
		}
	})
}

// TestSlowRequest checks that a period counts from when its first request arrived at the server, which may have been long
// after it was sent.
func TestSlowRequest(t *testing.T) {
	const late = 300 * time.Millisecond
	now := time.Unix(1_800_000_000, 0)
	l := newLimits(slog.New(slog.DiscardHandler), func() time.Time { return now })
	k := keyOf("POST", "/channels/1/messages", "")
	w := window{most: 1, per: 5 * time.Second}
	for range 3 {
		if wait, _ := l.admit(k); wait > 0 {
			now = now.Add(wait)
			if wait, _ := l.admit(k); wait > 0 {
				t.Fatalf("after its wait a request waits %s", wait)
			}
		}
		if now = now.Add(late); !w.take(now) {
			t.Fatal("a request too many")
		}
		l.leave(k, http.StatusOK, w.headers("messages", now), nil)
	}
	if wait, _ := l.admit(k); wait != w.per {
		t.Errorf("the next request waits %s, want %s", wait, w.per)
	}
}

// TestLimitOverAll checks that the 46th request in a second waits, in any channel, while an
// interaction response does not.
func TestLimitOverAll(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	l := newLimits(slog.New(slog.DiscardHandler), func() time.Time { return now })
	for i := range perSecond {
		if wait, _ := l.admit(keyOf("GET", fmt.Sprintf("/channels/%d", i+1), "")); wait != 0 {
			t.Fatalf("request %d waits %s", i, wait)
		}
	}
	if wait, all := l.admit(keyOf("GET", "/channels/99", "")); wait != time.Second || !all {
		t.Errorf("request %d waits %s for all: %v, want a second for all", perSecond+1, wait, all)
	}
	if wait, _ := l.admit(keyOf("POST", "/interactions/1/token/callback", "")); wait != 0 {
		t.Errorf("an answer to an interaction waits %s", wait)
	}
}

// TestLimitDivided checks that processes that share out the shards keep to the limit together, also while
// shards move between them, and that one with all shards has all of it.
func TestLimitDivided(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Unix(1_800_000_000, 0)
		all := rapid.IntRange(2, 40).Draw(t, "shards")
		processes := make([]*limits, rapid.IntRange(1, 5).Draw(t, "processes"))
		for i := range processes {
			processes[i] = newLimits(slog.New(slog.DiscardHandler), func() time.Time { return now })
		}
		at := make([]*limits, all)
		for shard := range at {
			at[shard] = rapid.SampledFrom(processes).Draw(t, "process")
			at[shard].divide(1, all)
		}
		var sent []time.Time
		for range rapid.IntRange(1, 400).Draw(t, "requests") {
			if rapid.IntRange(0, 30).Draw(t, "moves") == 0 {
				now = now.Add(time.Second) // what was sent before does not move along
				shard := rapid.IntRange(0, all-1).Draw(t, "shard")
				at[shard].divide(-1, all)
				at[shard] = rapid.SampledFrom(processes).Draw(t, "process")
				at[shard].divide(1, all)
			}
			now = now.Add(time.Duration(rapid.IntRange(0, 5).Draw(t, "pause")) * time.Millisecond)
			l := at[rapid.IntRange(0, all-1).Draw(t, "of shard")]
			if wait, _ := l.admit(keyOf("GET", fmt.Sprintf("/channels/%d", len(sent)+1), "")); wait == 0 {
				sent = append(sent, now)
			}
		}
		for i := perSecond; i < len(sent); i++ {
			if sent[i].Sub(sent[i-perSecond]) < time.Second {
				t.Fatalf("%d requests in less than a second", perSecond+1)
			}
		}
	})
	now := time.Unix(1_800_000_000, 0)
	for shards, want := range map[int]int{1: 4, 5: 22, 10: 45} {
		l, n := newLimits(slog.New(slog.DiscardHandler), func() time.Time { return now }), 0
		for range shards {
			l.divide(1, 10)
		}
		for ; ; n++ {
			if wait, _ := l.admit(keyOf("GET", fmt.Sprintf("/channels/%d", n+1), "")); wait > 0 {
				break
			}
		}
		if n != want {
			t.Errorf("%d of 10 shards have %d requests a second, want %d", shards, n, want)
		}
	}
}

// TestInvalidBudget checks that the adapter stops sending well before Discord would ban the
// address, until the window has passed.
func TestInvalidBudget(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	l := newLimits(slog.New(slog.DiscardHandler), func() time.Time { return now })
	shared := http.Header{"X-Ratelimit-Scope": {"shared"}}
	for i := range maxInvalid {
		k := keyOf("GET", fmt.Sprintf("/channels/%d", i+1), "")
		if wait, _ := l.admit(k); wait > 0 {
			t.Fatalf("after %d refusals a request waits %s", i, wait)
		}
		l.leave(k, http.StatusTooManyRequests, shared, &callError{})
		l.leave(k, http.StatusForbidden, nil, &callError{})
		now = now.Add(50 * time.Millisecond)
	}
	wait, all := l.admit(keyOf("GET", "/users/@me", ""))
	if want := invalidWindow - maxInvalid*50*time.Millisecond; wait != want || !all {
		t.Errorf("after %d refusals a request waits %s for all: %v, want %s", maxInvalid, wait, all, want)
	}
	now = now.Add(wait)
	if wait, _ := l.admit(keyOf("GET", "/users/@me", "")); wait != 0 {
		t.Errorf("when the window has passed a request still waits %s", wait)
	}
}

// TestPatience checks that a short wait is slept through and a long one is returned at once.
func TestPatience(t *testing.T) {
	for _, c := range []struct {
		wait   time.Duration
		waited bool
	}{{patience / 2, true}, {patience * 2, false}} {
		synctest.Test(t, func(t *testing.T) {
			l := newLimits(slog.New(slog.DiscardHandler), time.Now)
			k := keyOf("PUT", "/channels/1/messages/2/reactions/x/@me", "")
			if err := l.enter(t.Context(), k); err != nil {
				t.Fatal(err)
			}
			w := window{most: 1, per: c.wait}
			w.take(time.Now())
			l.leave(k, http.StatusNoContent, w.headers("react", time.Now()), nil)
			began := time.Now()
			err := l.enter(t.Context(), k)
			switch {
			case c.waited && (err != nil || time.Since(began) != c.wait):
				t.Errorf("%v after %s, want none after %s", err, time.Since(began), c.wait)
			case !c.waited && (err == nil || err.retryAfter != c.wait || time.Since(began) != 0):
				t.Errorf("%v after %s, want to hear of %s at once", err, time.Since(began), c.wait)
			}
		})
	}
}

// TestGlobal checks that a global limit delays all routes.
func TestGlobal(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	l := newLimits(slog.New(slog.DiscardHandler), func() time.Time { return now })
	k := keyOf("GET", "/users/@me", "")
	l.leave(k, http.StatusTooManyRequests, nil, &callError{retryAfter: 3 * time.Second, global: true})
	for _, path := range []string{"/users/@me", "/channels/1", "/webhooks/1/token/messages/@original"} {
		if wait, all := l.admit(keyOf("GET", path, "")); wait != 3*time.Second || !all {
			t.Errorf("%s waits %s for all: %v, want 3s for all", path, wait, all)
		}
	}
}

func TestRoutes(t *testing.T) {
	for _, c := range []struct{ method, path, route, major, shown string }{
		{"POST", "/channels/12/messages", "POST channels/*/messages", "12", "/channels/12/messages"},
		{"GET", "/channels/12/messages?limit=100", "GET channels/*/messages", "12", "/channels/12/messages"},
		{"PUT", "/channels/12/messages/34/reactions/%F0%9F%91%8D/@me", "PUT channels/*/messages/*/reactions/*/@me", "12",
			"/channels/12/messages/34/reactions/%F0%9F%91%8D/@me"},
		{"PUT", "/guilds/1/members/2/roles/3", "PUT guilds/*/members/*/roles/*", "1", "/guilds/1/members/2/roles/3"},
		{"GET", "/users/@me", "GET users/@me", "", "/users/@me"},
		{"POST", "/interactions/1/se-cret/callback?with_response=true", "POST interactions/*/*/callback", "1/se-cret", "/interactions/1/[hidden]/callback"},
		{"PATCH", "/webhooks/1/se-cret/messages/@original", "PATCH webhooks/*/*/messages/@original", "1/se-cret",
			"/webhooks/1/[hidden]/messages/@original"},
		{"POST", "/webhooks/1/se-cret", "POST webhooks/*/*", "1/se-cret", "/webhooks/1/[hidden]"},
	} {
		k := keyOf(c.method, c.path, "")
		if k.route != c.route || k.major != c.major {
			t.Errorf("%s %s counts as %+v, want %s of %s", c.method, c.path, k, c.route, c.major)
		}
		if got := redacted(c.path); got != c.shown {
			t.Errorf("%s is shown as %s, want %s", c.path, got, c.shown)
		}
	}
}
