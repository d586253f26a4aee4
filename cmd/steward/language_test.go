package main

import (
	"bytes"
	"regexp"
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

// TestHelpIsInEveryLanguage checks the help of every command, flag and argument.
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

// TestLanguageOfTheOperator: the first variable that is set decides.
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

// TestComplaintsAreInEveryLanguage: any error in a command line is reported in the reader's
// language and quotes the input.
func TestComplaintsAreInEveryLanguage(t *testing.T) {
	for line, what := range map[string]string{
		"chekc": "chekc", "zzz": "zzz", "check x": "x", "check -c": "--config", "check --cofnig": "--cofnig", "check -z": "-z",
		"check --env=maybe": "maybe", "check --no-env": "--no-env", "schedule": "next", "schedule next -n x": `"x"`,
		"schedule next -n -3": "-3", "ledger": "balances", "ledger verify": "--community", "ledger verify --community": "--community",
		"ledger entries --community a --from=-1": "-1", "backup": "<to>", "restore a b": "b", "outbox retry": "<ref>", "check --": "",
	} {
		args := strings.Fields(line)
		if line == "check --" {
			args = []string{"check", ""}
		}
		for lang, env := range map[string]string{"en": "C", "zh-Hans": "zh_CN.UTF-8", "zh-Hant": "zh_TW.UTF-8"} {
			t.Setenv("LC_ALL", env)
			var out, errs bytes.Buffer
			status := execute(t.Context(), args, &out, &errs)
			_, said, _ := strings.Cut(errs.String(), "steward: ")
			said, _, _ = strings.Cut(said, "\n")
			plain := regexp.MustCompile(`"[^"]*"`).ReplaceAllString(said, "")
			if status != 2 || said == "" || !strings.Contains(said, what) || lang != "en" && (!hasHan(said) || prose.MatchString(plain)) {
				t.Errorf("%s, %s: status %d: %s", line, lang, status, said)
			}
		}
	}
}

// prose matches two English words.
var prose = regexp.MustCompile(`[a-z]{2,} [a-z]{2,}`)

// TestHelpNamesTheConfiguration: the help names the file that is read without --config.
func TestHelpNamesTheConfiguration(t *testing.T) {
	for _, env := range []string{"C", "zh_CN.UTF-8", "zh_TW.UTF-8"} {
		t.Setenv("LC_ALL", env)
		for _, command := range []string{"check", "run", "doctor", "schedule next", "rules show", "ledger verify", "init"} {
			var out, errs bytes.Buffer
			if execute(t.Context(), append(strings.Fields(command), "--help"), &out, &errs); !regexp.MustCompile(`--config=FILE [^-]*steward\.yaml`).MatchString(out.String()) {
				t.Errorf("%s, %s:\n%s", command, env, &out)
			}
		}
	}
}
