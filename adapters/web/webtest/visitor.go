package webtest

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Open loads the demo in a window of this size; a narrow window emulates a phone.
func (b *Tab) Open(url string, width, height int64) {
	b.t.Helper()
	var phone []chromedp.EmulateViewportOption
	if width < 600 {
		phone = append(phone, chromedp.EmulateMobile, chromedp.EmulateTouch)
	}
	b.Do(chromedp.EmulateViewport(width, height, phone...), chromedp.Navigate(url))
	b.Until(`document.documentElement.dataset.ready`)
}

// Say sends a message and waits until Steward has handled it.
func (b *Tab) Say(text string) {
	b.t.Helper()
	before := Eval[int](b, `document.querySelectorAll(".line").length`)
	b.Do(chromedp.Focus(chromedp.CSS("#message")))
	if _, err := chromedp.Call(b.ctx, input.InsertText, input.InsertTextParams{Text: text}); err != nil { // typing key by key is slow
		b.t.Fatal(err)
	}
	b.Press(kb.Enter)
	b.Until(`document.querySelectorAll(".line").length > ` + strconv.Itoa(before) + ` && !document.querySelector(".line.pending")`)
}

// Speak switches to the person with this handle.
func (b *Tab) Speak(handle string) {
	b.t.Helper()
	b.Click(`[role=radio][data-id="console:` + handle + `"]`)
}

// Click clicks the first match once it is visible.
func (b *Tab) Click(selector string) {
	b.t.Helper()
	b.Do(chromedp.Click(chromedp.CSS(selector)))
}

// Try clicks one of the suggested steps.
func (b *Tab) Try(step string) {
	b.t.Helper()
	b.Do(chromedp.Click(`//ol[@id="steps"]//button[contains(., "` + step + `")]`))
}

// Hover scrolls an element into view and moves the mouse over it.
func (b *Tab) Hover(selector string) {
	b.t.Helper()
	b.Do(chromedp.ScrollIntoView(chromedp.CSS(selector)))
	at := Eval[[]float64](b, `(() => {
		const r = document.querySelector(`+strconv.QuoteToASCII(selector)+`).getBoundingClientRect();
		return [r.x + r.width / 2, r.y + r.height / 2];
	})()`)
	b.Do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, at[0], at[1]))
}

// Press presses keys one after another.
func (b *Tab) Press(keys string) {
	b.t.Helper()
	b.Do(chromedp.KeyEvent(keys))
}

// Text returns an element's visible text, or "" if there is no such element.
func (b *Tab) Text(selector string) string {
	b.t.Helper()
	return Eval[string](b, `document.querySelector(`+strconv.QuoteToASCII(selector)+`)?.innerText ?? ""`)
}

// Focused returns the focused element's id, or else its class, or else its tag.
func (b *Tab) Focused() string {
	b.t.Helper()
	return Eval[string](b, `document.activeElement.id || document.activeElement.className || document.activeElement.tagName`)
}

// Picture saves a screenshot of the tab in the folder STEWARD_DEMO_PICTURES, if that is set. It has
// 256 colors at most, which makes it half as large.
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
	full, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		b.t.Fatal(err)
	}
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, fewColors(full)); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), out.Bytes(), 0o644); err != nil {
		b.t.Fatal(err)
	}
}

// fewColors replaces all but the 256 most frequent colors by the nearest of those.
func fewColors(full image.Image) *image.Paletted {
	counts := map[color.RGBA]int{}
	at := func(x, y int) color.RGBA { return color.RGBAModel.Convert(full.At(x, y)).(color.RGBA) }
	r := full.Bounds()
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			counts[at(x, y)]++
		}
	}
	all := slices.SortedFunc(maps.Keys(counts), func(a, b color.RGBA) int { return counts[b] - counts[a] })
	var colors color.Palette
	for _, c := range all[:min(len(all), 256)] {
		colors = append(colors, c)
	}
	nearest := map[color.RGBA]uint8{}
	for _, c := range all {
		nearest[c] = uint8(colors.Index(c))
	}
	out := image.NewPaletted(r, colors)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			out.SetColorIndex(x, y, nearest[at(x, y)])
		}
	}
	return out
}

// Steps returns the suggested steps that are ticked off.
func (b *Tab) Steps() []string {
	b.t.Helper()
	return Eval[[]string](b, `[...document.querySelectorAll("#steps li.done .what")].map((e) => e.firstChild.textContent)`)
}
