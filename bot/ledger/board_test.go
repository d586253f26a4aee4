package ledger_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
)

// TestBoardsAreBuiltWhenAskedFor: booking builds no boards, and of the requested ones the latest
// are kept while there is room.
func TestBoardsAreBuiltWhenAskedFor(t *testing.T) {
	d := newDesk()
	const communities, each = 100, 4 // a member is on four boards
	turns := make([]*bot.Turn, communities)
	for i := range turns {
		d.tea = &bot.Community{ID: fmt.Sprint("tea", i), Zone: time.UTC}
		turns[i] = d.turn(monday, "e")
		d.pay(t, turns[i], 1, int64(i+1))
	}
	if n := len(d.book.Built()); n != 0 {
		t.Errorf("the boards of %d communities are built and nobody asked for any", n)
	}
	d.book.KeepPlaces(10 * each)
	for i, turn := range turns {
		rows, err := d.book.Top(turns[0], ledger.AllTime, 0, 9) // requested between all the others
		if err != nil || len(rows) != 1 || rows[0].Points != 1 {
			t.Fatalf("the first community's board: %v, %v", rows, err)
		}
		rows, err = d.book.Top(turn, ledger.AllTime, 0, 9)
		if err != nil || len(rows) != 1 || rows[0].Points != int64(i+1) {
			t.Fatalf("community %d: %v, %v", i, rows, err)
		}
		built := d.book.Built()
		if len(built) != min(i+1, 10) || !slices.Contains(built, "tea0") || !slices.Contains(built, turn.Community.ID) {
			t.Fatalf("after community %d these boards are held: %q", i, built)
		}
	}
}
