package bottest_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stewardbot/steward/bot/bottest"
)

const manyPackets = `
-- config --
points: {message: {amount: 0}, award_per_day: 10000}
gifts: {per_day: 50, red_packets: {per_day: 1000, shares: 20}}
gates: {red_packets: {}}
-- script --
`

// TestForgetManyRedPackets checks that who opened more red packets in a day than a turn may edit posts
// can be forgotten, and that all of the posts name them no more.
func TestForgetManyRedPackets(t *testing.T) {
	const packets = 105
	synctest.Test(t, func(t *testing.T) {
		s, err := bottest.Begin(manyPackets, neutral())
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
		for _, line := range []string{"rights mo=admin", "[09:00] ann: hello", "mo: hello", "ann privately: hello", "mo replies to ann#1: /award 1000"} {
			do(line)
		}
		for range packets {
			do("[+1m] ann: /redpacket 1 1")
			do(`mo presses "Open" on ` + s.With("Open"))
		}
		do("mo privately: hello")
		do("mo privately: /forgetme")
		seen := do(`mo presses "Delete my data" on ` + s.With("Delete my data"))
		seen += do("[+1m]")
		if n := strings.Count(seen, "somebody: 1 point"); n != packets {
			t.Errorf("%d posts name somebody, want %d:\n%s", n, packets, seen)
		}
		if err := s.End(); err != nil {
			t.Fatal(err)
		}
	})
}
