package desk_test

import (
	"strings"
	"testing"
)

// TestEvaluation: what came of a quiz that is over, in the list, in detail and as CSV; markup in a community's texts stays text.
func TestEvaluation(t *testing.T) {
	w := open(t, "")
	w.say("test:mod", "quiz", "/quiz general", nil)
	w.say("test:mod", "stop", "/quiz stop", nil)
	w.say("test:mod", "poll", `/poll "Which <tea>?" Green | Black`, nil)
	w.say("test:mod", "cancel", "/poll cancel 1", nil)
	ana := w.signedIn("tea", "test:ana")
	_, body := ana.get("/c/tea/evaluation")
	for _, want := range []string{"Evaluation", `one=quiz-1"`, "Quiz", "Took part", "this happened after taking part", "No answers."} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q: %s", want, body)
		}
	}
	if strings.Contains(body, "poll-1") || strings.Contains(body, "Which") {
		t.Error("a poll that was cancelled is evaluated")
	}
	if status, body := ana.get("/c/tea/evaluation?one=quiz-1"); status != 200 || !strings.Contains(body, `aria-current="true"`) {
		t.Errorf("the quiz: %d", status)
	}
	if status, _ := ana.get("/c/tea/evaluation?one=quiz-7"); status != 404 {
		t.Errorf("a quiz that is not there: %d", status)
	}
	_, csv := ana.get("/c/tea/evaluation?as=csv")
	if lines := strings.Split(strings.TrimSpace(csv), "\n"); len(lines) != 2 || !strings.HasPrefix(lines[1], "1,quiz,") {
		t.Errorf("as CSV: %s", csv)
	}
	if _, figure := ana.get("/c/tea/insights?figure=evaluation&as=csv"); figure != csv {
		t.Errorf("the figure is %s, the page %s", figure, csv)
	}
	if _, body := w.signedIn("zen", "test:own2").get("/c/zen/evaluation"); !strings.Contains(body, "Nothing is over yet") {
		t.Errorf("an empty community: %s", body)
	}
}
