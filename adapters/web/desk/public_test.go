package desk_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stewardbot/steward/adapters/web/desk"
	"github.com/stewardbot/steward/adapters/web/webtest"
	"github.com/stewardbot/steward/bot"
	room "github.com/stewardbot/steward/bot/desk"
)

// says has somebody say something in zen, or in private.
func (w *world) says(u bot.UserID, place bot.Place, text string) {
	w.Helper()
	w.submit(bot.Event{
		Kind: bot.KindMessage, Place: place, User: &bot.User{ID: u, Name: "<script>" + u.Local(), Handle: u.Local()},
		Message: &bot.Message{ID: fmt.Sprint("z", w.n), Text: text},
	})
}

// ownLink returns the path of a link that /me gives.
func (w *world) ownLink(u bot.UserID) string {
	w.Helper()
	w.room.Serve("https://desk.example.org")
	w.says(u, bot.PrivatePlace(u), "/me")
	for {
		if m := regexp.MustCompile(`/in/\w+/\w+`).FindString(<-w.said); m != "" {
			return m
		}
	}
}

// ownPage signs somebody in to their own page in zen.
func (w *world) ownPage(u bot.UserID) *browser {
	w.Helper()
	b := w.browser()
	if status, to := b.post(w.ownLink(u), nil); status != http.StatusSeeOther || to != "/p/zen/me" {
		w.Fatalf("signing in as %s: %d %s", u, status, to)
	}
	return b
}

// TestPublicUnnamed: pages that a community has not named are as if there were nothing, and so are those of no community.
func TestPublicUnnamed(t *testing.T) {
	w := open(t, "")
	b := w.browser()
	_, nothing := b.get("/p/tea/nowhere")
	for _, path := range []string{"tea/standings", "tea/shop", "tea/me", "none/standings", "none/me", "zen/nowhere"} {
		status, body := b.get("/p/" + path)
		if want := strings.ReplaceAll(nothing, "/p/tea/nowhere", "/p/"+path); status != http.StatusNotFound || body != want {
			t.Errorf("%s: %d", path, status)
		}
	}
	if status, _ := b.post("/p/tea/end", nil); status != http.StatusNotFound {
		t.Errorf("ending what can't have begun: %d", status)
	}
}

// TestPublicPages: what anybody sees of zen's standings and shop.
func TestPublicPages(t *testing.T) {
	w := open(t, "")
	w.says("test:zoe", "test:2", "hello")
	w.says("test:zoe", "test:2", "how are you all today?")
	w.says("test:yan", "test:2", "good, thank you")
	b := w.browser()
	status, body := b.get("/p/zen/standings?board=all")
	if status != http.StatusOK || !strings.Contains(body, "&lt;script&gt;zoe") || strings.Contains(body, "<script>zoe") || !strings.Contains(body, ">5<") {
		t.Errorf("standings: %d %s", status, body)
	}
	status, body = b.get("/p/zen/shop")
	if status != http.StatusOK || !strings.Contains(body, "Cup &lt;b&gt;") || !strings.Contains(body, "1 left") || !strings.Contains(body, "from 2090-01-01") || strings.Contains(body, "Old") {
		t.Errorf("shop: %d %s", status, body)
	}
	if status, body = b.get("/p/zen/me"); status != http.StatusUnauthorized || !strings.Contains(body, "Send /me") {
		t.Errorf("a member's page for anybody: %d", status)
	}
	if status, body = b.get("/p/zen/standings?board=nothing&lang=zh-Hant"); status != http.StatusOK || !strings.Contains(body, "排行榜") {
		t.Errorf("an unknown board: %d", status)
	}
}

// TestOwnPage: a session of /me sees its member's page and opens nothing else, whatever powers its account has.
func TestOwnPage(t *testing.T) {
	w := open(t, "")
	w.says("test:own2", "test:2", "hello")
	w.says("test:zoe", "test:2", "hello there")
	own, zoe := w.ownPage("test:own2"), w.ownPage("test:zoe")
	if status, body := zoe.get("/p/zen/me"); status != http.StatusOK || !strings.Contains(body, "&lt;script&gt;zoe") || strings.Contains(body, "own2") {
		t.Errorf("zoe's page: %d %s", status, body)
	}
	if status, body := own.get("/p/zen/me?member=2&account=test:zoe"); status != http.StatusOK || strings.Contains(body, "script&gt;zoe") {
		t.Errorf("the owner's page: %d", status)
	}
	u, _ := url.Parse(w.server.URL)
	for name, b := range map[string]*browser{"zoe": zoe, "the owner": own} {
		secret := b.http.Jar.Cookies(u)[0].Value
		for _, cookie := range []string{"steward_desk_zen", "steward_desk_tea", "steward_me_tea"} { // the same secret under another name
			b.http.Jar.SetCookies(u, []*http.Cookie{{Name: cookie, Value: secret, Path: "/"}})
		}
		for _, a := range desk.Addresses(w.server.Config.Handler.(*desk.Desk)) {
			if a.Powers == 0 {
				continue
			}
			method, path, _ := strings.Cut(a.Pattern, " ")
			for _, community := range []string{"zen", "tea"} {
				path := strings.NewReplacer("{community}", community, "{member}", "1", "{rest...}", "nowhere", "{list}", "shop", "{thing}", "cup").Replace(path)
				form := url.Values(nil)
				if method == http.MethodPost {
					form = url.Values{"command": {"award"}, "id": {room.NewSecret()}}
				}
				if resp, _ := b.do(method, path, form, nil); resp.StatusCode != http.StatusUnauthorized {
					t.Errorf("%s %s of %s: %d", method, path, name, resp.StatusCode)
				}
			}
		}
	}
	staff := w.signedIn("zen", "test:own2") // nor is a session of the desk one of the page
	secret := staff.http.Jar.Cookies(u)[0].Value
	staff.http.Jar.SetCookies(u, []*http.Cookie{{Name: "steward_me_zen", Value: secret, Path: "/"}})
	if status, _ := staff.get("/p/zen/me"); status != http.StatusUnauthorized {
		t.Errorf("the page with a session of the desk: %d", status)
	}
	if status, _ := zoe.post("/p/zen/end", nil); status != http.StatusSeeOther {
		t.Errorf("signing out: %d", status)
	}
	if status, _ := zoe.get("/p/zen/me"); status != http.StatusUnauthorized {
		t.Errorf("signed out: %d", status)
	}
	if _, csv := w.signedIn("zen", "test:own2").get("/c/zen/audit?as=csv"); strings.Contains(csv, "zoe") {
		t.Errorf("the audit has what members do with their own pages: %s", csv)
	}
}

// TestOwnLink: it works once, for ten minutes.
func TestOwnLink(t *testing.T) {
	w := open(t, "")
	w.says("test:zoe", "test:2", "hello")
	link := w.ownLink("test:zoe")
	b := w.browser()
	if status, body := b.get(link); status != http.StatusOK || !strings.Contains(body, "your own page in") {
		t.Errorf("looking at it: %d %s", status, body)
	}
	b.post(link, nil)
	if status, _ := w.browser().post(link, nil); status != http.StatusGone {
		t.Errorf("using it again: %d", status)
	}
	link = w.ownLink("test:zoe")
	w.engine.Clock().Advance(room.LinkLife)
	if status, _ := w.browser().post(link, nil); status != http.StatusGone {
		t.Errorf("after ten minutes: %d", status)
	}
}

// TestPublicFits opens the public pages narrow and wide, light and dark, in each language.
func TestPublicFits(t *testing.T) {
	w := open(t, "")
	for i := range 12 {
		w.says(bot.UserID(fmt.Sprintf("test:guest%d", i)), "test:2", "hello")
	}
	w.says("test:guest1", "test:2", "/checkin")
	w.says("test:guest1", "test:2", "/buy cup")
	b := webtest.Browser(t)
	b.Open(w.server.URL+w.ownLink("test:guest1"), 1200, 800)
	b.Click("button.main")
	at(b, `location.pathname === "/p/zen/me"`)
	for _, look := range webtest.Looks(webtest.Look{Scheme: "light", Lang: "en", Width: 1280}, webtest.Look{Scheme: "dark", Lang: "zh-Hans", Width: 375}, webtest.Look{Scheme: "light", Lang: "zh-Hant", Width: 375}) {
		b.Prefer("prefers-color-scheme", look.Scheme)
		for _, path := range []string{"standings", "shop", "me"} {
			b.Open(w.server.URL+"/p/zen/"+path+"?lang="+look.Lang, look.Width, 800)
			what := fmt.Sprint(path, " ", look)
			b.Fits(what)
			b.Accessible(what)
			b.Axe(what)
		}
	}
}

// TestPublicFiles: public pages as CSV and JSON, and pictures of items: of files that are pictures, and of no others.
func TestPublicFiles(t *testing.T) {
	w := open(t, "")
	w.says("test:zoe", "test:2", "hello")
	path := write(t, strings.Replace(configuration, "{id: pot, name: Pot,", "{id: pot, picture: pot.png, name: Pot,", 1))
	file := filepath.Join(filepath.Dir(path), "pot.png")
	png := "\x89PNG\r\n\x1a\n and more"
	if err := os.WriteFile(file, []byte(png), 0o600); err != nil {
		t.Fatal(err)
	}
	w.reloadFrom(path)
	b, zoe := w.browser(), w.ownPage("test:zoe")
	for page, want := range map[string]string{"standings?board=all&as=csv": "rank,name,points", "standings?board=all&as=json": `"name":"\u003cscript\u003ezoe"`, "shop?as=csv": "Cup <b>,3,1,", "shop?as=json": `"left":1`} {
		if status, body := b.get("/p/zen/" + page); status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%s: %d %s", page, status, body)
		}
	}
	if status, body := zoe.get("/p/zen/me?as=csv"); status != http.StatusOK || !strings.HasPrefix(body, "\ufeffat,points,what\n") || strings.Count(body, "\n") != 2 {
		t.Errorf("a member's own: %d %q", status, body)
	}
	for _, page := range []string{"/p/zen/me?as=csv", "/p/zen/shop?as=yaml", "/p/zen/shop?as=x", "/p/tea/shop?as=csv", "/p/zen/shop/cup", "/p/zen/shop/..%2Fsteward.yaml", "/p/tea/shop/mug"} {
		if status, _ := b.get(page); status == http.StatusOK {
			t.Errorf("%s is served", page)
		}
	}
	resp, body := b.do(http.MethodGet, "/p/zen/shop/pot", nil, nil)
	if h := resp.Header; body != png || h.Get("Content-Type") != "image/png" || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Content-Security-Policy") == "" {
		t.Errorf("the picture: %d %v %q", resp.StatusCode, h, body)
	}
	if _, page := b.get("/p/zen/shop"); strings.Count(page, "<img src=\"/p/zen/shop/pot\"") != 1 {
		t.Errorf("the shop: %s", page)
	}
	if err := os.WriteFile(file, []byte("<script>alert(1)</script>"), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _ := b.get("/p/zen/shop/pot"); status != http.StatusNotFound {
		t.Errorf("what is no picture any more: %d", status)
	}
}
