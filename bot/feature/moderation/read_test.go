package moderation_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/feature/moderation"
	"github.com/stewardbot/steward/bot/feature/moderation/room"
)

// speechless is a host without any language.
type speechless struct{ bot.Host }

func (speechless) Speaks(string) string { return "" }

// given returns a turn with a command as typed.
func given(text string, change func(*bot.Message)) *bot.Turn {
	name, words, ok := bot.ParseCall(text)
	if !ok {
		return nil
	}
	commands := map[string]*bot.Command{}
	for _, c := range moderation.New(nil, nil, nil, nil).Routes().Commands {
		commands[c.Name] = &c
		for _, a := range c.Aliases {
			for form := range strings.SplitSeq(a, "/") {
				commands[form] = &c
			}
		}
	}
	if commands[name] == nil {
		return nil
	}
	m := &bot.Message{ID: "7", Text: text}
	if change != nil {
		change(m)
	}
	t := bot.NewTurn(speechless{}, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	t.Event = &bot.Event{Kind: bot.KindMessage, Place: "test:lobby", User: &bot.User{ID: "test:mo"}, Message: m}
	t.Community = &bot.Community{ID: "tea", Spaces: []bot.Place{"test:lobby", "other:hall"}}
	t.Call = &bot.Call{Command: commands[name], Used: name, Words: words, Slash: true}
	return t
}

// orderOf returns the order read from a command, and the text that was misread.
func orderOf(t *bot.Turn) (o *room.Order, misread string) {
	in, err := bot.ReadInput(t)
	if err != nil {
		panic(err) // moderation commands take no lists
	}
	return room.Read(t, in), in.Misread
}

// shown formats an order on one line.
func shown(o *room.Order, misread string) string {
	var who []string
	for _, u := range o.Targets {
		switch {
		case u.ID != "":
			who = append(who, string(u.ID))
		case u.Handle != "":
			who = append(who, "@"+u.Handle)
		default:
			who = append(who, "“"+u.Name+"”")
		}
	}
	out := o.Form + o.Command + " [" + strings.Join(who, " ") + "]"
	if o.For > 0 {
		out += " for " + o.For.String()
	}
	if o.Purge > 0 {
		out += " del " + o.Purge.String()
	}
	if o.Number > 0 {
		out += fmt.Sprint(" number ", o.Number)
	}
	if misread != "" {
		out += " what is " + misread + "?"
	}
	if o.Reason != "" {
		out += ": " + o.Reason
	}
	return out
}

func TestReadsArguments(t *testing.T) {
	reply := func(m *bot.Message) {
		m.ReplyTo = &bot.Replied{ID: "3", User: &bot.User{ID: "test:zoe", Name: "Zoe"}, Text: "hm"}
	}
	nameless := func(m *bot.Message) { m.Mentions = []bot.User{{ID: "test:lee", Name: "Ann Lee"}} }
	resolved := func(m *bot.Message) { m.Mentions = []bot.User{{ID: "test:ann", Handle: "Ann", Name: "A."}} }
	for _, c := range []struct {
		text   string
		change func(*bot.Message)
		want   string
	}{
		{"/ban @ann 7d adverts", nil, "ban [@ann] for 168h0m0s: adverts"},
		{"/ban 7d @ann adverts", nil, "ban [@ann] for 168h0m0s: adverts"},
		{"/ban @ann adverts again 7d", nil, "ban [@ann] for 168h0m0s: adverts again"},
		{"/ban @ann @bob, @ANN 1h30m both", nil, "ban [@ann @bob @ANN] for 1h30m0s: both"},
		{"/ban @ann 1w spam", nil, "ban [@ann] for 168h0m0s: spam"},
		{"/禁言 @ann 吵闹 2小时", nil, "mute [@ann] for 2h0m0s: 吵闹"},
		{"/mute @ann 20s", nil, "mute [@ann] for 1m0s"},
		{"/ban @ann", resolved, "ban [test:ann]"},
		{"/mute <@!123456> 10m <@77777> x", nil, "mute [test:123456 test:77777] for 10m0s: x"},
		{"/mute <@&123456> x", nil, "mute []: <@&123456> x"},
		{"/ban other:99 1d", nil, "ban [other:99] for 24h0m0s"},
		{"/ban nowhere:99 1d", nil, "ban [] for 24h0m0s: nowhere:99"},
		{"/ban 123456789 spam", nil, "ban [test:123456789]: spam"},
		{"/warn 12 times", reply, "warn [test:zoe]: 12 times"},
		{"/warn that was loud", reply, "warn [test:zoe]: that was loud"},
		{"/warn @bob not zoe", reply, "warn [@bob]: not zoe"},
		{"/warn \"quoted\" he said", reply, "warn [test:zoe]: \"quoted\" he said"},
		{"/warn @\"Ann Lee\" he said", reply, "warn [“Ann Lee”]: he said"},
		{"/warn \"Ann Lee\" \"darn\" is no word", nil, "warn [“Ann Lee”]: \"darn\" is no word"},
		{"/警告 「陈 小雨」，太吵", nil, "warn []: 「陈 小雨」，太吵"},
		{"/警告 「陈 小雨」 太吵", nil, "warn [“陈 小雨”]: 太吵"},
		{"/warn “Ann”, @bob: hush", nil, "warn [“Ann” @bob]: hush"},
		{"/warn \"Ann Lee hush", nil, "warn []: \"Ann Lee hush"},
		{"/warn \"\" hush", nil, "warn []: \"\" hush"},
		{"/warn Ann Lee too loud", nameless, "warn [test:lee]: too loud"},
		{"/award +5 @ann for tea", nil, "award [@ann] number 5: for tea"},
		{"/award @ann 5 for 2 teas", nil, "award [@ann] number 5: for 2 teas"},
		{"/award 5 1234567 late", nil, "award [test:1234567] number 5: late"},
		{"/fine 1234567 5", nil, "fine [test:1234567] number 5"},
		{"/fine 1234567 5", reply, "fine [test:zoe]: 1234567 5"},
		{"/award @ann 5 000", nil, "award [@ann]: 5 000"},
		{"/award @ann +5 -3 x", nil, "award [@ann]: 5 -3 x"},
		{"/award 5 @ann 10", nil, "award [@ann]: 5 10"},
		{"/fine @ann 5 3 times late", nil, "fine [@ann] number 5: 3 times late"},
		{"/purge 1 000", nil, "purge []: 1 000"},
		{"/purge 5, then more", nil, "purge [] number 5: then more"},
		{"/award 345678901234567890 5 x", reply, "award [test:345678901234567890] number 5: x"},
		{"/undo #12", nil, "undo [] number 12"},
		{"/purge 20 spam", nil, "purge [] number 20: spam"},
		{"/tban @ann 2d x", nil, "tban [@ann] for 48h0m0s: x"},
		{"/smute x", reply, "smute [test:zoe]: x"},
		{"/ban @ann 2 days spam", nil, "ban [@ann] for 48h0m0s: spam"},
		{"/ban 2 days @ann spam", nil, "ban [@ann] for 48h0m0s: spam"},
		{"/ban @ann for 2 days @bob spam", nil, "ban [@ann @bob] for 48h0m0s: spam"},
		{"/ban @ann spam for 2 days", nil, "ban [@ann] for 48h0m0s: spam"},
		{"/ban @ann spam 2 天", nil, "ban [@ann] for 48h0m0s: spam"},
		{"/ban @ann for good", nil, "ban [@ann]"},
		{"/ban @ann spam 3 times", nil, "ban [@ann]: spam 3 times"},
		{"/ban @ann 7 spam", nil, "ban [@ann] what is 7?: 7 spam"},
		{"/ban 7 @ann spam", nil, "ban [] what is 7?: 7 @ann spam"},
		{"/ban @ann for 7", nil, "ban [@ann] what is 7?: for 7"},
		{"/ban @ann 3 times too loud 2h", nil, "ban [@ann] for 2h0m0s: 3 times too loud"},
		{"/ban @ann 2h 3 times", nil, "ban [@ann] for 2h0m0s: 3 times"},
		{"/mute @ann ３０", nil, "mute [@ann] what is ３０?: ３０"},
		{"/mute @ann 半小时 太吵", nil, "mute [@ann] for 30m0s: 太吵"},
		{"/mute @ann an hour", nil, "mute [@ann] for 1h0m0s"},
		{"/mute @ann loud for an hour", nil, "mute [@ann] for 1h0m0s: loud"},
		{"/ban @ann spams twice a day", nil, "ban [@ann] what is a day?: spams twice a day"},
		{"/ban @ann 2 months", nil, "ban [@ann] what is 2 months?: 2 months"},
		{"/ban @ann spam 1 year 2 days", nil, "ban [@ann] what is 1 year 2 days?: spam 1 year 2 days"},
		{"/ban @ann spam 3 个月", nil, "ban [@ann] what is 3 个月?: spam 3 个月"},
		{"/ban @ann 99999 days spam", nil, "ban [@ann] what is 99999 days?: 99999 days spam"},
		{"/ban 123456789 2 days spam", nil, "ban [test:123456789] for 48h0m0s: spam"},
		{"/ban 2 days 123456789 spam", nil, "ban [test:123456789] for 48h0m0s: spam"},
		{"/ban 2 days", reply, "ban [test:zoe] for 48h0m0s"},
		{"/ban Ann Lee 2 days spam", nameless, "ban [test:lee] for 48h0m0s: spam"},
		{"/ban @ann 2天刷屏", nil, "ban [@ann] what is 2天刷屏?: 2天刷屏"},
		{"/ban @ann forever spam", nil, "ban [@ann]: spam"},
		{"/ban @ann for good, spam", nil, "ban [@ann]: spam"},
		{"/ban @ann good grief", nil, "ban [@ann]: good grief"},
		{"/mute @ann forever", nil, "mute [@ann] what is forever?"},
		{"/mute @ann 永久", nil, "mute [@ann] what is 永久?"},
		{"/ban @ann ٣ days spam", nil, "ban [@ann] for 72h0m0s: spam"},
		{"/ban @ann 2\u200bdays spam", nil, "ban [@ann] for 48h0m0s: spam"},
		{"/ban @ann \u202e2d\u202c spam", nil, "ban [@ann] for 48h0m0s: spam"},
		{"/ban @ann ½ day spam", nil, "ban [@ann] what is ½?: ½ day spam"},
		{"/ban @ann 1e9d spam", nil, "ban [@ann] what is 1e9d?: 1e9d spam"},
		{"/ban @ann 2dys spam", nil, "ban [@ann] what is 2dys?: 2dys spam"},
		{"/ban @ann 90mn spam", nil, "ban [@ann] what is 90mn?: 90mn spam"},
		{"/ban @ann 2дня spam", nil, "ban [@ann] what is 2дня?: 2дня spam"},
		{"/ban @ann thirty days spam", nil, "ban [@ann] what is thirty days?: thirty days spam"},
		{"/ban @ann eleven days", nil, "ban [@ann] what is eleven days?: eleven days"},
		{"/ban @ann two-days spam", nil, "ban [@ann] what is two-days?: two-days spam"},
		{"/ban @ann a fortnight", nil, "ban [@ann] what is a fortnight?: a fortnight"},
		{"/ban @ann until tomorrow", nil, "ban [@ann] what is until tomorrow?: until tomorrow"},
		{"/ban @ann P2D spam", nil, "ban [@ann] what is P2D?: P2D spam"},
		{"/ban @ann \"2 days\" spam", nil, "ban [@ann] what is \"2 days\"?: \"2 days\" spam"},
		{"/ban @ann 一千天 刷屏", nil, "ban [@ann] what is 一千天?: 一千天 刷屏"},
		{"/ban @ann 2 days ago he spammed", nil, "ban [@ann] what is 2 days ago?: 2 days ago he spammed"},
		{"/ban 2d ago, @ann spammed", nil, "ban [] what is 2d ago,?: 2d ago, @ann spammed"},
		{"/ban @ann 3 days in a row he spammed", nil, "ban [@ann] what is 3 days in?: 3 days in a row he spammed"},
		{"/mute @ann 1h late again", nil, "mute [@ann] what is 1h late?: 1h late again"},
		{"/ban @ann 两天 前 他刷屏", nil, "ban [@ann] what is 两天 前?: 两天 前 他刷屏"},
		{"/ban @ann 两天前 他刷屏", nil, "ban [@ann] what is 两天前?: 两天前 他刷屏"},
		{"/ban @ann 2小時 內 刷屏", nil, "ban [@ann] what is 2小時 內?: 2小時 內 刷屏"},
		{"/lock 2 hours after the raid", nil, "lock [] what is 2 hours after?: 2 hours after the raid"},
		{"/ban @ann spams every 2 days", nil, "ban [@ann] what is every 2 days?: spams every 2 days"},
		{"/ban @ann 刷屏 超过 2 天", nil, "ban [@ann] what is 超过 2 天?: 刷屏 超过 2 天"},
		{"/ban @ann he spammed 2 days ago", nil, "ban [@ann]: he spammed 2 days ago"},
		{"/ban @ann 2 days, ago is a word", nil, "ban [@ann] what is 2 days, ago?: 2 days, ago is a word"},
		{"/ban @ann del:1d", nil, "ban [@ann] del 24h0m0s"},
		{"/ban del:7d @ann 1d spam", nil, "ban [@ann] for 24h0m0s del 168h0m0s: spam"},
		{"/ban @ann spam del:2h 7d", nil, "ban [@ann] for 168h0m0s del 2h0m0s: spam"},
		{"/ban @ann spam and more del:1 day", nil, "ban [@ann] del 24h0m0s: spam and more"},
		{"/ban @ann Del：半小时 刷屏", nil, "ban [@ann] del 30m0s: 刷屏"},
		{"/ban @ann del:all spam", nil, "ban [@ann] what is del:all spam?: del:all spam"},
		{"/ban @ann del: spam", nil, "ban [@ann] what is del: spam?: del: spam"},
		{"/ban @ann del:5", nil, "ban [@ann] what is del:5?: del:5"},
		{"/ban @ann 2-3 days", nil, "ban [@ann] what is 2-3 days?: 2-3 days"},
		{"/ban @ann 2–3天", nil, "ban [@ann] what is 2–3天?: 2–3天"},
		{"/ban @ann 2026-12-24", nil, "ban [@ann] what is 2026-12-24?: 2026-12-24"},
		{"/ban @ann 00:10:00", nil, "ban [@ann] what is 00:10:00?: 00:10:00"},
		{"/ban @ann на 2 дня", nil, "ban [@ann] what is на 2?: на 2 дня"},
		{"/ban @ann 封三天", nil, "ban [@ann] what is 封三天?: 封三天"},
		{"/ban @ann time:7d spam", nil, "ban [@ann] what is time:7d?: time:7d spam"},
		{"/ban @ann --duration 7d spam", nil, "ban [@ann] what is --duration 7d?: --duration 7d spam"},
		{"/ban @ann t=7d", nil, "ban [@ann] what is t=7d?: t=7d"},
		{"/ban @ann =7d", nil, "ban [@ann] what is =7d?: =7d"},
		{"/ban @ann week", nil, "ban [@ann] what is week?: week"},
		{"/ban @ann next week", nil, "ban [@ann] what is next week?: next week"},
		{"/ban @ann over the weekend", nil, "ban [@ann] what is over the weekend?: over the weekend"},
		{"/ban @ann temporarily", nil, "ban [@ann] what is temporarily?: temporarily"},
		{"/ban @ann 明天", nil, "ban [@ann] what is 明天?: 明天"},
		{"/ban @ann неделю", nil, "ban [@ann] what is неделю?: неделю"},
		{"/ban @ann 刷屏三天", nil, "ban [@ann] what is 刷屏三天?: 刷屏三天"},
		{"/ban @ann del=1d", nil, "ban [@ann] del 24h0m0s"},
		{"/ban @ann delete:1d spam", nil, "ban [@ann] what is delete:1d?: delete:1d spam"},
		{"/ban @ann purge 1d", nil, "ban [@ann] what is purge 1d?: purge 1d"},
		{"/ban @ann del 1 day spam", nil, "ban [@ann] what is del 1 day?: del 1 day spam"},
		{"/ban @ann del:1d del:2d", nil, "ban [@ann] del 24h0m0s what is del:2d?: del:2d"},
		{"/ban @ann 24/7 spam", nil, "ban [@ann]: 24/7 spam"},
		{"/ban @ann purge the bots", nil, "ban [@ann]: purge the bots"},
		{"/ban @ann week after week he spams", nil, "ban [@ann]: week after week he spams"},
		{"/mute @ann del:1d", nil, "mute [@ann] what is del:1d?: del:1d"},
		{"/mute @ann 5M", nil, "mute [@ann] what is 5M?: 5M"},
		{"/ban 1M @ann spam", nil, "ban [] what is 1M?: 1M @ann spam"},
		{"/ban @ann 1M 2d", nil, "ban [@ann] what is 1M?: 1M 2d"},
		{"/ban @ann 1H30M spam", nil, "ban [@ann] for 1h30m0s: spam"},
		{"/mute @ann 1 hr 30", nil, "mute [@ann] what is 1 hr 30?: 1 hr 30"},
		{"/mute @ann 2h 1 day", nil, "mute [@ann] what is 2h 1 day?: 2h 1 day"},
		{"/ban 7d 12345678", nil, "ban [test:12345678] for 168h0m0s"},
		{"/ban @ann tempban 3d spam", nil, "ban [@ann] what is 3d?: tempban 3d spam"},
		{"/ban @ann spam, 2 months please", nil, "ban [@ann] what is 2 months?: spam, 2 months please"},
		{"/封禁 @ann 刷屏 三天 请注意", nil, "ban [@ann] what is 三天?: 刷屏 三天 请注意"},
		{"/ban @ann account 3 days old, scam", nil, "ban [@ann]: account 3 days old, scam"},
		{"/ban @ann spams twice a day here", nil, "ban [@ann]: spams twice a day here"},
		{"/ban @ann forever 3 days old account", nil, "ban [@ann]: 3 days old account"},
		{"/ban @ann perm spam", nil, "ban [@ann]: spam"},
		{"/mute @ann for life", nil, "mute [@ann] what is for life?"},
		{"/ban @ann 2nd offence", nil, "ban [@ann]: 2nd offence"},
		{"/ban @ann 4chan raid", nil, "ban [@ann]: 4chan raid"},
		{"/ban @ann 1xbet.com", nil, "ban [@ann]: 1xbet.com"},
		{"/lock thirty minutes", nil, "lock [] what is thirty minutes?: thirty minutes"},
		{"/lock 10 min", nil, "lock [] for 10m0s"},
		{"/lock 10", nil, "lock [] what is 10?: 10"},
		{"/lock 5 s", nil, "lock [] for 1m0s"},
		{"/warn @ann 2 days late", nil, "warn [@ann]: 2 days late"},
		{"/lock a raid 10m", nil, "lock [] for 10m0s: a raid"},
		{"/lock 10m @ann", nil, "lock [] for 10m0s: @ann"},
	} {
		turn := given(c.text, c.change)
		if turn == nil {
			t.Fatalf("%s: no call", c.text)
		}
		if got := shown(orderOf(turn)); got != c.want {
			t.Errorf("%s\n read as %s\n    want %s", c.text, got, c.want)
		}
	}
}

// TestAnyOrder: targets and a duration mean the same in any order.
func TestAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := []string{"@ann", "@\"Bob Day\"", "<@99999>", rapid.SampledFrom([]string{"2h", "2 hours", "for 2 h", "1h 60m", "两小时"}).Draw(t, "time")}
		mixed := rapid.Permutation(parts).Draw(t, "order")
		o, misread := orderOf(given("/ban "+strings.Join(mixed, "  ")+" the reason", nil))
		if o.For != 2*time.Hour || len(o.Targets) != 3 || o.Reason != "the reason" {
			t.Errorf("%q is read as %s", mixed, shown(o, misread))
		}
	})
}

// FuzzRead checks for any text that an order stays within bounds.
func FuzzRead(f *testing.F) {
	for _, text := range []string{"/ban @ann 7d x", "/warn \"a b\" c", "/warn @“", "/purge 99999999999999999999", "/mute <@> <@!> @ : test: 2h", "/dban \u202e\u200b@x"} {
		f.Add(text, "Ann Lee", "3")
	}
	f.Fuzz(func(t *testing.T, text, name, reply string) {
		turn := given(text, func(m *bot.Message) {
			m.Mentions = []bot.User{{ID: "test:1", Name: name}}
			if reply != "" {
				m.ReplyTo = &bot.Replied{ID: reply, User: &bot.User{ID: "test:2", Name: name}, Text: text}
			}
		})
		if turn == nil {
			return
		}
		o, _ := orderOf(turn)
		switch {
		case len(o.Reason) > room.MaxReason || utf8.ValidString(text) && utf8.ValidString(name) && !utf8.ValidString(o.Reason):
			t.Errorf("the reason is %q", o.Reason)
		case o.For < 0 || o.For > 10*366*24*time.Hour:
			t.Errorf("for %s", o.For)
		}
		for _, u := range o.Targets {
			if u.ID == "" && u.Handle == "" && u.Name == "" {
				t.Errorf("nobody is meant among %+v", o.Targets)
			}
		}
	})
}

// TestReadsForms: an option is what its name says, whatever its value looks like.
func TestReadsForms(t *testing.T) {
	for _, c := range []struct {
		command string
		form    []bot.Given
		want    string
	}{
		{"ban", []bot.Given{{Name: "member", Value: "@ann"}, {Name: "reason", Value: "sold spam for 7d"}}, "ban [@ann]: sold spam for 7d"},
		{"ban", []bot.Given{{Name: "member", Value: "@ann"}, {Name: "del", Value: "1 day"}, {Name: "reason", Value: "del:2d"}}, "ban [@ann] del 24h0m0s: del:2d"},
		{"ban", []bot.Given{{Name: "member", Value: "@ann"}, {Name: "del", Value: "all"}}, "ban [@ann] what is all?"},
		{"ban", []bot.Given{{Name: "reason", Value: "5d @bob"}, {Name: "time", Value: "2 days"}, {Name: "member", Value: "@ann"}}, "ban [@ann] for 48h0m0s: 5d @bob"},
		{"ban", []bot.Given{{Name: "member", Value: "@ann"}, {Name: "time", Value: "2 months"}}, "ban [@ann] what is 2 months?"},
		{"ban", []bot.Given{{Name: "member", Value: "@ann"}, {Name: "time", Value: "2d spam"}}, "ban [@ann] what is 2d spam?"},
		{"mute", []bot.Given{{Name: "member", Value: "@ann"}, {Name: "time", Value: "30"}}, "mute [@ann] what is 30?"},
		{"note", []bot.Given{{Name: "member", Value: "@ann"}, {Name: "text", Value: "@bob 10m"}}, "note [@ann]: @bob 10m"},
		{"award", []bot.Given{{Name: "member", Value: "@ann"}, {Name: "amount", Value: "5"}, {Name: "reason", Value: "12 cups"}}, "award [@ann] number 5: 12 cups"},
		{"lock", []bot.Given{{Name: "reason", Value: "back in 2h"}}, "lock []: back in 2h"},
		{"lock", []bot.Given{{Name: "time", Value: "2h"}, {Name: "reason", Value: "1d"}}, "lock [] for 2h0m0s: 1d"},
		{"case", []bot.Given{{Name: "number", Value: "12"}}, "case [] number 12"},
	} {
		turn := given("/"+c.command, nil)
		turn.Call.Form = c.form
		if got := shown(orderOf(turn)); got != c.want {
			t.Errorf("%s %v is read as %q, want %q", c.command, c.form, got, c.want)
		}
	}
}
