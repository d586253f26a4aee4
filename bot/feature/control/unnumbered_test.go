package control

import (
	"testing"

	"github.com/stewardbot/steward/bot/phrase"
)

// TestReasonsWithNumbers: refusals that differ only in the platform's retry delay count as the
// same reason; other differences count.
func TestReasonsWithNumbers(t *testing.T) {
	const first = "Too Many Requests: retry after 12"
	for reason, same := range map[phrase.Line]bool{
		first: true, "Too Many Requests: retry after 7": true, "Too Many Requests: retry after 1024": true,
		"Too Many Requests: retry after a while": false, "there is no such topic": false,
	} {
		if got := unnumbered(reason) == unnumbered(first); got != same {
			t.Errorf("%q is the same reason: %t", reason, got)
		}
	}
}
