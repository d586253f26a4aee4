package desk_test

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"github.com/stewardbot/steward/adapters/web/desk"
	"github.com/stewardbot/steward/bot"
)

// TestMarkupOnEveryPage: people whose names are markup are shown on every page as what they are called.
func TestMarkupOnEveryPage(t *testing.T) {
	w := open(t, "")
	own := w.signedIn("tea", "test:own")
	const evil = `"><img src=x onerror=alert(1)><script>evil`
	w.submit(bot.Event{Kind: bot.KindMessage, Place: "test:1", User: &bot.User{ID: "test:ann", Name: evil, Handle: "ann"}, Message: &bot.Message{ID: "x1", Text: evil + " adverts"}})
	w.submit(bot.Event{Kind: bot.KindMessage, Place: "test:1", User: &bot.User{ID: "test:own", Name: evil}, Message: &bot.Message{ID: "x2", Text: "/report " + evil, ReplyTo: &bot.Replied{ID: "x1", Text: evil, User: &bot.User{ID: "test:ann", Name: evil}}}})
	own.send(own.thing("/c/tea/things/schedule", "text.name", "hello", "text.text", evil, "lines.to", "test:1/5", "text.daily", "09:00"))
	own.post("/c/tea/act", own.form("/c/tea/members/1", "award", "member", "test:ann", "amount", "7", "reason", evil))
	shown := 0
	for _, path := range desk.PagePaths() {
		status, body := own.get("/c/tea/" + example.Replace(path))
		if status != http.StatusOK {
			t.Errorf("%s: %d", path, status)
		}
		if strings.Contains(body, "<script>evil") || strings.Contains(body, "<img src=x") {
			t.Errorf("%s has the markup: %s", path, body)
		}
		if strings.Contains(body, "&lt;script&gt;evil") {
			shown++
		}
	}
	if shown < 4 {
		t.Errorf("only %d pages show the name", shown)
	}
}

// TestTraversal: no address leads out of the files and pages that are served.
func TestTraversal(t *testing.T) {
	w := open(t, "")
	own := w.signedIn("tea", "test:own")
	for _, path := range []string{
		"/c/tea/../../etc/passwd", "/c/tea/%2e%2e/%2e%2e/etc/passwd", "/c/tea/things/..%2f..%2fetc%2fpasswd", "/c/tea/members/..%2f1", "/c/tea/things/schedule/..%2f..%2f..%2fsteward.yaml",
		"/desk/../desk.go", "/desk/%2e%2e/desk.go", "/desk/..%2fdesk.go", "/c/..%2fzen/overview", "/c/tea%2f..%2fzen/overview",
	} {
		status, body := own.get(path)
		if status == http.StatusOK || status >= 500 || strings.Contains(body, "root:") || strings.Contains(body, "package desk") {
			t.Errorf("%s: %d", path, status)
		}
	}
}

// TestStolenSession: a session that somebody has copied ends for both when its member ends it.
func TestStolenSession(t *testing.T) {
	w := open(t, "")
	own, thief := w.signedIn("tea", "test:own"), w.browser()
	u, err := url.Parse(w.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	jar, _ := cookiejar.New(nil)
	jar.SetCookies(u, own.http.Jar.Cookies(u))
	thief.http.Jar = jar
	if status, _ := thief.get("/c/tea/overview"); status != http.StatusOK {
		t.Fatalf("with the cookie: %d", status)
	}
	if status, _ := thief.get("/c/zen/overview"); status != http.StatusUnauthorized {
		t.Errorf("in another community: %d", status)
	}
	own.post("/c/tea/end", nil)
	if status, _ := thief.get("/c/tea/overview"); status != http.StatusUnauthorized {
		t.Errorf("after its end: %d", status)
	}
}

// TestHead: asking with HEAD is looking, at every address, and a stream doesn't stay open.
func TestHead(t *testing.T) {
	w := open(t, "")
	w.desk.Unasked()
	own := w.signedIn("tea", "test:own")
	for _, a := range desk.Addresses(w.server.Config.Handler.(*desk.Desk)) {
		method, path, _ := strings.Cut(a.Pattern, " ")
		if path = example.Replace(path); method != http.MethodGet || a.Powers == 0 {
			continue
		}
		want := http.StatusOK
		if !strings.HasSuffix(path, "/live") {
			want, _ = own.get(path)
		}
		if resp, body := own.do(http.MethodHead, path, nil, nil); resp.StatusCode != want || body != "" {
			t.Errorf("%s: %d, want %d", path, resp.StatusCode, want)
		}
	}
	w.gone()
}

// TestStrangersTries: links that somebody guesses keep nobody out who has one, also behind one proxy.
func TestStrangersTries(t *testing.T) {
	w := open(t, "")
	path := w.link("tea", "test:own")
	for range 100 {
		w.browser().get("/in/tea/AAAAAAAAAAAAAAAAAAAAAAAAAA")
	}
	if status, _ := w.browser().get(path); status != http.StatusOK {
		t.Errorf("looking at a link: %d", status)
	}
	if status, _ := w.browser().post(path, nil); status != http.StatusSeeOther {
		t.Errorf("using it: %d", status)
	}
}

// TestHiddenInReasons: what turns the direction of writing, or can't be seen, is in no reason: not on the pages, and not in the
// moderators' log.
func TestHiddenInReasons(t *testing.T) {
	w := open(t, "")
	own := w.signedIn("tea", "test:own")
	const hidden = "\u202e\x1b[31m\u2069evil"
	own.post("/c/tea/act", own.form("/c/tea/members/1", "warn", "member", "test:ann", "reason", hidden))
	w.say("test:ann", "h1", "hello", nil)
	w.say("test:mod", "h2", "/report "+hidden, &bot.Replied{ID: "h1", Text: "hello", User: &bot.User{ID: "test:ann", Name: "ann"}})
	for _, path := range []string{"/c/tea/members/1", "/c/tea/queue"} {
		if _, body := own.get(path); !strings.Contains(body, "[31mevil") || strings.ContainsAny(body, "\u202e\x1b") {
			t.Errorf("%s: %q", path, body)
		}
	}
}
