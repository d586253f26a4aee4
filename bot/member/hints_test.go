package member

import (
	"fmt"
	"testing"

	"github.com/stewardbot/steward/bot"
)

// TestHints notes accounts twice: most have their hint then, however many there are, and few take little memory.
func TestHints(t *testing.T) {
	for _, n := range []int{1, 40, 1000, 100_000} {
		h := New().hints
		account := func(i int) bot.UserID { return bot.UserID(fmt.Sprint("test:", i)) }
		for range 2 {
			for i := range n {
				h.note("tea", account(i), bot.MemberID(i+1))
			}
		}
		found := 0
		for i := range n {
			switch id := h.find("tea", account(i)); {
			case id == bot.MemberID(i+1):
				found++
			case id != 0 && n < 1000:
				t.Errorf("%d accounts: the hint of %d is %d", n, i, id)
			}
		}
		if found < n*9/10 {
			t.Errorf("%d of %d accounts have their hint", found, n)
		}
		if most := max(fewHintBuckets, n); len(h.table.Load().buckets) > most {
			t.Errorf("%d buckets for %d accounts", len(h.table.Load().buckets), n)
		}
	}
}
