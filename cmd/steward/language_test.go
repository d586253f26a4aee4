package main

import (
	"strings"
	"testing"
	"unicode"

	"github.com/alecthomas/kong"

	"github.com/stewardbot/steward/bot/locale"
	"github.com/stewardbot/steward/bot/phrase"
)

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// TestHelpIsInEveryLanguage looks at the help of every command, flag and
// argument.
func TestHelpIsInEveryLanguage(t *testing.T) {
	for _, lang := range phrase.Languages()[1:] {
		parser, err := kong.New(newCLI(), kong.Name("steward"))
		if err != nil {
			t.Fatal(err)
		}
		sayHelp(parser.Model.Node, lang)
		var look func(n *kong.Node)
		look = func(n *kong.Node) {
			if n.Help != "" && !hasHan(n.Help) {
				t.Errorf("%s: %s: %s", lang, n.FullPath(), n.Help)
			}
			for _, f := range n.Flags {
				if !hasHan(f.Help) {
					t.Errorf("%s: %s --%s: %s", lang, n.FullPath(), f.Name, f.Help)
				}
			}
			for _, p := range n.Positional {
				if !hasHan(p.Help) {
					t.Errorf("%s: %s %s: %s", lang, n.FullPath(), p.Name, p.Help)
				}
			}
			for _, child := range n.Children {
				look(child)
			}
		}
		look(parser.Model.Node)
	}
}

// TestLanguageOfTheOperator: the first variable that is set counts.
func TestLanguageOfTheOperator(t *testing.T) {
	for _, c := range []struct{ all, messages, lang, want string }{
		{"", "", "", "en"},
		{"", "", "zh_CN.UTF-8", "zh-Hans"},
		{"", "", "zh_TW.UTF-8", "zh-Hant"},
		{"", "", "zh_HK", "zh-Hant"},
		{"", "", "zh_SG@pinyin", "zh-Hans"},
		{"", "zh_TW", "en_US.UTF-8", "zh-Hant"},
		{"C", "zh_CN", "zh_CN", "en"},
		{"POSIX", "", "zh_CN", "en"},
		{"", "", "de_DE.UTF-8", "en"},
		{"", "", strings.Repeat("zh_", 100_000), "en"},
	} {
		env := map[string]string{"LC_ALL": c.all, "LC_MESSAGES": c.messages, "LANG": c.lang}
		if got := ownLanguage(locale.New(), func(name string) string { return env[name] }); got != c.want {
			t.Errorf("%.60v: %s, want %s", c, got, c.want)
		}
	}
}
