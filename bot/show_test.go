package bot_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stewardbot/steward/bot"
)

func TestShowName(t *testing.T) {
	for name, want := range map[string]string{
		"":                              "",
		"Ann Lee":                       "Ann Lee",
		"O'Neill-Smith 3rd":             "O'Neill-Smith 3rd",
		"茶.馆":                           "茶.|馆",
		"FREE CASINO t.me/+AbCd":        "FREE CASINO t.|me/+AbCd",
		"https://evil.app":              "https:|//evil.|app",
		`https:\\evil.app`:              `https:|\\evil.|app`,
		"tg:join?invite=x":              "tg:join?invite=x",
		"evil。app evil．app":             "evil。|app evil．|app",
		"@ann @bob":                     "@|ann @|bob",
		"＠ann":                          "＠|ann",
		"bob@evil.com":                  "bob@|evil.|com",
		"/ban@bot":                      "/|ban@|bot",
		"a/b 1/2":                       "a/b 1/2",
		"#tag #12 $TSLA +15551234567":   "#tag #12 $TSLA +|15551234567",
		"<@1> <#2> <:a:3> <t:4>":        "<|@|1> <|#2> <|:a:3> <|t:4>",
		"[x](https://evil.app)":         "[x](https:|//evil.|app)",
		"one\ntwo\r\u2028three":         "one two  three",
		"a\u202eb\u2066c\u200fd\u2060e": "abcde",
		"Dr. Who :) 12:30":              "Dr. Who :) 12:30",
		"\xffa.b":                       "\ufffda.|b",
		"cafe\u0301.fr":                 "cafe\u0301.|fr",
	} {
		if got := strings.ReplaceAll(bot.ShowName(name), "\u2060", "|"); got != "\u2068"+want+"\u2069" {
			t.Errorf("%q is shown as %q, want %q", name, got, want)
		}
	}
}

func TestIsolate(t *testing.T) {
	for name, want := range map[string]string{
		"ann": "\u2068ann\u2069", "a\u2069\u202eb": "\u2068a\u202eb\u2069", "a\u2067b": "\u2068a\u2067b\u2069\u2069",
		"\u2068a\u2069, \u2068b\u2069": "\u2068\u2068a\u2069, \u2068b\u2069\u2069", "\u2069\u2069\u2066": "\u2068\u2066\u2069\u2069",
	} {
		if got := bot.Isolate(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestIsName(t *testing.T) {
	for name, want := range map[string]bool{
		"Mug": true, "白茶 №5": true, "👩‍👧 & ☕️": true, "كوب": true, "**b** @everyone": true, "|": true,
		"": false, " \u3000": false, "\u200b\u2060": false, "\u3164\u2800": false, "\ufe0f": false,
		"a\nb": false, "a\u2028b": false, "a\x00b": false, "a\u202eb": false, "a\u2067b": false,
	} {
		if got := bot.IsName(name); got != want {
			t.Errorf("%+q can be a name: %t, want %t", name, got, want)
		}
	}
}

// live matches, generously, text that platforms turn into links, mentions, commands or
// formatting.
var live = regexp.MustCompile(`\w:[/\\]|[\p{L}\p{Nd}][.。．｡][\p{L}\p{Nd}]|[@＠]\w|(?:^|[^\w\p{L}\p{Nd}/])/\w|\+\d|<[@#:]|[\n\r\x{2028}\x{202a}-\x{202e}]`)

func FuzzShowName(f *testing.F) {
	for _, s := range []string{"t.me/x", "@ann", "https://a.b", "/ban", "a\u2060.\u2060b", "<@&1>", "mailto:a@b.cc", "\xff.\xff", "é.é", "a.\u200bb", "\xff\u0345.z"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		shown := bot.ShowName(name)
		if at := live.FindString(shown); at != "" {
			t.Fatalf("%q is shown as %+q, with %+q in it", name, shown, at)
		}
		if again := bot.ShowName(strings.Trim(shown, "\u2068\u2069")); again != shown && !strings.ContainsAny(name, "\u2068\u2069") {
			t.Fatalf("%q is shown as %+q, and that as %+q", name, shown, again)
		}
	})
}
