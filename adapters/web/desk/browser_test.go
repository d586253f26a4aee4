package desk_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/stewardbot/steward/adapters/web/desk"
	"github.com/stewardbot/steward/adapters/web/webtest"
)

func TestMain(m *testing.M) {
	code := m.Run()
	if err := webtest.Close(); err != nil {
		fmt.Fprintln(os.Stderr, "stop chromium:", err)
		code = 1
	}
	os.Exit(code)
}

// at waits until the tab has reached a page, and its keys work.
func at(b *webtest.Tab, where string) {
	b.Until(`document.documentElement?.dataset.ready && ` + where)
}

// TestInABrowser signs in by a link, finds a member by the keyboard, awards, and undoes it by the answer's button.
func TestInABrowser(t *testing.T) {
	w := open(t, "")
	b := webtest.Browser(t)
	b.Open(w.server.URL+w.link("tea", "test:own")+"?lang=en", 1280, 800)
	b.Click("button.main")
	at(b, `location.pathname === "/c/tea/overview"`)
	b.Press("gm")
	at(b, `location.pathname === "/c/tea/members"`)
	b.Press("/")
	b.Until(`document.activeElement.type === "search"`)
	// A driven browser types the key although its handler has used it.
	b.Press(kb.Backspace + "ann" + kb.Enter)
	at(b, `location.search.includes("q=ann")`)
	if got := b.Text("main"); !strings.Contains(got, "<script>ann") || strings.Contains(got, "<script>own") {
		t.Errorf("found: %q", got)
	}
	b.Press("j" + kb.Enter)
	at(b, `location.pathname === "/c/tea/members/1"`)
	b.Click("main summary")
	b.Click(`[name="o.amount"]`)
	b.Press("7" + kb.Enter)
	b.Until(`document.querySelector("#said")?.innerText.includes("gets 7 points")`)
	b.Click("#said button")
	b.Until(`document.querySelector("#said")?.innerText.includes("undid")`)
	b.Click("#keys")
	b.Press("go")
	b.Click(".nav.wide summary")
	b.Click(`.nav.wide a[data-key=s]`)
	at(b, `location.pathname === "/c/tea/sessions"`)
	b.Do(chromedp.Click(`//button[.="End"]`))
	at(b, `location.pathname === "/"`)
}

// TestFits opens every page wide, light and in English, and narrow, dark and in Chinese; with
// -browser.all in each width, scheme and language.
func TestFits(t *testing.T) {
	w := open(t, "")
	w.passes(48 * time.Hour)
	b := webtest.Browser(t)
	b.Open(w.server.URL+w.link("tea", "test:own"), 1280, 800)
	b.Click("button.main")
	at(b, `location.pathname === "/c/tea/overview"`)
	own := w.signedIn("tea", "test:own")
	own.post("/c/tea/act", own.form("/c/tea/members/1", "award", "member", "test:ann", "amount", "7"))
	own.send(own.thing("/c/tea/things/schedule", "text.name", "hello", "text.text", "hi", "lines.to", "test:1/5", "text.daily", "09:00"))
	own.acted(campaignsPage, "campaign", "name", "miss-you")
	own.pressed(own.pressForm(campaignsPage, "campaign:start:1"))
	own.acted(campaignsPage, "campaign", "name", "miss-you")
	for _, look := range webtest.Looks(webtest.Look{Scheme: "light", Lang: "en", Width: 1280}, webtest.Look{Scheme: "dark", Lang: "zh-Hans", Width: 375}) {
		b.Prefer("prefers-color-scheme", look.Scheme)
		for _, path := range desk.PagePaths() {
			b.Open(w.server.URL+"/c/tea/"+example.Replace(path)+"?lang="+look.Lang, look.Width, 800)
			what := fmt.Sprint(path, " ", look)
			b.Fits(what)
			b.Accessible(what)
			b.Axe(what)
		}
	}
}
