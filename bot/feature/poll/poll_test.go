package poll

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestWritten(t *testing.T) {
	for text, want := range map[string]string{
		`"Which tea?" Green | Black`:         "Which tea?/Green/Black",
		`"Which tea?" | Green | Black | 白茶`:  "Which tea?/Green/Black/白茶",
		"Which tea? Green | Black":           "Which tea?/Green/Black",
		"Which tea? | Green | Black":         "Which tea?/Green/Black",
		"喝什么茶？绿茶｜红茶":                         "喝什么茶？/绿茶/红茶",
		"“喝什么茶” 绿茶 | 红茶":                     "喝什么茶/绿茶/红茶",
		"「喝什麼茶」綠茶｜紅茶":                        "喝什麼茶/綠茶/紅茶",
		"Tea | Green | Black":                "Tea/Green/Black",
		"Tea | Green? | Black":               "Tea/Green?/Black",
		`"Say "hi" | a | b`:                  `Say/hi"/a/b`, // an inner quote ends the question
		`"no end | a | b`:                    `"no end/a/b`,
		`"Which?" Green`:                     "",
		`"Which?" Green |`:                   "",
		`"Which?" Green || Black`:            "",
		`"" Green | Black`:                   "",
		"":                                   "",
		"|":                                  "",
		`"Which year?" 2024 | 2025 | 2026`:   "Which year?/2024/2025/2026",
		`"Which tea?" Green ｜ Black ｜ White`: "Which tea?/Green/Black/White",
	} {
		question, options, ok := written(text)
		got := ""
		if ok {
			got = strings.Join(append([]string{question}, options...), "/")
		}
		if got != want {
			t.Errorf("%q reads as %q, want %q", text, got, want)
		}
	}
}

func FuzzWritten(f *testing.F) {
	for _, text := range []string{`"Which tea?" Green | Black`, "喝什么茶？绿茶｜红茶", `"`, "||", "?|a|b", "\xff|?|「"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		question, options, ok := written(text)
		if ok && (question == "" || len(options) < 2 || slices.Contains(options, "")) {
			t.Errorf("%q reads as %q %q", text, question, options)
		}
	})
}

// TestPicks checks that pressing options chooses and takes back like a set with a maximum.
func TestPicks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := Choose(rapid.IntRange(0, 4).Draw(t, "most"))
		var p picks
		want := map[int]bool{}
		for range rapid.IntRange(1, 20).Draw(t, "presses") {
			option := rapid.IntRange(0, 5).Draw(t, "option")
			next, ok := p.toggle(option, most)
			switch {
			case want[option]:
				delete(want, option)
			case most == 1:
				want = map[int]bool{option: true}
			case most != Many && len(want) == int(most):
				if ok {
					t.Fatalf("%v takes %d of at most %d", p, option, most)
				}
			default:
				want[option] = true
			}
			p = next
			if len(p) != len(want) || !slices.IsSorted(p) || slices.ContainsFunc(p, func(i int) bool { return !want[i] }) {
				t.Fatalf("%v, want %v", p, want)
			}
		}
	})
}

func TestChoose(t *testing.T) {
	for text, want := range map[string]Choose{"1": 1, "25": 25, "many": Many} {
		var c Choose
		if err := c.UnmarshalText([]byte(text)); err != nil || c != want {
			t.Errorf("%s reads as %d, %v", text, c, err)
		}
		if b, err := c.MarshalText(); err != nil || string(b) != text {
			t.Errorf("%d is written as %s, %v", c, b, err)
		}
	}
	for _, text := range []string{"0", "-1", "26", "all", "", "1.5", "99999999999999999999"} {
		if new(Choose).UnmarshalText([]byte(text)) == nil {
			t.Errorf("%q is accepted", text)
		}
	}
}
