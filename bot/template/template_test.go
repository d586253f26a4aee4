package template_test

import (
	"strings"
	"testing"

	"github.com/stewardbot/steward/bot/template"
)

// show expands a placeholder visibly.
func show(name, arg string) (string, error) { return "<" + name + "|" + arg + ">", nil }

func TestRender(t *testing.T) {
	for text, want := range map[string]string{
		"":                            "",
		"早上好，{weekday}。":              "早上好，<weekday|>。",
		"{Date}{ time }":              "<date|><time|>",
		"{days_until  2026-12-31} to": "<days_until|2026-12-31> to",
		"{days_until 12-31}":          "<days_until|12-31>",
		"{{date}} is {date}":          "{date} is <date|>",
		"{{{date}}}":                  "{{date}}",
		"{{date} and {date}}":         "{<date|> and <date|>}",
		"{} { } {1} {a\nb} f() { }":   "{} { } {1} {a\nb} f() { }",
		`{"key": "date"}`:             `{"key": "date"}`,
		"{date":                       "{date",
	} {
		parsed, err := template.Parse(text, template.Common())
		if err != nil {
			t.Errorf("%q: %v", text, err)
		}
		if got, err := parsed.Render(show); err != nil || got != want {
			t.Errorf("%q is %q (%v), want %q", text, got, err, want)
		}
	}
}

func TestFaults(t *testing.T) {
	for text, want := range map[string]string{
		"It is {dat}.":            "did you mean {date}?",
		"{WEEK_DAY}":              "did you mean {weekday}?",
		"{xyzzy}":                 "there are {date}, {time}",
		"{date tomorrow}":         "nothing may follow the name",
		"{days_until}":            "wants a date",
		"{days_until 2026-02-30}": "wants a date",
		"{days_until soon now}":   "wants a date",
		"{days_since 12-31}":      "wants a date",
		"今天是｛date｝":               "in full-width braces; write {date}",
	} {
		parsed, err := template.Parse(text, template.Common())
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
		if got, _ := parsed.Render(show); got != text {
			t.Errorf("%q, which is at fault, is shown as %q", text, got)
		}
	}
	if _, err := template.Parse("{days_until 02-29}", template.Common()); err != nil {
		t.Errorf("29 February is a day: %v", err)
	}
}

// FuzzParse: any text renders verbatim except for its placeholders, and a text with only doubled
// braces has none.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"{date} {{date}} {{{date}}}", "{days_until 12-31", "{days_until \xff}", "｛date｝", "{date\u202e}", "{ time\t}", "{{date}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		parsed, err := template.Parse(text, template.Common())
		gone, _ := parsed.Render(func(string, string) (string, error) { return "", nil })
		if len(gone) > len(text) {
			t.Errorf("%q without its places is %q", text, gone)
		}
		again, _ := template.Parse(text, template.Common())
		a, _ := parsed.Render(show)
		if b, _ := again.Render(show); a != b {
			t.Errorf("%q is %q and %q", text, a, b)
		}
		if !strings.ContainsAny(text, "{｛") && (err != nil || a != text) {
			t.Errorf("%q has no place and is %q (%v)", text, a, err)
		}
	})
}
