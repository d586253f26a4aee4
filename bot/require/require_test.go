package require

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/locale"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/timing"
)

// person is a member with given facts.
type person struct {
	level           int
	earned, balance int64
	checkIns        int64
	streak          int64
	days            map[bot.Day]int64 // messages; nil: no days are kept
	messages        int64
	since           time.Time
	accounts        []bot.UserID
	roles, badges   []string
}

func (p *person) sources() Sources {
	return Sources{
		Level:    func(*bot.Turn, bot.MemberID) (int, error) { return p.level, nil },
		Points:   func(*bot.Turn, bot.MemberID) (int64, int64, error) { return p.earned, p.balance, nil },
		CheckIns: func(*bot.Turn, bot.MemberID) (int64, error) { return p.checkIns, nil },
		Streak:   func(*bot.Turn, bot.MemberID) (int64, error) { return p.streak, nil },
		Messages: func(*bot.Turn, bot.MemberID) (int64, error) { return p.messages, nil },
		MessageDays: func(t *bot.Turn, _ bot.MemberID, from bot.Day, fn func(int64)) (bool, error) {
			for day, n := range p.days {
				if day >= from && day <= t.Day() {
					fn(n)
				}
			}
			return p.days != nil, nil
		},
		Since:    func(*bot.Turn, bot.MemberID) (time.Time, error) { return p.since, nil },
		Accounts: func(*bot.Turn, bot.MemberID) ([]bot.UserID, error) { return p.accounts, nil },
		Created: func(u bot.UserID) (time.Time, bool) {
			return now.AddDate(0, 0, -100), u.Platform() == "discord"
		},
		HasRole: func(_ *bot.Turn, _ bot.MemberID, role string) (bool, error) {
			for _, r := range p.roles {
				if r == role {
					return true, nil
				}
			}
			return false, nil
		},
		Badges: func(*bot.Turn, bot.MemberID) ([]string, error) { return p.badges, nil },
		Badge:  func(_ *bot.Turn, id string) string { return strings.ToUpper(id) },
	}
}

var (
	now   = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC) // a Wednesday
	texts = locale.New()
)

// host is what a turn needs here.
type host struct {
	bot.Host
	language string
}

func (h host) Text(_, key string, args bot.Args) string { return texts.Text(h.language, key, args) }

func turn(language string, gates *Gates) *bot.Turn {
	t := bot.NewTurn(host{language: language}, now)
	t.Event = &bot.Event{}
	t.Community = &bot.Community{ID: "tea", Zone: time.UTC, Language: language, Sections: map[string]any{"points": ledger.Defaults(), Section: gates}}
	return t
}

func parsePeriod(s string) timing.Period {
	p, err := timing.ParsePeriod(s)
	if err != nil {
		panic(err)
	}
	return p
}

func mei() *person {
	today := bot.DayOf(now)
	return &person{
		level: 2, earned: 120, balance: 40, checkIns: 9, streak: 4, messages: 30,
		days:  map[bot.Day]int64{today: 3, today - 1: 4, today - 9: 5, today - 200: 1},
		since: now.Add(-5*24*time.Hour - 2*time.Hour), accounts: []bot.UserID{"telegram:1"},
		roles: []string{"discord:1122/role/5"}, badges: []string{"early-bird"},
	}
}

func TestLevelNames(t *testing.T) {
	sources := mei().sources()
	sources.LevelName = func(_ *bot.Turn, number int) string {
		return []string{"Newcomer", "Regular", "Old friend"}[min(number, 2)]
	}
	sources.Level = func(*bot.Turn, bot.MemberID) (int, error) { return -1, nil }
	u, err := New(sources).Check(turn("en", nil), 1, &Condition{Level: 1}, &Condition{Not: &Condition{Not: &Condition{Level: 2}}})
	want := "You need level Regular; you are at Newcomer. This is not for members with not level Old friend."
	if got := u.Text(turn("en", nil)); err != nil || got != want {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
}

func TestReasons(t *testing.T) {
	day := 24 * time.Hour
	for _, c := range []struct {
		what Condition
		want string // empty: met
	}{
		{Condition{}, ""},
		{Condition{Level: 2, Points: 120, Balance: 40, CheckIns: 9, Streak: 4, Messages: Messages{Count: 30, Days: 4}, MemberFor: 5 * day}, ""},
		{Condition{Level: 3}, "You need level 3; you are at 2."},
		{Condition{Points: 121}, "You need to have earned 121 points; so far it is 120 points."},
		{Condition{Balance: 41}, "You need 41 points to spend; you have 40 points."},
		{Condition{Messages: Messages{Count: 31}}, "You need 31 messages in all; you have written 30."},
		{Condition{Messages: Messages{Count: 8, Within: parsePeriod("7d")}}, "You need 8 messages in the last 7 days; you have written 7."},
		{Condition{Messages: Messages{Count: 12, Within: parsePeriod("10d")}}, ""},
		{Condition{Messages: Messages{Count: 4, Within: parsePeriod("day")}}, "You need 4 messages today; you have written 3."},
		{Condition{Messages: Messages{Count: 7, Within: parsePeriod("week")}}, ""},
		{Condition{Messages: Messages{Count: 13, Within: parsePeriod("month")}}, "You need 13 messages this month; you have written 12."},
		{Condition{Messages: Messages{Days: 4, Within: parsePeriod("quarter")}}, "You need to have written on 4 days this quarter; so far it is 3."},
		{Condition{Messages: Messages{Days: 5}}, "You need to have written on 5 days in all; so far it is 4."},
		{Condition{CheckIns: 10}, "You need 10 check-ins; you have 9."},
		{Condition{Streak: 5}, "You need 5 check-ins in a row; you are at 4."},
		{Condition{MemberFor: 7 * day}, "You need to have been here for 7 days; 46 hours to go."},
		{Condition{AccountAge: 5 * day}, ""}, // an account is as old as its membership
		{Condition{AccountAge: 30 * day}, "Your account must be 30 days old. I can't know its age, so your time here counts: 25 days to go."},
		{Condition{Roles: []string{"discord:1122/role/4", "discord:1122/role/5"}}, ""},
		{Condition{Roles: []string{"discord:1122/role/4"}}, "You need a role that you don't have."},
		{Condition{Badges: []string{"early-bird"}}, ""},
		{Condition{Badges: []string{"early-bird", "helper"}}, "You need this badge: HELPER."},
		{Condition{Linked: true}, "You need linked accounts on two platforms. /link shows how."},
		{Condition{Not: &Condition{Level: 3}}, ""},
		{Condition{Not: &Condition{Level: 1, Streak: 2}}, "This is not for members with level 1, 2 check-ins in a row."},
		{Condition{Any: []Condition{{Level: 5}, {Streak: 4}}}, ""},
		{Condition{Any: []Condition{{Level: 5}, {Badges: []string{"helper"}, Linked: true}}}, "You need one of these: level 5 or the badge HELPER, linked accounts."},
		{Condition{If: "level >= 2 && balance > 39"}, ""},
		{Condition{If: "level > 2"}, "A condition is not met: level > 2"},
		{Condition{Level: 3, Streak: 5}, "You need level 3; you are at 2. You need 5 check-ins in a row; you are at 4."},
	} {
		u, err := New(mei().sources()).Check(turn("en", nil), 1, nil, &c.what)
		if got := u.Text(turn("en", nil)); err != nil || got != c.want || u.None() != (c.want == "") {
			t.Errorf("%+v: %q, %v; want %q", c.what, got, err, c.want)
		}
	}
}

func TestReasonsInChinese(t *testing.T) {
	c := &Condition{Level: 3, MemberFor: 7 * 24 * time.Hour, Messages: Messages{Count: 8, Within: parsePeriod("7d")}}
	for language, want := range map[string]string{
		"zh-Hans": "需要等级 3，你现在是 2。需要在最近 7 天内发 8 条消息，你发了 7 条。需要加入满 7 天，还差 46 小时。",
		"zh-Hant": "需要等級 3，你現在是 2。需要在最近 7 天內發 8 則訊息，你發了 7 則。需要加入滿 7 天，還差 46 小時。",
	} {
		u, err := New(mei().sources()).Check(turn(language, nil), 1, c)
		if got := u.Text(turn(language, nil)); err != nil || got != want {
			t.Errorf("got  %s, %v\nwant %s", got, err, want)
		}
	}
}

// TestAccountAge: a linked Discord account tells the age of its owner.
func TestAccountAge(t *testing.T) {
	p := mei()
	p.accounts = append(p.accounts, "discord:1")
	for days, want := range map[int]string{100: "", 101: "Your account must be 101 days old; 24 hours to go."} {
		u, err := New(p.sources()).Check(turn("en", nil), 1, &Condition{AccountAge: time.Duration(days) * 24 * time.Hour, Linked: true})
		if got := u.Text(turn("en", nil)); err != nil || strings.Replace(got, "1 day to go", "24 hours to go", 1) != want {
			t.Errorf("%d days: %q, %v", days, got, err)
		}
	}
}

// TestNoDays: without daily counts, the total still counts, and a condition on days is explained.
func TestNoDays(t *testing.T) {
	p := mei()
	p.days = nil
	for _, c := range []struct {
		what Messages
		met  bool
	}{{Messages{Count: 30}, true}, {Messages{Count: 1, Within: parsePeriod("week")}, false}, {Messages{Days: 1}, false}} {
		u, err := New(p.sources()).Check(turn("en", nil), 1, &Condition{Messages: c.what})
		if err != nil || u.None() != c.met || !c.met && !strings.Contains(u.Text(turn("en", nil)), "/mystats on") {
			t.Errorf("%+v: %q, %v", c.what, u.Text(turn("en", nil)), err)
		}
	}
}

// TestUnknown: what can't be known opens no gate, whichever way it is asked.
func TestUnknown(t *testing.T) {
	unknown := []Condition{{If: "points % (balance - 40) == 0"}, {If: `messages_within("7d") < 99`}, {Messages: Messages{Days: 1}}}
	no, yes := Condition{Level: 5}, Condition{Level: 1}
	p := mei()
	p.days = nil
	for _, u := range unknown {
		for what, c := range map[string]struct {
			of   Condition
			want bool
		}{
			"it":                       {u, false},
			"not it":                   {Condition{Not: &u}, false},
			"not not it":               {Condition{Not: &Condition{Not: &u}}, false},
			"not any of it and no":     {Condition{Not: &Condition{Any: []Condition{u, no}}}, false},
			"not any of it and yes":    {Condition{Not: &Condition{Any: []Condition{u, yes}}}, false},
			"any of it and yes":        {Condition{Any: []Condition{u, yes}}, true},
			"not (it, and what is no)": {Condition{Not: &Condition{Any: []Condition{u}, Level: 5}}, true},
			"not (it, and what holds)": {Condition{Not: &Condition{Any: []Condition{u}, Level: 1}}, false},
		} {
			got, err := New(p.sources()).Check(turn("en", nil), 1, &c.of)
			if err != nil || got.None() != c.want || got.Text(turn("en", nil)) == "" != c.want {
				t.Errorf("%s, of %+v: met %v, %v", what, u, got.None(), err)
			}
		}
	}
}

func TestGates(t *testing.T) {
	j := New(mei().sources())
	for _, c := range []struct {
		gates *Gates
		want  string
	}{
		{NoGates(), "You need to have been here for 7 days; 46 hours to go."},
		{&Gates{Draws: &Condition{}}, "You need to have been here for 7 days; 46 hours to go."},
		{&Gates{Shop: &Condition{}}, ""},
		{&Gates{Shop: &Condition{Level: 3}}, "You need level 3; you are at 2."},
	} {
		u, err := j.Gate(turn("en", c.gates), 1, Shop, &Condition{Level: 2})
		if got := u.Text(turn("en", nil)); err != nil || got != c.want {
			t.Errorf("%+v: %q, %v; want %q", c.gates, got, err, c.want)
		}
	}
}

// TestSourceFails: an error of a source is not taken for a fact.
func TestSourceFails(t *testing.T) {
	broken := errors.New("the table is damaged")
	s := mei().sources()
	s.Messages = func(*bot.Turn, bot.MemberID) (int64, error) { return 0, broken }
	s.HasRole = func(*bot.Turn, bot.MemberID, string) (bool, error) { return false, broken }
	for _, c := range []Condition{
		{Messages: Messages{Count: 1}}, {Not: &Condition{Messages: Messages{Count: 1}}}, {Any: []Condition{{Roles: []string{"discord:1/role/1"}}, {Level: 1}}},
		{If: "messages > 1"}, {If: `has_role("discord:1/role/1")`},
	} {
		if _, err := New(s).Check(turn("en", nil), 1, &c); !errors.Is(err, broken) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestExpressions(t *testing.T) {
	p := mei()
	for text, want := range map[string]bool{
		"level >= 3 || streak > 3":                                   true,
		`member_for > duration("5d") && member_for < duration("6d")`: true,
		`messages_within("7d") == 7 and message_days("month") == 3`:  true,
		`"early-bird" in badges && not ("helper" in badges)`:         true,
		`has_role("discord:1122/role/5") ? linked : false`:           false,
		`account_age >= duration("4d")`:                              true,
		"points - balance == 80":                                     true,
		"len(badges) == 1":                                           true,
		"points % (balance - 40) == 0":                               false, // can't be worked out
		"max(check_ins, streak) == 9":                                true,
		"messages == 30":                                             true,
	} {
		u, err := New(p.sources()).Check(turn("en", nil), 1, &Condition{If: text})
		if err != nil || u.None() != want {
			t.Errorf("%s: %v, %v", text, u.None(), err)
		}
	}
}

func TestFaults(t *testing.T) {
	deep := Condition{Level: 1}
	for range 12 {
		deep = Condition{Not: &Condition{Level: 1, Any: []Condition{deep}}}
	}
	for _, c := range []struct {
		what Condition
		want string
	}{
		{Condition{Level: 3, Roles: []string{"discord:1/role/2"}, If: "level > 2"}, ""},
		{Condition{Messages: Messages{Within: parsePeriod("7d")}}, "messages.within: says within which time"},
		{Condition{Messages: Messages{Count: 1, Within: parsePeriod("36h")}}, "messages.within: wants day, week"},
		{Condition{Messages: Messages{Count: 1, Within: parsePeriod("401d")}}, "messages.within: wants day, week"},
		{Condition{Roles: []string{"Gold"}}, "roles[0]: wants a role such as"},
		{Condition{Badges: []string{"a", "a"}}, "badges[1]: "},
		{Condition{Not: &Condition{}}, "not: asks for nothing"},
		{Condition{Any: []Condition{{Level: 1}, {}}}, "any[1]: asks for nothing"},
		{Condition{Any: []Condition{{Not: &Condition{Roles: []string{"x"}}}}}, "any[0].not.roles[0]: wants a role"},
		{Condition{If: "level >"}, "if: line 1, column 7: "},
		{Condition{If: "level > 2 &&\n  levle < 3"}, "if: line 2, column 3: levle is not known; there are level, points"},
		{Condition{If: "level + 1"}, "if: can't be read: expected bool"},
		{Condition{If: `level > "3"`}, "if: line 1, column 7: invalid operation"},
		{Condition{If: `level = 3`}, "if: line 1, column 7: to compare, write =="},
		{Condition{If: `member_for > 30`}, "if: line 1, column 12: a duration is compared with another one"},
		{Condition{If: `duration("soon") > member_for`}, "if: line 1, column 10: "},
		{Condition{If: `messages_within("36h") > 1`}, "if: line 1, column 17: wants day, week"},
		{Condition{If: `has_role("Gold")`}, "if: line 1, column 10: wants a role"},
		{Condition{If: `message_days(badges[0]) > 1`}, "if: line 1, column 20: message_days wants a text"},
		{Condition{If: `all(1..999999999, # > 0)`}, "if: line 1, column"},
		{Condition{If: strings.Repeat("(", 999)}, "if: line 1"},
		{Condition{If: strings.Repeat("level > 1 || ", 200) + "true"}, "if: has 2604 bytes"},
		{deep, "conditions within conditions"},
	} {
		var got []string
		c.what.Validate(func(path, code string, args ...any) { got = append(got, path+": "+phrase.New(code, args...).Error()) })
		if all := strings.Join(got, "\n"); (all == "") != (c.want == "") || !strings.Contains(all, c.want) {
			t.Errorf("%+v:\n%s\nwant %s", c.what, all, c.want)
		}
	}
}

// FuzzExpression: whatever is written, it is refused or works out within bounds.
func FuzzExpression(f *testing.F) {
	for _, s := range []string{
		"level > 2", `messages_within("7d") > 3`, "true", "1..9", "badges[9] == ''", "points ** 99 > 0.0", `"a" matches "("`, "let x = 1; x > 0", "{} == {}", "if level > 1 { true } else { false }", "badges | len() > 1",
	} {
		f.Add(s)
	}
	j := New(mei().sources())
	f.Fuzz(func(t *testing.T, s string) {
		if _, err := compile(s); err != nil {
			return
		}
		if _, err := j.Check(turn("en", nil), 1, &Condition{If: s}); err != nil {
			t.Errorf("%q compiles, and fails: %v", s, err)
		}
	})
}

func TestUses(t *testing.T) {
	c := &Condition{Level: 2, Not: &Condition{Badges: []string{"x"}}, Any: []Condition{{CheckIns: 3}, {If: `message_days("30d") > 3 && has_role("discord:1/role/5")`}}}
	if got, want := c.Uses(), []string{"level", "badges", "check_ins", "messages", "roles"}; !slices.Equal(got, want) {
		t.Errorf("it uses %q, want %q", got, want)
	}
	if got := (*Condition)(nil).Uses(); len(got) > 0 {
		t.Errorf("no condition uses %q", got)
	}
}
