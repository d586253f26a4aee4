package discord

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stewardbot/steward/bot"
	"pgregory.net/rapid"
)

func TestPlain(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"签到成功 +5 茶叶", "签到成功 +5 茶叶"},
		{"*a* _b_ `c` ~~d~~ ||e||", "\\*a\\* \\_b\\_ \\`c\\` \\~\\~d\\~\\~ \\|\\|e\\|\\|"},
		{"<@42> <b> [x](https://evil.example)", `\<@42> \<b> \[x](https://evil.example)`},
		{"see https://example.com/a_b*c and a_b", `see https://example.com/a_b*c and a\_b`},
		{"# one\n- two\n > three\n4. four\n5 five\n-six", "\\# one\n\\- two\n \\> three\n4\\. four\n5 five\n\\-six"},
		{`back\slash`, `back\\slash`},
		{"", ""},
		{"\u3000# a\n\u00a0> b\u2028\ufeff- c\r\u2068+ d", "\u3000\\# a\n\u00a0\\> b\u2028\ufeff\\- c\r\u2068\\+ d"},
		{strings.Repeat("*", maxContent), strings.Repeat(`\*`, maxContent)},
	} {
		if got := unmarked(c.text); got != c.want {
			t.Errorf("%q is written %q, want %q", c.text, got, c.want)
		}
	}
}

// TestPlainKeeps checks that a text split into any number of messages is complete once its
// backslashes are removed, and that no message exceeds the limit. With only one message the same
// holds for the beginning of the text.
func TestPlainKeeps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune("ab \n\u2028\u3000*_`~|[]()<>#-+.1é长\U0001f44d:/@&;"))).Draw(t, "text")
		text = strings.Repeat(text, rapid.IntRange(1, 500).Draw(t, "times"))
		for _, e := range []bot.Effect{bot.Say{Text: text}, bot.Edit{Text: text}} {
			parts, err := bot.Fit(e, bot.Capabilities{TextLength: maxContent, Edit: true, Escaped: marked}, time.Now())
			if err != nil {
				continue // nothing visible
			}
			said := ""
			for _, part := range parts {
				plain := bot.WordsOf(part).Text
				out := written(plain, false)
				if n := utf8.RuneCountInString(out); n > maxContent || strings.ReplaceAll(out, `\`, "") != plain {
					t.Errorf("%q is written as %d characters: %q", plain, n, out)
				}
				said += plain
			}
			if _, edited := e.(bot.Edit); !edited && squeezed(said) != squeezed(text) {
				t.Errorf("of %q is said %q", text, said)
			}
		}
	})
}

// squeezed removes white space, which is lost where a text is split.
func squeezed(text string) string { return strings.Join(strings.Fields(text), "") }

func TestHandles(t *testing.T) {
	for _, s := range []string{"1", "e:token:5", "e:to-ken_x:18446744073709551615"} {
		if h, ok := parseHandle(s); !ok || h.String() != s {
			t.Errorf("%q is read as %+v, %v", s, h, ok)
		}
	}
	for _, s := range []string{"", "e", "e:", "e::", "e::5", "e:token", "e:token:", "e:to/ken:5", "e:a:b:5", "-1", "x", "007", "99999999999999999999999"} {
		if h, ok := parseHandle(s); ok {
			t.Errorf("%q is read as %+v", s, h)
		}
	}
}
