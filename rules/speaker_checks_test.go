package rules_test

import (
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/rules"
)

func TestDuplicates(t *testing.T) {
	c := rules.Config{When: rules.When{Duplicates: &rules.Duplicates{Times: 3, Within: 10 * time.Minute}}}
	tea, other := bot.Said{Hash: rules.Facts("buy tea").Hash}, bot.Said{Hash: rules.Facts("hello").Hash}
	laugh, morning := bot.Said{Hash: rules.Facts("哈哈哈哈").Hash}, bot.Said{Hash: rules.Facts("早上好啊").Hash}
	ok, points := bot.Said{Hash: rules.Facts("ok").Hash}, bot.Said{Hash: rules.Facts("/points").Hash}
	for _, row := range []struct {
		text string
		said []bot.Said
		want string
	}{
		{"Buy  TEA", []bot.Said{tea, other, tea}, "Count 3 Within 10m"},
		{"buy tea", []bot.Said{tea, other}, ""},
		{"buy tea", nil, ""},
		{"", []bot.Said{{}, {}, {}}, ""}, // pictures
		{"ok", []bot.Said{ok, ok, ok, ok}, ""},
		{"ok", []bot.Said{ok, ok, ok, ok, ok}, "Count 6 Within 10m"},
		{"哈哈哈哈", []bot.Said{laugh, laugh, laugh}, ""},
		{"哈哈哈哈", []bot.Said{laugh, laugh, laugh, laugh, laugh}, "Count 6 Within 10m"},
		{"早上好啊", []bot.Said{morning, morning}, "Count 3 Within 10m"},
		{"/points", []bot.Said{points, points, points, points, points, points}, ""},
	} {
		if got := holds(c, subject(bot.Message{Text: row.text}), speaker{said: row.said}); got != row.want {
			t.Errorf("%q after %d: %q, want %q", row.text, len(row.said), got, row.want)
		}
	}
	m := subject(bot.Message{Text: "buy tea"})
	m.Event.Kind = bot.KindEdit
	if got := holds(c, m, speaker{said: []bot.Said{tea, tea}}); got != "" {
		t.Errorf("an edit is said again: %q", got)
	}
}

func TestNewcomer(t *testing.T) {
	c := rules.Config{When: rules.When{Newcomer: 72 * time.Hour}}
	for age, want := range map[time.Duration]string{0: "Newcomer 3d", 71 * time.Hour: "Newcomer 3d", 72 * time.Hour: "", -1: ""} {
		if got := holds(c, subject(bot.Message{Text: "x"}), speaker{age: age}); got != want {
			t.Errorf("after %s: %q, want %q", age, got, want)
		}
	}
}

func TestLevel(t *testing.T) {
	c := rules.Config{When: rules.When{Level: &rules.Level{Below: 2}}}
	for level, want := range map[int]string{0: "Level 0", 1: "Level 1", 2: "", 7: "", -1: ""} {
		if got := holds(c, subject(bot.Message{Text: "x"}), speaker{level: level}); got != want {
			t.Errorf("at level %d: %q, want %q", level, got, want)
		}
	}
}

func TestExceptSpeakers(t *testing.T) {
	words := rules.When{Words: []string{"x"}}
	for _, row := range []struct {
		except rules.Except
		who    speaker
		want   bool
	}{
		{rules.Except{}, speaker{level: 9, roles: []string{"d:1/role/2"}}, false},
		{rules.Except{Roles: []string{"d:1/role/2", "d:1/role/3"}}, speaker{roles: []string{"d:1/role/3"}}, true},
		{rules.Except{Roles: []string{"d:1/role/2"}}, speaker{roles: []string{"d:1/role/3"}}, false},
		{rules.Except{Level: 3}, speaker{level: 3}, true},
		{rules.Except{Level: 3}, speaker{level: 2}, false},
		{rules.Except{Level: 3}, speaker{level: -1}, false},
	} {
		set := rules.Compile(rules.Settings{{Name: "a", When: words, Except: row.except}})
		if got := set.Match(subject(bot.Message{Text: "x"}))[0].Rule.SparesSpeaker(row.who); got != row.want {
			t.Errorf("%+v spares %+v: %t", row.except, row.who, got)
		}
	}
}

// TestFloodCounts: an album counts once, and messages that Steward answers don't count.
func TestFloodCounts(t *testing.T) {
	c := rules.Config{When: rules.When{Flood: &rules.Flood{Messages: 3, Within: time.Minute}}}
	one, answered, album := bot.Said{}, bot.Said{Answered: true}, bot.Said{Album: 7}
	for _, row := range []struct {
		name string
		said []bot.Said
		of   rules.Subject
		want string
	}{
		{"three", []bot.Said{one, one}, rules.Subject{}, "Count 3 Within 1m"},
		{"an album", []bot.Said{album, album, album}, rules.Subject{Album: 7}, ""},
		{"an album and another", []bot.Said{album, album, one}, rules.Subject{Album: 8}, "Count 3 Within 1m"},
		{"an album and one more", []bot.Said{album, album, one}, rules.Subject{}, "Count 3 Within 1m"},
		{"commands", []bot.Said{answered, answered, answered}, rules.Subject{Answered: true}, ""},
		{"a command behind a flood", []bot.Said{one, one, one}, rules.Subject{Answered: true}, ""},
		{"behind commands", []bot.Said{answered, answered, one}, rules.Subject{}, ""},
	} {
		m := subject(bot.Message{Text: "hello"})
		m.Album, m.Answered = row.of.Album, row.of.Answered
		if got := holds(c, m, speaker{said: row.said}); got != row.want {
			t.Errorf("%s: %q, want %q", row.name, got, row.want)
		}
	}
}

// TestExceptBots: bots and webhooks can be excluded by account, or all webhooks at once.
func TestExceptBots(t *testing.T) {
	for _, row := range []struct {
		except rules.Except
		user   bot.User
		want   bool
	}{
		{rules.Except{}, bot.User{ID: "d:1", Persona: bot.Robot, Webhook: true}, false},
		{rules.Except{Webhooks: true}, bot.User{ID: "d:1", Persona: bot.Robot, Webhook: true}, true},
		{rules.Except{Webhooks: true}, bot.User{ID: "d:1", Persona: bot.Robot}, false},
		{rules.Except{Bots: []string{"d:1"}}, bot.User{ID: "d:1", Persona: bot.Robot}, true},
		{rules.Except{Bots: []string{"d:1"}}, bot.User{ID: "d:2", Persona: bot.Robot}, false},
		{rules.Except{Bots: []string{"d:1"}}, bot.User{ID: "d:1"}, false},
	} {
		set := rules.Compile(rules.Settings{{Name: "a", When: rules.When{Words: []string{"x"}}, Except: row.except}})
		if got := set.Named("a").Spares("d:5/6", &row.user); got != row.want {
			t.Errorf("%+v spares %+v: %t", row.except, row.user, got)
		}
	}
}

// TestOwnInvites: invitations to the community's own group are allowed unless the rule says
// otherwise; another group's invitation beside one is not.
func TestOwnInvites(t *testing.T) {
	who := speaker{own: "discord.gg/Tea"}
	for _, row := range []struct {
		text string
		own  bool
		want string
	}{
		{"come to https://discord.gg/Tea", false, ""},
		{"come to https://discord.gg/Tea", true, "matched"},
		{"come to https://discord.gg/tea", false, "discord.gg/tea"}, // a different code
		{"discord.gg/Tea or discord.com/invite/abc", false, "discord.gg/abc"},
		{"no invitation", false, ""},
	} {
		c := rules.Config{When: rules.When{Invites: &rules.Invites{Own: row.own}}}
		m := subject(bot.Message{Text: row.text})
		got := holds(c, m, who)
		if row.own && got == "" && len(rules.Compile(rules.Settings{c}).Match(m)) == 1 {
			got = "matched"
		}
		if got != row.want {
			t.Errorf("%q, own %t: %q, want %q", row.text, row.own, got, row.want)
		}
	}
	links := rules.Config{When: rules.When{Links: &rules.Links{Except: []string{"example.com"}}}}
	for text, want := range map[string]string{
		"https://discord.gg/Tea and example.com": "", "https://discord.gg/tea": "discord.gg", "https://discord.gg/Tea and evil.app": "evil.app",
	} {
		if got := holds(links, subject(bot.Message{Text: text}), who); got != want {
			t.Errorf("links in %q: %q, want %q", text, got, want)
		}
	}
}

func TestWordsOfLists(t *testing.T) {
	c := rules.Config{When: rules.When{Words: []string{"casino", "list: adverts", "list:nobody"}}}
	some := rules.Lists{{Name: "adverts", Words: []string{"viagra\n刷单", "free money"}}, {Name: "other", Words: []string{"tea"}}}
	for text, want := range map[string]string{
		"a C4SINO": "casino", "free  V1AGRA": "viagra", "来刷单吧": "刷单", "FREE-MONEY": "free money", "tea": "", "": "", "adverts": "",
	} {
		if got := holds(c, subject(bot.Message{Text: text}), speaker{lists: some}); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
		if want != "casino" {
			want = ""
		}
		if got := holds(c, subject(bot.Message{Text: text}), speaker{}); got != want {
			t.Errorf("%q without lists: %q, want %q", text, got, want)
		}
	}
	c.When.Newcomer = time.Hour
	if got := holds(c, subject(bot.Message{Text: "viagra"}), speaker{lists: some, age: 2 * time.Hour}); got != "" {
		t.Errorf("an old member: %q", got)
	}
	c.In = []string{"quote"}
	if got := holds(c, subject(bot.Message{Text: "viagra"}), speaker{lists: some}); got != "" {
		t.Errorf("not in a quote: %q", got)
	}
}
