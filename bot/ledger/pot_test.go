package ledger_test

import (
	"errors"
	"testing"

	"github.com/stewardbot/steward/bot/ledger"
)

// A pot takes and gives, and pays out no more than was put in, not even by
// force. None of it counts as earned.
func TestPot(t *testing.T) {
	d := newDesk()
	turn := d.turn(monday, "e")
	pot := ledger.Pot("packet", "a")
	move := func(from, to ledger.Account, amount int64, want error) {
		t.Helper()
		_, err := d.book.Move(turn, ledger.Move{From: from, To: to, Amount: amount, Cause: "e", Force: true})
		if !errors.Is(err, want) {
			t.Errorf("%d from %s to %s: %v, want %v", amount, from, to, err, want)
		}
	}
	d.pay(t, turn, 1, 10)
	move(ledger.Of(1), pot, 7, nil)
	move(pot, ledger.Of(2), 4, nil)
	move(pot, ledger.Of(2), 4, ledger.ErrInsufficient)
	move(pot, ledger.Shop("x"), 1, ledger.ErrMove)
	move(pot, ledger.Of(1), 3, nil)
	move(ledger.Of(2), ledger.Lapse("expired"), 1, nil)
	if f := d.figures(t, turn, 1); f.Balance != 6 || f.Earned != 10 {
		t.Errorf("the sender has %+v", f)
	}
	if f := d.figures(t, turn, 2); f.Balance != 3 || f.Earned != 0 {
		t.Errorf("the other has %+v", f)
	}
	lines, err := d.book.History(turn, 2, 0, 5)
	if err != nil || len(lines) != 2 || lines[1].Kind != "packet" || lines[0].Kind != "expired" {
		t.Errorf("%+v, %v", lines, err)
	}
	for _, p := range d.problems(t) {
		t.Error(p)
	}
}
