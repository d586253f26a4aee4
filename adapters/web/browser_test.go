package web_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/stewardbot/steward/adapters/web/webtest"
)

func TestAVisitorsRound(t *testing.T) {
	_, url := start(t)
	b := webtest.Browser(t)
	b.Open(url+"/?lang=en", 1280, 800)
	if got := b.Text("#blank-title"); got != "Nobody has said anything yet" {
		t.Errorf("an empty lobby says %q", got)
	}
	if got := b.Text("#standings"); !strings.Contains(got, "Nobody has points yet.") {
		t.Errorf("empty standings say %q", got)
	}

	b.Say("check in")
	b.Until(`document.querySelector(".line .reaction")`)
	b.Until(`document.querySelector(".line .gain")?.textContent === "+5 leaves"`)
	b.Say("The kettle is on")
	b.Until(`document.querySelectorAll(".gain")[1]?.textContent === "+1 leaf"`)
	if got := b.Text("#standings"); !strings.Contains(got, "6 leaves") || !strings.Contains(got, "1 day in a row") {
		t.Errorf("standings say %q", got)
	}

	b.Click(".line .bubble")
	b.Until(`document.querySelector("#why .verdict")`)
	why := b.Text("#why")
	for _, want := range []string{"+5 leaves for this message", "Checked in, day 1 in a row.", "Ledger entry 1", "Reacted with", "delivered 09:02:00"} {
		if !strings.Contains(why, want) {
			t.Errorf("why lacks %q:\n%s", want, why)
		}
	}
	b.Press(kb.Escape)

	b.Click("#day")
	b.Until(`document.querySelector("#now").textContent.includes("17")`)
	b.Say("check in")
	b.Until(`document.querySelector("#standings").innerText.includes("2 days in a row")`)
	if got := webtest.Eval[int](b, `document.querySelectorAll(".day").length`); got != 2 {
		t.Errorf("%d days are named in the log, want 2", got)
	}

	b.Speak("xiaoyu")
	b.Say("/points")
	b.Until(`document.querySelector(".line.private")`)
	b.Speak("layla")
	b.Until(`!document.querySelector(".line.private")`)
	b.Say("/top")
	b.Until(`document.querySelectorAll(".press").length === 3`)
	b.Do(chromedp.Click(`//button[.="Month"]`))
	b.Until(`document.querySelector("#lines").innerText.includes("Standings this month") && !document.querySelector("[aria-busy]")`)
	b.Hover(".line .bubble")
	b.Until(`document.querySelector(".line .tools .emoji")`)
	b.Click(".tools .emoji")
	b.Until(`document.querySelector("#standings").innerText.includes("12 leaves")`)

	if got := b.Steps(); !slices.Equal(got, []string{"Check in", "Ask why"}) {
		t.Errorf("ticked off: %q", got)
	}
	b.Try("Break a rule")
	b.Press(kb.Enter)
	b.Until(`document.querySelector(".gone .evidence")`)
	if got := b.Steps(); !slices.Equal(got, []string{"Check in", "Break a rule", "Ask why"}) {
		t.Errorf("ticked off: %q", got)
	}
	b.Click(`#guide [data-close]`)
	b.Open(url+"/", 1280, 800)
	if webtest.Eval[bool](b, `document.querySelector("#guide").checkVisibility()`) {
		t.Error("the guide was put away and is back")
	}
	b.Click(`[data-open=guide]`)
	b.Until(`document.querySelector("#guide").checkVisibility()`)
}

func TestKeyboardAlone(t *testing.T) {
	_, url := start(t)
	b := webtest.Browser(t)
	b.Open(url+"/?lang=en", 1280, 800)
	b.Press(kb.Tab)
	if got := b.Focused(); got != "skip" {
		t.Fatalf("the first Tab goes to %q", got)
	}
	b.Press(kb.Enter)
	b.Until(`document.activeElement.id === "message"`)

	b.Press("/po")
	b.Until(`document.querySelector("#message").getAttribute("aria-expanded") === "true"`)
	if got := b.Text("#commands [aria-selected=true]"); !strings.HasPrefix(got, "/points") {
		t.Errorf("chosen: %q", got)
	}
	b.Press(kb.Backspace + kb.Backspace + kb.ArrowDown + kb.ArrowDown)
	if got := webtest.Eval[string](b, `document.getElementById(document.activeElement.getAttribute("aria-activedescendant")).innerText`); !strings.HasPrefix(got, "/points") {
		t.Errorf("two down: %q", got)
	}
	b.Press(kb.Escape)
	if webtest.Eval[bool](b, `document.querySelector("#commands").checkVisibility()`) {
		t.Error("Escape leaves the list open")
	}
	b.Press(kb.Backspace + "/che" + kb.Tab)
	if got := webtest.Eval[string](b, `document.querySelector("#message").value`); got != "/checkin " {
		t.Errorf("Tab completes to %q", got)
	}
	b.Press(kb.Enter)
	b.Until(`document.querySelector(".line .reaction")`)

	// Backwards: the command button, then the current speaker's avatar.
	b.Do(chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(kb.ModifierShift)), chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(kb.ModifierShift)))
	b.Press(kb.ArrowRight)
	if got := webtest.Eval[string](b, `document.activeElement.getAttribute("aria-label")`); !strings.Contains(got, "陈小雨") {
		t.Errorf("the next face is %q", got)
	}
	if got := webtest.Eval[string](b, `document.querySelector("#message").placeholder`); !strings.Contains(got, "陈小雨") {
		t.Errorf("one writes as %q", got)
	}

	webtest.Eval[any](b, `document.querySelector(".line[tabindex='0']").focus()`)
	b.Press(kb.Enter)
	b.Until(`document.querySelector("#why .verdict")`)
	if got := b.Focused(); got != "why" {
		t.Errorf("the focus is on %q, not on why", got)
	}
	b.Press(kb.Escape)
	if got := b.Focused(); !strings.HasPrefix(got, "line") {
		t.Errorf("closed, the focus is on %q, not on the line", got)
	}
}

func TestAPhoneDoesNotScrollSideways(t *testing.T) {
	_, url := start(t)
	b := webtest.Browser(t)
	b.Open(url+"/?lang=en", 375, 812)
	b.Fits("an empty lobby")
	b.Say(strings.Repeat("Wintermelonteahouse", 12))
	b.Say("https://example.com/" + strings.Repeat("a/", 120))
	b.Say(strings.Repeat("没有空格的一长句话", 20))
	b.Say("A bargain " + strings.Repeat("oolong", 40))
	b.Until(`document.querySelector(".gone")`)
	b.Say("/top")
	b.Until(`document.querySelectorAll(".press").length === 3`)
	b.Fits("a chat of long words")
	b.Do(chromedp.SendKeys(chromedp.CSS("#message"), "/"))
	b.Fits("the list of commands")
	b.Press(kb.Escape + kb.Backspace)
	b.Click(`[data-open=guide]`)
	b.Until(`["guide", "board", "languages"].every((id) => document.getElementById(id).checkVisibility())`)
	b.Fits("the guide")
	if !webtest.Eval[bool](b, `document.querySelector(".chat").inert && document.querySelector("#side").getAttribute("role") === "dialog"`) {
		t.Error("the guide is no dialog, or the chat behind it can be reached")
	}
	b.Click(`#guide [data-close]`)
	if webtest.Eval[bool](b, `document.querySelector("#side").hasAttribute("role")`) {
		t.Error("what stands beside the chat is a dialog for ever")
	}
	b.Click("#clock-open")
	b.Until(`document.querySelector("#next").checkVisibility()`)
	b.Fits("the clock")
	b.Press(kb.Escape)
	b.Until(`!document.querySelector("#next").checkVisibility()`)
	b.Click(".line .bubble")
	b.Until(`document.querySelector("#why .verdict")`)
	b.Fits("why")
	b.Press(kb.Escape)
	for _, lang := range []string{"zh-Hans", "zh-Hant"} {
		b.Open(url+"/?lang="+lang, 375, 812)
		b.Fits("the page in " + lang)
	}
}

func TestWhatIsShownIsNeverMarkup(t *testing.T) {
	_, url := start(t)
	b := webtest.Browser(t)
	b.Open(url+"/?lang=en", 1280, 800)
	b.Say(`<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`)
	b.Click(".line .bubble")
	b.Until(`document.querySelector("#why .verdict")`)
	if got := webtest.Eval[string](b, `document.title`); got != "Steward demo · Tea House" {
		t.Errorf("the title is %q", got)
	}
	if got := webtest.Eval[int](b, `document.querySelectorAll("#lines img, #lines script, #why img").length`); got != 0 {
		t.Errorf("%d elements came from a text", got)
	}
}

func TestEveryControlHasAName(t *testing.T) {
	_, url := start(t)
	b := webtest.Browser(t)
	b.Open(url+"/?lang=en", 1280, 800)
	b.Say("/top")
	b.Until(`document.querySelectorAll(".press").length === 3`)
	b.Say("hello there")
	webtest.Eval[any](b, `document.querySelector(".line").focus({ focusVisible: true })`)
	b.Until(`document.querySelector(".tools")`)
	b.Accessible("the chat")
	b.Say("a bargain")
	b.Until(`document.querySelector(".gone")`)
	b.Click(".evidence")
	b.Until(`document.querySelector("#why .verdict.bad")`)
	for _, scheme := range []string{"light", "dark"} {
		b.Prefer("prefers-color-scheme", scheme)
		b.Accessible("a rule's evidence, " + scheme)
	}
}

// A message deleted by a rule leaves one grey notice, which opens the evidence; so does the private
// notice to its author.
func TestABrokenRule(t *testing.T) {
	e, url := start(t)
	b := webtest.Browser(t)
	b.Open(url+"/?lang=en", 1280, 800)
	if got := webtest.Eval[string](b, `document.querySelector("#faces [aria-checked=true]").dataset.id`); got != "console:zoe" {
		t.Errorf("%s speaks to begin with", got)
	}
	e.sayAs(t, "console:zoe", "What a bargain this tea is")
	b.Until(`document.querySelector(".gone") && document.querySelector(".line.private")`)
	if got := b.Text(".gone"); !strings.Contains(got, "Zoë Lindqvist") || !strings.Contains(got, "rule “\u2068no adverts\u2069”") {
		t.Errorf("the grey line says %q", got)
	}
	for _, way := range []string{".gone .evidence", ".line.private .text"} {
		b.Click(way)
		b.Until(`document.querySelector("#why .verdict")`)
		why := b.Text("#why")
		for _, want := range []string{"What a bargain this tea is", "Removed by the rule “\u2068no adverts\u2069”", "Deleted a message", "No adverts here, please, Zoë Lindqvist."} {
			if !strings.Contains(why, want) {
				t.Errorf("from %s, why lacks %q:\n%s", way, want, why)
			}
		}
		b.Press(kb.Escape)
	}
	if got := b.Steps(); !slices.Equal(got, []string{"Break a rule", "Ask why"}) {
		t.Errorf("ticked off: %q", got)
	}
	b.Speak("layla")
	b.Until(`!document.querySelector(".line.private") && document.querySelector(".gone")`)
	b = webtest.Browser(t)
	b.Open(url+"/?lang=zh-Hans", 1280, 800)
	if got := b.Text("#faces [aria-checked=true]"); !strings.Contains(got, "陈小雨") {
		t.Errorf("on the page in Chinese %q speaks to begin with", got)
	}
}

func TestReadingFurtherUpIsLeftAlone(t *testing.T) {
	e, url := start(t)
	b := webtest.Browser(t)
	b.Open(url+"/?lang=en", 1280, 800)
	for i := range 30 {
		e.sayAs(t, "console:layla", "line "+strconv.Itoa(i))
	}
	b.Until(`document.querySelectorAll(".line").length === 30`)
	b.Until(`(() => { const l = document.querySelector("#log"); return l.scrollHeight - l.scrollTop - l.clientHeight < 2 })()`)
	webtest.Eval[any](b, `document.querySelector("#log").scrollTo(0, 100)`)
	b.Frames()
	e.sayAs(t, "console:layla", "one more")
	b.Until(`document.querySelectorAll(".line").length === 31 && document.querySelector("#newer").checkVisibility()`)
	if got := webtest.Eval[int](b, `document.querySelector("#log").scrollTop`); got != 100 {
		t.Errorf("the log moved to %d", got)
	}
	b.Click("#newer")
	b.Until(`!document.querySelector("#newer").checkVisibility()`)
}

func TestTheConnectionComesBack(t *testing.T) {
	e, url := start(t)
	b := webtest.Browser(t)
	b.Expect("Failed to load resource", "net::ERR")
	b.Open(url+"/?lang=en", 1280, 800)
	e.line.cut()
	b.Until(`document.querySelector("#lost").checkVisibility()`)
	e.sayAs(t, "console:zoe", "said meanwhile")
	e.line.mend()
	b.Until(`!document.querySelector("#lost").checkVisibility() && document.querySelector("#lines").innerText.includes("said meanwhile")`)
}

func TestWhyThatCannotBeRead(t *testing.T) {
	e, url := start(t)
	b := webtest.Browser(t)
	b.Expect("Failed to load resource")
	b.Open(url+"/?lang=en", 1280, 800)
	b.Say("hello there")
	e.setBroken(true)
	b.Click(".line .bubble")
	b.Until(`document.querySelector("#why").innerText.includes("The record could not be read.")`)
	e.setBroken(false)
	b.Click("#why .soft")
	b.Until(`document.querySelector("#why .verdict")`)
}

func TestThePrivateChat(t *testing.T) {
	_, url := start(t)
	b := webtest.Browser(t)
	b.Open(url+"/?lang=en", 1280, 800)
	b.Click("#tab-private")
	b.Until(`document.querySelector("#blank-title").innerText.includes("Between you and Steward")`)
	b.Say("/points")
	b.Until(`document.querySelectorAll(".line").length === 2`)
	b.Speak("layla")
	if got := webtest.Eval[int](b, `document.querySelectorAll(".line").length`); got != 0 {
		t.Errorf("somebody else sees %d lines of a private chat", got)
	}
	b.Click("#tab-lobby")
	b.Say("hello there")
	b.Click(".line .bubble")
	b.Until(`document.querySelector(".acts")`)
	b.Click(`.acts [aria-label="Delete"]`)
	b.Until(`document.querySelector(".gone")?.innerText.includes("ليلى منصور")`)
	if got := b.Text(".gone"); !strings.Contains(got, "deleted a message") {
		t.Errorf("a deleted line says %q", got)
	}
}
