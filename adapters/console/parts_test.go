package console_test

import (
	"slices"
	"testing"

	"github.com/stewardbot/steward/bot"
)

// A text typed in markup is sent as people see it; hidden content such as link targets becomes
// parts.
func TestTextsInMarkup(t *testing.T) {
	link := func(text, url string) bot.Part { return bot.Part{Kind: bot.PartLink, Text: text, URL: url} }
	code := func(text string, at int) bot.Part { return bot.Part{Kind: bot.PartCode, Text: text, At: at} }
	for typed, want := range map[string]struct {
		text  string
		parts []bot.Part
	}{
		"plain, 2*3*4 and snake_case_name":          {"plain, 2*3*4 and snake_case_name", nil},
		"[free tea](https://tea.example/x) for all": {"free tea for all", []bot.Part{link("free tea", "https://tea.example/x")}},
		"a [*very* good](http://a.b) one, and `go`": {"a *very* good one, and go", []bot.Part{link("*very* good", "http://a.b"), code("go", 23)}},
		"[a](http://a.b)[c](http://c.d)":            {"ac", []bot.Part{link("a", "http://a.b"), link("c", "http://c.d")}},
		"茶 `x` `":                                   {"茶 x `", []bot.Part{code("x", 4)}},
		"see\n```\nrm -rf\n[a](http://a.b)\n```":    {"see\nrm -rf\n[a](http://a.b)", []bot.Part{code("rm -rf\n[a](http://a.b)", 4)}},
		"`[a](http://a.b)`":                         {"[a](http://a.b)", []bot.Part{code("[a](http://a.b)", 0)}},
		"https://tea.example/a_b_c stays":           {"https://tea.example/a_b_c stays", nil},
		"/warn @zoe [why](https://a.b)":             {"/warn @zoe [why](https://a.b)", nil},
		"[ask](javascript:alert) [ ](http://a.b)":   {"[ask](javascript:alert) [ ](http://a.b)", nil},
		"``` open": {"``` open", nil},
	} {
		r, s := open(t)
		sent := func() {
			t.Helper()
			if m := s.last().Message; m.Text != want.text || !slices.Equal(m.Parts, want.parts) {
				t.Errorf("%q is sent as %q with %v, want %q with %v", typed, m.Text, m.Parts, want.text, want.parts)
			}
		}
		l := say(t, r, ann, typed)
		sent()
		edited := say(t, r, ann, "an earlier text")
		if err := r.Edit(t.Context(), ann, edited.ID, typed); err != nil {
			t.Fatal(err)
		}
		sent()
		for _, id := range []string{l.ID, edited.ID} {
			if shown, _ := line(r, ann, id); shown.Text != want.text {
				t.Errorf("%q is shown as %q", typed, shown.Text)
			}
		}
	}
}
