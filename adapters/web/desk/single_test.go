package desk_test

import (
	"strings"
	"testing"
)

// TestSingles: the welcome and the house rules are set in a form, kept apart from those of the file, and exported.
func TestSingles(t *testing.T) {
	w := open(t, "")
	own := w.signedIn("tea", "test:own")
	rules := "Be kind.\nNo \"adverts\": none."
	page := own.send(own.thing("/c/tea/things/house_rules", "text.", strings.ReplaceAll(rules, "\n", "\r\n")))
	if !strings.Contains(page, "is in use") || strings.Contains(page, `id="new"`) {
		t.Errorf("house rules: %s", page)
	}
	own.send(own.thing("/c/tea/things/welcome", "text.text", "Hi {name}", "duration.merge", "0s"))
	if got := w.defined("welcome"); len(got) != 1 || got[0] != "text: \"Hi {name}\"\nmerge: \"0s\"" {
		t.Errorf("welcome: %q", got)
	}
	if page := own.send(own.thing("/c/tea/things/welcome/welcome", "text.text", "Hi {nobody}")); !strings.Contains(page, `id="fault-text"`) || !strings.Contains(page, "Hi {nobody}") {
		t.Errorf("a wrong one: %s", page)
	}
	if _, page := own.get("/c/tea/things/house_rules/house_rules"); !strings.Contains(page, "Be kind.\nNo &#34;adverts&#34;: none.</textarea>") {
		t.Errorf("its page: %s", page)
	}
	// What was made here goes into the file as it is, and is managed by the file from then on.
	_, yaml := own.get("/c/tea/things?as=yaml")
	text := strings.Replace(configuration, "    name: Tea", "    "+strings.ReplaceAll(strings.TrimSpace(yaml), "\n", "\n    ")+"\n    name: Tea", 1)
	w.reload(text)
	_, page = own.get("/c/tea/things/welcome/welcome")
	if !strings.Contains(page, "steward.yaml:") || strings.Contains(page, `value="define"`) || !strings.Contains(page, "Hi {name}") {
		t.Errorf("of the file: %s", page)
	}
	own.send(own.form("/c/tea/things/schedule", "define", "list", "welcome", "entry", "text: other"))
	if got := w.defined("welcome"); len(got) != 1 || strings.Contains(got[0], "other") {
		t.Errorf("replaced although the file holds it: %q", got)
	}
}

// TestGoals: a goal that is set in a form is on the overview, and in the form again.
func TestGoals(t *testing.T) {
	w := open(t, "")
	own := w.signedIn("tea", "test:own")
	own.send(own.form("/c/tea/things/goals", "define", "list", "goals", "entry", "{metric: members, target: 500, by: 2030-12-31, owner: <b>Olga}"))
	own.holds("/c/tea/overview", "Members: ", " of 500 by 2030-12-31", "&lt;b&gt;Olga")
	own.holds("/c/tea/things/goals/members%202030-12-31", `value="500"`, `value="&lt;b&gt;Olga"`)
}

// TestLists: a list of words for rules is set in a form, exported, and in the form again.
func TestLists(t *testing.T) {
	w := open(t, "")
	own := w.signedIn("tea", "test:own")
	if page := own.send(own.thing("/c/tea/things/words", "text.name", "adverts", "lines.words", "")); !strings.Contains(page, `id="fault-words"`) {
		t.Errorf("a list of no words: %s", page)
	}
	own.send(own.thing("/c/tea/things/words", "text.name", "adverts", "lines.words", "<viagra>\r\n刷单"))
	if got := w.defined("words"); len(got) != 1 || !strings.Contains(got[0], "<viagra>") || !strings.Contains(got[0], "刷单") {
		t.Errorf("kept as %q", got)
	}
	own.holds("/c/tea/things/words/adverts", "&lt;viagra&gt;\n刷单</textarea>")
	own.holds("/c/tea/things?as=yaml", "words:", "<viagra>")
}
