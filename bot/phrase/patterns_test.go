package phrase_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/stewardbot/steward/bot/phrase"
)

func TestPhrases(t *testing.T) {
	p := phrase.NewPhrases("zh-Hans")
	for english, want := range map[string]string{
		"is missing; write it here":                                                      "没有写；请写在这里",
		"the { that begins here is never closed with }":                                  "这里开始的 { 没有用 } 结束",
		"the kettle is on":                                                               "the kettle is on",
		"has {rules}, but there are no house_rules":                                      "写了 {rules}，但是没有 house_rules",
		"between { and } entries are separated with a comma":                             "{ 和 } 之间的各项要用英文逗号分开",
		`unknown key "amuont"; did you mean "amount"?`:                                   `不认识的键 "amuont"；是不是 "amount"？`,
		`wants en, zh-Hans or zh-Hant, got the text "x, got y"; known here: en, zh-Hans`: `应为 en、zh-Hans 或 zh-Hant，实际是文字 "x, got y"；这里可用的有：en, zh-Hans`,
		"wants a duration such as 60s, 5m, 12h or 7d, got a list":                        "应为时长，例如 60s、5m、12h 或 7d，实际是列表",
		`wants a list: [one, two], or a line with - for each, got the text "morning"`:    `应为列表：[one, two]，或者每项一行、以 - 开头，实际是文字 "morning"`,
		"says nothing of the sort":                                                       "says nothing of the sort",
		`"is missing; write it here"`:                                                    `"is missing; write it here"`,
		"":                                                                               "",
		"steward.yaml: there is no community \"coffee\"":                                 `steward.yaml：没有 "coffee" 这个社区`,
		"  Run the bot.\n\nFlags:\n  -h, --help":                                         "  运行机器人。\n\n选项：\n  -h, --help",
		"nosuch.yaml does not exist; check its name and where it lies":                   "nosuch.yaml 不存在；请检查文件名和位置",
		"bank.yaml:4:5: wants 2 to 6 choices, got 7":                                     "bank.yaml:4:5: 应有 2 到 6 个选项，实际是 7 个",
		"nosuch.yaml and what it includes":                                               "nosuch.yaml and what it includes",
		`unknown key "id"; it belongs under platforms`:                                   `不认识的键 "id"；它应该写在 platforms 下面`,
		"5m is no time from 1m to 9m, such as 2m or 3m":                                  "5m 不是 1m 到 9m 的时长，例如 2m 或 3m",
		"is {a}; at least 1":                                                             "是 {a}；至少是 1",
		"the file \"{b}\" does not exist; check its name and where it lies":              "文件 \"{b}\" 不存在；请检查文件名和位置",
	} {
		if got := p.Say(english); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", english, got, want)
		}
	}
	if got := phrase.NewPhrases(phrase.English).Say("is missing; write it here"); got != "is missing; write it here" {
		t.Errorf("in English it is %s", got)
	}
}

func inHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// FuzzPhrases: whatever is said, nothing panics or takes long, and what a
// sentence quotes is not lost.
func FuzzPhrases(f *testing.F) {
	p := phrase.NewPhrases("zh-Hant")
	for _, s := range []string{"wants {a}, got {b}", "x", "", "{", "; ; ; ", ": : : . . ", "\xff", strings.Repeat("a: ", 500), strings.Repeat("wants a, got ", 300)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p.Say(s)
		if got := p.Say("unknown key \"" + strings.Map(plain, s) + "\""); !strings.Contains(got, strings.Map(plain, s)) || !inHan(got) {
			t.Errorf("%q: %q", s, got)
		}
	})
}

func plain(r rune) rune {
	if r < 'a' || r > 'z' {
		return -1
	}
	return r
}
