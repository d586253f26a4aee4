package desk_test

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stewardbot/steward/adapters/web/webtest"
	"github.com/stewardbot/steward/bot"
)

// fortnight is two weeks with a digest: ann and bob write on four days of the first one, and only ann, on three days, in the second.
func (w *world) fortnight() (to string) {
	w.Helper()
	w.reload(strings.Replace(configuration, "    surveys:", "    digests: [{name: week_1, at: 2090-01-01T09:00, to: modlog}, {name: months, at: 2090-01-01T09:00, to: test:1, period: month}]\n    surveys:", 1))
	for day := range 14 {
		if day < 4 {
			w.says("test:bob", "test:1", "good morning")
		}
		if day < 4 || day > 6 && day < 10 {
			w.says("test:ann", "test:1", "tea?")
		}
		w.engine.Clock().Advance(24 * time.Hour)
	}
	return (bot.DayOf(w.engine.Now().UTC()) - 1).String()
}

// run has a digest posted, and returns its text.
func (w *world) run(name string) string {
	w.Helper()
	w.says("test:own", "test:1", "/schedule run "+name)
	select {
	case text := <-w.posted:
		return text
	case <-time.After(20 * time.Second):
		w.Fatal("nothing was posted")
		return ""
	}
}

// TestDigest: the page says what the message says, about the period of its address, and names who is missed to moderators only.
func TestDigest(t *testing.T) {
	w := open(t, "")
	ana := w.signedIn("tea", "test:ana")
	if _, body := ana.get("/c/tea/digest?lang=en"); !strings.Contains(body, "No digest is defined yet") {
		t.Errorf("empty: %s", body)
	}
	to := w.fortnight()
	if text := w.run("week_1"); strings.Contains(text, "http") {
		t.Errorf("an address of a desk that is not served: %q", text)
	}
	w.room.Serve("")
	if text := w.run("week_1"); strings.Contains(text, "http") {
		t.Errorf("an address without desk.address: %q", text)
	}
	w.room.Serve("https://desk.example.org/")
	text := w.run("week_1")
	path, ok := strings.CutPrefix(regexp.MustCompile(`https://\S+`).FindString(text), "https://desk.example.org")
	if want := "/c/tea/digest?name=week_1&to=" + to; !ok || path != want {
		t.Fatalf("the address in %q is not %s", text, want)
	}
	mod, ana := w.signedIn("tea", "test:mod"), w.signedIn("tea", "test:ana")
	_, source := mod.get(path + "&lang=en")
	page := html.UnescapeString(source)
	for _, want := range []string{"active members 1 (-", "messages 3 (-", "Thank: \u2068‹script›ann\u2069 (active on 3 days, 3 messages)", "not in this one: \u2068‹script›bob\u2069 (active on 4 days, 4 messages)"} {
		if text := strings.NewReplacer("<", "‹", ">", "›").Replace(text); !strings.Contains(text, want) {
			t.Errorf("the message lacks %q: %s", want, text)
		}
	}
	for _, want := range []string{">Messages</td>", ">3</td>", "ann\u2069 (active on 3 days, 3 messages)", "bob\u2069 (active on 4 days, 4 messages)", "No draw or poll opened", "Fell</th>"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q: %s", want, page)
		}
	}
	if strings.Contains(source, "<script>bob") || strings.Contains(page, "insights?") {
		t.Errorf("markup in names, or links that a moderator may not follow: %s", page)
	}
	_, page = ana.get(path + "&lang=en")
	if strings.Contains(page, "bob") || !strings.Contains(page, "Only moderators see") || !strings.Contains(page, "figure=messages&amp;from=") || strings.Contains(page, "/members/") {
		t.Errorf("an analyst sees: %s", page)
	}
	for as, want := range map[string]string{"csv": "messages,Messages,3,", "json": `"figure":"messages"`} {
		if _, body := ana.get(path + "&lang=en&as=" + as); !strings.Contains(body, want) || strings.Contains(body, "bob") {
			t.Errorf("an analyst's %s: %s", as, body)
		}
		if _, body := mod.get(path + "&lang=en&as=" + as); !strings.Contains(body, "bob") {
			t.Errorf("a moderator's %s: %s", as, body)
		}
	}
	if status, _ := w.signedIn("tea", "test:edi").get(path); status != http.StatusForbidden {
		t.Errorf("an editor: %d", status)
	}
}

// TestDigestAddresses: the list, periods beside one, and addresses that lead nowhere.
func TestDigestAddresses(t *testing.T) {
	w := open(t, "")
	to := w.fortnight()
	ana := w.signedIn("tea", "test:ana")
	_, list := ana.get("/c/tea/digest?lang=en")
	for _, want := range []string{"week_1", "7 days", "The last month", "digest?name=months&amp;to="} {
		if !strings.Contains(list, want) {
			t.Errorf("the list lacks %q: %s", want, list)
		}
	}
	_, body := ana.get("/c/tea/digest?as=json")
	var rows []map[string]any
	if err := json.Unmarshal([]byte(body), &rows); err != nil || len(rows) == 0 || rows[0]["digest"] != "week_1" {
		t.Errorf("the list as JSON: %s, %v", body, err)
	}
	_, page := ana.get("/c/tea/digest?name=week_1&lang=en&to=" + to)
	before := regexp.MustCompile(`data-key="\[" href="([^"]+)"`).FindStringSubmatch(page)
	if before == nil || strings.Contains(page, `data-key="]"`) {
		t.Fatalf("the periods beside the latest one: %s", page)
	}
	_, page = ana.get(html.UnescapeString(before[1]))
	if !strings.Contains(page, `data-key="]" href="/c/tea/digest?name=week_1&amp;to=`+to) || !strings.Contains(page, "Nothing to compare") {
		t.Errorf("the period before: %s", page)
	}
	today := bot.DayOf(w.engine.Now().UTC())
	for query, want := range map[string]string{
		"name=week_1&to=tomorrow":                  "is no day",
		"name=week_1&to=" + today.String():         "in no period that is over",
		"name=week_1&to=9999-12-31":                "in no period that is over",
		"name=week_1&to=" + (today - 600).String(): "That is too long ago",
		"name=WEEK_1&to=" + to:                     "ann\u2069 (active on 3 days",
		"name=week_1&to=" + (today - 30).String():  "Counted since",
		"name=months":                              "Whom to thank",
	} {
		for _, lang := range []string{"en", "zh-Hans", "zh-Hant"} {
			status, body := ana.get("/c/tea/digest?" + query + "&lang=" + lang)
			if status != http.StatusOK || lang == "en" && !strings.Contains(body, want) {
				t.Errorf("%s in %s: %d, %q is missing: %s", query, lang, status, want, body)
			}
			if raw := regexp.MustCompile(`\bdigests?\.[a-z_]+\b`).FindString(body); raw != "" {
				t.Errorf("%s in %s: %s has no text", query, lang, raw)
			}
		}
	}
	for _, query := range []string{"name=nothing", "name=nothing&to=" + to, "name=week_1&as=xml", "name=../x"} {
		if status, _ := ana.get("/c/tea/digest?" + query); status != http.StatusNotFound {
			t.Errorf("%s: %d", query, status)
		}
	}
	if status, _ := w.signedIn("zen", "test:own2").get("/c/tea/digest?name=week_1"); status != http.StatusUnauthorized {
		t.Errorf("from another community: %d", status)
	}
}

// cutTables is JavaScript for how much of the tables can only be seen by scrolling.
const cutTables = `Math.max(...[...document.querySelectorAll(".scroll")].map((e) => e.scrollWidth - e.clientWidth))`

// TestDigestPrints: on screen the page fits and is accessible; on paper there is what it tells, black on white, and nothing to press.
func TestDigestPrints(t *testing.T) {
	w := open(t, "")
	path := "/c/tea/digest?name=week_1&to=" + w.fortnight()
	b := webtest.Browser(t)
	b.Open(w.server.URL+w.link("tea", "test:own"), 1280, 800)
	b.Click("button.main")
	at(b, `location.pathname === "/c/tea/overview"`)
	for _, look := range webtest.Looks(webtest.Look{Scheme: "light", Lang: "en", Width: 1280}, webtest.Look{Scheme: "dark", Lang: "zh-Hans", Width: 375}, webtest.Look{Scheme: "light", Lang: "en", Width: 375}) {
		b.Prefer("prefers-color-scheme", look.Scheme)
		b.Open(w.server.URL+path+"&lang="+look.Lang, look.Width, 800)
		what := fmt.Sprint("a digest ", look)
		b.Fits(what)
		b.Accessible(what)
		b.Axe(what)
		if cut := webtest.Eval[int](b, cutTables); cut > 0 {
			t.Errorf("%s: a table is cut by %d", what, cut)
		}
	}
	b.Open(w.server.URL+path+"&lang=en", 1280, 800)
	if !webtest.Eval[bool](b, `document.querySelector("[data-print]").checkVisibility()`) {
		t.Error("there is no button that prints")
	}
	b.Paper()
	for _, hidden := range webtest.Eval[[]string](b, `[...document.querySelectorAll("nav, button, form, footer a, .skip")].filter((e) => e.checkVisibility()).map((e) => e.outerHTML.slice(0, 160))`) {
		t.Errorf("on paper: %s", hidden)
	}
	text := b.Text("body")
	for _, want := range []string{"Tea <b>House", "week_1", "Active members", "Whom to thank", "Whom to miss", "bob\u2069 (active on 4 days", "What to try", "No draw or poll"} {
		if !strings.Contains(text, want) {
			t.Errorf("on paper, %q is missing: %s", want, text)
		}
	}
	for _, x := range webtest.Eval[[]string](b, `[document.body, ...document.querySelectorAll("main *")].filter((e) => e.checkVisibility())
		.map((e) => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor].join(" on "))
		.filter((c) => !/^rgb\((0|51), (0|51), (0|51)\) on (rgb\(255, 255, 255\)|rgba\(0, 0, 0, 0\))$/.test(c))`) {
		t.Errorf("on paper: %s", x)
	}
	if cut := webtest.Eval[int](b, cutTables); cut > 0 {
		t.Errorf("on paper, a table is cut by %d", cut)
	}
	pdf := b.PDF()
	if pages := len(regexp.MustCompile(`/Type\s*/Page\b`).FindAll(pdf, -1)); pages != 1 || !regexp.MustCompile(`/MediaBox\s*\[0 0 59[456][\d.]* 84[12]`).Match(pdf) {
		t.Errorf("it takes %d pages: %q", pages, regexp.MustCompile(`/MediaBox[^\n]*`).Find(pdf))
	}
}
