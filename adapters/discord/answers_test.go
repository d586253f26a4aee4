package discord_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stewardbot/steward/adapters/discord"
	"github.com/stewardbot/steward/bot"
)

// TestWords checks that an error response is classified independently of its wording and of
// proxies, and that the adapter waits exactly as long as requested.
func TestWords(t *testing.T) {
	const page = "<html>No.</html>"
	type head map[string]string
	for name, c := range map[string]struct {
		status int
		head   head
		body   string
		code   string // empty: success
		after  time.Duration
		whole  bool
	}{
		"a page for a bad request":      {400, nil, page, bot.CodeRefused, 0, false},
		"a list for a bad request":      {400, nil, `[]`, bot.CodeRefused, 0, false},
		"a page for a large one":        {413, nil, page, bot.CodeRefused, 0, false},
		"a page for the law":            {451, nil, page, bot.CodeRefused, 0, false},
		"words for what makes no sense": {422, nil, "no sense", bot.CodeRefused, 0, false},
		"a wall's page":                 {403, nil, page, bot.CodeRetry, 0, true},
		"a wall's limit":                {429, head{"Retry-After": "2"}, page, bot.CodeRetry, 2 * time.Second, true},
		"seconds as text":               {429, nil, `{"retry_after":"1.5"}`, bot.CodeRetry, 1500 * time.Millisecond, false},
		"milliseconds and a header":     {429, head{"Retry-After": "2"}, `{"retry_after":1500}`, bot.CodeRetry, 2 * time.Second, false},
		"milliseconds and a bucket":     {429, head{"X-RateLimit-Reset-After": "1.5"}, `{"retry_after":1500}`, bot.CodeRetry, 1500 * time.Millisecond, false},
		"a resource that all share":     {429, head{"X-RateLimit-Scope": "shared", "X-RateLimit-Reset-After": "64.57", "Retry-After": "1337"}, `{"retry_after":1336.5}`, bot.CodeRetry, 1336500 * time.Millisecond, false},
		"one, in milliseconds":          {429, head{"X-RateLimit-Scope": "shared", "X-RateLimit-Reset-After": "0.5", "Retry-After": "3"}, `{"retry_after":3000}`, bot.CodeRetry, 3 * time.Second, false},
		"one's own bucket":              {429, head{"X-RateLimit-Scope": "user", "X-RateLimit-Reset-After": "64.5", "Retry-After": "65"}, `{"retry_after":64.5}`, bot.CodeRetry, 64500 * time.Millisecond, false},
		"a header alone":                {429, head{"Retry-After": "3"}, `{}`, bot.CodeRetry, 3 * time.Second, false},
		"a bucket alone":                {429, head{"X-RateLimit-Reset-After": "0.5"}, `null`, bot.CodeRetry, 500 * time.Millisecond, false},
		"for all, by a header":          {429, head{"X-RateLimit-Global": "true", "Retry-After": "1"}, `{"message":"x"}`, bot.CodeRetry, time.Second, true},
		"no wait that makes sense":      {429, head{"Retry-After": "Sun, 29 Nov 2030 15:00:00 GMT"}, `{"retry_after":"soon"}`, bot.CodeRetry, 0, false},
		"done, without a word":          {200, nil, ``, "", 0, false},
		"taken, without a word":         {202, nil, ``, "", 0, false},
		"done, with a page":             {200, nil, page, bot.CodeUnknown, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			f := newForeign(t, hail(plainReady))
			f.routes["POST /channels/3344/messages"] = func(w http.ResponseWriter, _ *http.Request) {
				for k, v := range c.head {
					w.Header().Set(k, v)
				}
				w.WriteHeader(c.status)
				fmt.Fprint(w, c.body)
			}
			_, err := try(t, f.adapter(), bot.Delivery{Effect: bot.Say{Place: "discord:1122/3344", Text: "hi"}})
			if c.code == "" {
				if err != nil {
					t.Errorf("%+v", err)
				}
				return
			}
			if err == nil || err.Code != c.code || err.After != c.after || err.Whole != c.whole {
				t.Errorf("%+v, want %s after %s, of all: %v", err, c.code, c.after, c.whole)
			}
		})
	}
}

// TestEditsUntold checks that an update without an edit time counts as an edit unless the server
// says that the message was never edited.
func TestEditsUntold(t *testing.T) {
	id := snowflake(time.Minute, 1)
	edit := func(s int, text, more string) string {
		return fmt.Sprintf(`{"op":0,"s":%d,"t":"MESSAGE_UPDATE","d":{"id":"%d","channel_id":"3344","guild_id":"1122","content":%q%s}}`, s, id, text, more)
	}
	const ann = `,"author":{"id":"5","username":"ann"}`
	f := newForeign(t, hail(plainReady, plainGuild,
		edit(3, "a preview", ann+`,"edited_timestamp":null`), edit(4, "an older preview", ""),
		edit(5, "not said when", ann), edit(6, "said oddly", ann+`,"edited_timestamp":[]`), edit(7, "in milliseconds", ann+`,"edited_timestamp":1795964891420`)))
	_, sink := f.start(nil)
	for _, text := range []string{"not said when", "said oddly", "in milliseconds"} {
		sink.AwaitText(t, bot.KindEdit, text)
	}
	for _, e := range sink.Events() {
		if e.Kind == bot.KindParked || e.Message != nil && (e.Message.Text == "a preview" || e.Message.Text == "an older preview") {
			t.Errorf("%+v", e)
		}
	}
}

// TestNameless checks that a looked-up member keeps the requested id even if the server sends none.
func TestNameless(t *testing.T) {
	for name, user := range map[string]string{"nobody": `null`, "without an id": `{"username":"ann"}`, "an id that is none": `{"id":[],"username":null}`, "a number": `5`} {
		t.Run(name, func(t *testing.T) {
			f := newForeign(t, hail(plainReady, wholeGuild))
			f.answer("GET /guilds/1122/members/5", 200, `{"user":`+user+`}`)
			f.answer("GET /guilds/1122/members/6", 404, `{"code":10007}`)
			f.answer("GET /guilds/1122/bans/6", 200, `{"user":`+user+`}`)
			a, sink := f.start(nil)
			sink.AwaitKind(t, bot.KindStanding)
			for who, banned := range map[bot.UserID]bool{"discord:5": false, "discord:6": true} {
				out, err := try(t, a, bot.Delivery{Effect: bot.Lookup{Place: "discord:1122", User: who}})
				if err != nil || out.Found.User.ID != who || out.Found.Banned != banned || out.Found.Present == banned {
					t.Errorf("%+v, %v", out.Found, err)
				}
			}
		})
	}
}

// TestAPIAddress checks that the API URL works with and without the API path.
func TestAPIAddress(t *testing.T) {
	for _, path := range []string{"", "/", "/api", "/api/", "/api/v9", "/api/v10/"} {
		f := newForeign(t, hail(plainReady))
		f.answer("GET /users/@me", 200, `{"id":7,"username":"steward"}`)
		a := discord.New(discord.Settings{Token: "a.b.c", APIURL: f.url + path}, discord.Options{})
		if checks := a.Examine(t.Context(), nil); checks[0].Cure != "" {
			t.Errorf("with %q: %+v", path, checks)
		}
	}
}
