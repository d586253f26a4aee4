package webtest

import (
	"context"
	_ "embed" // for axe
	"flag"

	"github.com/chromedp/chromedp"
)

// All reports whether the pages are to be opened in every look, which takes minutes: -browser.all.
var All = flag.Bool("browser.all", false, "open every page in each width, color scheme and language, with axe")

// axe is axe-core 4.14.1, unchanged from npm. Only tests contain it.
//
//go:embed testdata/axe/axe.min.js
var axe string

// grave is JavaScript that lists what axe finds on the page that is serious or critical: the rule, and the elements.
const grave = `axe.run(document, { resultTypes: ["violations"] }).then((found) => found.violations
	.filter((v) => v.impact === "serious" || v.impact === "critical")
	.map((v) => v.id + ": " + v.help + ": " + v.nodes.map((n) => n.html.slice(0, 160)).join(" | ")))`

// Axe checks the page with axe-core: nothing serious or critical. what names the page's state in failures.
func (b *Tab) Axe(what string) {
	b.t.Helper()
	for _, f := range b.Grave() {
		b.t.Errorf("%s: axe: %s", what, f)
	}
}

// Grave returns what [Tab.Axe] fails with.
func (b *Tab) Grave() []string {
	b.t.Helper()
	b.still()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if !Eval[bool](b, `typeof axe === "object"`) {
		if _, err := chromedp.Run(ctx, chromedp.Evaluate[any](axe+"\n;null")); err != nil {
			b.t.Fatalf("load axe: %v", err)
		}
	}
	found, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](grave, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("run axe: %v", err)
	}
	return found
}

// Look is how a page is opened.
type Look struct {
	Scheme, Lang string
	Width        int64
}

// Looks returns few, or with -browser.all each combination of three widths, two schemes and three languages.
func Looks(few ...Look) (list []Look) {
	if !*All {
		return few
	}
	for _, scheme := range []string{"light", "dark"} {
		for _, lang := range []string{"en", "zh-Hans", "zh-Hant"} {
			for _, width := range []int64{375, 768, 1280} {
				list = append(list, Look{scheme, lang, width})
			}
		}
	}
	return list
}
