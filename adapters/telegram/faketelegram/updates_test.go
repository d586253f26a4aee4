package faketelegram_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-telegram/bot/models"

	fake "github.com/stewardbot/steward/adapters/telegram/faketelegram"
)

// answer is a response on the wire.
type answer struct {
	Status      int
	Header      http.Header
	OK          bool              `json:"ok"`
	Result      json.RawMessage   `json:"result"`
	Code        int               `json:"error_code"`
	Description string            `json:"description"`
	Parameters  map[string]int64  `json:"parameters"`
	updates     []json.RawMessage // from getUpdates
}

// raw posts JSON to a method.
func raw(t *testing.T, s *fake.Server, method, body string) answer {
	t.Helper()
	return post(t, s.URL()+"/bot"+s.Token()+"/"+method, "application/json", body)
}

func post(t *testing.T, url, kind, body string) answer {
	t.Helper()
	resp, err := http.Post(url, kind, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return read(t, resp)
}

func read(t *testing.T, resp *http.Response) answer {
	t.Helper()
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	a := answer{Status: resp.StatusCode, Header: resp.Header}
	if err := json.Unmarshal(b, &a); err != nil {
		t.Fatalf("%v in %q", err, b)
	}
	if bytes.HasPrefix(a.Result, []byte("[")) {
		if err := json.Unmarshal(a.Result, &a.updates); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

// poll requests updates and decodes them into the library's types.
func poll(t *testing.T, s *fake.Server, body string) []models.Update {
	t.Helper()
	a := raw(t, s, "getUpdates", body)
	if !a.OK {
		t.Fatalf("getUpdates %s: %d %s", body, a.Code, a.Description)
	}
	var out []models.Update
	if err := json.Unmarshal(a.Result, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func ids(updates []models.Update) []int64 {
	out := []int64{}
	for _, u := range updates {
		out = append(out, u.ID)
	}
	return out
}

func same(a, b []int64) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestOffsetConfirms(t *testing.T) {
	r := newRoom(t, fake.Options{FirstUpdate: 7})
	for range 5 {
		r.Say(r.ann, r.chat, "hi")
	}
	steps := []struct {
		ask  string
		want []int64
	}{
		{`{}`, []int64{7, 8, 9, 10, 11}},
		{`{"limit":2}`, []int64{7, 8}}, // delivery does not confirm
		{`{"offset":8}`, []int64{8, 9, 10, 11}},
		{`{"offset":7}`, []int64{8, 9, 10, 11}}, // confirmed updates don't come back
		{`{"offset":"10","limit":0}`, []int64{10}},
		{`{"offset":-1}`, []int64{11}},
		{`{"offset":0,"limit":1000}`, []int64{11}}, // the negative offset dropped the others
		{`{"offset":12}`, []int64{}},
	}
	for _, step := range steps {
		if got := ids(poll(t, r.Server, step.ask)); !same(got, step.want) {
			t.Errorf("getUpdates %s: %v, want %v", step.ask, got, step.want)
		}
	}
	if r.Confirmed() != 11 || r.Pending() != 0 {
		t.Errorf("confirmed %d, pending %d", r.Confirmed(), r.Pending())
	}
}

func TestOldUpdatesAreForgotten(t *testing.T) {
	clock := newClock()
	r := newRoom(t, fake.Options{Now: clock.now})
	r.Say(r.ann, r.chat, "early")
	clock.advance(13 * time.Hour)
	r.Say(r.ann, r.chat, "late")
	clock.advance(13 * time.Hour)
	if got := poll(t, r.Server, `{}`); len(got) != 1 || got[0].Message.Text != "late" {
		t.Errorf("after a day: %+v", got)
	}
}

func TestReplayAndRepeat(t *testing.T) {
	r := newRoom(t, fake.Options{FirstUpdate: 100})
	r.Say(r.ann, r.chat, "one")
	r.Say(r.ann, r.chat, "two")
	poll(t, r.Server, `{"offset":102}`)
	if n := r.Replay(5); n != 2 {
		t.Errorf("replayed %d", n)
	}
	if got := ids(poll(t, r.Server, `{"offset":102}`)); !same(got, []int64{100, 101}) {
		t.Errorf("replayed %v", got)
	}
	if got := ids(poll(t, r.Server, `{"offset":102}`)); len(got) != 0 {
		t.Errorf("replayed twice: %v", got)
	}
	r.RestartNumbering(5)
	r.Repeat(1)
	if got := poll(t, r.Server, `{}`); len(got) != 1 || got[0].ID != 5 || got[0].Message.Text != "two" {
		t.Errorf("repeated %+v", got)
	}
}

func TestAllowedUpdates(t *testing.T) {
	r := newRoom(t, fake.Options{})
	bob := r.Person("Bob")
	act := func() []string {
		m := r.Say(r.ann, r.chat, "hi")
		r.React(r.ann, m, "👍")
		r.Join(bob, r.chat)
		r.Leave(bob, r.chat)
		var kinds []string
		for _, u := range raw(t, r.Server, "getUpdates", `{}`).updates {
			var fields map[string]json.RawMessage
			if err := json.Unmarshal(u, &fields); err != nil {
				t.Fatal(err)
			}
			for k := range fields {
				if k != "update_id" {
					kinds = append(kinds, k)
				}
			}
		}
		poll(t, r.Server, `{"offset":1000000}`)
		return kinds
	}
	steps := []struct{ set, want string }{
		{`{}`, "message message message"}, // the default
		{`{"allowed_updates":["message_reaction","chat_member"]}`, "message_reaction chat_member chat_member"},
		{`{}`, "message_reaction chat_member chat_member"}, // kept
		{`{"allowed_updates":[]}`, "message message message"},
	}
	for _, step := range steps {
		poll(t, r.Server, step.set)
		if got := strings.Join(act(), " "); got != step.want {
			t.Errorf("after %s: %s, want %s", step.set, got, step.want)
		}
	}
}

func TestLongPollEndsWithNews(t *testing.T) {
	r := newRoom(t, fake.Options{After: func(time.Duration) <-chan time.Time { return nil }})
	got := make(chan []models.Update)
	go func() { got <- poll(t, r.Server, `{"timeout":50}`) }()
	await(t, r.Server, r.Polling)
	r.Say(r.ann, r.chat, "news")
	if u := <-got; len(u) != 1 || u[0].Message.Text != "news" {
		t.Errorf("got %+v", u)
	}
}

func TestLongPollEndsByTheClock(t *testing.T) {
	over := make(chan time.Time, 1)
	var asked time.Duration
	r := newRoom(t, fake.Options{After: func(d time.Duration) <-chan time.Time { asked = d; return over }})
	over <- time.Time{}
	if u := poll(t, r.Server, `{"timeout":500}`); len(u) != 0 || asked != 50*time.Second {
		t.Errorf("got %+v after %s", u, asked)
	}
}

func TestSecondPollEndsTheFirst(t *testing.T) {
	r := newRoom(t, fake.Options{})
	first := make(chan answer)
	go func() { first <- raw(t, r.Server, "getUpdates", `{"timeout":50}`) }()
	await(t, r.Server, r.Polling)
	if a := raw(t, r.Server, "getUpdates", `{}`); !a.OK {
		t.Errorf("the second: %+v", a)
	}
	if a := <-first; a.Status != 409 || !strings.Contains(a.Description, "terminated by other getUpdates") {
		t.Errorf("the first: %+v", a)
	}
}

func TestWebhookForbidsPolling(t *testing.T) {
	r := newRoom(t, fake.Options{})
	r.Say(r.ann, r.chat, "hi")
	if a := raw(t, r.Server, "setWebhook", `{"url":"http://x"}`); a.Code != 400 {
		t.Errorf("a webhook without TLS: %+v", a)
	}
	raw(t, r.Server, "setWebhook", `{"url":"https://example.com/x"}`)
	if a := raw(t, r.Server, "getUpdates", `{}`); a.Status != 409 {
		t.Errorf("with a webhook: %+v", a)
	}
	if a := raw(t, r.Server, "getWebhookInfo", ``); !strings.Contains(string(a.Result), `"pending_update_count":1`) {
		t.Errorf("info %s", a.Result)
	}
	raw(t, r.Server, "deleteWebhook", `{"drop_pending_updates":true}`)
	if got := poll(t, r.Server, `{}`); len(got) != 0 {
		t.Errorf("after dropping: %+v", got)
	}
}

func TestAnyUpdateCanBeInjected(t *testing.T) {
	r := newRoom(t, fake.Options{FirstUpdate: 1})
	poll(t, r.Server, `{"allowed_updates":["message"]}`)
	r.Inject("hologram", json.RawMessage(`{"x":null}`))
	r.InjectRaw(`{"update_id":2,"message":`)
	resp, err := http.Get(r.URL() + "/bot" + r.Token() + "/getUpdates?limit=2")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if want := `{"ok":true,"result":[{"update_id":1,"hologram":{"x":null}},{"update_id":2,"message":]}`; err != nil || string(b) != want {
		t.Errorf("got %s (%v), want %s", b, err, want)
	}
}

func TestEveryWayOfPassingParameters(t *testing.T) {
	r := newRoom(t, fake.Options{FirstUpdate: 1})
	r.Say(r.ann, r.chat, "one")
	r.Say(r.ann, r.chat, "two")
	url := r.URL() + "/bot" + r.Token() + "/GETUPDATES"
	form := "--x\r\nContent-Disposition: form-data; name=\"offset\"\r\n\r\n2\r\n--x--\r\n"
	for kind, body := range map[string]string{
		"application/json":                  `{"offset":2,"timeout":null}`,
		"application/x-www-form-urlencoded": "offset=2",
		"multipart/form-data; boundary=x":   form,
	} {
		if a := post(t, url, kind, body); len(a.updates) != 1 {
			t.Errorf("%s: %+v", kind, a)
		}
	}
	if a := post(t, url, "application/json", `{"offset":`); a.Code != 400 {
		t.Errorf("half of a body: %+v", a)
	}
	if a := post(t, r.URL()+"/bot1:wrong/getMe", "", ""); a.Status != 401 || a.Description != "Unauthorized" {
		t.Errorf("a wrong token: %+v", a)
	}
	if a := raw(t, r.Server, "getMoon", ""); a.Status != 404 {
		t.Errorf("an unknown method: %+v", a)
	}
}

// await waits until the server's state satisfies is.
func await(t *testing.T, s *fake.Server, is func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := s.Await(ctx, is); err != nil {
		t.Fatal(err)
	}
}

// clock is a clock that a test sets.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}
