package rules_test

import (
	"strings"
	"testing"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/rules"
)

func table(t *testing.T, w rules.When, want map[string]string) {
	t.Helper()
	for text, want := range want {
		if got := match(t, rules.Config{When: w}, text); got != want {
			t.Errorf("%q: found %q, want %q", text, got, want)
		}
	}
}

func TestRegex(t *testing.T) {
	table(t, rules.When{Regex: []string{`\bfree\s+(nft|token)s?\b`, `加.{0,2}微信`, `[A-Z]{3}-\d+`}}, map[string]string{
		"get FREE  NFTs here": "free nfts", "carefree nft": "", "加我微信": "加我微信", "see abc-12": "abc-12", "ａｂｃ-7": "abc-7",
		"ab\u200bc-9": "abc-9", "nothing": "", "": "", "frëe_tokens": "free tokens", "加*微*信": "加微信",
	})
}

func TestInvites(t *testing.T) {
	w := rules.When{Invites: &rules.Invites{Except: []string{"https://discord.gg/tea", "t.me/+OurCode1"}}}
	table(t, w, map[string]string{
		"join https://discord.gg/abcDEF now": "discord.gg/abcDEF",
		"discord.gg/tea is ours":             "",
		"(discord.gg:443//tea)":              "",
		"discord.gg/TEA":                     "discord.gg/TEA",
		"discord.gg/tea%2e/pGat":             "discord.gg/tea./pGat",
		"discord.gg/tea and discord.gg/tea2": "discord.gg/tea2",
		"telegram.me/joinchat/AbCdEf":        "t.me/+AbCdEf",
		"t.me/joinchat/OurCode1":             "",
		"tg:join?invite=OurCode1":            "",
		"t.me/+ourcode1":                     "t.me/+ourcode1",
		"an invitation":                      "",
	})
}

func TestMentions(t *testing.T) {
	w := rules.When{Mentions: &rules.Mentions{MoreThan: 2}}
	table(t, w, map[string]string{
		"@ann @bob @cleo":                   "Count 3",
		"@ann @bob":                         "",
		"@ann @Ann @ANN. @bob":              "",
		"你好@ann，@bob，@cleo":                 "Count 3",
		"<@1> <@!2> <@&3>":                  "Count 3",
		"<@1> <@1> <@!1>":                   "",
		"a@b.cc c@d.ee f@g.hh":              "",
		"@types/x @babel/core @angular/cli": "",
		"hey @everyone":                     "@everyone",
		"@here, look":                       "@here",
		"mail me@here":                      "",
		"@hereby @everyone_else":            "",
	})
	users := []bot.User{{ID: "test:1"}, {ID: "test:2", Handle: "bob"}, {Handle: "cleo"}}
	for text, want := range map[string]string{"Ann, @bob and @cleo": "Count 3", "<@1> and <@2>": "Count 3", "@dora": "Count 3"} {
		if got := find(t, rules.Config{When: w}, bot.Message{Text: text, Mentions: users}); got != want {
			t.Errorf("%q: found %q, want %q", text, got, want)
		}
	}
}

func TestCapitals(t *testing.T) {
	w := rules.When{Capitals: &rules.Capitals{}}
	w.Capitals.SetDefaults()
	table(t, w, map[string]string{
		"BUY NOW AND SAVE": "Share 100", "BUY NOW ALSO save": "Share 71", "BUY NOW and save": "", "STOP IT": "",
		"这是一个很长的中文句子没有大写": "", "ВСЕМ ПРИВЕТ СЕГОДНЯ": "Share 100", "123 456 789 000!": "", "": "",
		"<:LOUDLOUDLOUDLOUD:1> fine": "",
	})
}

func TestPercent(t *testing.T) {
	for text, want := range map[string]bot.Percent{"70%": 70, " 1 % ": 1, "100%": 100, "0%": 0, "101%": 0, "70": 0, "0.7": 0, "": 0, "%": 0} {
		var p bot.Percent
		if err := p.UnmarshalText([]byte(text)); p != want || (err == nil) != (want != 0) {
			t.Errorf("%q is read as %d, %v", text, p, err)
		}
	}
}

func TestEmoji(t *testing.T) {
	for text, want := range map[string]string{
		"":                            "",
		"plain 123 #1 text ©":         "",
		"👍":                           "Count 1",
		"👍🏽":                          "Count 1",
		"👨\u200d👩\u200d👧":             "Count 1",
		"🇨🇳🇩🇪":                        "Count 2",
		"1\ufe0f\u20e3 #\ufe0f\u20e3": "Count 2",
		"❤\ufe0f❤":                    "Count 1",
		"✓ done ✓ ✔ ✗ ☑ ★ ♥ → ▶ ☎":                                      "",
		"♜♞♝♛♚♝♞♜ ♟♟♟ ♙♙♙":                                              "",
		"✅ ✔\ufe0f ⭐":                                                   "Count 3",
		"☕\ufe0e ⭐":                                                     "Count 1",
		"❤\ufe0f\u200d🔥":                                                "Count 1",
		"🏳\ufe0f\u200d🌈 🏳\u200d🌈":                                       "Count 2",
		"🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f": "Count 1",
		"字\ufe0f a\ufe0f 1\ufe0f":                                       "",
		"👩\u200d❤\ufe0f\u200d👩 👩\u200d⚕\ufe0f 🏃\u200d♂":                 "Count 3",
		"x\u20e3":               "",
		"👩🏽\u200d🚀":             "Count 1",
		"©\ufe0f":               "Count 1",
		"<:tea:123> <a:cup:45>": "Count 2",
		"<:tea> :tea:":          "",
		"☕☕ 茶 ☕":                "Count 3",
	} {
		if got := match(t, rules.Config{When: rules.When{Emoji: &rules.Emoji{}}}, text); got != want {
			t.Errorf("%+q: found %q, want %q", text, got, want)
		}
	}
	if got := match(t, rules.Config{When: rules.When{Emoji: &rules.Emoji{MoreThan: 3}}}, "☕☕☕"); got != "" {
		t.Errorf("no more than allowed: found %q", got)
	}
}

func TestMedia(t *testing.T) {
	c := rules.Config{When: rules.When{Media: []string{"sticker", "voice"}}}
	for have, want := range map[string]string{"": "", "photo": "", "photo sticker": "sticker", "voice": "voice"} {
		if got := find(t, c, bot.Message{Media: strings.Fields(have)}); got != want {
			t.Errorf("%q: found %q, want %q", have, got, want)
		}
	}
}
