package member_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/member"
)

func TestCleanName(t *testing.T) {
	cases := map[string]struct{ name, want string }{
		"as it is":               {"Ann Lee", "Ann Lee"},
		"Chinese":                {"小茶 ☕", "小茶 ☕"},
		"Arabic":                 {"محمد علي", "محمد علي"},
		"Hebrew with vowels":     {"שָׁלוֹם", "שָׁלוֹם"},
		"Burmese":                {"မြို့", "မြို့"},
		"Thai":                   {"ที่นี่", "ที่นี่"},
		"newer emoji":            {"\U0001FAEA", "\U0001FAEA"},
		"spaces":                 {" \t Ann\u00a0 \u3000Lee\n", "Ann Lee"},
		"controls":               {"A\x00n\x1b[31mn\x7f", "An[31mn"},
		"direction":              {"Ann\u202e\u2066evil\u200f\u061c", "Annevil"},
		"zero width":             {"A\u200bn\u200d\u2060n\ufeff\u00ad", "Ann"},
		"marks":                  {"Z" + strings.Repeat("\u0335", 40) + "o\u0301", "Z\u0335\u0335\u0335o\u0301"},
		"marks on nothing":       {"\u0301\u0301Ann \u0301", "Ann"},
		"not UTF-8":              {"A\xffnn", "Ann"},
		"tag characters":         {"Ann\U000E0041\U000E007F", "Ann"},
		"private use":            {"Ann\uE000", "Ann"},
		"nothing, so the handle": {"\u200b\u3164\u2800\u034f", "ann_lee"},
		"too long":               {strings.Repeat("茶", 200), strings.Repeat("茶", 64)},
		"too long with a space":  {strings.Repeat("a", 63) + " bc", strings.Repeat("a", 63)},
	}
	for name, c := range cases {
		if got := member.CleanName(c.name, "@ann_lee", "telegram:42"); got != c.want {
			t.Errorf("%s: %+q, want %+q", name, got, c.want)
		}
	}
	if got := member.CleanName("\u200b", "\u202e", "telegram:42"); got != "#42" {
		t.Errorf("without a handle: %q", got)
	}
	if got := bot.Isolate("محمد"); got != "\u2068محمد\u2069" {
		t.Errorf("isolated: %+q", got)
	}
}

// Any name is shown short, visible and on one line, and cleaning it again changes nothing.
func TestCleanNameIsFitToBeShown(t *testing.T) {
	nasty := rapid.SampledFrom([]rune("a茶ا \t\n\u0301\u0488\u200b\u200d\u202e\u2066\ufe0f\u3164\u2800\x00\ue000\U0001F600\U000E0041"))
	rapid.Check(t, func(t *rapid.T) {
		in := string(rapid.SliceOfN(rapid.OneOf(nasty, rapid.Rune()), 0, 100).Draw(t, "name"))
		got := member.CleanName(in, "", "telegram:42")
		if got == "" || !utf8.ValidString(got) || utf8.RuneCountInString(got) > 64 || strings.TrimSpace(got) != got {
			t.Fatalf("%+q becomes %+q", in, got)
		}
		for _, r := range got {
			if unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r) {
				t.Fatalf("%+q keeps %U", in, r)
			}
		}
		if again := member.CleanName(got, "", "telegram:42"); again != got {
			t.Fatalf("%+q, cleaned again, is %+q", got, again)
		}
	})
}
