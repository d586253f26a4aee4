package bot_test

import (
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
)

func TestSanctions(t *testing.T) {
	for text, want := range map[string]bot.Sanction{
		"delete": {Act: "delete"}, "warn": {Act: "warn"}, "kick": {Act: "kick"}, "ban": {Act: "ban"}, "mute": {Act: "mute"},
		"mute 1h": {"mute", time.Hour}, "ban  7d": {"ban", 7 * 24 * time.Hour}, " mute 1d12h ": {"mute", 36 * time.Hour},
	} {
		if got, err := bot.ParseSanction(text); err != nil || got != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "mutes", "warn 1h", "kick 2d", "mute soon", "mute 30s", "ban 4000d", "delete it", "mute -1h", "mute +1h", "mute 1d-1h", "ban 99999999999d"} {
		if got, err := bot.ParseSanction(text); err == nil {
			t.Errorf("%q is taken as %v", text, got)
		}
	}
}

func TestSpans(t *testing.T) {
	for _, text := range []string{"", "d", "10", "h", "m10", "spam", "3", "1e3h", "NaNs", "10m7d"} {
		if d, ok := bot.ParseSpan(text); ok {
			t.Errorf("%q is taken as %s", text, d)
		}
	}
}

func TestSpansAsWrittenInAChat(t *testing.T) {
	const day = 24 * time.Hour
	for text, want := range map[string]time.Duration{
		"10m": 10 * time.Minute, "1.5h": 90 * time.Minute, "1w": 7 * day, "2W3D": 17 * day, "2H": 2 * time.Hour, "20s": time.Minute, "90s": 90 * time.Second,
		"30分钟": 30 * time.Minute, "30分鐘": 30 * time.Minute, "5分": 5 * time.Minute, "45秒": time.Minute, "2小时": 2 * time.Hour, "2個小時": 2 * time.Hour,
		"1天12小时": 36 * time.Hour, "1周": 7 * day, "1週": 7 * day, "2星期": 14 * day,
	} {
		if d, ok := bot.ReadSpan(text); !ok || d != want {
			t.Errorf("%q is taken as %s, %t", text, d, ok)
		}
	}
	for _, text := range []string{"", "w", "10", "0s", "0天", "h2", "-1w", "+1周", "1w2", "3 天", "两天", "24日", "week", "9999w", "99999999999999999999天", "4294967295周4294967295周"} {
		if d, ok := bot.ReadSpan(text); ok {
			t.Errorf("%q is taken as %s", text, d)
		}
	}
}
