package program_test

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stewardbot/steward/adapters/web/webtest"
)

// TestDemoDesk opens every page of the demo's desk, over its year, in each look, and finds them by their links. It takes
// minutes, so it runs with -browser.all, and with STEWARD_DEMO_PICTURES, which saves what they look like in that folder:
//
//	STEWARD_DEMO_PICTURES=/tmp/pictures go test ./cmd/steward/program -run TestDemoDesk
func TestDemoDesk(t *testing.T) {
	if !*webtest.All && os.Getenv("STEWARD_DEMO_PICTURES") == "" {
		t.Skip("opens every page of a year; runs with -browser.all")
	}
	t.Parallel()
	cmd := exec.Command(buildForTests(t), "demo", "--no-open", "--listen", "127.0.0.1:0")
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	p, err := launch(cmd)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	for _, sign := range []string{`: 50 %`, `http://[0-9.:]+/\s`} { // the year takes a while
		if err := p.awaitLog(sign); err != nil {
			t.Fatal(err)
		}
	}
	url := regexp.MustCompile(`http://[0-9.:]+`).FindString(p.output())
	b := webtest.Browser(t)
	b.Prefer("prefers-reduced-motion", "reduce")
	b.Open(url+"/demo/desk", 1280, 800)
	b.Click("button.main")
	b.Until(`document.documentElement?.dataset.ready && location.pathname === "/c/tea/overview"`)
	pages := shapes(b, url)
	if len(pages) < 15 {
		t.Errorf("only %q are found", pages)
	}
	few := []webtest.Look{{Scheme: "light", Lang: "en", Width: 1280}, {Scheme: "dark", Lang: "en", Width: 1280}, {Scheme: "light", Lang: "zh-Hans", Width: 375}, {Scheme: "dark", Lang: "zh-Hans", Width: 375}}
	for _, look := range webtest.Looks(few...) {
		b.Prefer("prefers-reduced-motion", "reduce", "prefers-color-scheme", look.Scheme)
		for _, page := range pages {
			b.Open(url+page+"?lang="+look.Lang, look.Width, 800)
			what := strings.ReplaceAll(strings.TrimPrefix(page, "/c/tea/"), "/", "-")
			b.Until(`!document.querySelector("figure.chart") || document.querySelector("figure.chart canvas")`)
			b.Picture(fmt.Sprintf("desk-%s-%s-%s-%d", what, look.Lang, look.Scheme, look.Width))
			what = fmt.Sprint(what, " ", look)
			b.Fits(what)
			b.Axe(what)
		}
	}
}

// shapes follows the desk's links, and returns the first address of each shape: one member, one thing of each kind.
func shapes(b *webtest.Tab, url string) (pages []string) {
	var seen []string
	for next := []string{"/c/tea/overview"}; len(next) > 0; next = next[1:] {
		shape := regexp.MustCompile(`(members/|things/[a-z_]+/)[^/]+$`).ReplaceAllString(next[0], "$1*")
		if slices.Contains(seen, shape) {
			continue
		}
		seen, pages = append(seen, shape), append(pages, next[0])
		b.Open(url+next[0], 1280, 800)
		next = append(next, webtest.Eval[[]string](b, `[...document.querySelectorAll("a[href^='/c/tea/']")].map((a) => new URL(a.href)).filter((u) => !/[?&]as=/.test(u.search)).map((u) => u.pathname)`)...)
	}
	return pages
}
