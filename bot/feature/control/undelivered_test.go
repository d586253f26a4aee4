package control

import (
	"testing"

	"github.com/stewardbot/steward/bot"
)

// TestKindsHaveNames: every kind of effect that is reported to people has a readable name.
func TestKindsHaveNames(t *testing.T) {
	for _, e := range []bot.Effect{
		bot.Say{}, bot.Edit{}, bot.Delete{}, bot.React{}, bot.Ack{Text: "x"}, bot.Pin{}, bot.Role{}, bot.Tag{}, bot.Mute{}, bot.Kick{}, bot.Ban{},
		bot.Slow{}, bot.Lock{}, bot.Permissions{}, bot.Lookup{}, bot.Examine{}, bot.Complete{}, bot.Fetch{},
	} {
		if kind := bot.EffectKind(e); (kinds[kind] == "") != bot.TraitsOf(e).Unmissed {
			t.Errorf("%s: is it missed, and what is it called?", kind)
		}
	}
}
