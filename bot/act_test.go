package bot_test

import (
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
)

func TestSanctions(t *testing.T) {
	for text, want := range map[string]bot.Sanction{
		"delete": {Act: bot.ActDelete}, "warn": {Act: "warn"}, "kick": {Act: "kick"}, "ban": {Act: "ban"}, "mute": {Act: "mute"},
		"mute 1h": {"mute", time.Hour}, "ban  7d": {"ban", 7 * 24 * time.Hour}, " mute 1d12h ": {"mute", 36 * time.Hour},
	} {
		if got, err := bot.ParseSanction(text); err != nil || got != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "mutes", "warn 1h", "kick 2d", "mute soon", "mute 30s", "ban 4000d", "delete it", "mute -1h", "mute +1h", "mute 1d-1h", "ban 99999999999d", "del", "unmute", "note"} {
		if got, err := bot.ParseSanction(text); err == nil {
			t.Errorf("%q is taken as %v", text, got)
		}
	}
}
