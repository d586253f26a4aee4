package locale_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/locale"
)

// FuzzText checks for any key, language and name that there is a text, and that the name is in it
// verbatim.
func FuzzText(f *testing.F) {
	l := locale.New()
	for _, s := range []string{"Ann", "", "{Level}", "{{.Name}}", "%s%d", "\xff", "<b>", "{", "}", "\u202e", strings.Repeat("{Name}", 100)} {
		f.Add("en", "levels.reached", s, int64(1))
		f.Add(s, s, s, int64(-5))
	}
	f.Fuzz(func(t *testing.T, lang, key, name string, count int64) {
		if got := l.Text(lang, key, bot.Args{"Name": name, "Count": count}); got == "" {
			t.Errorf("%q in %q: no text", key, lang)
		}
		want := strings.Replace(l.Text("en", "levels.reached", bot.Args{"Name": "\x00", "Level": "L"}), "\x00", name, 1)
		if got := l.Text("en", "levels.reached", bot.Args{"Name": name, "Level": "L"}); got != want {
			t.Errorf("called %q: %q, want %q", name, got, want)
		}
		if got := l.Points(lang, count, name); !strings.Contains(got, name) {
			t.Errorf("points called %q: %q", name, got)
		}
		if m := l.Match(lang); !slices.Contains(l.Languages(), m) {
			t.Errorf("%q is taken for %q", lang, m)
		}
	})
}
