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
	for _, row := range []struct {
		text string
		said []bot.Said
		want string
	}{
		{"Buy  TEA", []bot.Said{tea, other, tea}, "Count 3 Within 10m"},
		{"buy tea", []bot.Said{tea, other}, ""},
		{"buy tea", nil, ""},
		{"", []bot.Said{{}, {}, {}}, ""}, // pictures
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
