package fakediscord_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	fake "github.com/stewardbot/steward/adapters/discord/fakediscord"
)

func TestFaults(t *testing.T) {
	const route = "/channels/{}/messages"
	tests := []struct {
		name   string
		fault  fake.Fault
		status int  // 0: no response
		whole  bool // the body could be read without an error
		says   string
	}{
		{"a gateway's page", fake.Fault{Kind: fake.HTTPError}, 502, true, "<html>"},
		{"a gateway's page after the message was made", fake.Fault{Kind: fake.HTTPError, Applied: true}, 502, true, "<html>"},
		{"another status", fake.Fault{Kind: fake.HTTPError, Status: 500}, 500, true, "Internal Server Error"},
		{"the API's own error", fake.Fault{Kind: fake.APIError, Status: 403, Code: 50013, Reason: "Missing Permissions"}, 403, true, `"code":50013`},
		{"too many", fake.Fault{Kind: fake.TooMany, RetryAfter: 86400.5}, 429, true, `"retry_after":86400.5`},
		{"too many over all", fake.Fault{Kind: fake.TooMany, RetryAfter: 1, Global: true}, 429, true, `"global":true`},
		{"garbage", fake.Fault{Kind: fake.Garbage, Applied: true}, 200, true, "tru e"},
		{"truncated", fake.Fault{Kind: fake.Truncated, Applied: true}, 200, false, `{"id":`},
		{"truncated, not applied", fake.Fault{Kind: fake.Truncated}, 200, false, `{"id"`},
		{"cut before", fake.Fault{Kind: fake.Cut}, 0, false, ""},
		{"cut after", fake.Fault{Kind: fake.Cut, Applied: true}, 0, false, ""},
		{"half open for a while", fake.Fault{Kind: fake.HalfOpen, For: time.Millisecond}, 0, false, ""},
		{"slow", fake.Fault{Kind: fake.Slow, Applied: true, For: time.Millisecond}, 200, true, `"content":"x"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := open(t, fake.Options{})
			h.FailNext("POST", route, 1, tt.fault)
			path := "/channels/" + h.channel.ID + "/messages"
			a := h.raw("POST", path, `{"content":"x"}`)
			if a.status != tt.status || (a.err == nil) != tt.whole || !strings.Contains(a.body, tt.says) {
				t.Errorf("status %d, body %q, error %v", a.status, a.body, a.err)
			}
			if json.Valid([]byte(a.body)) && (tt.fault.Kind == fake.Garbage || tt.fault.Kind == fake.Truncated) {
				t.Errorf("body %q is JSON", a.body)
			}
			await(t, h.Server, func() bool { return h.Count("POST", route) == 1 })
			if n := len(h.Sent(h.channel.ID)); (n == 1) != tt.fault.Applied {
				t.Errorf("%d messages", n)
			}
			if c := h.Calls("POST", path)[0]; c.Applied != tt.fault.Applied || c.Fault != tt.fault.Kind {
				t.Errorf("journal %+v", c)
			}
			if a := h.raw("POST", path, `{"content":"y"}`); a.status != 200 || a.err != nil {
				t.Errorf("afterwards %d, %v", a.status, a.err)
			}
		})
	}
}

func TestHalfOpenUntilTheClientGivesUp(t *testing.T) {
	h := open(t, fake.Options{})
	h.Outage(fake.Fault{Kind: fake.HalfOpen})
	ctx, cancel := context.WithCancel(t.Context())
	failed := make(chan error)
	go func() {
		_, err := h.rest.User("@me", discordgo.WithContext(ctx))
		failed <- err
	}()
	await(t, h.Server, func() bool { return h.Total() == 1 })
	cancel()
	if err := <-failed; err == nil {
		t.Error("there was an answer")
	}
	h.Heal()
	if a := h.raw("GET", "/users/@me", ""); a.status != 200 {
		t.Errorf("healed: %d, %v", a.status, a.err)
	}
}

func TestOutageTakesTurnsAndChanceIsRepeatable(t *testing.T) {
	h := open(t, fake.Options{})
	h.Outage(fake.Fault{Kind: fake.HTTPError}, fake.Fault{Kind: fake.TooMany, RetryAfter: 1})
	for _, want := range []int{502, 429, 502} {
		if a := h.raw("GET", "/users/@me", ""); a.status != want {
			t.Errorf("status %d, want %d", a.status, want)
		}
	}
	run := func() (out []int) {
		h.Heal()
		h.FailSometimes("", "/users/{}", 0.5, 42, fake.Fault{Kind: fake.HTTPError}, fake.Fault{Kind: fake.TooMany})
		for range 30 {
			out = append(out, h.raw("GET", "/users/@me", "").status)
		}
		return out
	}
	first, second := run(), run()
	seen := map[int]bool{}
	for i := range first {
		seen[first[i]] = true
		if first[i] != second[i] {
			t.Fatalf("%v, then %v", first, second)
		}
	}
	if len(seen) != 3 {
		t.Errorf("only %v", seen)
	}
}
