package discord_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stewardbot/steward/adapters/adaptertest"
	"github.com/stewardbot/steward/adapters/discord"
	"github.com/stewardbot/steward/bot"
)

// hail is what a foreign gateway says in one connection: whatever was asked.
func hail(frames ...string) func(*talk) {
	return func(c *talk) {
		for _, f := range frames {
			c.send(f)
		}
		c.hear(-1)
	}
}

const reacted = `{"op":0,"s":%s,"t":"MESSAGE_REACTION_ADD","d":{"user_id":"5","channel_id":"3344","message_id":"99","guild_id":"1122","emoji":{"name":"👍"}}}`

// TestReadyNumbers: READY begins a session whatever number it bears, and the
// numbers behind it begin anew.
func TestReadyNumbers(t *testing.T) {
	for name, numbers := range map[string][2]string{
		"nought":          {"0", "1"},
		"none":            {"null", "1"},
		"text":            {`"1"`, `"2"`},
		"far ahead":       {"700", "1"},
		"below nought":    {"-1", "0"},
		"nothing has one": {"null", "null"},
		"one for all":     {"0", "0"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newForeign(t, hail(
				`{"op":0,"s":`+numbers[0]+`,"t":"READY","d":{"session_id":"one","user":{"id":"7"}}}`,
				fmt.Sprintf(reacted, numbers[1]),
			))
			_, sink := f.start(nil)
			sink.AwaitStatus(t, true)
			sink.AwaitKind(t, bot.KindReaction)
		})
	}
}

// TestGreetings: what a server may leave out of its first words, or say before
// them.
func TestGreetings(t *testing.T) {
	for name, hello := range map[string]string{
		"no interval":           `{"op":10,"d":{}}`,
		"no pause":              `{"op":10,"d":{"heartbeat_interval":0}}`,
		"a year":                `{"op":10,"d":{"heartbeat_interval":31536000000}}`,
		"text":                  `{"op":"10","d":{"heartbeat_interval":"41250"}}`,
		"nothing":               `{"op":10,"d":null}`,
		"something else before": `{"op":31,"d":{"version":3}}`,
	} {
		t.Run(name, func(t *testing.T) {
			f := newForeign(t, hail(`{"op":10,"d":{"heartbeat_interval":45000}}`,
				`{"op":0,"t":"GUILD_CREATE","s":1,"d":{"id":"1122"}}`, // before there is a session
				`{"op":0,"s":1,"t":"READY","d":{}}`, fmt.Sprintf(reacted, "2")))
			f.hello = hello
			f.answer("GET /users/@me", 200, `{"id":7,"username":"steward"}`)
			_, sink := f.start(nil)
			sink.AwaitKind(t, bot.KindReaction)
		})
	}
}

// TestSessionNameTwice: a server that gives each session the same name begins a
// new one all the same: what was missed is fetched, and what happens under the
// numbers of the one before is something else.
func TestSessionNameTwice(t *testing.T) {
	for name, resume := range map[string]string{
		"told so":               `{"op":9,"d":false}`,
		"READY instead":         "",
		"no such opcode":        "4001",
		"not authenticated yet": "4003",
	} {
		t.Run(name, func(t *testing.T) {
			missed := snowflake(time.Minute, 2)
			var sessions atomic.Int32
			f := newForeign(t, func(c *talk) {
				_, b, err := c.ws.Read(c.ctx)
				if err != nil {
					return
				}
				if strings.Contains(string(b), `"op":6`) && resume != "" {
					if code, err := strconv.Atoi(resume); err == nil {
						c.close(code)
						return
					}
					c.send(resume)
					c.hear(-1)
					return
				}
				c.send(`{"op":0,"s":1,"t":"READY","d":{"session_id":"always","user":{"id":"7"}}}`)
				c.send(plainGuild)
				c.send(fmt.Sprintf(reacted, "3"))
				if sessions.Add(1) == 1 {
					c.send(fmt.Sprintf(`{"op":0,"s":40,"t":"MESSAGE_CREATE","d":{"id":"%d","channel_id":"3344","guild_id":"1122","content":"last","author":{"id":"5"}}}`,
						snowflake(time.Hour, 1)))
					c.hear(1)
					return
				}
				c.hear(-1)
			})
			f.hello = `{"op":10,"d":{"heartbeat_interval":60}}`
			f.routes["GET /channels/3344/messages"] = func(w http.ResponseWriter, r *http.Request) {
				if after, _ := strconv.ParseUint(r.URL.Query().Get("after"), 10, 64); after >= missed {
					fmt.Fprint(w, `[]`)
					return
				}
				fmt.Fprintf(w, `[{"id":%d,"content":"missed","author":{"id":"5","username":"ann"}}]`, missed)
			}
			_, sink := f.start(nil)
			sink.AwaitText(t, bot.KindMessage, "missed")
			sink.Until(t, "the second reaction", func() bool {
				ids := map[string]bool{}
				for _, e := range sink.Events() {
					if e.Kind == bot.KindReaction {
						ids[e.ID] = true
					}
				}
				return len(ids) > 1
			})
			sink.Until(t, "the gap to close", func() bool {
				c, _ := sink.Cursor(discord.Platform)
				return gaps(c) == 0
			})
		})
	}
}

// TestTokenRefused: Run ends, however a server says that it does not know the
// token.
func TestTokenRefused(t *testing.T) {
	for name, a := range map[string]struct {
		status int
		body   string
	}{
		"Discord's words":    {401, `{"message":"401: Unauthorized","code":0}`},
		"its code, as a 400": {400, `{"code":40001,"message":"Unauthorized"}`},
		"the status twice":   {401, `{"code":401,"message":"Invalid token"}`},
		"no words":           {401, ``},
		"words of its own":   {401, `{"error":"Unauthorized"}`},
	} {
		t.Run(name, func(t *testing.T) {
			f := newForeign(t, func(*talk) { t.Error("a connection was made") })
			f.answer("GET /gateway/bot", a.status, a.body)
			f.answer("GET /users/@me", a.status, a.body)
			err := f.adapter().Run(t.Context(), adaptertest.NewSink(nil))
			if err == nil || !strings.Contains(err.Error(), "rejects the token") {
				t.Errorf("Run returned %v", err)
			}
			checks := f.adapter().Examine(t.Context(), nil)
			if len(checks) != 1 || !strings.Contains(checks[0].Found, "rejects") || strings.Contains(checks[0].Cure, "later") {
				t.Errorf("%+v", checks)
			}
		})
	}
}
