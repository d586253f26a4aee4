package desk_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stewardbot/steward/adapters/web/webtest"
	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/insight"
)

// struck is a world in which a rule had hits of four members, of which one was upheld and one overturned, and another
// rule is in shadow mode.
func struck(t *testing.T) (w *world, own *browser) {
	w = open(t, "")
	own = w.signedIn("tea", "test:own")
	for i := range 4 {
		w.say(bot.UserID(fmt.Sprintf("test:bad%d", i)), fmt.Sprint("s", i), fmt.Sprint("adverts <img src=x onerror=alert(1)> ", i), nil)
	}
	w.say("test:bad0", "a0", "/appeal no", nil)
	w.say("test:bad1", "a1", "/appeal no", nil)
	own.pressed(own.pressForm("/c/tea/queue?item=appeal-1", "moderation:appeal:1:uphold"))
	own.pressed(own.pressForm("/c/tea/queue?item=appeal-2", "moderation:appeal:2:lift"))
	w.say("test:ann", "gold", "gold <svg onload=alert(1)>", nil)
	return w, own
}

// TestRules: hits, how they fared, and their evidence; those in shadow mode, too.
func TestRules(t *testing.T) {
	w, own := struck(t)
	_, body := own.get("/c/tea/rules")
	for _, want := range []string{"1 of 2 right: 9–91 %", "&lt;img src=x", "&lt;script&gt;bad3", "so far"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q: %s", want, body)
		}
	}
	if strings.Contains(body, "<img src=x") || strings.Contains(body, " style=") {
		t.Error("markup that nobody wants")
	}
	if _, body := own.get("/c/tea/rules?rule=trial"); !strings.Contains(body, "gold &lt;svg") || !strings.Contains(body, "nobody looked again") {
		t.Errorf("shadow hits: %s", body)
	}
	hits, undone := 0, 0
	for _, c := range w.cases() {
		if c.Rule == "adverts" {
			if hits++; c.State == "undone" {
				undone++
			}
		}
	}
	_, csv := own.get("/c/tea/rules?as=csv")
	if want := fmt.Sprintf(",%d,%d,1,%d,9,91", hits, undone, hits-undone-1); hits != 4 || !strings.Contains(csv, want) {
		t.Errorf("no %q: %s", want, csv)
	}
	if status, _ := own.get("/c/tea/rules?rule=nothing"); status != 404 {
		t.Errorf("a rule that is not there: %d", status)
	}
	if _, body := w.signedIn("zen", "test:own2").get("/c/zen/rules"); !strings.Contains(body, "There are no rules") {
		t.Errorf("an empty community: %s", body)
	}
}

// TestPrecision compares Wilson's interval with published values.
func TestPrecision(t *testing.T) {
	for _, x := range []struct{ upheld, of, low, high int }{{9, 10, 60, 98}, {45, 50, 79, 96}, {0, 20, 0, 16}, {20, 20, 84, 100}} {
		low, high, ok := insight.Verdicts{Cases: x.of + 5, Upheld: x.upheld, Overturned: x.of - x.upheld}.Precision()
		if int(low*100+0.5) != x.low || int(high*100+0.5) != x.high || !ok {
			t.Errorf("%d of %d: %v to %v, want %d to %d", x.upheld, x.of, low, high, x.low, x.high)
		}
	}
	if _, _, ok := (insight.Verdicts{Cases: 7}).Precision(); ok {
		t.Error("what nobody looked at has no precision")
	}
}

// TestRulesInABrowser: it looks right.
func TestRulesInABrowser(t *testing.T) {
	w, _ := struck(t)
	b := webtest.Browser(t)
	w.enter(b, "test:own")
	w.looksRight(b, "rules", "/c/tea/rules?")
}
