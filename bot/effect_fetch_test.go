package bot_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
)

// TestFetchFits checks which fetches are allowed and how defaults are filled in.
func TestFetchFits(t *testing.T) {
	const at, long = "https://example.com/", bot.MaxFetchURL
	many := map[string]string{}
	for i := range bot.MaxFetchHeaders + 1 {
		many[fmt.Sprint("X-", i)] = "1"
	}
	for _, c := range []struct {
		ask bot.Fetch
		ok  bool
	}{
		{bot.Fetch{URL: at}, true},
		{bot.Fetch{URL: "http://user:word@[::1]:80/?q", Header: map[string]string{"Accept": "text/calendar; v=2, */*"}}, true},
		{bot.Fetch{URL: at, Method: http.MethodPost, Body: make([]byte, bot.MaxFetchBody), Key: "Idempotency-Key"}, true},
		{bot.Fetch{URL: at + strings.Repeat("x", long-len(at))}, true},
		{bot.Fetch{URL: at + strings.Repeat("x", long-len(at)+1)}, false},
		{bot.Fetch{}, false}, {bot.Fetch{URL: "example.com"}, false}, {bot.Fetch{URL: "ftp://example.com"}, false},
		{bot.Fetch{URL: "https:///x"}, false}, {bot.Fetch{URL: "https://:80"}, false}, {bot.Fetch{URL: "https://exa mple.com"}, false},
		{bot.Fetch{URL: at, Method: http.MethodDelete}, false}, {bot.Fetch{URL: at, Method: "post"}, false},
		{bot.Fetch{URL: at, Body: []byte("x")}, false},
		{bot.Fetch{URL: at, Method: http.MethodPost, Body: make([]byte, bot.MaxFetchBody+1)}, false},
		{bot.Fetch{URL: at, Header: many}, false},
		{bot.Fetch{URL: at, Header: map[string]string{"Accept": "x\r\nHost: y"}}, false},
		{bot.Fetch{URL: at, Header: map[string]string{"A:b": "x"}}, false}, {bot.Fetch{URL: at, Header: map[string]string{"": "x"}}, false},
		{bot.Fetch{URL: at, Method: http.MethodPost, Key: "a b"}, false},
	} {
		parts, err := bot.Fit(c.ask, bot.Capabilities{}, time.Time{})
		if (err == nil) != c.ok || err != nil && strings.Contains(err.Error(), "example") {
			t.Errorf("%.80s %s: %v", c.ask.URL, c.ask.Method, err)
		}
		if c.ok && (len(parts) != 1 || parts[0].(bot.Fetch).Method == "" || parts[0].(bot.Fetch).Limit == 0) {
			t.Errorf("%.80s is asked as %+v", c.ask.URL, parts)
		}
	}
	for limit, want := range map[int]int{-1: 1 << 20, 0: 1 << 20, 7: 7, 1 << 30: bot.MaxFetched} {
		parts, err := bot.Fit(bot.Fetch{URL: at, Limit: limit}, bot.Capabilities{}, time.Time{})
		if err != nil || parts[0].(bot.Fetch).Limit != want {
			t.Errorf("a limit of %d is %+v, %v", limit, parts, err)
		}
	}
}
