package rules

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/rules/link"
)

// The fast path gives the same result as the slow one.
func TestPlainTexts(t *testing.T) {
	for r := rune(0x3041); r <= 0xd7a3; r++ {
		if !eastAsian(r) {
			continue
		}
		if s := string(r); normalize(s) != s || !wide(r) || link.Invisible(r) {
			t.Errorf("%q (%U) is not as simple as that", r, r)
		}
	}
	runes := rapid.OneOf(
		rapid.RuneFrom([]rune("aZ09 -/@ß，。！Ａｚ～签到かガ한ｱёЁЙяА\u0301")),
		rapid.Map(rapid.IntRange(0x3041, 0xd7a3), func(n int) rune { return rune(n) }),
	)
	rapid.Check(t, func(t *rapid.T) {
		s := "x" + rapid.StringOf(runes).Draw(t, "text") + "x"
		if got, want := Normalize(s), normalize(s); got != want {
			t.Fatalf("%q becomes %+q, want %+q", s, got, want)
		}
	})
}

func TestFactsWord(t *testing.T) {
	for text, want := range map[string]string{
		"Check-in!":                      "checkin",
		"【 签 到 】🎉":                       "签到",
		"tea 3-2":                        "tea3-2",
		"  ":                             "",
		strings.Repeat("a", longestWord): strings.Repeat("a", longestWord),
		strings.Repeat("!", longestWord-1) + "hi": "",
	} {
		if got := Facts(text).Word; got != want {
			t.Errorf("%q is the word %q, wanted %q", text, got, want)
		}
	}
}
