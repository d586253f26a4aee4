package faketelegram_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	fake "github.com/stewardbot/steward/adapters/telegram/faketelegram"
)

// try sends a message and returns status, body and error.
func try(ctx context.Context, r *room, text string) (int, string, error) {
	body := `{"chat_id":` + itoa(int(r.chat.ID)) + `,"text":"` + text + `"}`
	req, err := http.NewRequestWithContext(ctx, "POST", r.URL()+"/bot"+r.Token()+"/sendMessage", strings.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultTransport.RoundTrip(req) // the transport alone does not retry
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(b), err
}

func TestFaults(t *testing.T) {
	tests := []struct {
		name   string
		fault  fake.Fault
		status int  // 0: no response
		whole  bool // the body could be read without an error
		says   string
	}{
		{"a gateway's page", fake.Fault{Kind: fake.HTTPError}, 502, true, "<html>"},
		{"another status", fake.Fault{Kind: fake.HTTPError, Status: 500, Applied: true}, 500, true, "Internal Server Error"},
		{"the API's own error", fake.Fault{Kind: fake.APIError, Status: 403, Reason: "Forbidden: no"}, 403, true, `"description":"Forbidden: no"`},
		{"too many", fake.Fault{Kind: fake.TooMany, RetryAfter: 86400}, 429, true, `"retry_after":86400`},
		{"garbage", fake.Fault{Kind: fake.Garbage, Applied: true}, 200, true, "tru e"},
		{"truncated", fake.Fault{Kind: fake.Truncated, Applied: true}, 200, false, `{"ok":true,`},
		{"truncated, not applied", fake.Fault{Kind: fake.Truncated}, 200, false, `{"ok"`},
		{"cut before", fake.Fault{Kind: fake.Cut}, 0, false, ""},
		{"cut after", fake.Fault{Kind: fake.Cut, Applied: true}, 0, false, ""},
		{"half open for a while", fake.Fault{Kind: fake.HalfOpen, For: time.Millisecond}, 0, false, ""},
		{"slow", fake.Fault{Kind: fake.Slow, Applied: true, For: time.Millisecond}, 200, true, `"text":"x"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := newRoom(t, fake.Options{})
			r.FailNext("sendMessage", 1, tt.fault)
			status, body, err := try(t.Context(), r, "x")
			if status != tt.status || (err == nil) != tt.whole || !strings.Contains(body, tt.says) {
				t.Errorf("status %d, body %q, error %v", status, body, err)
			}
			if err != nil && tt.whole || json.Valid([]byte(body)) && (tt.fault.Kind == fake.Garbage || tt.fault.Kind == fake.Truncated) {
				t.Errorf("body %q, error %v", body, err)
			}
			await(t, r.Server, func() bool { return r.Count("sendMessage") == 1 })
			if n := len(r.Sent(r.chat)); (n == 1) != tt.fault.Applied {
				t.Errorf("%d messages", n)
			}
			if c := r.Calls("sendMessage")[0]; c.Applied != tt.fault.Applied || c.Fault != tt.fault.Kind {
				t.Errorf("journal %+v", c)
			}
			if status, _, err := try(t.Context(), r, "y"); status != 200 || err != nil {
				t.Errorf("afterwards %d, %v", status, err)
			}
		})
	}
}

func TestHalfOpenUntilTheClientGivesUp(t *testing.T) {
	r := newRoom(t, fake.Options{})
	r.Outage(fake.Fault{Kind: fake.HalfOpen})
	ctx, cancel := context.WithCancel(t.Context())
	failed := make(chan error)
	go func() {
		_, _, err := try(ctx, r, "x")
		failed <- err
	}()
	await(t, r.Server, func() bool { return r.Count("sendMessage") == 1 })
	cancel()
	if err := <-failed; err == nil {
		t.Error("there was an answer")
	}
	r.Heal()
	if status, _, err := try(t.Context(), r, "y"); status != 200 || err != nil {
		t.Errorf("healed: %d, %v", status, err)
	}
}

func TestOutageTakesTurnsAndChanceIsRepeatable(t *testing.T) {
	r := newRoom(t, fake.Options{})
	r.Outage(fake.Fault{Kind: fake.HTTPError}, fake.Fault{Kind: fake.TooMany, RetryAfter: 1})
	for _, want := range []int{502, 429, 502} {
		if status, _, _ := try(t.Context(), r, "x"); status != want {
			t.Errorf("status %d, want %d", status, want)
		}
	}
	run := func() (out []int) {
		r.Heal()
		r.FailSometimes("sendMessage", 0.5, 42, fake.Fault{Kind: fake.HTTPError}, fake.Fault{Kind: fake.TooMany})
		for range 30 {
			status, _, _ := try(t.Context(), r, "x")
			out = append(out, status)
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

func TestUnplugged(t *testing.T) {
	r := newRoom(t, fake.Options{})
	r.Unplug()
	if _, _, err := try(t.Context(), r, "x"); err == nil {
		t.Error("there was an answer")
	}
	r.Say(r.ann, r.chat, "the world goes on")
	if err := r.Plug(); err != nil {
		t.Fatal(err)
	}
	if got := poll(t, r.Server, `{}`); len(got) != 1 {
		t.Errorf("got %+v", got)
	}
}

func TestALostAnswerIsDeliveredAgain(t *testing.T) {
	r := newRoom(t, fake.Options{FirstUpdate: 1})
	r.Say(r.ann, r.chat, "one")
	r.FailNext("getUpdates", 1, fake.Fault{Kind: fake.Truncated, Applied: true})
	resp, err := http.Get(r.URL() + "/bot" + r.Token() + "/getUpdates")
	if err == nil {
		_, err = io.ReadAll(resp.Body)
		resp.Body.Close()
	}
	if err == nil {
		t.Error("the answer was whole")
	}
	if got := ids(poll(t, r.Server, `{}`)); !same(got, []int64{1}) {
		t.Errorf("got %v", got)
	}
}

func TestLimits(t *testing.T) {
	clock := newClock()
	r := newRoom(t, fake.Options{Now: clock.now, Limits: fake.PublishedLimits()})
	for i := range 3 {
		if status, body, _ := try(t.Context(), r, "x"); status != 200 {
			t.Fatalf("message %d: %s", i, body)
		}
	}
	a := raw(t, r.Server, "sendMessage", `{"chat_id":`+itoa(int(r.chat.ID))+`,"text":"x"}`)
	if a.Status != 429 || a.Parameters["retry_after"] != 3 || a.Header.Get("Retry-After") != "3" {
		t.Errorf("the fourth at once: %+v", a)
	}
	clock.advance(time.Second)
	if status, _, _ := try(t.Context(), r, "x"); status != 429 || r.Violations() != 2 || r.Impatient() != 1 {
		t.Errorf("too early: %d; %d violations, %d impatient", status, r.Violations(), r.Impatient())
	}
	sent := 0
	for range 40 {
		clock.advance(time.Second)
		if status, _, _ := try(t.Context(), r, "x"); status == 200 {
			sent++
		}
	}
	if sent != 17 { // 20 a minute, minus the 3 above
		t.Errorf("%d messages in the rest of the minute, want 17", sent)
	}
	if status, _, _ := try(t.Context(), r, "x"); status != 429 {
		t.Errorf("then %d", status)
	}
}

func TestManyAtOnce(t *testing.T) {
	r := newRoom(t, fake.Options{Keep: 50})
	kept := r.Say(r.ann, r.Start(r.ann), "this stays")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 40 {
				r.Say(r.ann, r.chat, "hi /x")
				r.React(r.ann, kept, "👍")
				if _, _, err := try(t.Context(), r, "x"); err != nil {
					t.Error(err)
				}
				r.Messages(r.chat)
				r.Calls("")
			}
		})
	}
	all.Wait()
	if got := len(poll(t, r.Server, `{}`)); got != 100 {
		t.Errorf("%d updates in one answer", got)
	}
	if n := len(r.Messages(r.chat)); n != 50 || r.Pending() != 321 || r.Count("sendMessage") != 320 {
		t.Errorf("%d messages kept, %d updates, %d calls", n, r.Pending(), r.Count("sendMessage"))
	}
}
