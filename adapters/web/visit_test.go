package web_test

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/stewardbot/steward/adapters/console"
	"github.com/stewardbot/steward/adapters/web/webtest"
	"github.com/stewardbot/steward/bot"
)

// write replaces the input field's content, which looks like typing to the page.
func write(b *webtest.Tab, text string) {
	webtest.Eval[any](b, `(document.querySelector("#message").focus(), document.querySelector("#message").select(), null)`)
	b.Press(kb.Backspace)
	b.Press(text)
}

// Enter sends a complete command and completes a partial one.
func TestEnterSendsWhatWasTypedWhole(t *testing.T) {
	_, url := start(t)
	b := webtest.Browser(t)
	b.Open(url+"/?lang=en", 1280, 800)
	b.Speak("ann")
	last := func() string { return b.Text(".line:last-child .text") }
	for _, text := range []string{"/rule", "/RULE", "/warn", "/warn @dmitri", "/warn @Dmitri", "hello @ann", "/mute @zoe 1h"} {
		before := webtest.Eval[int](b, `document.querySelectorAll(".line").length`)
		write(b, text)
		b.Press(kb.Enter)
		b.Until(`document.querySelectorAll(".line").length > ` + strconv.Itoa(before))
		if got := last(); !strings.EqualFold(got, text) {
			t.Errorf("%q and Enter sends %q", text, got)
		}
		if got := webtest.Eval[string](b, `document.querySelector("#message").value`); got != "" {
			t.Errorf("%q and Enter leaves %q", text, got)
		}
	}
	for text, want := range map[string]string{"/war": "/warn @", "/warn @dm": "/warn @dmitri ", "/warn @陈": "/warn @xiaoyu "} {
		write(b, text)
		b.Press(kb.Enter)
		if got := webtest.Eval[string](b, `document.querySelector("#message").value`); got != want {
			t.Errorf("%q and Enter gives %q, want %q", text, got, want)
		}
	}
	write(b, "/rule")
	if got := b.Text("#commands [role=option]"); !strings.HasPrefix(got, "/rule\n") {
		t.Errorf("the first that is offered for /rule is %q", got)
	}
	b.Press(kb.ArrowDown + kb.Enter)
	b.Until(`document.querySelector(".line:last-child .text")?.innerText === "/rules"`)
}

// tall returns the path of a new picture of this size, which the page can't have cached.
func tall(t *testing.T, width, height int) string {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "tall.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return f.Name()
}

const atEnd = `(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight < 2)(document.querySelector("#log"))`

// The log stays scrolled to its end while its content grows: when a picture loads, a message is
// edited, or the window shrinks.
func TestTheLogStaysAtItsEnd(t *testing.T) {
	e, url := start(t)
	b := webtest.Browser(t)
	b.Open(url+"/?lang=en", 1280, 800)
	for range 20 {
		e.sayAs(t, "console:layla", "a message that fills the log")
	}
	b.Until(`document.querySelectorAll(".line").length === 20 && ` + atEnd)
	e.does(t, bot.Say{Place: console.Lobby, Text: "Teatime", Picture: bot.PictureAt(tall(t, 960, 640))})
	b.Until(`document.querySelector("img.picture")`)
	if got := webtest.Eval[string](b, `getComputedStyle(document.querySelector("img.picture")).aspectRatio`); got != "auto 960 / 640" {
		t.Errorf("a picture that is on its way has room for %s", got)
	}
	b.Until(`document.querySelector("img.picture").naturalWidth === 960`)
	e.sayAs(t, "console:layla", "after the picture")
	b.Until(`document.querySelector(".line:last-child").innerText.includes("after the picture") && ` + atEnd)
	for _, name := range []string{"a picture without a known size", "a picture in a smaller window"} {
		webtest.Eval[any](b, `document.querySelector("img.picture").removeAttribute("height")`)
		b.Do(chromedp.EmulateViewport(1280, 700))
		b.Until(`document.querySelectorAll(".line").length >= 22 && ` + atEnd)
		e.sayAs(t, "console:layla", name)
		b.Until(`document.querySelector(".line:last-child").innerText.includes("` + name + `") && ` + atEnd)
	}
	out := e.does(t, bot.Say{Place: console.Lobby, Text: "Short"})
	b.Until(`document.querySelector(".line:last-child").innerText.includes("Short") && ` + atEnd)
	e.does(t, bot.Edit{Place: console.Lobby, Target: target(console.Lobby, out.Receipt.Messages[0]), Text: strings.Repeat("Longer.\n", 30)})
	b.Until(`document.querySelector(".line:last-child").innerText.includes("Longer") && ` + atEnd)
	if webtest.Eval[bool](b, `document.querySelector("#newer").checkVisibility()`) {
		t.Error("the log says that something is new below its end")
	}
}

// Steward's messages take their direction from the page's language, whatever name they begin with;
// people's messages take it from their own text.
func TestDirections(t *testing.T) {
	e, url := start(t)
	b := webtest.Browser(t)
	b.Open(url+"/?lang=en", 1280, 800)
	e.does(t, bot.Say{Place: console.Lobby, Text: "\u2068ليلى منصور\u2069 is warned; 1 warning stands."})
	e.does(t, bot.Say{Place: console.Lobby, Text: "مساء is a greeting", Rich: true})
	e.does(t, bot.Say{Place: console.Modlog, Text: "ليلى منصور is warned."})
	e.sayAs(t, "console:layla", "مساء الخير يا أصدقاء")
	e.sayAs(t, "console:zoe", "Good evening, ليلى")
	b.Until(`document.querySelectorAll(".line").length === 4 && document.querySelector("#told .text")`)
	const directions = `[...document.querySelectorAll(".line .text, #told .text")].map((e) => getComputedStyle(e).direction)`
	if got := webtest.Eval[[]string](b, directions); !slices.Equal(got, []string{"ltr", "ltr", "rtl", "ltr", "ltr"}) {
		t.Errorf("directions: %q", got)
	}
	b.Speak("layla")
	b.Say("/points")
	b.Until(`document.querySelector(".quote .words")`)
	write(b, "@")
	b.Fits("the list of people")
	if got := webtest.Eval[string](b, `getComputedStyle(document.querySelector("#commands [role=option] span")).direction`); got != "ltr" {
		t.Errorf("a right-to-left name turns its row: %s", got)
	}
}

// A repeated notice replaces the earlier one.
func TestNoticesDoNotPileUp(t *testing.T) {
	e, url := start(t)
	b := webtest.Browser(t)
	b.Open(url+"/?lang=en", 1280, 800)
	for n := range 5 {
		b.Click("[data-hours='1']")
		b.Until(`document.querySelector(".toast")?.textContent.endsWith("` + []string{"10", "11", "12", "13", "14"}[n] + `:02.")`)
	}
	if got := webtest.Eval[int](b, `document.querySelectorAll(".toast").length`); got != 1 {
		t.Errorf("the clock was moved five times, and %d notices stand", got)
	}
	out := e.does(t, bot.Say{Place: console.Lobby, Text: "?", Buttons: topButtons})
	line := out.Receipt.Messages[0]
	b.Until(`document.querySelector(".press")`)
	for _, text := range []string{"Noted", "Noted", "Noted", "One", "Two", "Three"} {
		press, err := e.room.Press(t.Context(), "console:zoe", line, topButtons[0][0].Data)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = e.room.Perform(t.Context(), bot.Delivery{Effect: bot.Ack{Place: console.Lobby, Press: press, Text: text}})
	}
	b.Until(`[...document.querySelectorAll(".toast")].map((e) => e.textContent).join() === "One,Two,Three"`)
}

// A dot marks what the current speaker has not seen.
func TestDotsAreTheSpeakersOwn(t *testing.T) {
	e, url := start(t)
	b := webtest.Browser(t)
	b.Open(url+"/?lang=en", 1280, 800)
	dot := func(who, place string, want bool) {
		t.Helper()
		b.Speak(who)
		if got := webtest.Eval[bool](b, `document.querySelector("#tab-`+place+`").classList.contains("unread")`); got != want {
			t.Errorf("%s has a dot at %s: %t, want %t", who, place, got, want)
		}
	}
	e.does(t, bot.Say{Place: bot.PrivatePlace("console:layla"), Text: "for Layla"})
	e.does(t, bot.Say{Place: console.Modlog, Text: "for moderators"})
	b.Until(`document.querySelector("#tab-modlog.unread")`)
	dot("zoe", "private", false)
	dot("layla", "private", true)
	b.Click("#tab-private")
	b.Click("#tab-lobby")
	dot("layla", "private", false)
	e.does(t, bot.Say{Place: bot.PrivatePlace("console:zoe"), Text: "for Zoë"})
	b.Until(`document.documentElement.dataset.ready`)
	dot("layla", "private", false)
	b.Speak("zoe")
	b.Until(`document.querySelector("#tab-private.unread")`)
	dot("layla", "modlog", true)
	b.Click("#tab-modlog") // which she can't see
	b.Click("#tab-lobby")
	dot("haneul", "modlog", true)
	b.Click("#tab-modlog")
	b.Click("#tab-lobby")
	dot("haneul", "modlog", false)
	b.Click("#tab-modlog")
	e.does(t, bot.Say{Place: console.Lobby, To: "console:zoe", Text: "for Zoë alone"})
	dot("haneul", "lobby", false)
	b.Speak("zoe")
	b.Until(`document.querySelector("#tab-lobby.unread")`)
}

// People without points and banned people are not ranked; everyone else is, and equal points share
// a rank.
func TestStandings(t *testing.T) {
	e, url := start(t)
	for _, who := range []bot.UserID{"console:zoe", "console:layla", "console:dmitri", "console:ann"} {
		e.sayAs(t, who, "hello there")
	}
	e.sayAs(t, "console:xiaoyu", "hm")
	e.does(t, bot.Ban{Place: console.Lobby, User: "console:dmitri"})
	b := webtest.Browser(t)
	b.Open(url+"/?lang=en", 1280, 800)
	b.Until(`document.querySelectorAll("#standings li").length === 3`)
	const ranks = `[...document.querySelectorAll("#standings li")].map((e) => e.querySelector(".rank").innerText + e.querySelector(".name").innerText)`
	if got := webtest.Eval[[]string](b, ranks); !slices.Equal(got, []string{"1Zoë Lindqvist", "1ليلى منصور", "1Ann Becker"}) {
		t.Errorf("the standings are %q", got)
	}
}

// A reload keeps the speaker, the place and the unsent text.
func TestAReloadKeepsTheVisit(t *testing.T) {
	_, url := start(t)
	b := webtest.Browser(t)
	b.Open(url+"/?lang=en", 1280, 800)
	b.Speak("haneul")
	b.Click("#tab-modlog")
	write(b, "half a thought")
	b.Open(url+"/", 1280, 800)
	const visit = `[document.querySelector("#faces [aria-checked=true]").dataset.id, document.querySelector("#message").value, document.querySelector("[role=tab][aria-selected=true]").id].join()`
	if got := webtest.Eval[string](b, visit); got != "console:haneul,half a thought,tab-modlog" {
		t.Errorf("after a reload: %s", got)
	}
	b.Press(kb.Tab)
	b.Say(" and the rest")
	b.Open(url+"/", 1280, 800)
	if got := webtest.Eval[string](b, `document.querySelector("#message").value`); got != "" {
		t.Errorf("what was sent is back: %q", got)
	}
	b.Open(url+"/?lang=zh-Hans", 1280, 800)
	if got := webtest.Eval[string](b, visit); got != "console:haneul,,tab-modlog" {
		t.Errorf("in another language: %s", got)
	}
}

// A muted speaker is pointed to the way out: the clock.
func TestTheMutedMayMoveTheClock(t *testing.T) {
	e, url := start(t)
	b := webtest.Browser(t)
	for _, c := range []struct {
		lang, label string
		width       int64
		mute        time.Duration
	}{{"en", "+1 hour", 1280, 10 * time.Minute}, {"zh-Hans", "+1 小时", 375, time.Hour}, {"zh-Hant", "+1 天", 375, 20 * time.Hour}} {
		b.Open(url+"/?lang="+c.lang, c.width, 812)
		b.Speak("zoe")
		e.does(t, bot.Mute{Place: console.Lobby, User: "console:zoe", Until: e.Now().Add(c.mute)})
		b.Until(`document.querySelector("#later").checkVisibility()`)
		if got := b.Text("#later"); got != c.label {
			t.Errorf("muted for %s, one is pointed to %q, want %q", c.mute, got, c.label)
		}
		b.Accessible("muted")
		b.Fits("muted")
		b.Click("#later")
		b.Until(`document.querySelector("#message").checkVisibility()`)
	}
}

// Each message has an accessible name with its author, and is announced once: not again for a
// reaction, and not if one has just written it oneself.
func TestTheLogIsReadAloudOnce(t *testing.T) {
	e, url := start(t)
	b := webtest.Browser(t)
	b.Open(url+"/?lang=en", 1280, 800)
	webtest.Eval[any](b, `(window.read = [], new MutationObserver((all) => all.forEach((m) => m.addedNodes.forEach((n) => read.push(n.textContent)))).observe(document.querySelector("[aria-live=polite]#aloud"), { childList: true }), null)`)
	id := e.sayAs(t, "console:layla", "good evening")
	b.Until(`document.querySelectorAll(".line").length === 1 && !document.querySelector(".pending")`)
	if err := e.room.React(t.Context(), "console:ann", id, "👍", true); err != nil {
		t.Fatal(err)
	}
	b.Until(`document.querySelector(".reaction")`)
	b.Say("my own words")
	e.sayAs(t, "console:layla", "a bargain")
	b.Until(`document.querySelector(".gone")`)
	e.sayAs(t, "console:layla", "and the next")
	b.Until(`read.some((s) => s.includes("and the next"))`)
	bare := strings.NewReplacer("\u2068", "", "\u2069", "")
	got := bare.Replace(webtest.Eval[string](b, `read.filter((s) => !s.includes("bargain") && !s.includes("removed")).join("|")`))
	if got != "ليلى منصور: good evening|ليلى منصور: and the next" {
		t.Errorf("read aloud: %q", got)
	}
	names := bare.Replace(webtest.Eval[string](b, `[...document.querySelectorAll("article")].map((e) => e.getAttribute("aria-label")).join("|")`))
	if names != "ليلى منصور: good evening|Zoë Lindqvist: my own words|Steward removed a message by ليلى منصور: rule “no adverts”|ليلى منصور: and the next" {
		t.Errorf("lines are called %q", names)
	}
	for n := range 9 {
		e.sayAs(t, "console:layla", "and number "+strconv.Itoa(n))
	}
	b.Until(`document.querySelectorAll(".line").length === 13 && read.some((s) => s.includes("number 8"))`)
	if n := webtest.Eval[int](b, `document.scrollingElement.scrollHeight - innerHeight`); n > 0 {
		t.Errorf("the page itself can be scrolled by %d", n)
	}
}

// The log has the role log and contains articles, without stray list items.
func TestTheLogIsALogOfArticles(t *testing.T) {
	e, url := start(t)
	b := webtest.Browser(t)
	b.Open(url+"/?lang=en", 1280, 800)
	e.sayAs(t, "console:zoe", "hello there")
	e.sayAs(t, "console:zoe", "a bargain")
	e.does(t, bot.Say{Place: console.Lobby, Text: "Steward speaks", Buttons: topButtons})
	b.Until(`document.querySelectorAll(".line").length === 4 && document.querySelector(".gone")`)
	const strays = `[...document.querySelectorAll("[role=log]")].map((log) => log.tagName + [...log.children].filter((e) => !e.matches("article.line, p.day")).length + log.querySelectorAll("article").length)`
	if got := webtest.Eval[[]string](b, strays); !slices.Equal(got, []string{"DIV04"}) {
		t.Errorf("logs: %q", got)
	}
	b.Accessible("a log")
}
