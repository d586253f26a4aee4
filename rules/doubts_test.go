package rules

import (
	"slices"
	"testing"
)

// TestDoubt checks that suspicious rules, and only those, cause a warning.
func TestDoubt(t *testing.T) {
	for _, c := range []struct {
		rule Config
		want []string
	}{
		{Config{When: When{Regex: []string{"."}}, Then: []string{"ban"}}, []string{"[0].when.regex[0]"}},
		{Config{When: When{Regex: []string{"casino", `\S+`}}, Then: []string{"delete"}}, []string{"[0].when.regex[1]"}},
		{Config{When: When{Regex: []string{"[a-z]"}}, Then: []string{"delete", "mute 1h"}}, []string{"[0].when.regex[0]"}},
		{Config{When: When{Regex: []string{`\p{Han}`}}, Then: []string{"kick"}}, []string{"[0].when.regex[0]"}},
		{Config{When: When{Regex: []string{`\p{Han}`}}, Then: []string{"delete"}}, nil}, // an English-only room
		{Config{When: When{Regex: []string{"."}, Newcomer: 1}, Then: []string{"delete"}}, nil},
		{Config{When: When{Regex: []string{"."}}, Then: []string{"ban"}, Mode: Off}, nil},
		{Config{When: When{Regex: []string{`\bearn \d+`, "^casino", "微信"}}, Then: []string{"ban"}}, nil},
		{Config{When: When{Words: []string{"x"}}, In: []string{"name"}, Then: []string{"delete"}}, []string{"[0].then"}},
		{Config{When: When{Words: []string{"x"}}, In: []string{"name"}, Then: []string{"delete", "kick"}}, nil},
		{Config{When: When{Words: []string{"x"}}, In: []string{"name", "text"}, Then: []string{"delete"}}, nil},
		{Config{When: When{Words: []string{"x"}}, Then: []string{"delete"}}, nil},
	} {
		var got []string
		s := Settings{c.rule}
		s.Doubt(func(path, _ string, _ ...any) { got = append(got, path) })
		if !slices.Equal(got, c.want) {
			t.Errorf("%+v: warned at %q, want %q", c.rule, got, c.want)
		}
	}
}

// TestNamesInAnyCase: two rules whose names differ only in case are a fault, and a rule replaces
// a preset regardless of case, since commands ignore case, too.
func TestNamesInAnyCase(t *testing.T) {
	words := When{Words: []string{"x"}}
	s := Settings{{Name: "a", When: words, Then: []string{"delete"}}, {Name: "Ａ", When: words, Then: []string{"delete"}}, {Name: "FLOOD", Mode: Off}}
	var got []string
	s.Validate(Presets{PublicGroup}, func(path, _ string, _ ...any) { got = append(got, path) })
	if !slices.Equal(got, []string{"[1].name"}) {
		t.Errorf("faults at %q", got)
	}
	flood := 0
	for _, c := range s.With(Presets{PublicGroup}) {
		if Normalize(c.Name) == "flood" {
			flood++
			if c.Mode != Off || c.From != PublicGroup || c.When.Flood == nil {
				t.Errorf("%+v", c)
			}
		}
	}
	if flood != 1 {
		t.Errorf("%d rules named flood", flood)
	}
}
