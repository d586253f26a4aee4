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

// hail returns a gateway that sends these frames in each connection, whatever it receives.
func hail(frames ...string) func(*talk) {
	return func(c *talk) {
		for _, f := range frames {
			c.send(f)
		}
		c.hear(-1)
	}
}

const reacted = `{"op":0,"s":%s,"t":"MESSAGE_REACTION_ADD","d":{"user_id":"5","channel_id":"3344","message_id":"99","guild_id":"1122","emoji":{"name":"👍"}}}`

// TestReadyNumbers checks that READY starts a session with any sequence number, and that numbering
// restarts after it.
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

// TestNumbersOfTheirOwn checks that no dispatch is lost however the server numbers them, and that
// duplicates are dropped.
func TestNumbersOfTheirOwn(t *testing.T) {
	for name, numbers := range map[string][4]string{
		"always the same":   {"1", "1", "1", "1"},
		"falling":           {"9", "8", "7", "6"},
		"one for each kind": {"1", "2", "1", "3"},
		"begun anew":        {"50", "51", "1", "2"},
		"none at last":      {"2", "3", "null", "0"},
	} {
		t.Run(name, func(t *testing.T) {
			said := fmt.Sprintf(`{"op":0,"s":%s,"t":"MESSAGE_CREATE","d":{"id":"%d","channel_id":"3344","guild_id":"1122","content":"hello","author":{"id":"5"}}}`,
				numbers[2], snowflake(0, 1))
			f := newForeign(t, hail(strings.Replace(plainReady, `"s":1`, `"s":`+numbers[0], 1), fmt.Sprintf(reacted, numbers[1]), said, said,
				fmt.Sprintf(reacted, numbers[3])))
			_, sink := f.start(nil)
			sink.AwaitText(t, bot.KindMessage, "hello")
			sink.Until(t, "both reactions", func() bool {
				ids := map[string]bool{}
				for _, e := range sink.Events() {
					if e.Kind == bot.KindReaction {
						ids[e.ID] = true
					}
				}
				return len(ids) == 2
			})
		})
	}
}

// TestGatewayAddress checks that a session resumes at the server's resume URL, or at the same URL
// if that is invalid.
func TestGatewayAddress(t *testing.T) {
	for name, resume := range map[string]string{
		"without its scheme": `"%s"`, "whole": `"ws://%s"`, "nothing": `null`, "empty": `""`, "a number": `7`, "a list": `[]`, "no address": `"://"`,
	} {
		t.Run(name, func(t *testing.T) {
			resumed := make(chan string, 1)
			var connections atomic.Int32
			var f *foreign
			f = newForeign(t, func(c *talk) {
				if connections.Add(1) > 1 {
					_, b, _ := c.ws.Read(c.ctx)
					resumed <- string(b)
					c.hear(-1)
					return
				}
				c.hear(2)
				if at := strings.TrimPrefix(f.url, "http://") + "/ws?by=proxy"; strings.Contains(resume, "%") {
					resume = fmt.Sprintf(resume, at)
				}
				c.send(`{"op":0,"s":1,"t":"READY","d":{"session_id":"one","user":{"id":"7"},"resume_gateway_url":` + resume + `}}`)
				c.send(`{"op":7}`)
				c.hear(-1)
			})
			f.answer("GET /gateway", 200, `{"url":"`+strings.TrimPrefix(f.url, "http://")+`/ws?by=proxy"}`)
			f.start(nil)
			if said := <-resumed; !strings.Contains(said, `"op":6`) {
				t.Errorf("the second connection began with %s", said)
			}
		})
	}
}

// TestDeaf checks that a server that never acknowledges heartbeats is considered dead once, and is
// then judged by its socket.
func TestDeaf(t *testing.T) {
	var connections atomic.Int32
	f := newForeign(t, func(c *talk) {
		if connections.Add(1); connections.Load() == 1 {
			c.send(plainReady)
			c.hear(-1)
			return
		}
		for beats := 0; ; {
			if _, ok := c.hear(1); !ok {
				return
			}
			if beats++; beats == 150 { // more than a dead server would get
				c.send(fmt.Sprintf(`{"op":0,"s":9,"t":"MESSAGE_CREATE","d":{"id":"%d","channel_id":"3344","guild_id":"1122","content":"hello","author":{"id":"5"}}}`, snowflake(0, 1)))
			}
		}
	})
	f.hello = `{"op":10,"d":{"heartbeat_interval":20}}`
	_, sink := f.start(nil)
	sink.AwaitText(t, bot.KindMessage, "hello")
	if n := connections.Load(); n < 2 { // or more, if the machine is slow to answer a ping
		t.Errorf("%d connections", n)
	}
}

// TestGreetings covers what a server may omit from its first frames or send before them.
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
				`{"op":0,"t":"GUILD_CREATE","s":1,"d":{"id":"1122"}}`, // before the session starts
				`{"op":0,"s":1,"t":"READY","d":{}}`, fmt.Sprintf(reacted, "2")))
			f.hello = hello
			f.answer("GET /users/@me", 200, `{"id":7,"username":"steward"}`)
			_, sink := f.start(nil)
			sink.AwaitKind(t, bot.KindReaction)
		})
	}
}

// TestSessionNameTwice checks that a new session is recognized even if its id repeats: missed
// messages are fetched, and dispatches with reused sequence numbers are new ones.
func TestSessionNameTwice(t *testing.T) {
	for name, resume := range map[string]string{
		"told so":               `{"op":9,"d":false}`,
		"READY instead":         "",
		"no such opcode":        "4001",
		"not authenticated yet": "4003",
	} {
		t.Run(name, func(t *testing.T) {
			missed := snowflake(-10*time.Second, 2) // after the first start
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

// TestTokenRefused checks that Run ends however a server rejects the token.
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
			if len(checks) != 1 || !strings.Contains(checks[0].Found.String(), "rejects") || strings.Contains(checks[0].Cure.String(), "later") {
				t.Errorf("%+v", checks)
			}
		})
	}
}

// absences are responses that say something does not exist.
var absences = map[string]string{
	"the status twice": `{"code":404,"message":"Not found"}`,
	"no code":          `{"message":"gone"}`,
	"code nought":      `{"code":0,"message":"404: Not Found"}`,
	"code as text":     `{"code":"404","message":"x"}`,
	"its own words":    `{"error":"not_found"}`,
	"nothing":          ``,
}

const wholeGuild = `{"op":0,"s":2,"t":"GUILD_CREATE","d":{"id":"1122","owner_id":"1","threads":[],"channels":[{"id":"3344"}],` +
	`"roles":[{"id":"1122","permissions":0},{"id":"70","permissions":8,"position":"9"}],"members":[{"user":{"id":7},"roles":[{"id":"70"}]}]}}`

// TestAbsent checks that the HTTP status alone says that something does not exist, whatever the
// body.
func TestAbsent(t *testing.T) {
	message := bot.MessageID{Place: "discord:1122/3344", ID: fmt.Sprint(snowflake(time.Hour, 1))}
	post := func(place bot.Place) bot.Effect { return bot.Say{Place: place, Text: "hi"} }
	for name, body := range absences {
		t.Run(name, func(t *testing.T) {
			f := newForeign(t, hail(plainReady, wholeGuild))
			for _, route := range []string{
				"DELETE /guilds/1122/bans/5", "GET /guilds/1122/members/5", "DELETE /channels/3344/messages/" + message.ID,
				"PATCH /channels/3344/messages/" + message.ID, "PUT /channels/3344/pins/" + message.ID,
				"PUT /channels/3344/messages/" + message.ID + "/reactions/👍/@me", "POST /channels/3355/messages",
				"PUT /guilds/1122/bans/5", "PUT /guilds/1122/members/5/roles/71", "POST /users/@me/channels",
				"POST /interactions/99/tok/callback", "DELETE /channels/3344/permissions/1122", "DELETE /channels/3344/permissions/7",
			} {
				f.answer(route, 404, body)
			}
			a, sink := f.start(nil)
			sink.AwaitStatus(t, true)
			sink.AwaitKind(t, bot.KindStanding)
			out, err := try(t, a, bot.Delivery{Effect: bot.Lookup{Place: "discord:1122", User: "discord:5"}})
			if err != nil || out.Found.Present {
				t.Errorf("somebody who is not there: %+v, %v", out.Found, err)
			}
			for what, c := range map[string]struct {
				effect bot.Effect
				code   string
			}{
				"an unban":          {bot.Ban{Place: "discord:1122", User: "discord:5", Lift: true}, bot.CodeGone},
				"a ban":             {bot.Ban{Place: "discord:1122", User: "discord:5"}, bot.CodeRefused},
				"a kick":            {bot.Kick{Place: "discord:1122", User: "discord:5"}, bot.CodeGone},
				"a mute":            {bot.Mute{Place: "discord:1122", User: "discord:5", Until: time.Now().Add(time.Hour)}, bot.CodeGone},
				"a deletion":        {bot.Delete{Place: message.Place, Target: bot.Target{Message: message}}, bot.CodeGone},
				"an edit":           {bot.Edit{Place: "discord:1122/3344", Target: bot.Target{Message: message}, Text: "x"}, bot.CodeGone},
				"a pin":             {bot.Pin{Place: "discord:1122/3344", Target: bot.Target{Message: message}}, bot.CodeGone},
				"a reaction":        {bot.React{Place: "discord:1122/3344", Target: bot.Target{Message: message}, Emoji: "👍"}, bot.CodeGone},
				"a channel":         {post("discord:1122/3355"), bot.CodeRefused},
				"a private message": {post("discord:dm/5"), bot.CodeRefused},
				"an answer":         {bot.Ack{Place: message.Place, Press: "99:tok", Text: "x"}, bot.CodeGone},
				"unlocking":         {bot.Lock{Place: "discord:1122/3344", Lift: true, Earlier: `{}`}, ""},
			} {
				_, err := try(t, a, bot.Delivery{Effect: c.effect})
				if (err == nil) != (c.code == "") || err != nil && err.Code != c.code {
					t.Errorf("%s: %+v, want %q", what, err, c.code)
				}
			}
		})
	}
}

// TestYoungMessage checks that a call is retried if the server claims that a message only seconds
// old does not exist; for an older one the claim is accepted.
func TestYoungMessage(t *testing.T) {
	for name, c := range map[string]struct {
		age   time.Duration
		calls int32
		done  bool
	}{
		"seconds old": {2 * time.Second, 2, true},
		"an hour old": {time.Hour, 1, false},
	} {
		id := fmt.Sprint(snowflake(c.age, 1))
		target := bot.Target{Message: bot.MessageID{Place: "discord:1122/3344", ID: id}}
		for route, effect := range map[string]bot.Effect{
			"DELETE /channels/3344/messages/" + id:                   bot.Delete{Place: "discord:1122/3344", Target: target},
			"PATCH /channels/3344/messages/" + id:                    bot.Edit{Place: "discord:1122/3344", Target: target, Text: "x"},
			"PUT /channels/3344/messages/" + id + "/reactions/👍/@me": bot.React{Place: "discord:1122/3344", Target: target, Emoji: "👍"},
			"PUT /channels/3344/pins/" + id:                          bot.Pin{Place: "discord:1122/3344", Target: target},
		} {
			t.Run(name+" "+route[:4], func(t *testing.T) {
				f := newForeign(t, hail(plainReady))
				var calls atomic.Int32
				f.routes[route] = func(w http.ResponseWriter, _ *http.Request) {
					if calls.Add(1) == 1 {
						w.WriteHeader(404)
						fmt.Fprint(w, `{"code":10008,"message":"Unknown Message"}`)
						return
					}
					fmt.Fprint(w, `OK`)
				}
				_, err := try(t, f.adapter(), bot.Delivery{Effect: effect})
				if (err == nil) != c.done || calls.Load() != c.calls {
					t.Errorf("%v after %d calls", err, calls.Load())
				}
			})
		}
	}
}

// TestPages checks that links lead to the server's own pages or are left out.
func TestPages(t *testing.T) {
	for name, c := range map[string]struct {
		api, pages, want string
	}{
		"Discord":               {"", "", "https://discord.com/channels/1122/3344/55"},
		"Discord, spelled out":  {"https://discord.com/", "", "https://discord.com/channels/1122/3344/55"},
		"a compatible server":   {"https://api.chat.example", "", ""},
		"its pages":             {"https://api.chat.example", "https://chat.example/app/", "https://chat.example/app/channels/1122/3344/55"},
		"a proxy to Discord":    {"http://127.0.0.1:8080", "https://discord.com", "https://discord.com/channels/1122/3344/55"},
		"another look, no API ": {"", "https://canary.discord.com", "https://canary.discord.com/channels/1122/3344/55"},
	} {
		t.Run(name, func(t *testing.T) {
			a := discord.New(discord.Settings{Token: "a.b.c", APIURL: c.api, Pages: c.pages}, discord.Options{})
			if got := a.Link(bot.MessageID{Place: "discord:1122/3344", ID: "55"}); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// TestNoMenu checks that a server without a command menu is no error, and that doctor mentions it.
func TestNoMenu(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
	}{
		"not found":         {404, `{"code":404,"message":"x"}`},
		"Discord's words":   {404, `{"code":0,"message":"404: Not Found"}`},
		"a page":            {404, `<html>not found`},
		"not allowed":       {405, `{"code":405,"message":"x"}`},
		"not implemented":   {501, ``},
		"not even an owner": {501, `{}`},
	} {
		t.Run(name, func(t *testing.T) {
			f := newForeign(t, hail())
			f.answer("GET /users/@me", 200, `{"id":7,"username":"steward"}`)
			f.answer("GET /applications/7/commands", c.status, c.body)
			a := f.adapter()
			if err := a.RegisterCommands(t.Context(), menu); err != nil {
				t.Error(err)
			}
			checks := a.Examine(t.Context(), nil)
			if last := checks[len(checks)-1]; last.Subject != "commands" || !last.Minor || strings.Contains(fmt.Sprint(checks), "discord.com") {
				t.Errorf("%+v", checks)
			}
		})
	}
}

// TestUntold checks that data which a server omits and Steward needs is fetched: a channel's guild,
// the guild itself, a user.
func TestUntold(t *testing.T) {
	said := func(s int, id uint64, text, more string) string {
		return fmt.Sprintf(`{"op":0,"s":%d,"t":"MESSAGE_CREATE","d":{"id":%d,"channel_id":3344,"content":%q,"author":{"id":5,"username":"ann"}%s}}`, s, id, text, more)
	}
	for name, frames := range map[string][]string{
		"the guild of a message":  {plainReady, wholeGuild, said(3, snowflake(0, 1), "hello", "")},
		"any guild":               {plainReady, said(2, snowflake(0, 1), "hello", "")},
		"any guild, but a member": {plainReady, said(2, snowflake(0, 1), "hello", `,"member":{"roles":[{"id":9}]}`)},
		"roles, owner, ourselves": {plainReady, `{"op":0,"s":2,"t":"GUILD_CREATE","d":{"id":1122}}`, said(3, snowflake(0, 1), "hello", `,"guild_id":1122`)},
		"anything by itself":      {`{"op":0,"s":0,"t":"READY","d":null}`, said(3, snowflake(0, 1), "hello", "")},
	} {
		t.Run(name, func(t *testing.T) {
			f := newForeign(t, hail(frames...))
			f.answer("GET /users/@me", 200, `{"id":7}`)
			f.answer("GET /users/5", 200, `{"id":5,"username":"ann","public_flags":"0"}`)
			f.answer("GET /guilds/1122", 200, `{"id":1122,"owner_id":1,"roles":null}`)
			f.answer("GET /guilds/1122/roles", 200, `[{"id":1122,"permissions":0},{"id":70,"permissions":"8","position":"9"}]`)
			f.answer("GET /guilds/1122/members/7", 200, `{"roles":[{"id":70}]}`)
			f.answer("GET /guilds/1122/members/5", 200, `{"roles":[{"id":1122}],"user":null}`)
			f.answer("GET /guilds/1122/channels", 200, `[{"id":3344,"type":"0"}]`)
			f.answer("GET /channels/3344", 200, `{"id":3344,"type":0,"guild_id":1122}`)
			a, sink := f.start(nil)
			if e := sink.AwaitText(t, bot.KindMessage, "hello"); e.Place != "discord:1122/3344" {
				t.Errorf("said in %s", e.Place)
			}
			out, err := try(t, a, bot.Delivery{Effect: bot.Lookup{Place: "discord:1122", User: "discord:5"}})
			if err != nil || !out.Found.Present || out.Found.User.Name != "ann" {
				t.Errorf("looked up: %+v, %v", out.Found, err)
			}
			e := sink.Await(t, "the guild's standing", func(e bot.Event) bool { return e.Kind == bot.KindStanding && e.Standing.Self["ban_members"] })
			if e.Standing.Admins["discord:1"] != bot.Owner {
				t.Errorf("%+v", e.Standing)
			}
		})
	}
}
