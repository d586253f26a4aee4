package locale_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/locale"
)

func TestText(t *testing.T) {
	l := locale.New()
	tests := []struct {
		name, lang, key string
		args            bot.Args
		want            string
	}{
		{"one", "en", "activity.cooldown", bot.Args{"Count": 1}, "Too soon after the last paid message: 1 second to wait."},
		{"other", "en", "activity.cooldown", bot.Args{"Count": int64(31)}, "Too soon after the last paid message: 31 seconds to wait."},
		{"from JSON", "en", "activity.cooldown", bot.Args{"Count": float64(1)}, "Too soon after the last paid message: 1 second to wait."},
		{"no plural", "zh-Hans", "activity.cooldown", bot.Args{"Count": 1}, "离上次计分太近，还要等 1 秒。"},
		{"count left out", "en", "checkin.again", nil, "You have already checked in today. {Count} days in a row."},
		{"region", "zh-CN", "standings.week", nil, "本周"},
		{"unknown language", "tlh", "standings.week", nil, "Week"},
		{"not a language", "\x00{{", "standings.week", nil, "Week"},
		{"unknown key", "zh-Hans", "nothing.here", nil, "[nothing.here]"},
		{"hostile name", "en", "levels.reached", bot.Args{"Name": "{Level}{{.Level}}%s", "Level": "Regular"}, "{Level}{{.Level}}%s is now Regular."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := l.Text(tt.lang, tt.key, tt.args); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestPoints(t *testing.T) {
	l := locale.New()
	tests := []struct {
		lang       string
		n          int64
		name, want string
	}{
		{"en", 1, "leaf", "1 leaf"},
		{"en", 1, "", "1 point"},
		{"en", -1, "", "-1 point"},
		{"en", 0, "", "0 points"},
		{"zh-Hans", 1, "leaf", "1 leaf"},
		{"zh-Hans", 5, "", "5 积分"},
	}
	for _, tt := range tests {
		if got := l.Points(tt.lang, tt.n, tt.name); got != tt.want {
			t.Errorf("Points(%s, %d, %s) = %q, want %q", tt.lang, tt.n, tt.name, got, tt.want)
		}
	}
}

func TestMatch(t *testing.T) {
	l := locale.New()
	for tag, want := range map[string]string{
		"zh": "zh-Hans", "zh-CN": "zh-Hans", "zh-SG": "zh-Hans", "ZH_hans": "zh-Hans",
		"zh-TW": "zh-Hant", "zh-Hant": "zh-Hant", "zh-HK": "zh-Hant", "zh_MO": "zh-Hant", "zh-Hant-CN": "zh-Hant",
		"en-GB": "en", "pt-br": "en", "ja": "en", "de": "en", "": "en", "!!": "en",
	} {
		if got := l.Match(tag); got != want {
			t.Errorf("Match(%q) = %q, want %q", tag, got, want)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	l := locale.New()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for n := range 50 {
				if got := l.Text("en", "activity.paid", bot.Args{"Count": n}); !strings.HasPrefix(got, "+") {
					t.Errorf("got %q", got)
				}
			}
		})
	}
	wg.Wait()
}

func BenchmarkText(b *testing.B) {
	l := locale.New()
	args := bot.Args{"Count": 7, "Points": "5 leaves"}
	b.ReportAllocs()
	for b.Loop() {
		l.Text("zh-Hans", "checkin.done", args)
	}
}
