package locale

import (
	"strings"
	"testing"

	"github.com/stewardbot/steward/bot"
)

// FuzzPlaces: a text without arguments stays as is, and an argument replaces exactly its own
// placeholders, verbatim.
func FuzzPlaces(f *testing.F) {
	for _, s := range []string{"", "{Name}", "{Name} is {Level}", "{", "}", "{}", "{{Name}}", "{Na{Name}me}", "a{Name", "\xff{Name}"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, src, value string) {
		p := parsePlaces(src)
		if got, err := p.Execute(bot.Args{}); err != nil || got != src {
			t.Fatalf("%q without arguments is %q, %v", src, got, err)
		}
		got, err := p.Execute(bot.Args{"Name": value})
		var want strings.Builder
		for i, piece := range p {
			switch {
			case i%2 == 0:
				want.WriteString(piece)
			case piece == "Name":
				want.WriteString(value)
			default:
				want.WriteString("{" + piece + "}")
			}
		}
		if err != nil || got != want.String() {
			t.Fatalf("%q with %q is %q, want %q; %v", src, value, got, want.String(), err)
		}
	})
}
