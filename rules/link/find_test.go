package link_test

import (
	"strings"
	"testing"

	"github.com/stewardbot/steward/rules/link"
)

// found returns the hosts of a text's links.
func found(text string) string {
	var hosts []string
	for _, l := range link.Find(text) {
		hosts = append(hosts, l.Host)
	}
	return strings.Join(hosts, " ")
}

func TestFind(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "nothing of the sort": "", "a. b... c?": "", "12:30": "", "note: this": "",

		// Where a host ends.
		"(https://example.com)":                           "example.com",
		"**https://example.com**":                         "example.com",
		"https://example.com！":                            "example.com",
		"看https://example.com，谢谢":                         "example.com",
		"「https://example.com」":                           "example.com",
		"https://example.com。好的":                          "example.com",
		"https://example.com吧":                            "example.com",
		"_https://example.com_":                           "example.com",
		"~~https://example.com~~ ||https://example.com||": "example.com example.com",
		"<https://example.com>":                           "example.com",
		`"https://example.com"`:                           "example.com",
		"[here](https://evil.app)":                        "evil.app",
		"[https://example.com/a](https://evil.app/b)":     "example.com evil.app",
		"https://example.com.":                            "example.com",
		"https://example.com./a":                          "example.com",
		"https://example.com:8443/a":                      "example.com",
		"https://example.com:":                            "example.com",
		"看evil.app吧":                                      "evil.app",
		"访问evil.com看看":                                    "evil.com",
		"https://example.com/，https://evil.app":           "example.com evil.app",
		"HTTPS://WIKI.EXAMPLE.COM":                        "wiki.example.com",
		"https://example.com\nhttps://bad.io":             "example.com bad.io",

		// Markup inside a name.
		"ev**il**.app":               "evil.app",
		`evil\.app`:                  "evil.app",
		"||evil||.~~app~~":           "evil.app",
		"**https://example.com**and": "example.com",
		`C:\tools\main.app`:          "",

		// Parsed as browsers do.
		"https://example.com:80@evil.app/login": "evil.app",
		"https://example.com@evil.app":          "evil.app",
		"https://user:pa:ss@evil.app:81":        "evil.app",
		`https://evil.gg\.example.com/`:         "evil.gg",
		`https:\\evil.app\x`:                    "evil.app",
		"https:/evil.app":                       "evil.app",
		"https:////evil.app":                    "evil.app",
		"https://evil%2eapp/":                   "evil.app",
		"https://%65vil.app/":                   "evil.app",
		"https://evil．app":                      "evil.app",
		"https://evil。app":                      "evil.app",
		"https://ＥＶＩＬ.ａｐｐ":                      "evil.app",
		"https://𝐞𝐯𝐢𝐥.𝐚𝐩𝐩":                      "evil.app",
		"https://ev\u00adil.a\u200bpp":          "evil.app",
		"https://xn--e1afmkfd.xn--p1ai":         "xn--e1afmkfd.xn--p1ai",
		"https://пример.рф/":                    "xn--e1afmkfd.xn--p1ai",
		"https://bücher.de":                     "xn--bcher-kva.de",
		"https://straße.de":                     "xn--strae-oqa.de",
		"http://0x7f.1/":                        "127.0.0.1",
		"http://2130706433/":                    "127.0.0.1",
		"http://0300.0250.1":                    "192.168.0.1",
		"http://[::FFFF:1]/x":                   "::ffff:1",
		"http://[2001:db8::1]:80/x":             "2001:db8::1",
		"https://example.com，@ann":              "example.com",
		"https://evil.app，@example.com":         "evil.app example.com",
		"https://example.com\\@evil.app":        "example.com",
		"ftp://files.evil.app/x":                "files.evil.app",
		"hxxps://evil.app":                      "evil.app",
		"foo://bar":                             "",
		"http://localhost:8080":                 "localhost",
		"https://spam.example/x?y":              "spam.example",

		// Bare names.
		"evil.app":                 "evil.app",
		"see evil.app, now":        "evil.app",
		"EVIL.APP":                 "evil.app",
		"Evil.com":                 "evil.com",
		"evil．app":                 "evil.app",
		"evil。app":                 "evil.app",
		"пример.рф":                "xn--e1afmkfd.xn--p1ai",
		"Пример.РФ!":               "xn--e1afmkfd.xn--p1ai",
		"xn--e1afmkfd.xn--p1ai":    "xn--e1afmkfd.xn--p1ai",
		"例え.jp":                    "xn--r8jz45g.jp",
		"evil.co.uk/x":             "evil.co.uk",
		"evil.github.io":           "evil.github.io",
		"evil.app?ref=1":           "evil.app",
		"evil.app/a.b/c":           "evil.app",
		"url=evil.app":             "evil.app",
		"//evil.app":               "evil.app",
		"www.evil.app":             "www.evil.app",
		"evil.com.Thanks":          "evil.com",
		"203.0.113.9/login":        "203.0.113.9",
		"203.0.113.9:8080/login":   "203.0.113.9",
		"203.0.113.9:25565":        "203.0.113.9",
		"tg://resolve?domain=x":    "t.me",
		"tg:resolve?domain=x":      "t.me",
		"join tg://join?invite=ab": "t.me",

		"evil․app":  "evil.app",
		"пример。рф": "xn--e1afmkfd.xn--p1ai",

		// Not links.
		"cls.__name__ = x.__call__": "", "at 10.30.am and 9.15.pm": "", "百度。com": "",
		"bob@evil.com": "", "first.last+x@mail.evil.co.uk!": "", "mailto:bob@evil.com": "", "write to <bob@evil.com>.": "",
		"asp.net and ASP.NET and socket.io": "", "node.js, vue.js, main.go, three.js": "", "src/lib.rs and setup.py": "",
		"README.md install.sh a.out libc.so.6 archive.zip": "", "sentence.Me too": "", "It works.So what": "", "end.It is": "",
		"com.example.app": "", "I slept that time.you there?": "", "ok.now what": "", "苹果.谷歌.加油卡": "", "org.acme.dev": "", "System.IO.File": "", "user.name = this.id": "", "model.to(device)": "", "arr.at(0)": "", "e.name": "", "window.location.host + x": "", "Array.prototype.slice.call(a)": "",
		"t.me/tea": "t.me", "x.evil.app": "x.evil.app", "shop.evil.live/a": "shop.evil.live", "a.evil.shop": "a.evil.shop",
		"items.map(f)":              "",
		"version 1.2.3 of v1.2.3.4": "", "10.0.0.0/8 and 203.0.113.0/24": "", "127.0.0.1:3000": "", "I paid 3.50, e.g. yesterday... ok.": "",
		"at 10.am": "", "@evil.app": "", "co.uk": "", "你好。世界": "", "好的.谢谢": "", "src/main.app": "", "tg://user?id=1": "",
		"a:b c::d std::move": "", "http://": "", "https:// ": "", "http://@ .": "", "https://..": "", "www.": "",
	} {
		if got := found(text); got != want {
			t.Errorf("%q leads to %q, want %q", text, got, want)
		}
	}
}

func TestIsName(t *testing.T) {
	for address, want := range map[string]bool{
		"asp.net": true, "Socket.IO": true, "README.md": true, "main.rs": true, "setup.py": true,
		"sentence.Me": true, "spam.py": true, "Evil.App": false,
		"start.sh": true, "notes.md": true, "https://evil.sh": false, "https://evil.Me": false, "evil.sh/x": false, "evil.rs:80": false, "x.evil.sh": false,
		"evil.app": false, "asp.net/x": false, "https://asp.net": false, "": false, ".": false,
	} {
		if got := link.IsName(address); got != want {
			t.Errorf("%q is a name: %t", address, got)
		}
	}
}
