package markup_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot/markup"
)

func TestParseMarkup(t *testing.T) {
	type span = markup.Span
	link := "https://example.com/a_b"
	for _, c := range []struct {
		text string
		want []span
	}{
		{"", nil},
		{"plain 文字", []span{{Text: "plain 文字"}}},
		{"**b** *i* _i_ ~~s~~ `c`", []span{
			{Text: "b", Look: markup.Bold}, {Text: " "}, {Text: "i", Look: markup.Italic}, {Text: " "}, {Text: "i", Look: markup.Italic},
			{Text: " "}, {Text: "s", Look: markup.Strike}, {Text: " "}, {Text: "c", Look: markup.Code},
		}},
		{"***both***", []span{{Text: "both", Look: markup.Bold | markup.Italic}}},
		{"**a *b* c**", []span{{Text: "a ", Look: markup.Bold}, {Text: "b", Look: markup.Bold | markup.Italic}, {Text: " c", Look: markup.Bold}}},
		{"*a **b** c*", []span{{Text: "a ", Look: markup.Italic}, {Text: "b", Look: markup.Bold | markup.Italic}, {Text: " c", Look: markup.Italic}}},
		{"2 * 3 * 4, snake_case_name, a ** b", []span{{Text: "2 * 3 * 4, snake_case_name, a ** b"}}},
		{`\*not\* \_this\_ \\ \a`, []span{{Text: `*not* _this_ \ \a`}}},
		{"**open, *open, ~~open, `open, [open](", []span{{Text: "**open, *open, ~~open, `open, [open]("}}},
		{"[the **rules**](" + link + ").", []span{{Text: "the ", Link: link}, {Text: "rules", Look: markup.Bold, Link: link}, {Text: "."}}},
		{"[x](javascript:alert) [](" + link + ")", []span{{Text: "[x](javascript:alert) [](" + link + ")"}}},
		{link + " and **" + link + "**", []span{{Text: link + " and "}, {Text: link, Look: markup.Bold}}},
		{"`**`, **`**`**", []span{{Text: "**", Look: markup.Code}, {Text: ", "}, {Text: "**", Look: markup.Bold | markup.Code}}},
		{"`` a`b ``", []span{{Text: "a`b", Look: markup.Code}}},
		{"> said\n> so\nyes", []span{{Text: "said\nso", Look: markup.Quote}, {Text: "\nyes"}}},
		{"- one\n- *two*", []span{
			{Text: "• ", Look: markup.Bullet}, {Text: "one\n"}, {Text: "• ", Look: markup.Bullet}, {Text: "two", Look: markup.Italic},
		}},
		{"a\n```go\nx := *p\n\ny\n```\nb", []span{{Text: "a\n"}, {Text: "x := *p\n\ny", Look: markup.Block}, {Text: "\nb"}}},
		{"```one line```", []span{{Text: "one line", Look: markup.Block}}},
		{"```\nopen", []span{{Text: "```\nopen"}}},
	} {
		if diff := cmp.Diff(c.want, markup.Parse(c.text)); diff != "" {
			t.Errorf("%q: %s", c.text, diff)
		}
	}
}

func TestPlainMarkup(t *testing.T) {
	text := "**Read** the [*house* rules](https://example.com), `now`\n> or else"
	if got, want := markup.Plain(text), "Read the house rules (https://example.com), now\nor else"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// seen returns each visible character with its style.
func seen(spans []markup.Span) (out []markup.Span) {
	for _, s := range spans {
		for _, r := range s.Text {
			if !unicode.IsSpace(r) && r != '\u200b' {
				out = append(out, markup.Span{Text: string(r), Look: s.Look, Link: s.Link})
			}
		}
	}
	return out
}

var piece = rapid.SampledFrom([]string{
	"a", "bc", "界", "😀", " ", "\n", "*", "**", "***", "_", "~~", "`", "``", "```", "\n```\n", "[", "](https://x.example/y)", "]", "(", ")",
	"> ", "\n> ", "- ", "\n- ", `\`, "https://x.example/a_b*c", "#", "|", "<@1>", "1. ", "\u00a0",
})

func anyMarkup(t *rapid.T) string {
	return strings.Join(rapid.SliceOfN(piece, 0, 40).Draw(t, "text"), "")
}

// TestFormatMarkup checks that formatted markup parses back to the same spans.
func TestFormatMarkup(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spans := markup.Parse(anyMarkup(t))
		written := markup.Format(spans)
		if diff := cmp.Diff(seen(spans), seen(markup.Parse(written))); diff != "" {
			t.Fatalf("%q is written %q: %s", spans, written, diff)
		}
	})
}

// TestEscapeMarkup: an escaped name is shown verbatim anywhere.
func TestEscapeMarkup(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := strings.ReplaceAll(anyMarkup(t), "\n", "")
		var all strings.Builder
		for _, s := range markup.Parse("**Welcome, " + markup.Escape(name) + ".**") {
			all.WriteString(s.Text)
			if s.Look != markup.Bold || s.Link != "" {
				t.Fatalf("%q breaks out: %+v", name, s)
			}
		}
		if got := all.String(); got != "Welcome, "+name+"." {
			t.Fatalf("%q reads %q", name, got)
		}
	})
}

// TestSplitMarkup: the parts together render like the whole, and each fits.
func TestSplitMarkup(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := anyMarkup(t)
		limit := rapid.IntRange(40, 120).Draw(t, "limit")
		var got []markup.Span
		for _, part := range markup.Split(text, limit) {
			if units(part) > limit {
				t.Fatalf("a part of %d units, at most %d fit: %q", units(part), limit, part)
			}
			got = append(got, seen(markup.Parse(part))...)
		}
		if diff := cmp.Diff(seen(markup.Parse(text)), got); diff != "" {
			t.Fatalf("%q in parts of %d: %s", text, limit, diff)
		}
	})
}

func FuzzParseMarkup(f *testing.F) {
	for _, s := range []string{"**a *b* c**", "```go\nx\n```", "[a](https://b)", "> q\n- l", "`` ` ``", strings.Repeat("*", 50), `\`, "> " + strings.Repeat("\x9f", 100) + "0", strings.Repeat("\v", 120)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		spans := markup.Parse(text)
		for i, s := range spans {
			if s.Text == "" || i > 0 && s.Look == spans[i-1].Look && s.Link == spans[i-1].Link && s.Look&markup.Block == 0 {
				t.Fatalf("%q: span %d of %+v", text, i, spans)
			}
			if s.Link != "" && !strings.HasPrefix(s.Link, "http") {
				t.Fatalf("%q: a link to %q", text, s.Link)
			}
		}
		blank := strings.TrimSpace(markup.Plain(text)) == ""
		for _, part := range markup.Split(text, 100) {
			if part == "" && !blank {
				t.Fatalf("%q has an empty part", text)
			}
		}
	})
}

func units(s string) int { return len(utf16.Encode([]rune(s))) }
