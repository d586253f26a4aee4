package discord

import (
	"strings"
	"testing"

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
		{strings.Repeat("*", maxContent/2), strings.Repeat(`\*`, maxContent/2)},
		{strings.Repeat("*", maxContent), strings.Repeat("*", maxContent)}, // no room to say it plainly
	} {
		if got := unmarked(c.text); got != c.want {
			t.Errorf("%q is written %q, want %q", c.text, got, c.want)
		}
	}
}

// TestPlainKeeps: without its backslashes it reads as before, and it never
// grows beyond what a message takes.
func TestPlainKeeps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune("ab \n*_`~|[]()<>#-+.1é长\U0001f44d:/@&;"))).Draw(t, "text")
		if got := strings.ReplaceAll(unmarked(text), `\`, ""); got != text {
			t.Errorf("%q is written %q", text, unmarked(text))
		}
	})
}

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
