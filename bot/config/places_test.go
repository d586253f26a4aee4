package config_test

import (
	"strings"
	"testing"
)

// TestPlaceNames: a name that is used must be defined, and a defined name must be used or have a
// meaning.
func TestPlaceNames(t *testing.T) {
	const post = "  schedule: [{name: a, to: %, text: hi}]\n"
	for _, c := range []struct{ places, to, want string }{
		{"{news: telegram:-1/5}", "news", ""},
		{"{modlog: telegram:-1/5}", "telegram:-1", ""},
		{"{news: telegram:-1/5}", "nwes", `6:28: communities[0].schedule[0].to: there is no place called "nwes" under places; did you mean "news"?`},
		{"{news: telegram:-1/5, games: telegram:-1/6}", "weather", `6:28: communities[0].schedule[0].to: there is no place called "weather" under places; known here: games, news`},
		{"{}", "news", `6:28: communities[0].schedule[0].to: there is no place called "news" under places; name it there, or write here what /id shows in that place`},
		{"{}", "telegram:-22/5", `6:28: communities[0].schedule[0].to: "telegram:-22/5" is not in any of the community's spaces; did you mean "telegram:-1"?`},
		{"{news: telegram:-1/5}", "telegram:-1", `5:12: communities[0].places.news: warning: no key uses the place "news", and its name has no meaning of its own; only /post offers it; known here: modlog`},
		{"{mod-log: telegram:-1/5}", "telegram:-1", `5:12: communities[0].places.mod-log: warning: no key uses the place "mod-log", and its name has no meaning of its own; only /post offers it; did you mean "modlog"?`},
		{"{news: telegram:-1/5, x: telegram:-1/6}\n  languages: {x: en}", "news", ""},
		{"{news: telegram:-1/5}", "[a]", `6:28: communities[0].schedule[0].to: wants a text, got a list`}, // no warning in addition to the fault
	} {
		text := shownHead + "  places: " + c.places + "\n" + strings.Replace(post, "%", c.to, 1)
		var lines []string
		for line := range strings.Lines(explained(t, map[string]string{"steward.yaml": text}, "en")) {
			if !strings.HasPrefix(line, "  ") {
				lines = append(lines, strings.TrimPrefix(strings.TrimSuffix(line, "\n"), "steward.yaml:"))
			}
		}
		if got := strings.Join(lines, "\n"); got != c.want {
			t.Errorf("places: %s, to: %s\ngot  %s\nwant %s", c.places, c.to, got, c.want)
		}
	}
}
