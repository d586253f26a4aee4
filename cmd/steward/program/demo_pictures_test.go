package program_test

import (
	"fmt"
	"testing"

	"github.com/stewardbot/steward/adapters/web/webtest"
)

// TestDemoPictures plays a scene in both languages and checks it at both widths and in both color
// schemes. With STEWARD_DEMO_PICTURES set it saves the screenshots in that folder; docs uses
// them.
func TestDemoPictures(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		locale, lang, suffix string
		lines                scene
	}{{"C.UTF-8", "en", "", english()}, {"zh_CN.UTF-8", "zh-Hans", "-zh", chinese()}} {
		t.Run(c.lang, func(t *testing.T) {
			t.Parallel()
			p, url := startDemo(t, c.locale)
			url += "?lang=" + c.lang
			b := webtest.Browser(t)
			b.Prefer("prefers-reduced-motion", "reduce")
			b.Open(url, 1280, 800)
			b.Picture("empty" + c.suffix)
			play(b, c.lines)
			for _, scheme := range []string{"light", "dark"} {
				b.Prefer("prefers-reduced-motion", "reduce", "prefers-color-scheme", scheme)
				look(b, url, c.suffix+map[string]string{"dark": "-dark"}[scheme])
			}
			b.Prefer("prefers-reduced-motion", "reduce", "prefers-color-scheme", "light")
			b.Open(url, 1280, 800)
			quiz(b, c.suffix)
			b.Expect("ERR_") // the page retries a server that is gone
			endDemo(t, p)
		})
	}
}

// look checks each part of the page at both widths.
func look(b *webtest.Tab, url, suffix string) {
	seen := func(name string) {
		b.Hover(".brand")
		b.Picture(name + suffix)
		b.Fits(name + suffix)
	}
	evidence := func() {
		b.Click("#tab-lobby")
		b.Speak("dmitri")
		b.Click(".evidence")
		b.Until(`document.querySelector("#why .status.done")`)
	}
	log := func() {
		b.Speak("haneul")
		b.Click("#tab-modlog")
		b.Until(`document.querySelector("#lines .press")`)
	}
	post := func() {
		b.Click("#tab-lobby")
		webtest.Eval[any](b, `document.querySelector(".picture").scrollIntoView({ block: "center" })`)
		b.Until(`document.querySelector(".picture").naturalWidth > 0`)
	}
	b.Open(url, 1280, 800)
	b.Click("#tab-lobby")
	seen("standings")
	b.Speak("xiaoyu")
	b.Click("#slash")
	seen("commands")
	b.Open(url, 1280, 800)
	evidence()
	seen("demo")
	b.Open(url, 1280, 800)
	log()
	seen("demo-modlog")
	b.Open(url, 1280, 800)
	post()
	seen("demo-saturday")
	b.Open(url, 375, 812)
	b.Speak("dmitri")
	seen("demo-phone")
	post()
	seen("saturday-phone")
	b.Click("[data-open=guide]")
	b.Picture("guide-phone" + suffix)
	b.Fits("guide-phone" + suffix)
	b.Click("#guide [data-close]")
	b.Click("#clock-open")
	b.Picture("clock-phone" + suffix)
	b.Fits("clock-phone" + suffix)
	b.Press("\x1b")
	evidence()
	b.Picture("why-phone" + suffix)
	b.Fits("why-phone" + suffix)
	b.Open(url, 375, 812)
	log()
	seen("modlog-phone")
}

// quiz asks a question and answers it.
func quiz(b *webtest.Tab, suffix string) {
	b.Click("#tab-lobby")
	b.Speak("layla")
	b.Say("/quiz tea")
	b.Until(`/1 of 3|第 1 题/.test(document.querySelector("#lines .line:last-child").innerText)`)
	b.Picture("quiz" + suffix)
	b.Fits("quiz" + suffix)
}

// scene lists messages by handle and text. For Tomás it is an arrival instead, and an empty
// handle advances the time.
type scene [][2]string

func english() scene {
	return scene{
		{"", "morning"},
		{"zoe", "Good morning. The oolong from last week is open"},
		{"zoe", "check in"},
		{"xiaoyu", "签到"},
		{"", "24"},
		{"xiaoyu", "签到"},
		{"", "post"},
		{"layla", "مساء الخير يا أصدقاء"},
		{"tomas", ""},
		{"haneul", "/mute @zoe 2h"},
		{"xiaoyu", "Two minutes, not three. It forgives nothing"},
		{"dmitri", "Cheap tea today only, at www.bargaintea.example"},
	}
}

func chinese() scene {
	return scene{
		{"", "morning"},
		{"xiaoyu", "早上好，上周那泡乌龙开了"},
		{"xiaoyu", "签到"},
		{"zoe", "check in"},
		{"", "24"},
		{"zoe", "check in"},
		{"", "post"},
		{"layla", "مساء الخير يا أصدقاء"},
		{"tomas", ""},
		{"haneul", "/mute @zoe 2h"},
		{"xiaoyu", "泡两分钟就好，三分钟就苦了"},
		{"dmitri", "今天茶叶大减价，看 www.bargaintea.example"},
	}
}

func play(b *webtest.Tab, lines scene) {
	for _, l := range lines {
		switch {
		case l[0] == "tomas":
			b.Speak(l[0])
			b.Click("#door")
			b.Until(`document.querySelector("#compose").checkVisibility()`)
		case l[0] != "":
			b.Speak(l[0])
			b.Say(l[1])
		case l[1] == "morning":
			hour := webtest.Eval[int](b, `Number(document.querySelector("#now").innerText.match(/(\d+):\d+$/)[1])`)
			advance(b, 33-hour)
		case l[1] == "post":
			b.Click("#next")
			b.Until(`document.querySelector("#pinned").checkVisibility()`)
		default:
			b.Click("#day")
			b.Until(`document.querySelector(".toast")`)
		}
	}
	b.Until(`document.querySelector(".gone") && document.querySelector(".line.private")`)
}

// advance moves the clock through the page's own API.
func advance(b *webtest.Tab, hours int) {
	webtest.Eval[any](b, fmt.Sprintf(`fetch("/demo/advance", {method: "POST", body: '{"hours": %d}'}) && null`, hours))
	b.Until(`/ 09:\d\d$/.test(document.querySelector("#now").innerText)`)
}
