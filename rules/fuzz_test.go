package rules_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/rules"
)

// FuzzNormalize: the normal form is bounded and tidy, normalizing it again changes nothing, and
// it doesn't depend on case or invisible characters.
func FuzzNormalize(f *testing.F) {
	for _, s := range []string{
		"签到", " Check  IN ", "e\u200d\u0301", "ﬁne", "ＦＵＬＬ", "Straße", "\u0345\u0399", "İ", "\xff\xfe", "\u00a8", "a\u00ad\u200bb",
		strings.Repeat("ﷺ", 2000), strings.Repeat("a ", 4000), "\u1e9e\u0301", "\u03b1\u0345\u0301", "/points@other_bot x", "/points\n@ann",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n := rules.Normalize(text)
		if len(n) > 16<<10 || !utf8.ValidString(n) || strings.TrimSpace(n) != n || strings.Contains(n, "  ") {
			t.Fatalf("%q becomes %q", text, n)
		}
		// golang.org/x/text doesn't fold the cases of Cherokee consistently.
		cherokee := strings.ContainsFunc(n, func(r rune) bool { return unicode.Is(unicode.Cherokee, r) })
		if again := rules.Normalize(n); again != n && !cherokee {
			t.Fatalf("%q becomes %+q, and then %+q", text, n, again)
		}
		if utf8.ValidString(text) && len(text) < 1000 {
			var hidden strings.Builder
			for _, r := range text {
				hidden.WriteString("\u200b")
				hidden.WriteRune(r)
			}
			if got := rules.Normalize(hidden.String()); got != n {
				t.Fatalf("%q becomes %+q, with zero-width spaces %+q", text, n, got)
			}
		}
		facts := rules.Facts(text)
		if facts.Normal != n || facts.Length < 0 || (facts.Hash == 0) != (n == "") {
			t.Fatalf("%q: %+v", text, facts)
		}
		if _, _, ok := bot.ParseCall(text); ok && len(text) < 256 && !facts.Command {
			t.Fatalf("%q is a call and no command", text)
		}
	})
}

// FuzzChecks: no message crashes a check, and every finding can be shown: it is short, or a text
// with its arguments.
func FuzzChecks(f *testing.F) {
	for _, s := range []string{
		"discord.gg/x t.me/+abcdef tg://join?invite=abcdef", "@ann <@1> @everyone", "SHOUTING AT ALL OF YOU", "👨\u200d👩\u200d👧🇨🇳1\ufe0f\u20e3<:a:1>",
		"\xff\ufe0f\u200d\u20e3", "https://a@b.cc/ www.", "http://@ .", "https://..",
	} {
		f.Add(s)
	}
	all := []rules.When{
		{Regex: []string{`(\w+\s?)+x`}}, {Links: &rules.Links{}}, {Invites: &rules.Invites{}}, {Mentions: &rules.Mentions{}},
		{Capitals: &rules.Capitals{Share: 1, MinLength: 1}}, {Emoji: &rules.Emoji{}}, {Words: []string{"a", "签"}},
	}
	var settings rules.Settings
	for _, w := range all {
		settings = append(settings, rules.Config{Name: "r", When: w})
	}
	set := rules.Compile(settings)
	f.Fuzz(func(t *testing.T, text string) {
		for _, m := range set.Match(subject(bot.Message{Text: text})) {
			for _, found := range m.Found {
				if len(found.Text) > 200 || (found.Text == "") == (found.Key == "") {
					t.Fatalf("%q: %+v", text, found)
				}
			}
		}
	})
}

// FuzzAlone: a word stays the same with any characters around it, and processing it again changes
// nothing.
func FuzzAlone(f *testing.F) {
	for _, s := range []string{"签到", "check in", "+1", "#1", "100%", "👍", "@ann", "<:tea:1>", "\xb4<:tva:1>", "- -", "a - b", "\u0301", "1️⃣"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n := rules.Normalize(text)
		word := rules.Alone(n)
		if again := rules.Alone(word); again != word && !strings.Contains(n, "<") { // custom emoji alone are kept as written
			t.Fatalf("%q becomes %q, and then %q", n, word, again)
		}
		if got := rules.Alone(rules.Normalize(" 【" + text + " 】！～😀")); strings.ContainsFunc(word, unicode.IsLetter) && !strings.Contains(n, "<") && len(text) < 1000 && got != word {
			t.Fatalf("%q is %q, with signs around it %q", n, word, got)
		}
	})
}
