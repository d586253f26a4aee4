package bottest_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/store"
)

// TestChatIsOpenElsewhere: all communities of whoever writes in private know that they can be written
// to, each in its own store, and none knows more.
func TestChatIsOpenElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opt := neutral()
		opt.Parts, opt.Repeats = 4, 1
		stage, err := bottest.Begin("-- config --\nid: tea\n---\nid: zen\nspaces: [\"test:zen\"]\n---\nid: cafe\nspaces: [\"test:cafe\"]\n-- places --\nzen: {id: \"test:zen\"}\ncafe: {id: \"test:cafe\"}\n", opt)
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := stage.End(); err != nil {
				t.Error(err)
			}
		}()
		for _, line := range []string{"ann: hello", "ann in zen: hello", "ann in cafe: hello", "ann privately: /points", `ann presses "Tea House" on bot`, "ann privately: /points"} {
			if _, err := stage.Do(line); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
		}
		var open []string
		err = stage.View(func(r store.Reader) error {
			return r.Scan("quiet_chats", nil, nil, false, 0, func(k, _ []byte) (bool, error) {
				community, account, err := store.TakeString(k)
				open = append(open, community+" "+string(account))
				return true, err
			})
		})
		if slices.Sort(open); err != nil || !slices.Equal(open, []string{"cafe test:ann", "tea test:ann", "zen test:ann"}) {
			t.Errorf("the chats known are %q, %v", open, err)
		}
	})
}

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
