package fakediscord_test

import (
	"strings"
	"testing"
	"time"

	fake "github.com/stewardbot/steward/adapters/discord/fakediscord"
)

func TestBuckets(t *testing.T) {
	c := newClock()
	h := open(t, fake.Options{Now: c.now, Limits: true})
	path := "/channels/" + h.channel.ID + "/messages"
	for i := range 5 {
		a := h.raw("POST", path, `{"content":"x"}`)
		if left := a.header.Get("X-RateLimit-Remaining"); a.status != 200 || left != string(rune('4'-i)) {
			t.Fatalf("message %d: %d, %s left", i, a.status, left)
		}
	}
	c.advance(time.Second)
	a := h.raw("POST", path, `{"content":"x"}`)
	if a.status != 429 || !strings.Contains(a.body, `"retry_after":4`) || a.header.Get("Retry-After") != "4" || a.header.Get("X-RateLimit-Scope") != "user" {
		t.Errorf("the sixth: %d %s %v", a.status, a.body, a.header)
	}
	if other := h.guild.AddChannel("other"); h.raw("POST", "/channels/"+other.ID+"/messages", `{"content":"x"}`).status != 200 {
		t.Error("another channel has the same bucket")
	}
	if v := h.Violations(); len(v) != 1 || v[0].Kind != "rate limit" || h.InvalidRequests() != 1 {
		t.Errorf("%v, %d invalid", v, h.InvalidRequests())
	}
	c.advance(4 * time.Second)
	if a := h.raw("POST", path, `{"content":"x"}`); a.status != 200 {
		t.Errorf("later: %d %s", a.status, a.body)
	}
}

func TestGlobalLimit(t *testing.T) {
	c := newClock()
	h := open(t, fake.Options{Now: c.now, Limits: true})
	for i := range 50 {
		path := []string{"/users/@me", "/applications/@me"}[i%2]
		if a := h.raw("GET", path, ""); a.status != 200 {
			t.Fatalf("request %d: %d %s", i, a.status, a.body)
		}
	}
	a := h.raw("GET", "/gateway/bot", "")
	if a.status != 429 || !strings.Contains(a.body, `"global":true`) || a.header.Get("X-RateLimit-Global") != "true" {
		t.Errorf("the next: %d %s", a.status, a.body)
	}
	if a := h.raw("POST", "/interactions/1/x/callback", `{"type":4}`); a.status != 404 {
		t.Errorf("a callback: %d %s", a.status, a.body)
	}
	c.advance(time.Second)
	if a := h.raw("GET", "/gateway/bot", ""); a.status != 200 {
		t.Errorf("later: %d %s", a.status, a.body)
	}
}

func TestPlentyWithoutLimits(t *testing.T) {
	h := open(t, fake.Options{})
	for range 60 {
		a := h.raw("GET", "/users/@me", "")
		if a.status != 200 || a.header.Get("X-RateLimit-Remaining") != "999" || a.header.Get("X-RateLimit-Bucket") == "" {
			t.Fatalf("%d %v", a.status, a.header)
		}
	}
}
