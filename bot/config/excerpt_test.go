package config_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/width"

	"github.com/stewardbot/steward/bot/config"
)

// explained returns the output of check for the given files, without the directory.
func explained(t *testing.T, files map[string]string, lang string) string {
	t.Helper()
	name := write(t, files)
	_, faults := config.Load(name, sections(), config.Options{Env: environment(map[string]string{"SET": "hunter2-secret"})})
	var out []string
	for _, f := range faults {
		out = append(out, f.Explain(lang))
	}
	return strings.ReplaceAll(strings.Join(out, "\n"), strings.TrimSuffix(name, "steward.yaml"), "")
}

const shownHead = "platforms: {telegram: {token: x}}\ncommunities:\n- id: tea\n  spaces: telegram:-1\n"

// TestExplain checks the format: a machine-readable first line, then the location in words and
// the source line with a marker.
func TestExplain(t *testing.T) {
	for name, c := range map[string]struct{ lang, text, want string }{
		"an entry": {"en", "  schedule:\n  - {name: a, to: telegram:-1, text: hi}\n  - {name: dawn, to: telegram:-1, text: hi, tags: {x: [1, one]}}\n", `
steward.yaml:7:59: communities[0].schedule[1].tags.x[1]: wants a whole number, got the text "one"
  where: the second entry under x, in tags, in the second post under schedule (dawn)
    7 |   - {name: dawn, to: telegram:-1, text: hi, tags: {x: [1, one]}}
      |                                                           ^^^`},
		"in Chinese": {"zh-Hans", "  schedule:\n  - {name: 早安, to: telegram:-1, text: [早]}\n", `
steward.yaml:6:39: communities[0].schedule[0].text: 应为文字，实际是列表
  位置：schedule 下的第一条帖子（早安）里的 text
    6 |   - {name: 早安, to: telegram:-1, text: [早]}
      |                                         ^`},
		"behind wide characters": {"en", "  check_in: {words: [签到打卡], amount: 五百}\n", `
steward.yaml:5:37: communities[0].check_in.amount: wants a whole number, got the text "五百"
  where: amount, in check_in
    5 |   check_in: {words: [签到打卡], amount: 五百}
      |                                         ^^^^`},
		"behind a tab": {"en", "  check_in: {words: ['a\tb'], amount: five}\n", `
steward.yaml:5:38: communities[0].check_in.amount: wants a whole number, got the text "five"
  where: amount, in check_in
    5 |   check_in: {words: ['a    b'], amount: five}
      |                                         ^^^^`},
		"marks and emoji": {"en", "  check_in: {words: [cafe\u0301, 👍🏽, 1️⃣, 👩‍🚀], amount: 'five'}\n", `
steward.yaml:5:52: communities[0].check_in.amount: wants a whole number, got the text "five"
  where: amount, in check_in
    5 |   check_in: {words: [cafe` + "\u0301" + `, 👍🏽, 1️⃣, 👩‍🚀], amount: 'five'}
      |                                                 ^^^^^^`},
		"unseen": {"en", "  check_in: {words: ['a\u200bb'], amount: five}\n", `
steward.yaml:5:38: communities[0].check_in.amount: wants a whole number, got the text "five"
  where: amount, in check_in
    5 |   check_in: {words: ['a<U+200B>b'], amount: five}
      |                                             ^^^^`},
		"an entry far down": {"en", "  spaces2: 1\n  schedule: [" + strings.Repeat("{name: a, to: telegram:-1, text: hi},", 21) + "{name: a}]\n", `
steward.yaml:5:3: communities[0].spaces2: unknown key "spaces2"; did you mean "spaces"?
    5 |   spaces2: 1
      |   ^^^^^^^
steward.yaml:6:791: communities[0].schedule[21].to: is missing; write it here
  where: to, in the 22nd post under schedule (a)
    6 | ...a, to: telegram:-1, text: hi},{name: a}]
      |                                  ^
steward.yaml:6:791: communities[0].schedule[21].text: warning: says nothing
  where: text, in the 22nd post under schedule (a)
    6 | ...a, to: telegram:-1, text: hi},{name: a}]
      |                                  ^`},
		"a second community": {"en", "- {id: cafe, spaces: telegram:-2, check_in: {amount: x}}\n", `
steward.yaml:5:54: communities[1].check_in.amount: wants a whole number, got the text "x"
  where: amount, in check_in, in the second community (cafe)
    5 | - {id: cafe, spaces: telegram:-2, check_in: {amount: x}}
      |                                                      ^`},
	} {
		if got := "\n" + explained(t, map[string]string{"steward.yaml": shownHead + c.text}, c.lang); got != c.want {
			t.Errorf("%s\ngot %s\nwant %s", name, got, c.want)
		}
	}
}

// TestExplainIsOneLineOfPlainText checks that keys and names can't inject terminal escapes, bidi
// controls or line breaks.
func TestExplainIsOneLineOfPlainText(t *testing.T) {
	for _, text := range []string{
		`"\e[2J\a": {"\u202e": 1}` + "\n",
		"bo\x1bgus: 1\n",
		"plat\u009bforms: 1\nx\u0085y: 2\n",
		`"x\nsteward.yaml:1:1: store: forged": 1` + "\n",
		shownHead + `  schedule: [{name: "\e[2J", to: "\e[3m", text: [hi], "\u2028": 1}]` + "\n",
		shownHead + `  places: {"\e]0;x\a": nowhere, "\u2066": nowhere}` + "\n",
		"include: [\"\\e[1m.yaml\", \"\\r.yaml\"]\n" + shownHead,
	} {
		name := write(t, map[string]string{"steward.yaml": text, "\x1b[1m.yaml": "x: 1\n"})
		_, faults := config.Load(name, sections(), config.Options{Env: environment(nil)})
		if len(faults) == 0 {
			t.Errorf("%q: no fault", text)
		}
		for _, f := range faults {
			if out := f.Explain("en"); strings.ContainsFunc(strings.ReplaceAll(out, "\n", ""), func(r rune) bool { return !unicode.IsPrint(r) }) || strings.Contains(f.In("en"), "\n") {
				t.Errorf("%q: %q", text, out)
			}
		}
	}
}

// TestExplainLongLines checks that a shortened line still shows the marked position, wherever it
// is.
func TestExplainLongLines(t *testing.T) {
	for n := 1; n < 400; n += 7 {
		before := strings.Repeat("茶", n)
		out := strings.Split(explained(t, map[string]string{"steward.yaml": shownHead + "  check_in: {words: [" + before + "], amount: five, x: [" + strings.Repeat("y", 400-n) + "]}\n"}, "en"), "\n")
		if len(out) < 4 {
			t.Fatalf("%d: %q", n, out)
		}
		line, mark := out[2], out[3]
		if columns(line) > 90 {
			t.Errorf("%d: %d columns: %s", n, columns(line), line)
		}
		at := strings.Index(mark, "^^^^")
		if seen := strings.Index(line, "five"); seen < 0 || columns(line[:seen]) != at {
			t.Errorf("%d: the mark is elsewhere:\n%s\n%s", n, line, mark)
		}
	}
}

func columns(s string) (n int) {
	for _, r := range s {
		n++
		if k := width.LookupRune(r).Kind(); k == width.EastAsianWide || k == width.EastAsianFullwidth {
			n++
		}
	}
	return n
}

// TestExcerptHides checks that no excerpt shows a possible secret, even if the file can't be
// parsed.
func TestExcerptHides(t *testing.T) {
	for name, text := range map[string]string{
		"misspelt":          "platfroms:\n  telegram: {token: hunter2}\n  x:\n   - hunter2\ncommunities: [{id: tea, spaces: telegram:-1, spacse: 1}]\n",
		"in Chinese":        "平台：\n  telegram：\n    token： hunter2\ncommunities: []\n",
		"at the top":        "telegram: {token: hunter2}\ntoken: hunter2\nsome_thing:\n  a: hunter2\n",
		"keys":              "platforms:\n  telegram: {token: x, ab-hunter2: 1}\n  ab-hunter2: {}\n  hunter2\ncommunities: []\n",
		"a list":            "platforms:\n  telegram:\n    token: [hunter2, 'hunter2,x', \"hunter2#x\"]\n    hunter2: \"a hunter2 ${hunter2}\"\ncommunities: []\n",
		"on one line":       "{platforms: {telegram: {token: hunter2, tokn: hunter2}}, communities: [{id: tea, spacse: 1}]}\n",
		"an open quote":     "platforms:\n  telegram: {token: \"hunter2\ncommunities:\n- id: tea\n",
		"a tab":             "platforms:\n\ttelegram: {token: hunter2}\n",
		"a block":           "platforms:\n  telegram:\n    token: >\n\thunter2\ncommunities: [\n",
		"behind a mark":     "x: &p {token: hunter2}\nplatforms: {telegram: *p, discrod: *p}\ncommunities: [{id: tea, spacse: 1}]\n",
		"repeated":          "platforms: {telegram: {token: hunter2-hunter2}}\ncommunities: [{id: hunter2-hunter2, spacse: 1}]\n",
		"a variable":        "platforms: {telegram: {token: \"${SET}\"}}\ncommunities: [{id: tea, name: hunter2-secret, spacse: 1}]\n",
		"an address":        "platforms: {telegram: {token: x}}\ncommunities: [{id: tea, spacse: \"postgres://u:hunter2@db/x\"}]\n",
		"a token's shape":   "communities: [{id: tea, spacse: 123456789:AAhunter2hunter2hunter2hunter2hunter2xx}]\n",
		"a comment":         "platforms: # hunter2\n  telegrm: {} # token: hunter2\ncommunities: []\n",
		"a second document": "platforms: {telegram: {token: hunter2}}\n---\ntoken: hunter2\n",
		"nothing else":      "hunter2\n",
		"nothing but texts": "- hunter2\n- 'hunter2'\n",
		"an included text":  "include: [words.txt]\ncommunities: [{id: tea, spaces: telegram:-1}]\n",
		"not a variable":    "communities: [{id: tea, spaces: telegram:-1, spacse: '${SET}${hunter2} ${ab hunter2'}]\n",
	} {
		for _, lang := range []string{"en", "zh-Hans"} {
			files := map[string]string{"steward.yaml": text, ".env": "TOKEN hunter2\nOTHER=\"hunter2\n", "words.txt": "hunter2\nmore hunter2\n"}
			got := explained(t, files, lang)
			for line := range strings.Lines(got) {
				if strings.HasPrefix(line, "  ") && strings.Contains(line, "hunter2") {
					t.Errorf("%s: shown:\n%s", name, got)
				}
			}
			if got == "" {
				t.Errorf("%s: no fault", name)
			}
		}
	}
}

// FuzzExplain checks for any file that each fault starts on its own line, details are indented,
// and the marker is below the source line.
func FuzzExplain(f *testing.F) {
	f.Add(shownHead + "  check_in: {words: [签到\u200b\t], amount: 五}\n")
	f.Add("platforms: {telegram: {token: \"${SET}\"}}\nhunter2-secret: 1\n")
	f.Add("\xff\n- [")
	f.Fuzz(func(t *testing.T, text string) {
		name := write(t, map[string]string{"steward.yaml": text})
		_, faults := config.Load(name, sections(), config.Options{Env: environment(map[string]string{"SET": "hunter2-secret"})})
		for _, fault := range faults {
			first, rest, more := strings.Cut(fault.Explain("zh-Hant"), "\n")
			if want := fmt.Sprintf("%s:%d:%d: %s: ", fault.File, fault.Line, fault.Col, fault.Path); !strings.HasPrefix(first, want) {
				t.Errorf("begins %q, want %q", first, want)
			}
			for line := range strings.Lines(rest) {
				if more && !strings.HasPrefix(line, "  ") {
					t.Errorf("not indented: %q", line)
				}
			}
			if strings.Contains(rest, "hunter2-secret") {
				t.Errorf("shows a variable: %s", rest)
			}
			if x := fault.Excerpt; x.Text != "" && (x.MarkSize < 1 || x.Mark > columns(x.Text)+1) {
				t.Errorf("%+v", x)
			}
		}
	})
}
