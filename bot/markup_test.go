package bot_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
)

func TestParseMarkup(t *testing.T) {
	type span = bot.Span
	link := "https://example.com/a_b"
	for _, c := range []struct {
		text string
		want []span
	}{
		{"", nil},
		{"plain 文字", []span{{Text: "plain 文字"}}},
		{"**b** *i* _i_ ~~s~~ `c`", []span{
			{Text: "b", Look: bot.Bold}, {Text: " "}, {Text: "i", Look: bot.Italic}, {Text: " "}, {Text: "i", Look: bot.Italic},
			{Text: " "}, {Text: "s", Look: bot.Strike}, {Text: " "}, {Text: "c", Look: bot.Code},
		}},
		{"***both***", []span{{Text: "both", Look: bot.Bold | bot.Italic}}},
		{"**a *b* c**", []span{{Text: "a ", Look: bot.Bold}, {Text: "b", Look: bot.Bold | bot.Italic}, {Text: " c", Look: bot.Bold}}},
		{"*a **b** c*", []span{{Text: "a ", Look: bot.Italic}, {Text: "b", Look: bot.Bold | bot.Italic}, {Text: " c", Look: bot.Italic}}},
		{"2 * 3 * 4, snake_case_name, a ** b", []span{{Text: "2 * 3 * 4, snake_case_name, a ** b"}}},
		{`\*not\* \_this\_ \\ \a`, []span{{Text: `*not* _this_ \ \a`}}},
		{"**open, *open, ~~open, `open, [open](", []span{{Text: "**open, *open, ~~open, `open, [open]("}}},
		{"[the **rules**](" + link + ").", []span{{Text: "the ", Link: link}, {Text: "rules", Look: bot.Bold, Link: link}, {Text: "."}}},
		{"[x](javascript:alert) [](" + link + ")", []span{{Text: "[x](javascript:alert) [](" + link + ")"}}},
		{link + " and **" + link + "**", []span{{Text: link + " and "}, {Text: link, Look: bot.Bold}}},
		{"`**`, **`**`**", []span{{Text: "**", Look: bot.Code}, {Text: ", "}, {Text: "**", Look: bot.Bold | bot.Code}}},
		{"`` a`b ``", []span{{Text: "a`b", Look: bot.Code}}},
		{"> said\n> so\nyes", []span{{Text: "said\nso", Look: bot.Quote}, {Text: "\nyes"}}},
		{"- one\n- *two*", []span{
			{Text: "• ", Look: bot.Bullet}, {Text: "one\n"}, {Text: "• ", Look: bot.Bullet}, {Text: "two", Look: bot.Italic},
		}},
		{"a\n```go\nx := *p\n\ny\n```\nb", []span{{Text: "a\n"}, {Text: "x := *p\n\ny", Look: bot.Block}, {Text: "\nb"}}},
		{"```one line```", []span{{Text: "one line", Look: bot.Block}}},
		{"```\nopen", []span{{Text: "```\nopen"}}},
	} {
		if diff := cmp.Diff(c.want, bot.ParseMarkup(c.text)); diff != "" {
			t.Errorf("%q: %s", c.text, diff)
		}
	}
}

func TestPlainMarkup(t *testing.T) {
	text := "**Read** the [*house* rules](https://example.com), `now`\n> or else"
	if got, want := bot.PlainMarkup(text), "Read the house rules (https://example.com), now\nor else"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// seen is each character that can be seen, with its looks.
func seen(spans []bot.Span) (out []bot.Span) {
	for _, s := range spans {
		for _, r := range s.Text {
			if !unicode.IsSpace(r) && r != '\u200b' {
				out = append(out, bot.Span{Text: string(r), Look: s.Look, Link: s.Link})
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

// TestFormatMarkup: what is written reads as what it was written from.
func TestFormatMarkup(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spans := bot.ParseMarkup(anyMarkup(t))
		written := bot.FormatMarkup(spans)
		if diff := cmp.Diff(seen(spans), seen(bot.ParseMarkup(written))); diff != "" {
			t.Fatalf("%q is written %q: %s", spans, written, diff)
		}
	})
}

// TestEscapeMarkup: a name stands for itself wherever it is put.
func TestEscapeMarkup(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := strings.ReplaceAll(anyMarkup(t), "\n", "")
		var all strings.Builder
		for _, s := range bot.ParseMarkup("**Welcome, " + bot.EscapeMarkup(name) + ".**") {
			all.WriteString(s.Text)
			if s.Look != bot.Bold || s.Link != "" {
				t.Fatalf("%q breaks out: %+v", name, s)
			}
		}
		if got := all.String(); got != "Welcome, "+name+"." {
			t.Fatalf("%q reads %q", name, got)
		}
	})
}

// TestSplitMarkup: the parts together look as the whole, and each fits.
func TestSplitMarkup(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := anyMarkup(t)
		limit := rapid.IntRange(40, 120).Draw(t, "limit")
		var got []bot.Span
		for _, part := range bot.SplitMarkup(text, limit) {
			if units(part) > limit {
				t.Fatalf("a part of %d units, at most %d fit: %q", units(part), limit, part)
			}
			got = append(got, seen(bot.ParseMarkup(part))...)
		}
		if diff := cmp.Diff(seen(bot.ParseMarkup(text)), got); diff != "" {
			t.Fatalf("%q in parts of %d: %s", text, limit, diff)
		}
	})
}

func FuzzParseMarkup(f *testing.F) {
	for _, s := range []string{"**a *b* c**", "```go\nx\n```", "[a](https://b)", "> q\n- l", "`` ` ``", strings.Repeat("*", 50), `\`, "> " + strings.Repeat("\x9f", 100) + "0", strings.Repeat("\v", 120)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		spans := bot.ParseMarkup(text)
		for i, s := range spans {
			if s.Text == "" || i > 0 && s.Look == spans[i-1].Look && s.Link == spans[i-1].Link && s.Look&bot.Block == 0 {
				t.Fatalf("%q: span %d of %+v", text, i, spans)
			}
			if s.Link != "" && !strings.HasPrefix(s.Link, "http") {
				t.Fatalf("%q: a link to %q", text, s.Link)
			}
		}
		blank := strings.TrimSpace(bot.PlainMarkup(text)) == ""
		for _, part := range bot.SplitMarkup(text, 100) {
			if part == "" && !blank {
				t.Fatalf("%q has an empty part", text)
			}
		}
	})
}
