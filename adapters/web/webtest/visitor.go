package webtest

import (
	"os"
	"path/filepath"
	"strconv"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Open shows the demo at a width, as a phone where it is narrow.
func (b *Tab) Open(url string, width, height int64) {
	b.t.Helper()
	var phone []chromedp.EmulateViewportOption
	if width < 600 {
		phone = append(phone, chromedp.EmulateMobile, chromedp.EmulateTouch)
	}
	b.Do(chromedp.EmulateViewport(width, height, phone...), chromedp.Navigate(url))
	b.Until(`document.documentElement.dataset.ready`)
}

// Say writes a line and waits until Steward has decided on it.
func (b *Tab) Say(text string) {
	b.t.Helper()
	before := Eval[int](b, `document.querySelectorAll(".line").length`)
	b.Do(chromedp.Focus(chromedp.CSS("#message")))
	if _, err := chromedp.Call(b.ctx, input.InsertText, input.InsertTextParams{Text: text}); err != nil { // key by key takes long
		b.t.Fatal(err)
	}
	b.Press(kb.Enter)
	b.Until(`document.querySelectorAll(".line").length > ` + strconv.Itoa(before) + ` && !document.querySelector(".line.pending")`)
}

// Speak chooses the face of the person with this handle.
func (b *Tab) Speak(handle string) {
	b.t.Helper()
	b.Click(`[role=radio][data-id="console:` + handle + `"]`)
}

// Click clicks the first element, once it is visible.
func (b *Tab) Click(selector string) {
	b.t.Helper()
	b.Do(chromedp.Click(chromedp.CSS(selector)))
}

// Try clicks one of the things to try.
func (b *Tab) Try(step string) {
	b.t.Helper()
	b.Do(chromedp.Click(`//ol[@id="steps"]//button[contains(., "` + step + `")]`))
}

// Hover brings an element into view and moves the mouse over it.
func (b *Tab) Hover(selector string) {
	b.t.Helper()
	b.Do(chromedp.ScrollIntoView(chromedp.CSS(selector)))
	at := Eval[[]float64](b, `(() => {
		const r = document.querySelector(`+strconv.QuoteToASCII(selector)+`).getBoundingClientRect();
		return [r.x + r.width / 2, r.y + r.height / 2];
	})()`)
	b.Do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, at[0], at[1]))
}

// Press presses keys, one after the other.
func (b *Tab) Press(keys string) {
	b.t.Helper()
	b.Do(chromedp.KeyEvent(keys))
}

// Text returns what an element shows; empty if there is none.
func (b *Tab) Text(selector string) string {
	b.t.Helper()
	return Eval[string](b, `document.querySelector(`+strconv.QuoteToASCII(selector)+`)?.innerText ?? ""`)
}

// Focused returns the id of the element that has the focus, or its class, or
// its tag.
func (b *Tab) Focused() string {
	b.t.Helper()
	return Eval[string](b, `document.activeElement.id || document.activeElement.className || document.activeElement.tagName`)
}

// Picture saves what the tab shows in the folder STEWARD_DEMO_PICTURES; it does
// nothing where that is not set.
func (b *Tab) Picture(name string) {
	b.t.Helper()
	dir := os.Getenv("STEWARD_DEMO_PICTURES")
	if dir == "" {
		return
	}
	b.still()
	shot, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), shot, 0o644); err != nil {
		b.t.Fatal(err)
	}
}

// Steps returns the things to try that are ticked off.
func (b *Tab) Steps() []string {
	b.t.Helper()
	return Eval[[]string](b, `[...document.querySelectorAll("#steps li.done .what")].map((e) => e.firstChild.textContent)`)
}
