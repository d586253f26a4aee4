package program_test

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"

	"github.com/stewardbot/steward/adapters/web/webtest"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

// startDemo runs the built demo in a locale until the test ends, and returns its page's address.
func startDemo(t *testing.T, locale string, args ...string) (*process, string) {
	t.Helper()
	return startDemoIn(t, []string{"LC_ALL=" + locale}, args...)
}

// startDemoIn does the same with variables of the environment.
func startDemoIn(t *testing.T, env []string, args ...string) (*process, string) {
	t.Helper()
	cmd := exec.Command(buildForTests(t), append([]string{"demo", "--no-open", "--no-past", "--listen", "127.0.0.1:0"}, args...)...)
	cmd.Env = append(os.Environ(), env...)
	p, err := launch(cmd)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	if err := p.awaitLog(`http://[0-9.:]+/\s`); err != nil {
		t.Fatal(err)
	}
	return p, regexp.MustCompile(`http://[0-9.:]+/`).FindString(p.output())
}

// endDemo stops the demo as Ctrl-C does, and checks that it stops at once without errors.
func endDemo(t *testing.T, p *process) {
	t.Helper()
	began := time.Now()
	if err := p.cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	code, err := p.awaitEnd()
	if err != nil || code != 0 {
		t.Errorf("ended with %d, %v", code, err)
	}
	t.Logf("it took %s to end", time.Since(began))
	if lines := strings.Split(strings.TrimSpace(p.output()), "\n"); len(lines) != 2 {
		t.Errorf("it printed more than where it is and how to end it:\n%s", p.output())
	}
}

// A visitor's first minutes with the built program.
func TestDemoInABrowser(t *testing.T) {
	t.Parallel()
	p, url := startDemo(t, "en_GB.UTF-8")
	b := webtest.Browser(t)
	b.Open(url+"?lang=en", 1280, 800)
	b.Accessible("an empty room")
	monday(b)

	b.Say("Good morning, the kettle is on")
	b.Until(`document.querySelector(".gain")?.textContent === "+1 leaf"`)
	b.Say("check in")
	b.Until(`document.querySelector("#standings").innerText.includes("1 day in a row")`)
	b.Click("#day")
	b.Until(`document.querySelector(".toast")`)
	b.Say("check in")
	b.Until(`document.querySelector("#standings").innerText.includes("2 days in a row")`)
	wantText(t, b, "#standings", "16 leaves", "Guest")

	b.Click(".line:nth-last-child(1 of :has(.reaction)) .text")
	b.Until(`document.querySelector("#why .verdict.good")`)
	wantText(t, b, "#why", "+10 leaves for this message", "+5 for checking in.", "+5 for day 2 in a row.", "Ledger entry", "delivered")
	b.Accessible("why")
	b.Press(kb.Escape)

	b.Do(chromedp.Click(`//button[contains(., "Break a rule")]`))
	b.Press(kb.Enter)
	b.Until(`document.querySelector(".gone .evidence")`)
	wantText(t, b, ".gone", "Zoë Lindqvist", "no adverts")
	b.Until(`document.querySelector("#lines").innerText.includes("No adverts here, please, \u2068Zoë Lindqvist\u2069.")`)
	b.Click(".gone .evidence")
	b.Until(`document.querySelector("#why .verdict.bad")`)
	wantText(t, b, "#why", "www.bargaintea.example", "It broke the rule “no adverts”: bargaintea.example.", "Warned (1 of 3).", "Deleted a message")
	b.Accessible("a broken rule")
	b.Press(kb.Escape)

	b.Say("/why")
	b.Until(`[...document.querySelectorAll(".line.private")].some((l) => /no adverts.*bargaintea/s.test(l.innerText))`)
	b.Say("/points")
	b.Until(`[...document.querySelectorAll(".line.private")].some((l) => l.innerText.includes("You have 16 leaves."))`)
	b.Speak("layla")
	b.Until(`!document.querySelector(".line.private")`)

	b.Until(`document.querySelector("#tab-modlog.unread")`)
	b.Click("#tab-modlog")
	wantText(t, b, "#blank", "For moderators only")
	b.Try("Undo it")
	b.Until(`document.querySelector("#faces [aria-checked=true]").innerText.includes("김하늘")`)
	wantText(t, b, "#lines", "Zoë Lindqvist was warned.", "By the rule “no adverts”", "Cheap tea only today")
	b.Accessible("the moderators' log")
	b.Click("#lines .press")
	b.Until(`[...document.querySelectorAll("#lines .line")].filter((l) => /김하늘.* undid this/.test(l.innerText)).length === 2`) // the case and what is told of it

	webtest.Eval[any](b, `document.querySelector("#message").focus()`)
	b.Press("/mut")
	b.Until(`document.querySelector("#commands [aria-selected=true]")?.innerText.startsWith("/mute")`)
	b.Press(kb.Enter)
	b.Until(`document.querySelector("#message").value === "/mute @" && document.querySelectorAll("#commands [role=option]").length === 7`)
	b.Press("dm" + kb.Enter + "2h" + kb.Enter)
	b.Until(`document.querySelector("[data-id='console:dmitri']").dataset.standing === "muted"`)
	b.Say("/status")
	b.Until(`document.querySelector(".line.private")?.innerText.includes("Nothing is paused")`)
	b.Try("Answer the quiz")
	b.Press(kb.Enter)
	quizRound(b)
	wantText(t, b, "#lines", "1 right. Fastest: 김하늘", "1. 김하늘: 1 right, 10 leaves")

	b.Click("#next")
	b.Until(`document.querySelector("#pinned").checkVisibility() && document.querySelector("img.picture")?.naturalWidth === 960`)
	wantText(t, b, "#pinned", "Saturday teatime")
	wantText(t, b, "#now", "Sat", "20:00")
	wantText(t, b, ".line:has(.picture)", "Tonight we open an oolong", "About oolong")
	if got := webtest.Eval[string](b, `["strong", "em", "code", "blockquote", "strong:nth-of-type(2)"].map((e) => document.querySelector(".line:has(.picture) .text " + e)?.textContent).join("|")`); got != "Saturday teatime|oolong|20:15|One pot, many cups.|Tonight" {
		t.Errorf("the post looks like %q", got)
	}

	b.Try("Let somebody in")
	wantText(t, b, "#hindrance", "Tomás Rivera is not in the group.")
	b.Accessible("somebody outside")
	b.Click("#door")
	b.Until(`document.querySelector("#compose").checkVisibility() && document.querySelector("#door").innerText === "Leave the group"`)
	b.Until(`document.querySelector("#lines").innerText.includes("Welcome to Tea House, \u2068Tomás Rivera\u2069.")`)
	all := []string{"Check in", "Break a rule", "Ask why", "Undo it", "Answer the quiz", "See Saturday", "Let somebody in"}
	if diff := cmp.Diff(all, b.Steps()); diff != "" {
		t.Errorf("ticked off: %s", diff)
	}
	if !webtest.Eval[bool](b, `document.querySelector("#round").checkVisibility()`) {
		t.Error("the end of the round is not told")
	}

	b.Open(url+"?lang=en", 375, 812)
	b.Fits("the room on a phone")
	b.Accessible("the room on a phone")
	b.Click(".gone .evidence")
	b.Until(`document.querySelector("#why .verdict.bad")`)
	b.Fits("why on a phone")
	b.Expect("ERR_") // the page retries a server that is gone
	endDemo(t, p)
	b.Until(`document.querySelector("#lost").checkVisibility()`)
}

// quizRound answers the first question correctly, by choice or by typing, and advances the clock,
// which ends the quiz.
func quizRound(b *webtest.Tab) {
	b.Until(`document.querySelector("#lines").innerText.includes("Question 1 of 3")`)
	const letter = `/([A-D])  (Oolong|Takayama)/.exec(document.querySelector(".line:last-child .buttons")?.textContent)?.[1] ?? ""`
	if right := webtest.Eval[string](b, letter); right != "" {
		b.Do(chromedp.Click(`//button[@class="press" and starts-with(., "` + right + `  ")]`))
		b.Until(`[...document.querySelectorAll(".toast")].some((e) => e.textContent === "Noted: ` + right + `")`)
	} else {
		b.Say("camellia")
	}
	b.Click("[data-hours='1']")
	b.Until(`document.querySelector("#lines").innerText.includes("The quiz ended early: Tea")`)
}

// monday advances to the next Monday morning, so that Saturday is ahead.
func monday(b *webtest.Tab) {
	webtest.Eval[any](b, `(() => {
		const now = new Date(document.querySelector("#now").dateTime);
		const to = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + (8 - (now.getUTCDay() || 7)), 9);
		fetch("/demo/advance", { method: "POST", body: JSON.stringify({ hours: Math.round((to - now) / 3600000) }) });
	})()`)
	b.Until(`document.querySelector("#now").textContent.startsWith("Mon")`)
}

func wantText(t *testing.T, b *webtest.Tab, selector string, parts ...string) {
	t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		text := strings.NewReplacer("\u2068", "", "\u2069", "").Replace(b.Text(selector))
		lacks := slices.DeleteFunc(slices.Clone(parts), func(part string) bool { return strings.Contains(text, part) })
		if len(lacks) == 0 {
			return
		}
		if time.Now().After(end) {
			t.Errorf("%s lacks %q:\n%s", selector, lacks, text)
			return
		}
	}
}

// With a store, the points and the date survive a restart of the demo.
func TestDemoGoesOn(t *testing.T) {
	t.Parallel()
	store := filepath.Join(t.TempDir(), "steward.db")
	p, url := startDemo(t, "zh_CN.UTF-8", "--store", store)
	if !strings.Contains(p.output(), "群管家演示：") {
		t.Errorf("in a Chinese locale it says:\n%s", p.output())
	}
	b := webtest.Browser(t)
	b.Open(url+"?lang=zh-Hans", 1280, 800)
	b.Click("#day")
	b.Until(`document.querySelector(".toast")`)
	day := b.Text("#now")
	b.Say("签到")
	b.Until(`document.querySelector("#standings").innerText.includes("5 茶叶")`)
	b.Do(chromedp.Navigate("about:blank"))
	endDemo(t, p)

	p, url = startDemo(t, "zh_CN.UTF-8", "--store", store)
	b.Open(url+"?lang=zh-Hans", 1280, 800)
	wantText(t, b, "#standings", "陈小雨", "5 茶叶", "连续 1 天")
	wantText(t, b, "#blank", "积分都还在")
	date := func(s string) string { return strings.Split(s, " ")[0] }
	if now := b.Text("#now"); date(now) != date(day) {
		t.Errorf("it was %s, and is %s again", day, now)
	}
	b.Click("#day")
	b.Until(`document.querySelector(".toast")`)
	b.Say("签到")
	b.Until(`document.querySelector("#standings").innerText.includes("连续 2 天")`)
	wantText(t, b, "#standings", "15 茶叶", "茶客")
	b.Do(chromedp.Navigate("about:blank"))
	endDemo(t, p)
}

// TestDemoGoesOnWithoutItsJournal continues an earlier demo whose journal is gone: the opening
// messages aren't repeated, and the date doesn't go back.
func TestDemoGoesOnWithoutItsJournal(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "steward.db")
	p, url := startDemo(t, "C.UTF-8", "--store", path)
	b := webtest.Browser(t)
	b.Open(url+"?lang=en", 1280, 800)
	for n := range 3 { // the messages become older than the journal's retention
		webtest.Eval[any](b, `fetch("/demo/advance", {method: "POST", body: '{"hours": 744}'}).then(() => document.body.dataset.moved = `+strconv.Itoa(n)+`) && null`)
		b.Until(`document.body.dataset.moved === "` + strconv.Itoa(n) + `"`)
	}
	const clock = `document.querySelector("#now").dateTime.slice(0, 13)`
	b.Until(clock + ` > new Date(Date.now() + 90 * 24 * 3600e3).toISOString()`)
	was := webtest.Eval[string](b, clock)
	b.Do(chromedp.Navigate("about:blank"))
	endDemo(t, p)

	p, url = startDemo(t, "C.UTF-8", "--store", path)
	b.Open(url, 1280, 800)
	if now := webtest.Eval[string](b, clock); now < was {
		t.Errorf("it was %s, and is %s again", was, now)
	}
	b.Do(chromedp.Navigate("about:blank"))
	endDemo(t, p)
	emptyTable(t, path, "journal")

	p, url = startDemo(t, "C.UTF-8", "--store", path)
	b.Open(url, 1280, 800)
	wantText(t, b, "#blank", "The points are still here")
	wantText(t, b, "#standings", "7 leaves")
	b.Do(chromedp.Navigate("about:blank"))
	endDemo(t, p)
}

// emptyTable deletes all rows of a table in a store file.
func emptyTable(t *testing.T, path, table string) {
	t.Helper()
	db, err := store.Open(path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx store.Tx) error {
		return tx.Scan(table, nil, nil, false, 0, func(k, _ []byte) (bool, error) { return true, tx.Delete(table, k) })
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestDemoSpeaksTheLocale(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ all, messages, lang, want string }{
		{"", "", "", "Steward's demo is at "},
		{"", "", "zh_CN.UTF-8", "群管家演示："},
		{"", "zh_TW", "en_US.UTF-8", "群管家示範："},
		{"", "en_US", "zh_CN.UTF-8", "Steward's demo is at "},
		{"C", "zh_CN", "zh_CN", "Steward's demo is at "},
		{"", "", "de_DE.UTF-8", "Steward's demo is at "},
	} {
		t.Run(fmt.Sprint(c.all, ",", c.messages, ",", c.lang), func(t *testing.T) {
			t.Parallel()
			p, _ := startDemoIn(t, []string{"LC_ALL=" + c.all, "LC_MESSAGES=" + c.messages, "LANG=" + c.lang})
			if got := p.output(); !strings.HasPrefix(got, c.want) {
				t.Errorf("it says %q", got)
			}
			endDemo(t, p)
		})
	}
}

// The demo's configurations differ only in their texts.
func TestDemoFilesAreAlike(t *testing.T) {
	bones := func(name string) (found []string) {
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range regexp.MustCompile(`[a-z_]+:|\d+[smh]?`).FindAllString(string(body), -1) {
			if s != "one:" && s != "other:" { // Chinese has no plural
				found = append(found, s)
			}
		}
		return found
	}
	for _, lang := range []string{"zh-Hans", "zh-Hant"} {
		if diff := cmp.Diff(bones("../demo/en.yaml"), bones("../demo/"+lang+".yaml")); diff != "" {
			t.Errorf("%s: %s", lang, diff)
		}
	}
}

func TestDemoListensWhereAsked(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for addr, want := range map[string]string{
		taken.Addr().String(): "another program listens at " + taken.Addr().String() + " already",
		"127.0.0.1":           "missing port in address",
	} {
		out, err := exec.Command(buildForTests(t), "demo", "--no-open", "--no-past", "--listen", addr).CombinedOutput()
		if err == nil || !strings.Contains(string(out), want) || strings.Contains(string(out), "http://") {
			t.Errorf("--listen %s: %v, %s", addr, err, out)
		}
	}
}

// Each decision is shown under its feature's readable name.
func TestDemoNamesEachFeature(t *testing.T) {
	body, err := os.ReadFile("../../../adapters/web/strings/en.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range wire.Features(wire.NewParts()) {
		if !strings.Contains(string(body), `"feature.`+f.Name()+`"`) {
			t.Errorf("the page has no words for the feature %s", f.Name())
		}
	}
}
