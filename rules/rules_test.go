package rules_test

import (
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/rules"
)

func match(t *testing.T, c rules.Config, text string) string {
	t.Helper()
	c.Name, c.Then = "r", []string{"delete"}
	s := rules.Settings{c}
	s.Validate(func(path, format string, args ...any) {
		t.Errorf("fault at %s: "+format, append([]any{path}, args...)...)
	})
	facts := rules.Facts(text)
	found := rules.Compile(s).Match(&facts)
	if len(found) == 0 {
		return ""
	}
	return found[0].Evidence
}

func TestWords(t *testing.T) {
	c := rules.Config{When: rules.When{Words: []string{"Casino", "free money", "加微信\n刷单"}}}
	for text, want := range map[string]string{
		"visit my CASINO now":         "casino",
		"casinos are something else":  "",
		"a ｃａｓｉｎｏ in wide letters":    "casino",
		"ca\u200bsino":                "casino",
		"FREE   money!":               "free money",
		"sugarfree money":             "",
		"兼职刷单日结":                      "刷单",
		"":                            "",
		"nothing of the sort":         "",
		"megacasino, then the casino": "casino",
	} {
		if got := match(t, c, text); got != want {
			t.Errorf("%q: found %q, want %q", text, got, want)
		}
	}
}

func TestLinks(t *testing.T) {
	c := rules.Config{When: rules.When{Links: &rules.Links{Except: []string{"example.com", "www.tea.org"}}}}
	for text, want := range map[string]string{
		"see https://spam.example/x?y":       "spam.example",
		"see https://example.com/tea":        "",
		"see HTTPS://WIKI.EXAMPLE.COM":       "",
		"https://notexample.com":             "notexample.com",
		"https://example.com@evil.net/":      "evil.net",
		"www.tea.org and tea.org":            "",
		"join t.me/abc":                      "t.me",
		"I paid 3.50, e.g. yesterday... ok.": "",
		"version 1.2.3 of main.go":           "",
		"https://example.com https://bad.io": "bad.io",
	} {
		if got := match(t, c, text); got != want {
			t.Errorf("%q: found %q, want %q", text, got, want)
		}
	}
}

func TestAllChecksMustHold(t *testing.T) {
	c := rules.Config{When: rules.When{Words: []string{"sale"}, Links: &rules.Links{}}}
	for text, want := range map[string]string{"sale at shop.com": "sale, shop.com", "sale": "", "shop.com": ""} {
		if got := match(t, c, text); got != want {
			t.Errorf("%q: found %q, want %q", text, got, want)
		}
	}
}

func TestModesAndExceptions(t *testing.T) {
	s := rules.Settings{
		{Name: "off", Mode: rules.Off, When: rules.When{Words: []string{"x"}}},
		{Name: "shadow", Mode: rules.Shadow, When: rules.When{Words: []string{"x"}}, Except: rules.Except{Places: []string{"p:1", "p:2/3"}}},
	}
	facts := rules.Facts("x")
	found := rules.Compile(s).Match(&facts)
	if len(found) != 1 || found[0].Rule.Mode != rules.Shadow {
		t.Fatalf("found %+v, want the rule in shadow alone", found)
	}
	for place, want := range map[bot.Place]bool{"p:1": true, "p:1/9": true, "p:2": false, "p:2/3": true, "p:2/3/4": true, "p:2/33": false, "p:3": false} {
		if got := found[0].Rule.Spares(place); got != want {
			t.Errorf("%s spared: %v, want %v", place, got, want)
		}
	}
}

func TestFaults(t *testing.T) {
	s := rules.Settings{{Name: "a", Then: []string{"explode"}}, {Name: "a", When: rules.When{Words: []string{"x"}}}}
	var paths []string
	s.Validate(func(path, _ string, _ ...any) { paths = append(paths, path) })
	want := []string{"[0].when", "[0].then[0]", "[1].name", "[1]"}
	if len(paths) != len(want) {
		t.Fatalf("faults at %q, want %q", paths, want)
	}
	for i := range want {
		if paths[i] != want[i] {
			t.Errorf("fault %d at %q, want %q", i, paths[i], want[i])
		}
	}
}

func TestFlood(t *testing.T) {
	f := rules.Flood{Messages: 3, Within: 10 * time.Second}
	for earlier, want := range map[int]string{0: "", 1: "", 2: "3 messages within 10s", 9: "10 messages within 10s"} {
		if got, ok := f.Holds(earlier); got != want || ok != (want != "") {
			t.Errorf("after %d messages: %q %v, want %q", earlier, got, ok, want)
		}
	}
}

func TestCommands(t *testing.T) {
	for text, want := range map[string]bool{
		"/points": true, "  /points @ann": true, "/points\n@ann": true, "/签到": true, "/points@other_bot": true, "/points@other_bot ann": true,
		"points": false, "/": false, "/ points": false, "/path/to": false, "/@bot": false, "/points@": false, "/points@a@b": false,
		"mail@example.org": false, "//points@bot": false,
	} {
		if facts := rules.Facts(text); facts.Command != want {
			t.Errorf("%q is a command: %t", text, facts.Command)
		}
	}
}
