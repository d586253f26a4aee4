package bottest_test

import (
	"fmt"
	"testing"

	"github.com/stewardbot/steward/bot/bottest"
)

// TestPartsRestarted plays what goes from one engine to another with restarts in between.
func TestPartsRestarted(t *testing.T) {
	for _, pattern := range []string{"private*", "choose*", "link*", "post_private", "platforms", "own_page", "shop_form"} {
		opt := neutral()
		opt.Parts, opt.Repeats, opt.Restarts, opt.Update = 4, 1, true, false
		bottest.Run(t, "scenarios/"+pattern+".txt", opt)
	}
}

// TestParts plays the scenarios on several engines, each with some of the communities: what people
// see is the same. What one engine passes on to another comes twice.
func TestParts(t *testing.T) {
	for _, n := range []int{4, 7} {
		if n > 4 && testing.Short() {
			continue
		}
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			opt := neutral()
			opt.Parts, opt.Repeats, opt.Update = n, 1, false
			bottest.Run(t, "scenarios/*.txt", opt)
		})
	}
}
