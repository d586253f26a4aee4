package web_test

import (
	"slices"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"github.com/stewardbot/steward/adapters/console"
	"github.com/stewardbot/steward/adapters/web/webtest"
	"github.com/stewardbot/steward/bot"
)

// A question is bold, its choices are buttons, and it has a countdown until it ends; the undo
// button beside them is small.
func TestAQuestion(t *testing.T) {
	e, url := start(t)
	b := webtest.Browser(t)
	b.Open(url+"/?lang=en", 375, 812)
	choices := []bot.Button{{Label: "A  Oolong", Data: "quiz:1:0:0"}, {Label: "B  A tea with quite a long name", Data: "quiz:1:0:1"}, {Label: "C  茶", Data: "quiz:1:0:2"}}
	out := e.does(t, bot.Say{Place: console.Lobby, Text: "**Which?**", Rich: true, Buttons: [][]bot.Button{choices}, Lasts: 15 * time.Second})
	e.does(t, bot.Say{Place: console.Lobby, Text: "Warned", Buttons: [][]bot.Button{{{Label: "Undo", Data: "moderation:undo:1"}}}})
	b.Until(`document.querySelector(".text strong")?.textContent === "Which?" && document.querySelector(".left")?.textContent === "15 seconds left"`)
	b.Fits("a question")
	b.Accessible("a question")
	const sizes = `[...document.querySelectorAll(".press")].map((e) => e.offsetWidth)`
	if got := webtest.Eval[[]int](b, sizes); len(got) != 4 || got[3] > 100 || got[3]*2 > got[0] {
		t.Errorf("the widths of three choices and undo are %d", got)
	}
	e.mu.Lock()
	e.now = e.now.Add(10 * time.Second)
	e.mu.Unlock()
	e.room.Wake()
	b.Until(`document.querySelector(".left").textContent === "5 seconds left"`)
	e.mu.Lock()
	e.now = e.now.Add(10 * time.Second)
	e.mu.Unlock()
	e.room.Wake()
	b.Until(`!document.querySelector(".left").checkVisibility()`)
	e.does(t, bot.Edit{Place: console.Lobby, Target: target(console.Lobby, out.Receipt.Messages[0]), Text: "Right: A"})
	b.Until(`!document.querySelector(".left") && document.querySelectorAll(".press").length === 1`)
}

// One suggested step stands out, finished ones are folded, and the keyboard alone leads from one to
// the next, both beside the chat and from the intro on a phone.
func TestTheGuideByKeyboard(t *testing.T) {
	_, url := start(t)
	b := webtest.Browser(t)
	b.Open(url+"/?lang=en", 1280, 800)
	shown := func(want ...string) {
		t.Helper()
		const rows = `[...document.querySelectorAll("#steps li")].filter((e) => e.checkVisibility()).map((e) => e.querySelector(".what").firstChild.textContent)`
		if got := webtest.Eval[[]string](b, rows); !slices.Equal(got, want) {
			t.Errorf("shown: %q, want %q", got, want)
		}
	}
	if got := webtest.Eval[[]string](b, `[...document.querySelectorAll("#steps .main")].map((e) => e.textContent)`); !slices.Equal(got, []string{"Try next"}) {
		t.Errorf("what stands out: %q", got)
	}
	webtest.Eval[any](b, `document.querySelector("#guide [data-close]").focus()`)
	b.Press(kb.Tab + kb.Enter)
	if got := webtest.Eval[string](b, `document.activeElement.id + document.querySelector("#message").value`); got != "message/checkin" {
		t.Fatalf("the first thing to try leads to %q", got)
	}
	b.Press(kb.Enter)
	b.Until(`document.querySelectorAll("#steps .done").length === 1`)
	shown("Break a rule", "Ask why", "Undo it", "Answer the quiz", "See Saturday", "Let somebody in")
	webtest.Eval[any](b, `document.querySelector("#fold").focus()`)
	b.Press(kb.Enter)
	shown("Check in", "Break a rule", "Ask why", "Undo it", "Answer the quiz", "See Saturday", "Let somebody in")
	b.Accessible("finished things to try")
	b.Press(kb.Enter)
	shown("Break a rule", "Ask why", "Undo it", "Answer the quiz", "See Saturday", "Let somebody in")

	b.Open(url+"/", 375, 812)
	webtest.Eval[any](b, `document.querySelector("#try").focus()`)
	if got := webtest.Eval[string](b, `document.activeElement.textContent`); got != "Try next: Break a rule" {
		t.Errorf("on a phone %q has the focus", got)
	}
	b.Press(kb.Enter + kb.Enter)
	b.Until(`document.querySelector("#try").textContent === "Try next: Ask why" || document.querySelector(".line:last-child").innerText.includes("bargaintea")`)
	webtest.Eval[any](b, `document.querySelector("#clock-open").focus()`)
	b.Press(kb.Enter + kb.Tab)
	b.Until(`document.activeElement.dataset.hours === "1"`)
	b.Press(kb.Escape)
	b.Until(`document.activeElement.id === "clock-open"`)
}
