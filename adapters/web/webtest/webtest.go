// Package webtest drives the demo's page in a headless Chromium, for tests.
//
// [Browser] opens a [Tab]. webtest.go has evaluation and waiting, visitor.go a visitor's actions,
// and checks.go the checks that every page must pass: it fits the window, and its controls have
// names, size, focus and contrast.
package webtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// patience is the timeout for page changes that are immediate on an idle machine.
const patience = 30 * time.Second

// Browser opens an isolated tab in the Chromium that the package's tests share, and fails the test
// on any error on the tab's console. Without Chromium the test is skipped, unless
// STEWARD_REQUIRE_CHROMIUM=1. Call [Close] when all tests are done.
func Browser(t *testing.T) *Tab {
	t.Helper()
	path := chromium(t)
	shared.Do(func() { shared.err = launch(path) })
	if shared.err != nil {
		t.Fatalf("start chromium: %v", shared.err)
	}
	ctx, end := chromedp.NewContext(shared.browser, chromedp.WithNewBrowserContext())
	tab := &Tab{t: t, ctx: ctx}
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("open a tab: %v", err)
	}
	// Without this, a page that was never clicked shows no focus.
	if _, err := chromedp.Call(ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}); err != nil {
		t.Fatal(err)
	}
	tab.listen()
	t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil {
			t.Logf("close the tab: %v", err)
		}
		end()
		tab.listening.Wait()
		for _, s := range tab.said {
			if !tab.isExpected(s) {
				t.Errorf("console: %s", s)
			}
		}
	})
	return tab
}

// shared is the Chromium for all tests of a package: starting one takes a second, opening a tab
// almost nothing.
var shared struct {
	sync.Once
	err     error
	browser context.Context
	end     func() error
}

func launch(path string) error {
	profile, err := os.MkdirTemp("", "steward-chromium-")
	if err != nil {
		return err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.UserDataDir(profile),
		chromedp.NoSandbox,
		chromedp.DisableGPU,
		chromedp.NoFirstRun,
		chromedp.Flag("headless", "new"),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("hide-scrollbars", true),
	)
	alloc, endAlloc := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(alloc)
	shared.browser = ctx
	shared.end = func() error {
		err := chromedp.Cancel(ctx)
		cancel()
		endAlloc()
		return errors.Join(err, os.RemoveAll(profile))
	}
	return chromedp.Do(ctx)
}

// Close ends Chromium if it was started.
func Close() error {
	if shared.end == nil {
		return nil
	}
	return shared.end()
}

// Tab is one browser tab. Its methods fail the test on any error.
type Tab struct {
	t         *testing.T
	ctx       context.Context
	listening sync.WaitGroup
	said      []string // errors and warnings on the console
	expected  []string
}

func (b *Tab) listen() {
	messages := chromedp.Console(b.ctx)
	b.listening.Go(func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			if m.Type == "error" || m.Type == "warning" || m.Type == chromedp.ConsoleException {
				b.said = append(b.said, fmt.Sprintf("%s: %s (%s:%d)", m.Type, m.Text, m.URL, m.Line))
			}
		}
	})
}

// Do runs actions in order.
func (b *Tab) Do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// Until waits until a JavaScript expression is true, on this page or on one that the tab goes to.
func (b *Tab) Until(expression string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	script := fmt.Sprintf(`new Promise((done) => {
		const look = () => (%s) ? done(true) : setTimeout(look, 15);
		look();
	})`, expression)
	_, err := chromedp.Run(ctx, chromedp.Evaluate[bool](script, chromedp.EvalAwaitPromise))
	for err != nil && ctx.Err() == nil && leftPage(err) {
		_, err = chromedp.Run(ctx, chromedp.Evaluate[bool](script, chromedp.EvalAwaitPromise))
	}
	if err != nil {
		b.t.Fatalf("wait until %s: %v", expression, err)
	}
}

// leftPage reports whether a script ended because the tab went to another page.
func leftPage(err error) bool {
	return strings.Contains(err.Error(), "navigated or closed") || strings.Contains(err.Error(), "context was destroyed") ||
		strings.Contains(err.Error(), "Cannot find")
}

// Frames waits for two frames, so that the page has handled a scroll.
func (b *Tab) Frames() {
	b.t.Helper()
	const two = `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))`
	if _, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](two, chromedp.EvalAwaitPromise)); err != nil {
		b.t.Fatal(err)
	}
}

// still waits until all finite animations have ended.
func (b *Tab) still() {
	b.t.Helper()
	b.Until(`document.getAnimations().every((a) => a.playState !== "running" || a.effect.getTiming().iterations === Infinity)`)
}

// Eval returns the value of a JavaScript expression.
func Eval[T any](b *Tab, expression string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		b.t.Fatalf("evaluate %s: %v", expression, err)
	}
	return v
}

// Prefer sets media features, as pairs: "prefers-color-scheme", "dark".
func (b *Tab) Prefer(pairs ...string) {
	b.t.Helper()
	var features []*emulation.MediaFeature
	for p := range slices.Chunk(pairs, 2) {
		features = append(features, &emulation.MediaFeature{Name: p[0], Value: p[1]})
	}
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features}); err != nil {
		b.t.Fatal(err)
	}
}

// Paper shows the page as it is printed, in the width of A4 paper without its margins, with a browser that prefers the dark.
func (b *Tab) Paper() {
	b.t.Helper()
	dark := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print", Features: dark}); err != nil {
		b.t.Fatal(err)
	}
	b.Do(chromedp.EmulateViewport(688, 1000))
}

// PDF prints the page.
func (b *Tab) PDF() []byte {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	pdf, err := chromedp.Run(ctx, chromedp.PrintToPDF(func(p *page.PrintToPDFParams) { p.PreferCSSPageSize = new(true) }))
	if err != nil {
		b.t.Fatal(err)
	}
	return pdf
}

// Expect lists parts of console messages that are not errors in this test.
func (b *Tab) Expect(parts ...string) { b.expected = append(b.expected, parts...) }

func (b *Tab) isExpected(message string) bool {
	return slices.ContainsFunc(b.expected, func(part string) bool { return strings.Contains(message, part) })
}

func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("STEWARD_REQUIRE_CHROMIUM") == "1" {
		t.Fatal("there is no Chromium, and STEWARD_REQUIRE_CHROMIUM=1")
	}
	t.Skip("there is no Chromium")
	return ""
}
