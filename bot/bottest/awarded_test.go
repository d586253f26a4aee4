package bottest_test

import (
	"testing"
	"testing/synctest"

	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/store"
)

// Awards are only remembered for the latest day, so the store does not grow with time.
func TestAwardedOfOneDay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stage, err := bottest.Begin("\n-- config --\ncheck_in: {amount: 50}\n-- people --\nbob: {handle: bob}\n-- script --\n", neutral())
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := stage.End(); err != nil {
				t.Error(err)
			}
		}()
		for _, line := range []string{"rights mo=admin", "mo: all well", "bob: hello everybody", "bob: 签到"} {
			if _, err := stage.Do(line); err != nil {
				t.Fatal(err)
			}
		}
		for range 3 {
			for _, line := range []string{"[+1d 09:00] mo: /award @bob 20", "mo: /award @bob 3", "mo: /fine @bob 2"} {
				if _, err := stage.Do(line); err != nil {
					t.Fatal(err)
				}
			}
		}
		for _, table := range []string{"moderation_awarded", "moderation_fined"} {
			rows := 0
			if err := stage.View(func(r store.Reader) error {
				return r.Scan(table, nil, nil, false, 0, func(_, _ []byte) (bool, error) { rows++; return true, nil })
			}); err != nil {
				t.Fatal(err)
			}
			if rows != 1 {
				t.Errorf("%s has %d rows", table, rows)
			}
		}
	})
}
