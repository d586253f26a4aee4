package bot_test

import (
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
)

func TestSanctions(t *testing.T) {
	for text, want := range map[string]bot.Sanction{
		"delete": {Act: bot.ActDelete}, "warn": {Act: "warn"}, "kick": {Act: "kick"}, "ban": {Act: "ban"}, "mute": {Act: "mute"},
		"mute 1h": {Act: "mute", For: time.Hour}, "ban  7d": {Act: "ban", For: 7 * 24 * time.Hour}, " mute 1d12h ": {Act: "mute", For: 36 * time.Hour},
		"ban purge 1d": {Act: "ban", Purge: 24 * time.Hour}, "ban 7d  purge 2h": {Act: "ban", For: 7 * 24 * time.Hour, Purge: 2 * time.Hour},
	} {
		if got, err := bot.ParseSanction(text); err != nil || got != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "mutes", "warn 1h", "kick 2d", "mute soon", "mute 30s", "ban 4000d", "delete it", "mute -1h", "mute +1h", "mute 1d-1h", "ban 99999999999d", "ban purge", "ban 7d purge", "ban purge soon", "ban purge 1d 7d", "ban purge 1d purge 1d", "mute 1h purge 1d", "mute purge 1d", "kick purge 1d", "ban 1d 2d", "ban 2 days", "ban del 1d", "del", "unmute", "note"} {
		if got, err := bot.ParseSanction(text); err == nil {
			t.Errorf("%q is taken as %v", text, got)
		}
	}
}

func TestSanctionsThatAreSeveral(t *testing.T) {
	for text, want := range map[string]string{
		"delete and warn":  `"delete and warn" is more than one action; where several may follow they are a list, such as [delete, warn]`,
		"delete, mute 1h":  `"delete, mute 1h" is more than one action; where several may follow they are a list, such as [delete, warn]`,
		"mute 1h + delete": `"mute 1h + delete" is more than one action; where several may follow they are a list, such as [delete, warn]`,
		"warn/ban 7d":      `"warn/ban 7d" is more than one action; where several may follow they are a list, such as [delete, warn]`,
		"delete 1h":        `after delete nothing follows, got "1h"; write just delete`,
		"kick them":        `after kick nothing follows, got "them"; write just kick`,
		"mute soon":        `"soon" is no time from 1m to 3650d, such as 10m, 2h or 7d`,
		"del":              `there is no action "del"; there are delete, warn, mute 1h, kick and ban; did you mean delete?`,
		"Timeout 1h":       `there is no action "Timeout 1h"; there are delete, warn, mute 1h, kick and ban; did you mean mute?`,
		"封鎖":               `there is no action "封鎖"; there are delete, warn, mute 1h, kick and ban; did you mean ban?`,
		"frown":            `there is no action "frown"; there are delete, warn, mute 1h, kick and ban`,
	} {
		if _, err := bot.ParseSanction(text); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}
