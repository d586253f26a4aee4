package ledger_test

import (
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
)

// joinedBook has members 1 and 2, with points from two days, who are then linked.
func joinedBook(t *testing.T) *desk {
	d := newDesk()
	d.pay(t, d.turn(monday, "first"), 1, 30)
	d.pay(t, d.turn(monday, "first"), 2, 7)
	d.pay(t, d.turn(monday+1, "second"), 2, 5)
	must(t)(d.book.Join(d.turn(monday+1, "third"), 2, 1, "link"))
	if p := d.problems(t); len(p) > 0 {
		t.Fatalf("the book is wrong before it is damaged: %q", p)
	}
	return d
}

func TestJoinedMembersHaveTheSumOfBoth(t *testing.T) {
	d := joinedBook(t)
	turn := d.turn(monday+1, "later")
	want := ledger.Figures{Balance: 42, Earned: 42, Week: 42, Month: 42, Quarter: 42, Last: 4}
	for _, m := range []bot.MemberID{1, 2} {
		if f := d.figures(t, turn, m); f != want {
			t.Errorf("member %d: %+v", m, f)
		}
	}
	rows, err := d.book.Top(turn, ledger.AllTime, 0, 9)
	if err != nil || !slices.Equal(rows, []ledger.Row{{Member: 1, Points: 42, Rank: 1}}) {
		t.Errorf("the board: %v, %v", rows, err)
	}
	// Pay to either account is reversed from the merged one.
	must(t)(d.book.Reverse(turn, 3, "deleted", false))
	if f := d.figures(t, turn, 1); f.Earned != 37 || f.Week != 37 {
		t.Errorf("after a take-back: %+v", f)
	}
	if p := d.problems(t); len(p) > 0 {
		t.Error(p)
	}
}

// An order of a linked member refunds the other.
func TestOrdersFollowTheirMember(t *testing.T) {
	d := newDesk()
	turn := d.turn(monday, "e")
	d.pay(t, turn, 2, 7)
	must(t)(d.book.Reserve(turn, "mug", 2, 5, "buy"))
	must(t)(d.book.Join(turn, 2, 1, "link"))
	e, err := d.book.Release(turn, "mug", "sold out")
	if err != nil || e.To != ledger.Of(1) || d.figures(t, turn, 1).Balance != 7 {
		t.Errorf("released by %+v, %v", e, err)
	}
	if p := d.problems(t); len(p) > 0 {
		t.Error(p)
	}
}

func TestRefusedJoinsLeaveNothing(t *testing.T) {
	for name, c := range map[string]struct {
		from, into bot.MemberID
		want       error
	}{
		"with themselves":     {1, 1, ledger.ErrMove},
		"one already":         {2, 1, ledger.ErrMove},
		"nobody":              {0, 1, ledger.ErrMove},
		"to nobody":           {1, 0, ledger.ErrMove},
		"more than one holds": {3, 1, ledger.ErrOverflow},
	} {
		d := joinedBook(t)
		d.pay(t, d.turn(monday, "rich"), 3, math.MaxInt64-42)
		must(t)(d.book.Move(d.turn(monday, "rich"), ledger.Move{From: ledger.Shop("a"), To: ledger.Of(3), Amount: 1}))
		before := d.state.Mark()
		_, err := d.book.Join(d.turn(monday, "e"), c.from, c.into, "link")
		if !errors.Is(err, c.want) || d.state.Mark() != before {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestVerifyFindsDamagedJoins(t *testing.T) {
	join := func(into, entry uint64) []byte {
		return binary.AppendUvarint(binary.AppendUvarint([]byte{1}, into), entry)
	}
	one := func(d *desk, t *testing.T) []byte { return d.rows(t, "ledger.joins")[0] }
	for name, c := range map[string]struct {
		damage func(d *desk, t *testing.T) error
		want   string
	}{
		"forgotten": {func(d *desk, t *testing.T) error { return d.state.Delete("ledger.joins", one(d, t)) },
			"Entry 4 joins member 2 to member 1, but is not marked so."},
		"to another": {func(d *desk, t *testing.T) error { return d.state.Put("ledger.joins", one(d, t), join(9, 4)) },
			"Entry 4 joins member 2 to member 1, but is not marked so."},
		"in a circle": {func(d *desk, t *testing.T) error { return d.state.Put("ledger.joins", one(d, t), join(2, 4)) },
			"is not marked so."},
		"by another entry": {func(d *desk, t *testing.T) error { return d.state.Put("ledger.joins", one(d, t), join(1, 3)) },
			"Member 2 is marked as joined to member 1 by entry 3, which did not do that."},
		"unreadable": {func(d *desk, t *testing.T) error { return d.state.Put("ledger.joins", one(d, t), []byte{9}) },
			"cannot be read"},
		"an account that is left": {func(d *desk, t *testing.T) error {
			key := d.rows(t, "member")[0]
			v, err := d.state.Get("member", key)
			if err != nil {
				return err
			}
			key[len(key)-1] = 2
			return d.state.Put("member", key, slices.Clone(v))
		}, "Member 2 was joined to another by entry 4, but still has an account."},
		"a day that is left": {func(d *desk, t *testing.T) error {
			key := d.rows(t, "ledger.days")[0]
			key[len(key)-1] = 2
			return d.state.Put("ledger.days", key, binary.AppendVarint([]byte{1}, 7))
		}, "Member 2 has a sum of 7 for 2026-06-01, but the entries give 0."},
		"a balance that is left": {func(d *desk, t *testing.T) error {
			key := d.rows(t, "ledger.entries")[3]
			v, err := d.state.Get("ledger.entries", key)
			if err != nil {
				return err
			}
			v = slices.Clone(v)
			v[slices.Index(v[13:], 2*12)+13] = 2 * 11
			return d.state.Put("ledger.entries", key, v)
		}, "Entry 4 joins member 2 to member 1, but leaves them a balance of 1."},
	} {
		t.Run(name, func(t *testing.T) {
			d := joinedBook(t)
			if err := c.damage(d, t); err != nil {
				t.Fatal(err)
			}
			got := d.problems(t)
			if !slices.ContainsFunc(got, func(p string) bool { return strings.Contains(p, c.want) }) {
				t.Errorf("got %q, want one with %q", got, c.want)
			}
		})
	}
}
