package link_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stewardbot/steward/rules/link"
)

// Addresses are parsed as in https://url.spec.whatwg.org.
func TestParse(t *testing.T) {
	for address, want := range map[string]string{
		"http://example.com":                  "example.com",
		"HTTP://EXAMPLE.COM/A":                "example.com/A",
		"http:example.com":                    "example.com",
		"http:/example.com/":                  "example.com",
		`http:\\example.com\a\..\b`:           "example.com/b",
		"http:///example.com//a":              "example.com//a",
		" \thttp://exa\tmple\n.com/a\r\nb ":   "example.com/ab",
		"http://user@example.com":             "example.com",
		"http://user:p@ss@example.com":        "example.com",
		"http://@example.com":                 "example.com",
		"http://example.com:80":               "example.com",
		"http://example.com:":                 "example.com",
		"http://example.com:80@evil.app":      "evil.app",
		`http://evil.app\@example.com`:        "evil.app/@example.com",
		"http://evil.app#@example.com":        "evil.app#@example.com",
		"http://evil.app?@example.com":        "evil.app?@example.com",
		"http://example.com.":                 "example.com",
		"http://ex%61mple.com":                "example.com",
		"http://ex%41mple%2Ecom":              "example.com",
		"http://ＥＸＡＭＰＬＥ.com":                  "example.com",
		"http://example。com":                  "example.com",
		"http://example｡com":                  "example.com",
		"http://ex\u00adample.com":            "example.com",
		"http://faß.de":                       "xn--fa-hia.de",
		"http://BÜCHER.de":                    "xn--bcher-kva.de",
		"http://a!b,c.example.com":            "a!b,c.example.com",
		"http://(x)$y'z.example.com":          "(x)$y'z.example.com",
		"http://example․com":                  "example.com",
		"http://☕.example":                    "xn--53h.example",
		"http://a_b.example.com":              "a_b.example.com",
		"http://127.1":                        "127.0.0.1",
		"http://0x7F000001":                   "127.0.0.1",
		"http://017700000001":                 "127.0.0.1",
		"http://1.2.3.4.":                     "1.2.3.4",
		"http://1.2.0x304":                    "1.2.3.4",
		"http://１２７.0.0.1":                    "127.0.0.1",
		"http://[::1]:8080/a":                 "::1/a",
		"http://[1:0::0:2]":                   "1::2",
		"http://[::ffff:1.2.3.4]":             "::ffff:1.2.3.4",
		"http://example.com/a/./b/../c":       "example.com/a/c",
		"http://example.com/a/%2e/b/%2E%2e/c": "example.com/a/c",
		"http://example.com/../../a":          "example.com/a",
		"http://example.com/a/..":             "example.com",
		"http://example.com/a/b/..":           "example.com/a/",
		"http://example.com/%2e%2fa":          "example.com/%2e%2fa",
		"ws://example.com/chat":               "example.com/chat",
		"steam://example.com/x":               "example.com/x",
		"example.com/a?b#c":                   "example.com/a?b#c",
		"example.com:8080/a":                  "example.com/a",
		"//example.com/a":                     "example.com/a",
		"tg://resolve?domain=tea":             "t.me/tea",
		"TG:join?invite=AbCd":                 "t.me/+AbCd",
		"TG:JOIN?INVITE=AbCd":                 "t.me/+AbCd",
		"discord://-/invite/abc":              "discord.com/invite/abc",
		"discord:///invite/abc":               "discord.com/invite/abc",
		"https://web.telegram.org/k/#?tgaddr=tg%3A%2F%2Fjoin%3Finvite%3DAbCd": "t.me/+AbCd",
		"https://web.telegram.org/a/#?x=1&tgaddr=tg%3Aresolve%3Fdomain%3Dtea": "t.me/tea",

		"http://": "-", "http:///": "-", "http://%": "-", "http://%zz": "-", "http://a b": "-", "http://a<b": "-", "http://a^b": "-", "http://a|b": "-",
		"http://a..b": "-", "http://.a": "-", "http://256.1.1.1": "-", "http://1.2.3.4.5": "-", "http://0x100000000": "-", "http://1.2.3.08": "-",
		"http://[::1": "-", "http://[::g]": "-", "http://[::1%25eth0]": "-", "http://[1.2.3.4]": "-", "http://example.com:http": "-",
		"mailto:bob@evil.com": "-", "tel:+123": "-", "javascript:alert(1)": "-", "tg://user?id=1": "-", "": "-", "#a": "-", "?": "-",
	} {
		if got := show(link.Parse(address)); got != want {
			t.Errorf("%q leads to %s, want %s", address, got, want)
		}
	}
}

func show(l link.Link, ok bool) string {
	if !ok {
		return "-"
	}
	s := l.Host + l.Path
	if l.Query != "" {
		s += "?" + l.Query
	}
	if l.Fragment != "" {
		s += "#" + l.Fragment
	}
	return s
}

// FuzzParse: if the standard library parses an ordinary web address, the host is the same;
// otherwise parsing must merely not fail.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"https://example.com/a", "http://user@example.com:80/?q#f", `https:\\a\b`, "http://0x7f.1", "http://[::1]", "tg:join?invite=x", "http://a%2eb",
		"https://web.telegram.org/k/#?tgaddr=tg%3A", "http://xn--a", "http://\u00ad", "discord://-/invite/x", "a/%2f/..",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, address string) {
		l, ok := link.Parse(address)
		if !ok {
			return
		}
		if l.Host == "" || l.Host != strings.ToLower(l.Host) || l.Path != "" && l.Path[0] != '/' {
			t.Fatalf("%q leads to %+v", address, l)
		}
		if again, ok := link.Parse("http://" + bracketed(l.Host)); !ok || again.Host != l.Host {
			t.Fatalf("%q leads to %q, and that to %q", address, l.Host, again.Host)
		}
		invite, _ := l.Invite()
		if len(invite) > 3*len(address)+32 { // a byte that is no text becomes a character of three
			t.Fatalf("%q invites to %q", address, invite)
		}
		u, err := url.Parse(address)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Opaque != "" || strings.ContainsAny(address, "\\%\t\r\n") || !plain(u.Hostname()) {
			return
		}
		if want := strings.TrimSuffix(strings.ToLower(u.Hostname()), "."); l.Host != want && l.Host != "t.me" {
			t.Fatalf("%q leads to %q, by net/url to %q", address, l.Host, want)
		}
	})
}

func bracketed(host string) string {
	if strings.Contains(host, ":") {
		return "[" + host + "]"
	}
	return host
}

// plain reports whether a host is an ASCII name that isn't a number.
func plain(host string) bool {
	host = strings.TrimSuffix(host, ".")
	last := host[strings.LastIndexByte(host, '.')+1:]
	return last != "" && (last[0] < '0' || last[0] > '9') && strings.Trim(strings.ToLower(host), "abcdefghijklmnopqrstuvwxyz0123456789.-") == ""
}

// FuzzFind: an address on a new line is found after any text.
func FuzzFind(f *testing.F) {
	for _, s := range []string{"", "a.b ", "(", "**", "@", "bob@", "https://a@", "看", "tg:", "://", "a/", "[x](", "1.2.3.4:", "evil.app..", "\u00ad.", "A.A.A", "http://.x", "http://.é", "é.é."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, before string) {
		for _, l := range link.Find(before) {
			if l.Host == "" {
				t.Fatalf("%q leads nowhere", before)
			}
		}
		if got := found(before + "\nhttps://evil.app/x"); !strings.HasSuffix(got, "evil.app") {
			t.Fatalf("behind %q an address leads to %q", before, got)
		}
	})
}
