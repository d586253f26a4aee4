package telegram_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stewardbot/steward/adapters/adaptertest"
	"github.com/stewardbot/steward/adapters/telegram"
	"github.com/stewardbot/steward/bot"
)

// TestMembersInOtherShapes checks that a join counts whatever format the server's other fields
// have, and that a change to an unknown or missing status is parked.
func TestMembersInOtherShapes(t *testing.T) {
	for name, c := range map[string]struct{ before, after, kind string }{
		"the Bot API's own":   {`{"status":"left","user":{"id":5,"is_bot":false,"first_name":"ann"}}`, `{"status":"member","user":{"id":5,"is_bot":false,"first_name":"ann"}}`, "join"},
		"numbers as text":     {`{"status":"left","user":{"id":"5"}}`, `{"status":"member","user":{"id":"5","is_bot":"false","first_name":7,"username":null}}`, "join"},
		"nobody before":       {`{"status":"kicked","user":null,"until_date":"never"}`, `{"status":"restricted","is_member":"true","user":{"id":5.0}}`, "join"},
		"an account by id":    {`{"status":"administrator","user":7,"can_pin_messages":1}`, `{"status":"left","user":5}`, "leave"},
		"an unknown standing": {`{"status":"left","user":{"id":5}}`, `{"status":"guest","user":{"id":5}}`, "parked"},
		"no standing":         {`{"status":"member","user":{"id":5}}`, `{"user":{"id":5}}`, "parked"},
		"nobody at all":       {`{"status":"left"}`, `{"status":"member","user":{}}`, "parked"},
	} {
		t.Run(name, func(t *testing.T) {
			update := fmt.Sprintf(`[{"update_id":5,"chat_member":{"chat":{"id":"-1001","type":"supergroup"},"from":{"id":1},"date":"1700000000","old_chat_member":%s,"new_chat_member":%s}}]`, c.before, c.after)
			a := serving(t, map[string]string{"getUpdates": update})
			sink := adaptertest.NewSink(nil)
			run(t, a, sink)
			if e := sink.AwaitKind(t, bot.Kind(c.kind)); c.kind != "parked" && e.User.ID != "telegram:5" {
				t.Errorf("%+v", e.User)
			}
		})
	}
	a := serving(t, map[string]string{"getChatMember": `{"status":"administrator","user":{"id":"5","first_name":"ann"},"can_pin_messages":"true"}`})
	out, err := a.Perform(t.Context(), bot.Delivery{Effect: bot.Lookup{Place: "telegram:-1001", User: "telegram:5"}})
	if err != nil || !out.Found.Present || out.Found.Authority != bot.Admin || out.Found.User.Name != "ann" {
		t.Errorf("%+v, %v", out.Found, err)
	}
}

// serving returns an adapter for a server with these results by method; each update is sent once.
func serving(t *testing.T, results map[string]string) *telegram.Adapter {
	var polls atomic.Int32
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body) //nolint:errcheck // the client may have gone
		result := results[path.Base(r.URL.Path)]
		switch {
		case strings.HasSuffix(r.URL.Path, "/getUpdates") && (polls.Add(1) > 1 || result == ""):
			result = `[]`
		case result == "":
			result = `{"id":7,"is_bot":true,"first_name":"Steward","username":"steward"}`
		}
		fmt.Fprintf(w, `{"ok":true,"result":%s}`, result)
	}))
	t.Cleanup(srv.Close)
	return telegram.New(telegram.Settings{Token: secret, APIURL: srv.URL}, telegram.Options{})
}
