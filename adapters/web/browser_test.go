package web_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// open shows the demo at a width, as a phone where it is narrow.
func (b *tab) open(url string, width, height int64) {
	b.t.Helper()
	var phone []chromedp.EmulateViewportOption
	if width < 600 {
		phone = append(phone, chromedp.EmulateMobile, chromedp.EmulateTouch)
	}
	b.do(chromedp.EmulateViewport(width, height, phone...), chromedp.Navigate(url))
	b.until(`document.documentElement.dataset.ready`)
}

// say writes a line and waits until Steward has decided on it.
func (b *tab) say(text string) {
	b.t.Helper()
	before := eval[int](b, `document.querySelectorAll("li.line").length`)
	b.do(chromedp.SendKeys(chromedp.CSS("#message"), text+kb.Enter))
	b.until(`document.querySelectorAll("li.line").length > ` + itoa(before) + ` && !document.querySelector("li.line.pending")`)
}

func (b *tab) speak(handle string) {
	b.t.Helper()
	b.click(`[role=radio][data-id="console:` + handle + `"]`)
}

func (b *tab) click(selector string) {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS(selector)))
}

// hover brings an element into view and moves the mouse over it.
func (b *tab) hover(selector string) {
	b.t.Helper()
	b.do(chromedp.ScrollIntoView(chromedp.CSS(selector)))
	at := eval[[]float64](b, `(() => {
		const r = document.querySelector(`+quote(selector)+`).getBoundingClientRect();
		return [r.x + r.width / 2, r.y + r.height / 2];
	})()`)
	b.do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, at[0], at[1]))
}

func (b *tab) press(keys string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(keys))
}

func (b *tab) text(selector string) string {
	b.t.Helper()
	return eval[string](b, `document.querySelector(`+quote(selector)+`)?.innerText ?? ""`)
}

func (b *tab) focused() string {
	b.t.Helper()
	return eval[string](b, `document.activeElement.id || document.activeElement.className || document.activeElement.tagName`)
}

// picture saves what the tab shows, in the folder STEWARD_DEMO_PICTURES if it is set.
func (b *tab) picture(name string) {
	b.t.Helper()
	dir := os.Getenv("STEWARD_DEMO_PICTURES")
	if dir == "" {
		return
	}
	b.until(`document.getAnimations().every((a) => a.playState !== "running" || a.effect.getTiming().iterations === Infinity)`)
	shot, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), shot, 0o644); err != nil {
		b.t.Fatal(err)
	}
}

// steps are the things to try that are ticked off.
func (b *tab) steps() []string {
	b.t.Helper()
	return eval[[]string](b, `[...document.querySelectorAll("#steps li.done .what")].map((e) => e.firstChild.textContent)`)
}

func TestAVisitorsRound(t *testing.T) {
	_, url := start(t)
	b := browser(t)
	b.open(url+"/?lang=en", 1280, 800)
	if got := b.text("#blank-title"); got != "Nobody has said anything yet" {
		t.Errorf("an empty lobby says %q", got)
	}
	if got := b.text("#standings"); !strings.Contains(got, "Nobody has points yet.") {
		t.Errorf("empty standings say %q", got)
	}
	b.picture("empty")

	b.say("check in")
	b.until(`document.querySelector(".line .reaction")`)
	b.until(`document.querySelector(".line .gain")?.textContent === "+5 leaves"`)
	b.say("The kettle is on")
	b.until(`document.querySelectorAll(".gain")[1]?.textContent === "+1 leaf"`)
	if got := b.text("#standings"); !strings.Contains(got, "6 leaves") || !strings.Contains(got, "1 day in a row") {
		t.Errorf("standings say %q", got)
	}

	b.click(".line .bubble")
	b.until(`document.querySelector("#why .verdict")`)
	why := b.text("#why")
	for _, want := range []string{"+5 leaves for this line", "Checked in, day 1 in a row.", "Ledger entry 1", "Reacted with", "delivered 09:02:00"} {
		if !strings.Contains(why, want) {
			t.Errorf("why lacks %q:\n%s", want, why)
		}
	}
	b.press(kb.Escape)

	b.click("#day")
	b.until(`document.querySelector("#now").textContent.includes("17")`)
	b.say("check in")
	b.until(`document.querySelector("#standings").innerText.includes("2 days in a row")`)
	if got := eval[int](b, `document.querySelectorAll("li.day").length`); got != 2 {
		t.Errorf("%d days are named in the log, want 2", got)
	}

	b.speak("xiaoyu")
	b.say("/points")
	b.until(`document.querySelector(".line.private")`)
	b.speak("layla")
	b.until(`!document.querySelector(".line.private")`)
	b.say("/top")
	b.until(`document.querySelectorAll(".press").length === 3`)
	b.do(chromedp.Click(`//button[.="Month"]`))
	b.until(`document.querySelector("#lines").innerText.includes("Standings this month") && !document.querySelector("[aria-busy]")`)
	b.hover(".line .bubble")
	b.until(`document.querySelector("li.line .tools .emoji")`)
	b.click(".tools .emoji")
	b.until(`document.querySelector("#standings").innerText.includes("12 leaves")`)

	all := []string{"Check in", "Say something and earn a point", "Ask why", "Come back tomorrow", "See the standings", "React to somebody", "Ask privately"}
	if got := b.steps(); !slices.Equal(got, all) {
		t.Errorf("ticked off: %q", got)
	}
	if got := b.text("#round"); got == "" {
		t.Error("the end of the round is not told")
	}
	b.click(`#guide [data-close]`)
	b.open(url+"/", 1280, 800)
	if eval[bool](b, `document.querySelector("#guide").checkVisibility()`) {
		t.Error("the guide was put away and is back")
	}
	b.click(`[data-open=guide]`)
	b.until(`document.querySelector("#guide").checkVisibility()`)
}

func TestKeyboardAlone(t *testing.T) {
	_, url := start(t)
	b := browser(t)
	b.open(url+"/?lang=en", 1280, 800)
	b.press(kb.Tab)
	if got := b.focused(); got != "skip" {
		t.Fatalf("the first Tab goes to %q", got)
	}
	b.press(kb.Enter)
	b.until(`document.activeElement.id === "message"`)

	b.press("/po")
	b.until(`document.querySelector("#message").getAttribute("aria-expanded") === "true"`)
	if got := b.text("#commands [aria-selected=true]"); !strings.HasPrefix(got, "/points") {
		t.Errorf("chosen: %q", got)
	}
	b.press(kb.Backspace + kb.Backspace + kb.ArrowDown + kb.ArrowDown)
	if got := eval[string](b, `document.getElementById(document.activeElement.getAttribute("aria-activedescendant")).innerText`); !strings.HasPrefix(got, "/points") {
		t.Errorf("two down: %q", got)
	}
	b.press(kb.Escape)
	if eval[bool](b, `document.querySelector("#commands").checkVisibility()`) {
		t.Error("Escape leaves the list open")
	}
	b.press(kb.Backspace + "/che" + kb.Tab)
	if got := eval[string](b, `document.querySelector("#message").value`); got != "/checkin " {
		t.Errorf("Tab completes to %q", got)
	}
	b.press(kb.Enter)
	b.until(`document.querySelector(".line .reaction")`)

	// Backwards: the command button, then the face that speaks.
	b.do(chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(kb.ModifierShift)), chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(kb.ModifierShift)))
	b.press(kb.ArrowRight)
	if got := eval[string](b, `document.activeElement.getAttribute("aria-label")`); !strings.Contains(got, "Zoë Lindqvist") {
		t.Errorf("the next face is %q", got)
	}
	if got := eval[string](b, `document.querySelector("#message").placeholder`); !strings.Contains(got, "Zoë Lindqvist") {
		t.Errorf("one writes as %q", got)
	}

	eval[any](b, `document.querySelector("li.line[tabindex='0']").focus()`)
	b.press(kb.Enter)
	b.until(`document.querySelector("#why .verdict")`)
	if got := b.focused(); got != "why" {
		t.Errorf("the focus is on %q, not on why", got)
	}
	b.press(kb.Escape)
	if got := b.focused(); !strings.HasPrefix(got, "line") {
		t.Errorf("closed, the focus is on %q, not on the line", got)
	}
}

func TestAPhoneDoesNotScrollSideways(t *testing.T) {
	_, url := start(t)
	b := browser(t)
	b.open(url+"/?lang=en", 375, 812)
	fits := func(what string) {
		t.Helper()
		wide := eval[[]string](b, `[...document.querySelectorAll("body *")]
			.filter((e) => !e.closest(".faces, .hidden, .sprite, .skip") && e.checkVisibility() && e.getBoundingClientRect().right > 375.5)
			.map((e) => e.tagName + "." + e.className)`)
		if n := eval[int](b, `document.scrollingElement.scrollWidth`); n > 375 || len(wide) > 0 {
			t.Errorf("%s is %d wide; too wide: %q", what, n, wide)
		}
	}
	fits("an empty lobby")
	b.say(strings.Repeat("Wintermelonteahouse", 12))
	b.say("https://example.com/" + strings.Repeat("a/", 120))
	b.say(strings.Repeat("没有空格的一长句话", 20))
	b.say("/top")
	b.until(`document.querySelectorAll(".press").length === 3`)
	fits("a chat of long words")
	b.do(chromedp.SendKeys(chromedp.CSS("#message"), "/"))
	fits("the list of commands")
	b.press(kb.Escape + kb.Backspace)
	for _, panel := range []string{"guide", "board"} {
		b.click(`[data-open=` + panel + `]`)
		b.until(`document.querySelector("#` + panel + `").checkVisibility()`)
		fits(panel)
		if !eval[bool](b, `document.querySelector(".chat").inert`) {
			t.Errorf("behind %s the chat can be reached", panel)
		}
		b.click(`#` + panel + ` [data-close]`)
	}
	b.click(".line .bubble")
	b.until(`document.querySelector("#why .verdict")`)
	fits("why")
	b.press(kb.Escape)
	b.open(url+"/?lang=zh-Hans", 375, 812)
	fits("the page in Chinese")
}

func TestWhatIsShownIsNeverMarkup(t *testing.T) {
	_, url := start(t)
	b := browser(t)
	b.open(url+"/?lang=en", 1280, 800)
	b.say(`<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`)
	b.click(".line .bubble")
	b.until(`document.querySelector("#why .verdict")`)
	if got := eval[string](b, `document.title`); got != "Steward demo · Tea House" {
		t.Errorf("the title is %q", got)
	}
	if got := eval[int](b, `document.querySelectorAll("#lines img, #lines script, #why img").length`); got != 0 {
		t.Errorf("%d elements came from a text", got)
	}
}

func TestEveryControlHasAName(t *testing.T) {
	_, url := start(t)
	b := browser(t)
	b.open(url+"/?lang=en", 1280, 800)
	b.say("/top")
	b.until(`document.querySelectorAll(".press").length === 3`)
	b.say("hello there")
	eval[any](b, `document.querySelector("li.line").focus({ focusVisible: true })`)
	b.until(`document.querySelector(".tools")`)
	nameless := eval[[]string](b, `[...document.querySelectorAll("button, input, a, [role]")]
		.filter((e) => e.checkVisibility() && !["presentation", "status", "option"].includes(e.getAttribute("role")))
		.filter((e) => !(e.innerText?.trim() || e.getAttribute("aria-label") || e.getAttribute("aria-labelledby")))
		.map((e) => e.outerHTML.slice(0, 120))`)
	if len(nameless) > 0 {
		t.Errorf("without a name: %q", nameless)
	}
	small := eval[[]string](b, `[...document.querySelectorAll("button, a, input")]
		.filter((e) => e.checkVisibility() && !e.matches(".skip, .quote") && Math.min(e.offsetWidth, e.offsetHeight) < 24)
		.map((e) => e.outerHTML.slice(0, 120))`)
	if len(small) > 0 {
		t.Errorf("too small to hit: %q", small)
	}
	invisible := eval[[]string](b, `[...document.querySelectorAll("button, a, input")].filter((e) => e.checkVisibility() && !e.disabled && e.tabIndex >= 0).filter((e) => {
		if (!e.isConnected) return false; // tools move with the focus
		e.focus({ focusVisible: true });
		const around = e.closest(".field") ?? e;
		const seen = [e, around].some((x) => getComputedStyle(x).outlineStyle !== "none" || getComputedStyle(x).boxShadow !== "none");
		return !seen;
	}).map((e) => e.outerHTML.slice(0, 120))`)
	if len(invisible) > 0 {
		t.Errorf("focus is not visible on: %q", invisible)
	}
}

func TestReadingFurtherUpIsLeftAlone(t *testing.T) {
	e, url := start(t)
	b := browser(t)
	b.open(url+"/?lang=en", 1280, 800)
	for i := range 30 {
		e.sayAs(t, "console:zoe", "line "+itoa(i))
	}
	b.until(`document.querySelectorAll("li.line").length === 30`)
	b.until(`(() => { const l = document.querySelector("#log"); return l.scrollHeight - l.scrollTop - l.clientHeight < 2 })()`)
	eval[any](b, `document.querySelector("#log").scrollTo(0, 100)`)
	b.frames()
	e.sayAs(t, "console:zoe", "one more")
	b.until(`document.querySelectorAll("li.line").length === 31 && document.querySelector("#newer").checkVisibility()`)
	if got := eval[int](b, `document.querySelector("#log").scrollTop`); got != 100 {
		t.Errorf("the log moved to %d", got)
	}
	b.click("#newer")
	b.until(`!document.querySelector("#newer").checkVisibility()`)
}

func TestTheConnectionComesBack(t *testing.T) {
	e, url := start(t)
	b := browser(t)
	b.expect("Failed to load resource", "net::ERR")
	b.open(url+"/?lang=en", 1280, 800)
	e.line.cut()
	b.until(`document.querySelector("#lost").checkVisibility()`)
	b.picture("lost")
	e.sayAs(t, "console:zoe", "said meanwhile")
	e.line.mend()
	b.until(`!document.querySelector("#lost").checkVisibility() && document.querySelector("#lines").innerText.includes("said meanwhile")`)
}

func TestWhyThatCannotBeRead(t *testing.T) {
	e, url := start(t)
	b := browser(t)
	b.expect("Failed to load resource")
	b.open(url+"/?lang=en", 1280, 800)
	b.say("hello there")
	e.setBroken(true)
	b.click(".line .bubble")
	b.until(`document.querySelector("#why").innerText.includes("The record could not be read.")`)
	e.setBroken(false)
	b.click("#why .soft")
	b.until(`document.querySelector("#why .verdict")`)
}

func TestThePrivateChat(t *testing.T) {
	_, url := start(t)
	b := browser(t)
	b.open(url+"/?lang=en", 1280, 800)
	b.click("#tab-private")
	b.until(`document.querySelector("#blank-title").innerText.includes("Between you and Steward")`)
	b.say("/points")
	b.until(`document.querySelectorAll("li.line").length === 2`)
	b.speak("zoe")
	if got := eval[int](b, `document.querySelectorAll("li.line").length`); got != 0 {
		t.Errorf("somebody else sees %d lines of a private chat", got)
	}
	b.click("#tab-lobby")
	b.say("hello there")
	b.click(".line .bubble")
	b.until(`document.querySelector(".acts")`)
	b.click(`.acts [aria-label="Delete"]`)
	b.until(`document.querySelector(".gone")?.innerText.includes("Zoë Lindqvist")`)
	if got := b.text(".gone"); !strings.Contains(got, "deleted a line") {
		t.Errorf("a deleted line says %q", got)
	}
}
