package rules

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot/phrase"
)

// TestExpressionsAreFoundAsEver: the precomputed literal doesn't change an expression's matches.
func TestExpressionsAreFoundAsEver(t *testing.T) {
	atom := rapid.SampledFrom([]string{"a", "B", "ab", "k", "ſ", "K", "é", "茶", ".", "[^a]", "(a|b)", "(ab)+", "b?", "a*", `\b`, "(?:bab){1,2}", "ii", "^", "x"})
	letter := rapid.SampledFrom([]rune("abké茶x isſ"))
	rapid.Check(t, func(t *rapid.T) {
		pattern := strings.Join(rapid.SliceOfN(atom, 1, 6).Draw(t, "atoms"), "")
		text := strings.ToLower(rapid.StringOf(letter).Draw(t, "text"))
		e, err := newExpression(pattern)
		if err != nil {
			t.Fatal(err)
		}
		left := mostSteps
		if got, want := e.find(text, &left), e.FindStringIndex(text); !slices.Equal(got, want) {
			t.Errorf("%q with the literal %q is found in %q at %v, want %v", pattern, e.literal, text, got, want)
		}
	})
}

// TestExpressionsTakeBoundedSteps: the number of steps is bounded for any number of heavy
// expressions and any text.
func TestExpressionsTakeBoundedSteps(t *testing.T) {
	var list regex
	for i := range 400 {
		e, err := newExpression(fmt.Sprintf("[^x]{0,%d}[yz]", 300+i))
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, e)
	}
	text, left := strings.Repeat("今天天气不错", 700), mostSteps
	for _, e := range list {
		e.find(text, &left)
	}
	if left < 0 || left > mostSteps/10 {
		t.Errorf("%d steps of %d are left", left, mostSteps)
	}
	left = mostSteps
	if at := list[0].find("and y", &left); at == nil {
		t.Error("a short text is not looked at")
	}
}

// TestWeigh warns once, at the heaviest expression, and ignores those that texts without their
// literal skip.
func TestWeigh(t *testing.T) {
	var warned []string
	warn := func(path, code string, args ...any) {
		warned = append(warned, path+": "+phrase.New(code, args...).Error())
	}
	light := Settings{{When: When{Regex: []string{"free.*casino", `\d{3}-\d{4}`}}}, {When: When{Regex: slices.Repeat([]string{"casino.{1,300}x"}, 400)}}}
	if light.Weigh(warn); warned != nil {
		t.Errorf("warned of %q", warned)
	}
	heavy := append(light, Config{When: When{Regex: slices.Repeat([]string{"[^x]{0,300}[yz]", "[^x]{0,400}[yz]"}, 200)}})
	if heavy.Weigh(warn); len(warned) != 1 || !strings.HasPrefix(warned[0], "[2].when.regex[1]: ") || !strings.Contains(warned[0], "first 11 bytes") {
		t.Errorf("warned of %q", warned)
	}
}
