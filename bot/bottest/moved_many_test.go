package bottest_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stewardbot/steward/bot/bottest"
)

const manyPolls = `
-- config --
moderators: ["test:mo"]
points: {message: {amount: 0}}
-- places --
super: {id: "test:super"}
-- script --
`

// TestMovedWithManyPolls checks that a group with more open polls than a turn may post keeps all of
// them when it becomes a supergroup.
func TestMovedWithManyPolls(t *testing.T) {
	const polls = 105
	synctest.Test(t, func(t *testing.T) {
		s, err := bottest.Begin(manyPolls, neutral())
		if err != nil {
			t.Fatal(err)
		}
		do := func(line string) string {
			t.Helper()
			seen, err := s.Do(line)
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			return strings.Join(seen, "\n")
		}
		do("[09:00] mo: hello")
		for range polls {
			do(`[+1m] mo: /poll "Which tea?" Green | Black 9h`)
		}
		seen := do("lobby becomes super") + do("[+1m]")
		if n := strings.Count(seen, "super: **📊 Which tea?**"); n != polls {
			t.Errorf("%d polls in the new group, want %d:\n%s", n, polls, seen)
		}
		if err := s.End(); err != nil {
			t.Fatal(err)
		}
	})
}
