package rules_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/rules"
)

// find returns, in short form, what the check c finds in a message.
func find(t *testing.T, c rules.Config, m bot.Message) string {
	t.Helper()
	c.Name, c.Then = "r", []string{"delete"}
	s := rules.Settings{c}
	s.Validate(nil, func(path, code string, args ...any) {
		t.Errorf("fault at %s: %v", path, phrase.New(code, args...))
	})
	matches := rules.Compile(s).Match(subject(m))
	if len(matches) == 0 {
		return ""
	}
	return short(matches[0].Found...)
}

func match(t *testing.T, c rules.Config, text string) string {
	t.Helper()
	return find(t, c, bot.Message{Text: text})
}

func subject(m bot.Message) *rules.Subject {
	facts := rules.Facts(m.Text)
	ev := &bot.Event{Kind: bot.KindMessage, Message: &m}
	return &rules.Subject{Event: ev, Facts: &facts, Pieces: rules.Pieces(ev, &facts)}
}

// short formats findings: a piece of the text, or the arguments.
func short(found ...rules.Found) string {
	var all []string
	for _, f := range found {
		text := f.Text
		for _, name := range slices.Sorted(maps.Keys(f.Args)) {
			text += fmt.Sprintf("%s %v ", name, f.Args[name])
		}
		all = append(all, strings.TrimSpace(text))
	}
	return strings.Join(all, ", ")
}

func TestWords(t *testing.T) {
	c := rules.Config{When: rules.When{Words: []string{"Casino", "free money", "加微信\n刷单", "казино", "еще", "заём"}}}
	for text, want := range map[string]string{
		"visit my CASINO now":                          "casino",
		"casinos are something else":                   "",
		"a ｃａｓｉｎｏ in wide letters":                     "casino",
		"ca\u200bsino":                                 "casino",
		"c4s1n0 now":                                   "casino",
		strings.Repeat("\u200b", 4000) + "casino":      "casino",
		strings.Repeat("今天天气不错", 600) + "加微信":          "加微信",
		strings.Repeat("今天天气不错", 600) + " c a s i n o": "casino",
		"the best casin0!":                             "casino",
		"fre3 m0ney":                                   "free money",
		"casin24 or casin":                             "",
		"FREE   money!":                                "free money",
		"sugarfree money":                              "",
		"兼职刷单日结":                                       "刷单",
		"":                                             "",
		"nothing of the sort":                          "",
		"megacasino, then the casino":                  "casino",
		"ca\u115fsino":                                 "casino",
		"ca\u17b5si\u3164no":                           "casino",
		"ca\uffa0si\U000e0061no\ufe0f":                 "casino",
		"*cas*ino":                                     "casino",
		"cásínó":                                       "casino",
		"ᴄᴀsɪɴᴏ":                                       "casino",
		"🇨 🇦 🇸 🇮 🇳 🇴":                                  "casino",
		"сasinо":                                       "casino",
		"free_money":                                   "free money",
		"c.a.s.i.n.o":                                  "casino",
		"加.微.信":                                        "加微信",
		"carefree_moneyless":                           "",
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
		"(https://example.com) **https://example.com** https://example.com！": "",
		"https://example.com:80@evil.app/login":                              "evil.app",
		`https://evil.gg\.example.com/`:                                      "evil.gg",
		"пример.рф":                                                          "xn--e1afmkfd.xn--p1ai",
		"bob@evil.com":                                                       "",
		"https://x.ТЕА.org":                                                  "x.xn--80aj2b.org",
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
	found := rules.Compile(s).Match(subject(bot.Message{Text: "x"}))
	if len(found) != 2 || found[0].Rule.Mode != rules.Off || found[1].Rule.Mode != rules.Shadow {
		t.Fatalf("found %+v, want both rules with their modes", found)
	}
	for place, want := range map[bot.Place]bool{"p:1": true, "p:1/9": true, "p:2": false, "p:2/3": true, "p:2/3/4": true, "p:2/33": false, "p:3": false} {
		if got := found[1].Rule.Spares(place, &bot.User{}); got != want {
			t.Errorf("%s spared: %v, want %v", place, got, want)
		}
	}
}

func TestFaults(t *testing.T) {
	words := []string{"x"}
	for _, c := range []struct {
		s    rules.Settings
		want string
	}{
		{rules.Settings{{Name: "a", Then: []string{"explode"}}, {Name: "a", When: rules.When{Words: words}}}, "[0].when [0].then[0] [1].name [1]"},
		{one(rules.When{Regex: []string{"ok", "(", " ", "x*", `a{2000}`, `(?=x)`}}), "[0].when.regex[1] [0].when.regex[2] [0].when.regex[3] [0].when.regex[4] [0].when.regex[5]"},
		{one(rules.When{Links: &rules.Links{Except: []string{"*.Tea.org", "tea house", "https://пример.рф/"}}}), "[0].when.links.except[1]"},
		{one(rules.When{Invites: &rules.Invites{Except: []string{"discord.gg/tea", "tea", "t.me/tea"}}}), "[0].when.invites.except[1] [0].when.invites.except[2]"},
		{one(rules.When{Flood: &rules.Flood{Messages: 1, Within: time.Hour}}), "[0].when.flood.messages [0].when.flood.within"},
		{one(rules.When{Duplicates: &rules.Duplicates{Times: 1, Within: time.Hour}}), "[0].when.duplicates.times [0].when.duplicates.within"},
		{rules.Settings{{Name: "a", Then: []string{"warn"}, When: rules.When{Newcomer: time.Hour}, Except: rules.Except{Roles: []string{"discord:1/role/2", "discord:1", "role/9"}}}},
			"[0].except.roles[1] [0].except.roles[2]"},
	} {
		var paths []string
		c.s.Validate(nil, func(path, _ string, _ ...any) { paths = append(paths, path) })
		if got := strings.Join(paths, " "); got != c.want {
			t.Errorf("faults at %s, want %s", got, c.want)
		}
	}
}

func one(w rules.When) rules.Settings {
	return rules.Settings{{Name: "a", Then: []string{"delete"}, When: w}}
}

// speaker is a made-up person.
type speaker struct {
	said  []bot.Said
	age   time.Duration // negative: not a member
	level int           // negative: none
	roles []string
	own   string // their own invitation
	lists rules.Lists
}

func (s speaker) Own(invite string) bool { return invite == s.own }

func (s speaker) List(name string) *rules.List {
	for _, l := range s.lists {
		if l.Name == name {
			return l
		}
	}
	return nil
}

func (s speaker) Recent(time.Duration) []bot.Said { return s.said }
func (s speaker) Age() (time.Duration, bool)      { return s.age, s.age >= 0 }
func (s speaker) Level() (int, bool)              { return s.level, s.level >= 0 }
func (s speaker) HasRole(roles []string) bool {
	return slices.ContainsFunc(roles, func(r string) bool { return slices.Contains(s.roles, r) })
}

// holds returns, in short form, what a rule's conditions find.
func holds(c rules.Config, m *rules.Subject, s rules.Speaker) string {
	matches := rules.Compile(rules.Settings{c}).Match(m)
	if len(matches) == 0 {
		return ""
	}
	found, _ := matches[0].Rule.Holds(m, s)
	return short(found...)
}

func TestFlood(t *testing.T) {
	c := rules.Config{When: rules.When{Flood: &rules.Flood{Messages: 3, Within: 10 * time.Second}}}
	m := subject(bot.Message{Text: "x"})
	for earlier, want := range map[int]string{0: "", 1: "", 2: "Count 3 Within 10s", 9: "Count 10 Within 10s"} {
		if got := holds(c, m, speaker{said: make([]bot.Said, earlier)}); got != want {
			t.Errorf("after %d messages: %q, want %q", earlier, got, want)
		}
	}
	m.Event.Kind = bot.KindEdit
	if got := holds(c, m, speaker{said: make([]bot.Said, 9)}); got != "" {
		t.Errorf("an edit is a flood: %q", got)
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
