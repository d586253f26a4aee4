package desk_test

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/stewardbot/steward/adapters/web/webtest"
	"github.com/stewardbot/steward/bot/insight"
)

// TestInsights: every figure has its page in every language, and its table as CSV and JSON; what it can't be asked is said.
func TestInsights(t *testing.T) {
	w := open(t, "")
	ana := w.signedIn("tea", "test:ana")
	for _, name := range insight.Names() {
		for _, lang := range []string{"en", "zh-Hans", "zh-Hant"} {
			status, body := ana.get("/c/tea/insights?figure=" + name + "&lang=" + lang)
			if status != http.StatusOK || !strings.Contains(body, `<h2 id="figure">`) {
				t.Errorf("%s in %s: %d", name, lang, status)
			}
			for _, raw := range regexp.MustCompile(`>(figure|says|insights|weekday)\.\w+<`).FindAllString(body, -1) {
				t.Errorf("%s in %s: %s has no text", name, lang, raw)
			}
			if strings.Contains(body, "<script>") || strings.Contains(body, "style=") {
				t.Errorf("%s in %s breaks the policy", name, lang)
			}
		}
		if status, body := ana.get("/c/tea/insights?as=csv&figure=" + name); status != http.StatusOK || strings.Contains(body, "nil") {
			t.Errorf("%s as CSV: %d %s", name, status, body)
		}
		_, body := ana.get("/c/tea/insights?as=json&figure=" + name)
		if err := json.Unmarshal([]byte(body), new([]map[string]any)); err != nil {
			t.Errorf("%s as JSON: %v", name, err)
		}
	}
	if _, body := ana.get("/c/tea/insights?figure=revenue&lang=en"); strings.Contains(body, "data-chart") || !strings.Contains(body, "no purchases were imported") {
		t.Error("a figure without a value has a chart, or no reason")
	}
	for query, want := range map[string]string{
		"figure=messages&by=week&from=2026-01-05&to=2026-01-01": "is after the last",
		"figure=nothing":                   "there is no figure",
		"figure=messages&from=x":           "is no day",
		"figure=messages&segment=nothing":  "nothing",
		"figure=messages&by=year":          "has no --by year",
		"figure=members&segment=core":      "Segment is ignored",
		"figure=members&place=test:1":      "Place is ignored",
		"figure=active&segment=core":       "of those who can be in this figure, 0",
		"figure=messages&place=<script>x":  "&lt;script&gt;x",
		"figure=funnel&by=week&segment=":   "By is ignored",
		"figure=terms":                     `<option value="week">`,
		"figure=terms&by=week":             "no week of that time was counted",
		"figure=active&from=9999-01-01":    "is after the last",
		"figure=active&from=0001-01-01":    "at most",
		"figure=messages&line=../x&by=day": "so far",
	} {
		name, value, _ := strings.Cut(query, "=")
		values, err := url.ParseQuery(query)
		if err != nil || name == "" || value == "" {
			t.Fatal(err)
		}
		status, body := ana.get("/c/tea/insights?lang=en&" + values.Encode())
		if status != http.StatusOK || !strings.Contains(html.UnescapeString(body), html.UnescapeString(want)) || strings.Contains(body, "<script>x") {
			t.Errorf("%s: %d, %q is missing", query, status, want)
		}
	}
}

// TestChart: the line of a figure is in the page as data: with its last day named so far; of the time before, nothing is known.
func TestChart(t *testing.T) {
	w := open(t, "")
	_, body := w.signedIn("tea", "test:ana").get("/c/tea/insights?figure=messages")
	m := regexp.MustCompile(`data-chart="([^"]+)"`).FindStringSubmatch(body)
	if m == nil {
		t.Fatal("there is no chart")
	}
	var c struct {
		Labels, Texts  []string
		Values, Before []*float64
		SoFar          bool
	}
	if err := json.Unmarshal([]byte(html.UnescapeString(m[1])), &c); err != nil {
		t.Fatal(err)
	}
	n := len(c.Values)
	if n != 28 || len(c.Labels) != n || c.Before != nil || len(c.Texts) != n || !c.SoFar {
		t.Fatalf("%d values, %d before, so far: %t", n, len(c.Before), c.SoFar)
	}
	if x := c.Values[n-1]; x == nil || *x != 3 || c.Values[0] != nil {
		t.Errorf("today %v, four weeks ago %v: want 3, and unknown", x, c.Values[0])
	}
	if got := c.Texts[n-1]; !strings.HasSuffix(got, ": 3 so far") {
		t.Errorf("the last day says %q", got)
	}
	if strings.Count(body, `class="chip amber">so far`) != 1 {
		t.Error("the table doesn't name the day that is not over")
	}
}

// TestChartInABrowser draws the chart, and goes through its points by the arrow keys.
func TestChartInABrowser(t *testing.T) {
	w := open(t, "")
	b := webtest.Browser(t)
	b.Open(w.server.URL+w.link("tea", "test:ana")+"?lang=en", 1200, 800)
	b.Click("button.main")
	at(b, `location.pathname === "/c/tea/overview"`)
	b.Press("gi")
	at(b, `document.querySelector("figure.chart canvas")`)
	b.Do(chromedp.Focus("figure.chart"))
	b.Press(kb.ArrowLeft + kb.End)
	b.Until(`document.querySelector("[data-readout]").textContent.endsWith(": 3 so far")`)
	b.Press(kb.ArrowLeft)
	b.Until(`document.querySelector("[data-readout]").textContent.endsWith(": –")`)
	b.Do(chromedp.SetValue("[name=by]", "week"))
	b.Click("form.choose button.main")
	at(b, `location.search.includes("by=week")`)
	b.Until(`document.querySelector("figure.chart canvas")`)
}
