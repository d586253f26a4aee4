package program_test

import (
	"net/http"
	"net/http/cookiejar"
	"strconv"
	"strings"
	"testing"

	"github.com/stewardbot/steward/adapters/web/webtest"
)

// Commands that Steward answers don't count as a flood, however fast they come; messages do.
func TestDemoCommandsAreNoFlood(t *testing.T) {
	t.Parallel()
	_, url := startDemo(t, "C.UTF-8")
	b := webtest.Browser(t)
	b.Open(url+"?lang=en", 1280, 800)
	b.Speak("layla")
	for _, command := range strings.Fields("/points /level /top /history /rules /help /points /level") {
		b.Say(command)
	}
	if got := webtest.Eval[string](b, `document.querySelector("[data-id='console:layla']").dataset.standing`); got != "" {
		t.Errorf("after eight commands one is %q", got)
	}
	webtest.Eval[any](b, `([...Array(6)].map(() => fetch("/demo/say", {
		method: "POST", headers: { "Content-Type": "application/json" },
		body: JSON.stringify({ as: "console:layla", place: "console:lobby", text: "one message after the other" }),
	})), null)`) // in parallel, so that they arrive within ten seconds on any machine
	wantText(t, b, "#hindrance", "is muted until")
	b.Click("#later")
	b.Until(`document.querySelector("#message").checkVisibility()`)
}

// Warnings show the progress on the ladder. Undoing one removes its button and says what is
// reversed.
func TestDemoWarnings(t *testing.T) {
	t.Parallel()
	_, url := startDemo(t, "C.UTF-8")
	b := webtest.Browser(t)
	b.Open(url+"?lang=en", 1280, 800)
	b.Speak("dmitri")
	b.Say("Cheap tea at www.bargaintea.example")
	b.Click("#day")
	b.Until(`document.querySelector(".toast")`)
	b.Say("Cheaper tea at cheaper.bargaintea.example")
	b.Until(`document.querySelectorAll(".evidence").length === 2`)
	b.Click(".line:nth-last-child(1 of :has(.evidence)) .evidence")
	wantText(t, b, "#why", "Cheaper tea", "Removed by the rule", "It broke the rule “no adverts”: cheaper.bargaintea.example.", "Warned (2 of 3).", "Deleted a message")
	if why := b.Text("#why"); strings.Index(why, "It broke the rule") > strings.Index(why, "Warned (2") {
		t.Errorf("the evidence does not come first:\n%s", why)
	}
	b.Press("\x1b")
	b.Speak("ann")
	b.Click("#tab-modlog")
	b.Click("#lines .press")
	b.Until(`document.querySelectorAll("#lines .press").length === 1`)
	wantText(t, b, "#lines", "Ann Becker undid this", "The warning of Дмитрий no longer counts.")
}

// The demo opens with conversation already there, in the page's language (not the terminal's),
// with one sentence about Steward and one suggestion to try.
func TestDemoOpensOnALivingRoom(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ locale, lang, title, sentence, said, points, next string }{
		{"en_GB.UTF-8", "en", "Tea House", "Steward is a self-hosted bot", "Who would like a cup?", "7 leaves", "Try next: Check in"},
		{"en_GB.UTF-8", "zh-Hans", "茶馆", "群管家是", "谁要来一杯？", "7 茶叶", "试试下一项：签到"},
		{"zh_CN.UTF-8", "zh-Hant", "茶館", "群管家是", "誰要來一杯？", "7 茶葉", "試試下一項：簽到"},
		{"zh_TW.UTF-8", "en", "Tea House", "Steward is a self-hosted bot", "Who would like a cup?", "7 leaves", "Try next: Check in"},
	} {
		t.Run(c.locale+" "+c.lang, func(t *testing.T) {
			t.Parallel()
			_, url := startDemo(t, c.locale)
			b := webtest.Browser(t)
			b.Open(url+"?lang="+c.lang, 1280, 800)
			wantText(t, b, "h1", c.title)
			wantText(t, b, "#intro", c.sentence)
			wantText(t, b, "#lines", c.said, "👍")
			wantText(t, b, "#standings", c.points)
			if got := webtest.Eval[string](b, `[...document.querySelectorAll("#standings .face")].map((e) => e.textContent).join("")`); got != "ДلA" {
				t.Errorf("the faces in the standings are %q", got)
			}
			if got := b.Steps(); len(got) != 0 {
				t.Errorf("before the visitor did anything %q is ticked off", got)
			}
			b.Accessible("the living room")
			b.Open(url, 375, 812)
			b.Fits("the living room on a phone")
			wantText(t, b, "#try", c.next)
			if got := webtest.Eval[float64](b, `document.querySelector(".top").offsetHeight + document.querySelector("#over").offsetHeight`); got > 56 {
				t.Errorf("%v pixels of chrome above the chat", got)
			}
			if webtest.Eval[bool](b, `(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)(document.querySelector(".community"))`) {
				t.Error("the community's name is cut")
			}
			b.Accessible("the living room on a phone")
			b.Click("#try")
			b.Press("\r")
			b.Until(`document.querySelectorAll("#steps .done").length === 1 && !document.querySelector("#steps .done").checkVisibility()`)
		})
	}
}

// Messages may contain code and links with a label; rules check the link targets.
func TestDemoReadsBehindWords(t *testing.T) {
	t.Parallel()
	_, url := startDemo(t, "C.UTF-8")
	b := webtest.Browser(t)
	b.Open(url+"?lang=en", 1280, 800)
	b.Speak("dmitri")
	b.Say("The [history](https://en.wikipedia.org/wiki/Tea) of `tea`")
	b.Until(`document.querySelector(".line.own a[href='https://en.wikipedia.org/wiki/Tea']")?.textContent === "history" && document.querySelector(".line.own code")?.textContent === "tea"`)
	b.Accessible("a link in a message")
	for n, said := range []string{"Tea for [free](https://bargaintea.example/now)", "[www.wikipedia.org](http://bargaintea.example)", "`tea` and [so](https://x.bargaintea.example) on"} {
		b.Speak([]string{"dmitri", "layla", "xiaoyu"}[n])
		b.Say(said)
		b.Until(`document.querySelectorAll(".evidence").length === ` + strconv.Itoa(n+1))
		b.Click(".line:nth-last-child(1 of :has(.evidence)) .evidence")
		wantText(t, b, "#why", "leads to http", "bargaintea.example", "Removed by the rule “no adverts”")
		b.Accessible("a link behind words")
		b.Press("\x1b")
	}
}

// Two visitors: each page and Steward's private answers stay in the visitor's language. The room
// uses the language requested last, and the other page says so.
func TestDemoOfTwoVisitors(t *testing.T) {
	t.Parallel()
	_, url := startDemo(t, "C.UTF-8")
	a, b := webtest.Browser(t), webtest.Browser(t)
	a.Open(url+"?lang=en", 1280, 800)
	a.Speak("dmitri")
	b.Open(url+"?lang=zh-Hans", 375, 812)
	wantText(t, a, "#mood", "Steward speaks 简体中文 here")
	b.Fits("a room in the page's language")
	b.Speak("layla")
	b.Say("/points")
	wantText(t, b, "#lines", "你有 1 茶叶")
	a.Say("/points")
	wantText(t, a, "#lines", "You have 7 leaves.")
	b.Say("便宜茶叶 www.bargaintea.example")
	wantText(t, a, "#lines", "rule “不发广告”")

	a.Open(url, 1280, 800) // a reload requests no language
	wantText(t, a, "h1", "Tea House")
	wantText(t, a, "#standings", "Newcomer", "7 leaves")
	wantText(t, a, "#mood", "Steward speaks 简体中文 here")
	a.Accessible("another language than the page's")
	a.Click("#languages [lang=en]")
	wantText(t, b, "#mood", "群管家在这里用English")
	b.Fits("another language than the page's")
	wantText(t, b, "h1", "茶馆")
}

// The bot, its rules and its quiz follow the page's language; points are kept.
func TestDemoFollowsThePage(t *testing.T) {
	t.Parallel()
	_, url := startDemo(t, "en_GB.UTF-8")
	b := webtest.Browser(t)
	b.Open(url+"?lang=zh-Hans", 1280, 800)
	b.Speak("zoe")
	b.Say("签到")
	b.Say("/rules")
	b.Say("/points")
	wantText(t, b, "#lines", "友善待人，不发广告，自带杯子。", "你有 5 茶叶")
	b.Say("便宜茶叶 www.bargaintea.example")
	wantText(t, b, "#lines", "这里不发广告")
	b.Click(".evidence")
	wantText(t, b, "#why", "被群规“不发广告”移除", "已警告（第 1 次，满 3 次处罚）")
	b.Press("\x1b")
	b.Speak("ann")
	b.Say("/warn @layla")
	b.Speak("layla")
	b.Click("#tab-private")
	wantText(t, b, "#lines", "你被警告") // she spoke before the page was in Chinese
	b.Click("#tab-lobby")
	b.Say("/quiz tea")
	wantText(t, b, "#lines", "第 1 题，共 3 题")
	b.Speak("zoe")

	b.Open(url+"?lang=zh-Hant", 1280, 800)
	b.Click("[data-hours='1']")
	b.Say("/level")
	wantText(t, b, "#lines", "新客", "葉")
	b.Open(url+"?lang=en", 1280, 800)
	b.Say("/rules")
	b.Say("/points")
	wantText(t, b, "#lines", "Be kind. No adverts. Bring your own cup.", "You have 5 leaves.")
	b.Speak("ann")
	b.Click("#tab-modlog")
	b.Until(`document.querySelector("#lines .press")`)
	if got := b.Text("#lines"); strings.Contains(got, "onfiguration") || strings.Contains(got, "配置") {
		t.Errorf("moderators are told of a language of the page:\n%s", got)
	}
}

// Whoever moves the demo's clock stays signed in at its desk.
func TestDemoKeepsTheDeskOpen(t *testing.T) {
	t.Parallel()
	_, url := startDemo(t, "C.UTF-8")
	jar, _ := cookiejar.New(nil)
	visitor := &http.Client{Jar: jar}
	resp, err := visitor.Get(url + "demo/desk")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	ask := func(do func() (*http.Response, error)) {
		t.Helper()
		resp, err := do()
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s", resp.Request.URL, resp.Status)
		}
	}
	post := func(path, kind, body string) {
		t.Helper()
		ask(func() (*http.Response, error) { return visitor.Post(path, kind, strings.NewReader(body)) })
	}
	post(resp.Request.URL.String(), "application/x-www-form-urlencoded", "")
	for range 9 { // more than a week
		post(url+"demo/advance", "application/json", `{"hours":24}`)
		ask(func() (*http.Response, error) { return visitor.Get(url + "c/tea/overview") })
	}
}
