package desk_test

import (
	"fmt"
	"testing"

	"github.com/stewardbot/steward/adapters/web/webtest"
	"github.com/stewardbot/steward/bot"
)

// enter signs an account in with the tab's browser.
func (w *world) enter(b *webtest.Tab, who bot.UserID) {
	w.Helper()
	b.Open(w.server.URL+w.link("tea", who)+"?lang=en", 1200, 900)
	b.Click("main .main")
	at(b, `location.pathname.startsWith("/c/tea/")`)
}

// looksRight checks a page in three windows and both schemes.
func (w *world) looksRight(b *webtest.Tab, name, path string) {
	w.Helper()
	for _, lang := range []string{"en", "zh-Hans", "zh-Hant"} {
		for _, width := range []int64{1200, 375} {
			scheme := "light"
			if width == 375 {
				scheme = "dark"
			}
			b.Prefer("prefers-color-scheme", scheme)
			b.Open(w.server.URL+path+"lang="+lang, width, 900)
			what := fmt.Sprintf("%s-%s-%d", name, lang, width)
			b.Fits(what)
			b.Picture(what)
			b.Accessible(what)
		}
	}
}

// TestQueueInABrowser: it looks right, and one key decides and goes on.
func TestQueueInABrowser(t *testing.T) {
	w := open(t, "")
	b := webtest.Browser(t)
	w.enter(b, "test:own")
	w.looksRight(b, "queue-empty", "/c/tea/queue?")
	w.say("test:bad", "m0", "adverts again and again", nil)
	w.say("test:bad", "m1", "buy this now", nil)
	for _, id := range []string{"m1", "m2", "m3"} {
		w.say("test:ann", "r"+id, "/report rude", &bot.Replied{ID: id, Text: "buy this now, a-very-long-word-without-any-space-" + id + "-https://example.org/that/goes/on/and/on/for/ever/and/ever", User: &bot.User{ID: "test:bad", Name: "bad"}})
	}
	w.looksRight(b, "queue", "/c/tea/queue?")
	b.Open(w.server.URL+"/c/tea/queue?lang=en", 1200, 900)
	next := func(heading string) {
		t.Helper()
		at(b, `document.querySelector("#thing")?.innerText.startsWith("`+heading+`") && performance.now() > 600`)
	}
	next("Report 2")
	b.Press("n")
	next("Report 3")
	b.Press("n")
	next("Report 4")
	b.Press("x")
	next("Report 2")
	b.Click("#keys")
	b.Press("x")
	b.Click("#keys") // only now
	b.Press("w")
	next("Report 3")
	all := w.cases()
	if all[4].DecidedBy != "test:own" || all[4].Decision != "" || all[2].Decision != bot.ActWarn || !all[3].Decided.IsZero() {
		t.Errorf("cases: %+v", all)
	}
}
