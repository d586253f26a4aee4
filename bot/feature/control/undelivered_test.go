package control

import (
	"testing"

	"github.com/stewardbot/steward/bot"
)

// TestKindsHaveNames: whatever somebody should hear of has a name for people.
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
