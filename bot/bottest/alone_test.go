package bottest_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stewardbot/steward/bot/bottest"
)

// A trigger word counts as the whole message only if the entire text was read, however many
// invisible characters it has.
func TestAloneInWhole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stage, err := bottest.Begin("\n-- config --\ncheck_in: {amount: 5}\n-- script --\n", neutral())
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := stage.End(); err != nil {
				t.Error(err)
			}
		}()
		for _, c := range []struct {
			text  string
			calls bool
		}{
			{"签到1️⃣" + strings.Repeat("\u200b", 100) + "什么时候开始", false},
			{"㊙️签到" + strings.Repeat("\u2060", 90) + "没有", false},
			{"签到" + strings.Repeat("\u200b", 100) + "什么时候开始", false},
			{"签到1️⃣" + strings.Repeat("\u200b", 10), true},
		} {
			acts, err := stage.Do("ann: " + c.text)
			if err != nil {
				t.Fatal(err)
			}
			if (len(acts) > 0) != c.calls {
				t.Errorf("%q: %q", strings.NewReplacer("\u200b", "", "\u2060", "").Replace(c.text), acts)
			}
		}
	})
}
