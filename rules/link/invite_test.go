package link_test

import (
	"strings"
	"testing"

	"github.com/stewardbot/steward/rules/link"
)

func TestInvite(t *testing.T) {
	for text, want := range map[string]string{
		"join https://discord.gg/abcDEF now":     "discord.gg/abcDEF",
		"discord.gg/abc.":                        "discord.gg/abc",
		"(discord.gg/abc)":                       "discord.gg/abc",
		"**discord.gg/abc**, __discord.gg/abc__": "discord.gg/abc discord.gg/abc",
		"discord.gg/abc，快来":                      "discord.gg/abc",
		"discord.gg/abc来玩":                       "discord.gg/abc",
		"加群discord.gg/abc":                       "discord.gg/abc",
		"dis**cord**.gg/abc":                     "discord.gg/abc",
		"*d*iscord.gg/abc":                       "discord.gg/abc",
		`discord\.gg/abc`:                        "discord.gg/abc",
		"discord.gg/abc/":                        "discord.gg/abc",
		"discord.gg/abc?event=1":                 "discord.gg/abc",
		"discord.gg//abcdef":                     "discord.gg/abcdef",
		"discord.gg:443/abcdef":                  "discord.gg/abcdef",
		"discord.gg./abcdef":                     "discord.gg/abcdef",
		`discord.gg\abcdef`:                      "discord.gg/abcdef",
		"discord。gg／abcdef":                      "discord.gg/abcdef",
		"DISCORD.GG/abc":                         "discord.gg/abc",
		"www.discord.gg/abc":                     "discord.gg/abc",
		"https://x@discord.gg/abc":               "discord.gg/abc",
		"https://discord%2egg/abc":               "discord.gg/abc",
		"https://ⓓiscord.gg/abc":                 "discord.gg/abc",
		"dis\u200bcord.gg/abc":                   "discord.gg/abc",
		"dis\u034fcord.g\ufe0fg/abc":             "discord.gg/abc",
		"https://discord.gg/%61%62c":             "discord.gg/abc",
		"https://discord.gg/x/../abc":            "discord.gg/abc",
		"https://discord.gg/tea%2e/pGat":         "discord.gg/tea./pGat",
		"https://discord.gg/tea%2fpGat":          "discord.gg/tea/pGat",
		"https://discord.gg/tea/pGat":            "discord.gg/tea/pGat",
		"https://discord.gg/invite/abc":          "discord.gg/abc",
		"discord.com/invite/abc":                 "discord.gg/abc",
		"https://ptb.discord.com//invite//abc":   "discord.gg/abc",
		"https://discordapp.com/invite/abc":      "discord.gg/abc",
		"discord://-/invite/abc":                 "discord.gg/abc",
		"discord://discord.com/invite/abc":       "discord.gg/abc",
		"discord://discordapp.com/Invite/abc?x":  "discord.gg/abc",
		"https://webk.telegram.org/#?tgaddr=tg%3A%2F%2Fjoin%3Finvite%3DAbCdEf":  "t.me/+AbCdEf",
		"https://webz.telegram.org/#?tgaddr=tg%3Ajoin%3Finvite%3DAbCdEf":        "t.me/+AbCdEf",
		"https://discord.com/Invite/abc":                                        "discord.gg/abc",
		"https://t.me/+AbCdEf_123":                                              "t.me/+AbCdEf_123",
		"telegram.me/joinchat/AbCdEf":                                           "t.me/+AbCdEf",
		"telegram.dog/joinchat/AbCdEf":                                          "t.me/+AbCdEf",
		"t.me/%2BAbCdEf":                                                        "t.me/+AbCdEf",
		"t.me/addlist/AbCdEf":                                                   "t.me/addlist/AbCdEf",
		"tg://join?invite=AbCdEf":                                               "t.me/+AbCdEf",
		"tg:join?invite=AbCdEf&x=1":                                             "t.me/+AbCdEf",
		"TG://JOIN/?invite=AbCdEf.":                                             "t.me/+AbCdEf",
		"tg://addlist?slug=AbCdEf":                                              "t.me/addlist/AbCdEf",
		"https://web.telegram.org/k/#?tgaddr=tg%3A%2F%2Fjoin%3Finvite%3DAbCdEf": "t.me/+AbCdEf",

		"discord dot gg/AbCd, quick":          "discord.gg/AbCd",
		"discord (dot) gg / abcd":             "discord.gg/abcd",
		"discord[.]gg/abcd":                   "discord.gg/abcd",
		"discord .gg/abcd":                    "discord.gg/abcd",
		"discord🔥gg🔥/abcd":                    "discord.gg/abcd",
		"DISCORD DOT GG SLASH abcd":           "discord.gg/abcd",
		"d i s c o r d . g g / a b c d":       "discord.gg/abcd",
		"discord dot com slash invite / abcd": "discord.gg/abcd",
		"discordapp . com/invite/abcd":        "discord.gg/abcd",
		"t dot me/+AbCdEf":                    "t.me/+AbCdEf",
		"t . me / joinchat / AbCdEf":          "t.me/+AbCdEf",
		"telegram[.]me/+AbCdEf":               "t.me/+AbCdEf",
		"Discord, GG/a1b2c3d":                 "discord.gg/a1b2c3d",
		"discord gg/abcdef":                   "discord.gg/abcdef",
		"discord. gg/abcdef":                  "discord.gg/abcdef",
		"telegram me / +AbCdEf":               "t.me/+AbCdEf",
		"Discord? GG / well played, everyone": "", "on discord gg /everyone": "", "discord - gg/nice game": "", "sur Discord : gg / bravo": "", "DISCORD, GG / WELL DONE": "",
		"telegram me / +friends": "", "just telegram me/plus bring cake": "", "t: me/+team on this": "",
		"left discord. gg / wp": "", "discord, gg": "", "a dot product / sum": "", "it's me / +1234": "", "discord dot gg": "",
		"https://example.com/?u=discord.gg/": "", "discord.com/channels/1/2": "", "discord.gg": "", "discord.gg/": "", "discord.com/invite": "", "discord.com/invite/": "", "t.me/durov/12": "",
		"t.me/+15551234567": "", "t.me/+": "", "notdiscord.gg/abc": "", "discord.gg.example.com/abc": "", "an invitation": "",
		"https://example.com/discord.gg/abc": "", "web.telegram.org/k/#@tea": "", "https://example.com/#?tgaddr=tg%3A%2F%2Fjoin%3Finvite%3DAbCdEf": "",
	} {
		var list []string
		for _, l := range link.Find(text) {
			if invite, ok := l.Invite(); ok {
				list = append(list, invite)
			}
		}
		if got := strings.Join(list, " "); got != want {
			t.Errorf("%q invites to %q, want %q", text, got, want)
		}
	}
}
