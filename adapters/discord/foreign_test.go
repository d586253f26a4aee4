package discord_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/stewardbot/steward/adapters/adaptertest"
	"github.com/stewardbot/steward/adapters/discord"
	"github.com/stewardbot/steward/adapters/kit"
	"github.com/stewardbot/steward/bot"
)

// foreign is a minimal server: it only knows the routes it is given, and omits everything optional.
type foreign struct {
	t      *testing.T
	routes map[string]func(http.ResponseWriter, *http.Request)
	greet  func(*talk) // plays the connection after HELLO
	hello  string

	mu    sync.Mutex
	calls []string
	url   string
}

// talk is one gateway connection.
type talk struct {
	ws  *websocket.Conn
	ctx context.Context
}

func (c *talk) close(code int) { c.ws.Close(websocket.StatusCode(code), "") } //nolint:errcheck // the client may have gone

func (c *talk) send(frame string) { c.ws.Write(c.ctx, websocket.MessageText, []byte(frame)) } //nolint:errcheck // the client may have gone

// hear returns the data of the next frame with an opcode; ok is false once the connection has
// ended.
func (c *talk) hear(op int) (data json.RawMessage, ok bool) {
	for {
		_, b, err := c.ws.Read(c.ctx)
		if err != nil {
			return nil, false
		}
		var f struct {
			Op int             `json:"op"`
			D  json.RawMessage `json:"d"`
		}
		if json.Unmarshal(b, &f) == nil && f.Op == op {
			return f.D, true
		}
	}
}

func newForeign(t *testing.T, greet func(*talk)) *foreign {
	f := &foreign{t: t, greet: greet, hello: `{"op":10,"d":{"heartbeat_interval":45000}}`, routes: map[string]func(http.ResponseWriter, *http.Request){}}
	s := httptest.NewServer(http.HandlerFunc(f.serve))
	t.Cleanup(s.Close)
	f.url = s.URL
	f.answer("GET /gateway", 200, fmt.Sprintf(`{"url":"ws%s/ws?by=proxy"}`, strings.TrimPrefix(s.URL, "http")))
	return f
}

// answer adds a route such as "GET /gateway".
func (f *foreign) answer(route string, status int, body string) {
	f.routes[route] = func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
}

func (f *foreign) serve(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/ws" {
		f.gateway(w, r)
		return
	}
	route := r.Method + " " + strings.TrimPrefix(r.URL.Path, "/api/v9")
	f.mu.Lock()
	f.calls = append(f.calls, route)
	f.mu.Unlock()
	if r.Header.Get("Authorization") != "Bot a.b.c" { // even where Discord doesn't require it
		f.t.Errorf("%s without the token", route)
	}
	if known := f.routes[route]; known != nil {
		known(w, r)
		return
	}
	http.NotFound(w, r)
}

func (f *foreign) gateway(w http.ResponseWriter, r *http.Request) {
	if q := r.URL.Query(); q.Get("v") != "9" || q.Get("encoding") != "json" || q.Get("by") != "proxy" {
		f.t.Errorf("dialled with %s", r.URL.RawQuery)
	}
	ws, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	defer ws.CloseNow() //nolint:errcheck // may be closed already
	c := &talk{ws: ws, ctx: r.Context()}
	c.send(f.hello)
	f.greet(c)
}

// adapter returns an adapter for the guild 1122.
func (f *foreign) adapter() *discord.Adapter {
	return discord.New(discord.Settings{Token: "a.b.c", APIURL: f.url}, discord.Options{
		Options: kit.Options{
			Spaces:  func() []bot.Place { return []bot.Place{"discord:1122"} },
			Backoff: time.Millisecond,
			Sleep:   nap,
		},
		InvalidWait: func() time.Duration { return 0 },
	})
}

// start runs an adapter.
func (f *foreign) start(cursor []byte) (*discord.Adapter, *adaptertest.Sink) {
	sink, a := adaptertest.NewSink(cursor), f.adapter()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx, sink) }()
	f.t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			f.t.Errorf("Run returned %v", err)
		}
	})
	return a, sink
}

const (
	plainReady = `{"op":0,"s":1,"t":"READY","d":{"session_id":"one","user":{"id":"7"}}}`
	plainGuild = `{"op":0,"s":2,"t":"GUILD_CREATE","d":{"id":"1122","channels":[{"id":"3344"}]}}`
	storedAt   = `{"session":"zero","seq":41,"resume_url":"%s","user":"7","app":"7","last":%d}`
)

// snowflake returns an id that is ago old.
func snowflake(ago time.Duration, n int) uint64 {
	return uint64(time.Now().Add(-ago).UnixMilli()-1420070400000)<<22 + uint64(n)
}

func (f *foreign) cursor(last uint64) []byte {
	return fmt.Appendf(nil, storedAt, "ws"+strings.TrimPrefix(f.url, "http")+"/ws?by=proxy", last)
}

// TestForeignResume checks that a session resumes whatever sequence number RESUMED has.
func TestForeignResume(t *testing.T) {
	for name, number := range map[string]string{"none": "null", "the last one": "41", "zero": "0", "the next one": "42", "not even a word": ""} {
		t.Run(name, func(t *testing.T) {
			id := snowflake(0, 1)
			f := newForeign(t, func(c *talk) {
				if d, ok := c.hear(6); !ok || !strings.Contains(string(d), `"seq":41`) {
					t.Errorf("resumed with %s", d)
				}
				if number != "" {
					c.send(`{"op":0,"s":` + number + `,"t":"RESUMED","d":{}}`)
				}
				c.send(fmt.Sprintf(`{"op":0,"s":43,"t":"MESSAGE_CREATE","d":{"id":"%d","channel_id":"3344","guild_id":"1122",`+
					`"content":"hello","author":{"id":"5","username":"ann"},"member":null,"edited_timestamp":null,"flags":null}}`, id))
				c.hear(-1)
			})
			_, sink := f.start(f.cursor(id))
			sink.AwaitStatus(t, true)
			if e := sink.AwaitText(t, bot.KindMessage, "hello"); e.Place != "discord:1122/3344" || e.User.Roles != nil {
				t.Errorf("%+v by %+v", e, e.User)
			}
		})
	}
}

// TestForeignGap checks that missed messages are fetched from a server that announces neither
// guilds before they are available nor a channel's last message.
func TestForeignGap(t *testing.T) {
	last, missed := snowflake(time.Hour, 1), snowflake(time.Minute, 2)
	f := newForeign(t, func(c *talk) {
		_, b, err := c.ws.Read(c.ctx)
		switch {
		case err != nil:
			return
		case strings.Contains(string(b), `"op":6`):
			c.send(`{"op":9,"d":false}`)
		default:
			c.send(plainReady)
			c.send(plainGuild)
		}
		c.hear(-1)
	})
	f.routes["GET /channels/3344/messages"] = func(w http.ResponseWriter, r *http.Request) {
		after, _ := strconv.ParseUint(r.URL.Query().Get("after"), 10, 64)
		if after >= missed {
			fmt.Fprint(w, `[]`)
			return
		}
		fmt.Fprintf(w, `[{"id":"%d","content":"missed","author":{"id":"5","username":"ann"}}]`, missed)
	}
	_, sink := f.start(f.cursor(last))
	sink.AwaitText(t, bot.KindMessage, "missed")
	sink.Until(t, "the gap to close", func() bool {
		c, _ := sink.Cursor(discord.Platform)
		return gaps(c) == 0
	})
}

// TestForeignAnswers checks that a callback may have an empty response, in which case the message
// is looked up, and that a call the server doesn't support fails once and delays nothing else.
func TestForeignAnswers(t *testing.T) {
	f := newForeign(t, func(c *talk) {
		c.hear(2)
		c.send(plainReady)
		c.send(plainGuild)
		c.hear(-1)
	})
	f.answer("POST /interactions/99/tok/callback", 204, "")
	f.answer("GET /webhooks/7/tok/messages/@original", 200, `{"id":"100","content":"hi","flags":64}`)
	f.answer("POST /interactions/98/deaf/callback", 204, "")
	f.answer("POST /interactions/97/before/callback", 400, `{"message":"Interaction has already been acknowledged.","code":40060}`)
	f.answer("POST /channels/3344/messages", 429, `{"message":"slow down","retry_after":"1.5"}`)
	a, sink := f.start(nil)
	sink.AwaitStatus(t, true)
	say := func(press string) bot.Receipt {
		return says(t, a, bot.Say{Place: "discord:1122/3344", To: "discord:5", Press: press, Text: "hi"})
	}
	if r := say("99:tok"); len(r.Messages) != 1 || r.Messages[0] != "e:tok:100" || !r.Hidden {
		t.Errorf("receipt %+v", r)
	}
	for _, press := range []string{"98:deaf", "97:before"} { // one press is answered now, the other was answered by an earlier process
		if r := say(press); len(r.Messages) != 0 {
			t.Errorf("receipt %+v of what nobody can tell", r)
		}
	}
	_, err := try(t, a, bot.Delivery{Effect: bot.Say{Place: "discord:1122/3344", Text: "hi"}})
	if d := bot.AsDeliveryError(err); d.Code != bot.CodeRetry || d.After != 1500*time.Millisecond || d.Whole {
		t.Errorf("a limit: %+v", d)
	}
	_, err = try(t, a, bot.Delivery{Effect: bot.React{
		Target: bot.Target{Message: bot.MessageID{Place: "discord:1122/3344", ID: "100"}}, Emoji: "👍",
	}})
	if d := bot.AsDeliveryError(err); d.Code != bot.CodeRefused {
		t.Errorf("a route that is not there: %+v", d)
	}
}

// TestDeletedMeanwhile checks that a message deleted between fetching its page and handling it is
// not submitted after its deletion.
func TestDeletedMeanwhile(t *testing.T) {
	kept, gone := snowflake(time.Minute, 1), snowflake(time.Minute, 2)
	fetched := make(chan struct{})
	f := newForeign(t, func(c *talk) {
		_, b, _ := c.ws.Read(c.ctx)
		if strings.Contains(string(b), `"op":6`) {
			c.send(`{"op":9,"d":false}`)
			c.hear(-1)
			return
		}
		c.send(plainReady)
		c.send(plainGuild)
		<-fetched
		c.send(fmt.Sprintf(`{"op":0,"s":3,"t":"MESSAGE_DELETE","d":{"id":"%d","channel_id":"3344","guild_id":"1122"}}`, gone))
		c.hear(-1)
	})
	told := make(chan struct{})
	f.routes["GET /channels/3344/messages"] = func(w http.ResponseWriter, r *http.Request) {
		if after, _ := strconv.ParseUint(r.URL.Query().Get("after"), 10, 64); after >= kept {
			fmt.Fprint(w, `[]`)
			return
		}
		close(fetched)
		<-told
		fmt.Fprintf(w, `[{"id":"%d","content":"gone","author":{"id":"5"}},{"id":"%d","content":"kept","author":{"id":"5"}}]`, gone, kept)
	}
	_, sink := f.start(f.cursor(snowflake(time.Hour, 1)))
	sink.AwaitKind(t, bot.KindDelete)
	close(told)
	sink.AwaitText(t, bot.KindMessage, "kept")
	for _, e := range sink.Events() {
		if e.Message != nil && e.Message.Text == "gone" {
			t.Error("a message came after its deletion")
		}
	}
}
