package ledger_test

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
)

// sampleBook has one of everything: pay on two days, a purchase, a reversal, and an open and a
// closed order.
func sampleBook(t *testing.T) *desk {
	d := newDesk()
	turn := d.turn(monday, "first")
	d.pay(t, turn, 1, 30)
	d.pay(t, turn, 2, 7)
	paid := d.pay(t, d.turn(monday+1, "second"), 1, 4)
	turn = d.turn(monday+1, "third")
	must(t)(d.book.Move(turn, ledger.Move{From: ledger.Of(1), To: ledger.Shop("make_up"), Amount: 5}))
	must(t)(d.book.Reverse(turn, paid.ID, "deleted", false))
	must(t)(d.book.Reserve(turn, "mug", 1, 10, "buy"))
	must(t)(d.book.Reserve(turn, "cup", 1, 2, "buy"))
	must(t)(d.book.Settle(turn, "cup", ledger.Shop("cup"), "sent"))
	if p := d.problems(t); len(p) > 0 {
		t.Fatalf("the book is wrong before it is damaged: %q", p)
	}
	return d
}

func must(t *testing.T) func(ledger.Entry, error) {
	return func(_ ledger.Entry, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
}

// rows returns a table's keys, in order.
func (d *desk) rows(t *testing.T, table string) (keys [][]byte) {
	t.Helper()
	err := d.state.Scan(table, nil, nil, false, 0, func(k, _ []byte) (bool, error) {
		keys = append(keys, slices.Clone(k))
		return true, nil
	})
	if err != nil || len(keys) == 0 {
		t.Fatalf("table %s: %d rows, %v", table, len(keys), err)
	}
	return keys
}

func TestVerifyFindsDamage(t *testing.T) {
	sum := func(n int64) []byte { return binary.AppendVarint([]byte{1}, n) }
	cases := map[string]struct {
		table string
		row   int
		to    func(was []byte) []byte // nil: the row is deleted
		want  string
	}{
		"an entry is lost":          {"ledger.entries", 2, nil, "Entry 2 is followed by entry 4."},
		"the last entry is lost":    {"ledger.entries", 7, nil, "Order \"cup\" should hold 0"},
		"an entry has another sum":  {"ledger.entries", 0, flip(t, 30*2, 31*2), "Member 1 has a balance of"},
		"an entry was for another":  {"ledger.entries", 1, flip(t, 2, 9), "Member 9"},
		"a chain is broken":         {"ledger.entries", 3, flip(t, 3, 2), "Entry 4 says that member 1's entry before it is 2, but it is 3."},
		"an entry cannot be read":   {"ledger.entries", 1, func(b []byte) []byte { return b[:5] }, "cannot be read"},
		"an entry of the future":    {"ledger.entries", 1, func(b []byte) []byte { return append([]byte{9}, b[1:]...) }, "version 9"},
		"an account is lost":        {"member", 0, nil, "All accounts together"},
		"a mint's account is wrong": {"ledger.accounts", 0, func([]byte) []byte { return sum(-38) }, "Account \"mint:message\" is at -38, but the entries give -37."},
		"an account cannot be read": {"member", 1, func([]byte) []byte { return []byte{1, 2, 0} }, "table member/account cannot be read"},
		"a day is lost":             {"ledger.days", 0, nil, "Member 1 has a sum of 0 for 2026-06-01, but the entries give 30."},
		"a day is wrong":            {"ledger.days", 0, func([]byte) []byte { return sum(8) }, "Member 1 has a sum of 8 for 2026-06-01, but the entries give 30."},
		"a flow is lost":            {"ledger.flows", 0, nil, "On 2026-06-01 the account mint:message gave 0 and took 0, but the entries give 37 and 0."},
		"a flow is wrong":           {"ledger.flows", 0, func([]byte) []byte { return []byte{1, 8, 2} }, "On 2026-06-01 the account mint:message gave 4 and took 1"},
		"a reversal is forgotten":   {"ledger.reversals", 0, nil, "is reversed by entry 5, but is not marked so"},
		"an order is forgotten":     {"ledger.orders", 1, nil, "Account \"reserve:mug\" has 10, but there is no such order."},
		"an order is reopened":      {"ledger.orders", 0, func(b []byte) []byte { return append(b[:len(b)-1], 0) }, "Order \"cup\" should hold 2, but its account has 0."},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			d := sampleBook(t)
			key := d.rows(t, c.table)[c.row]
			was, err := d.state.Get(c.table, key)
			if err != nil {
				t.Fatal(err)
			}
			if c.to == nil {
				err = d.state.Delete(c.table, key)
			} else {
				err = d.state.Put(c.table, key, c.to(slices.Clone(was)))
			}
			if err != nil {
				t.Fatal(err)
			}
			got := d.problems(t)
			if !slices.ContainsFunc(got, func(p string) bool { return strings.Contains(p, c.want) }) {
				t.Errorf("got %q, want one with %q", got, c.want)
			}
		})
	}
}

// flip changes one byte after the entry's time and day.
func flip(t *testing.T, from, to byte) func([]byte) []byte {
	return func(b []byte) []byte {
		i := slices.Index(b[13:], from)
		if i < 0 {
			t.Fatalf("no byte %d in %x", from, b)
		}
		b[13+i] = to
		return b
	}
}

// Every figure of a member's account is checked.
func TestVerifyFindsEachWrongFigure(t *testing.T) {
	for i, want := range []string{
		"Member 1 has a balance of", "Member 1 has points earned of", "Member 1's newest entry is said to be",
		"", "Member 1 has points of the week of", "", "Member 1 has points of the month of",
		"", "Member 1 has a sum of 1 for 2026-06-02",
	} {
		if want == "" {
			continue
		}
		d := sampleBook(t)
		key := d.rows(t, "member")[0]
		was, _ := d.state.Get("member", key)
		if err := d.state.Put("member", key, append(was[:3:3], bump(was[3:], i)...)); err != nil {
			t.Fatal(err)
		}
		if got := d.problems(t); !slices.ContainsFunc(got, func(p string) bool { return strings.HasPrefix(p, want) }) {
			t.Errorf("figure %d: got %q, want %q", i, got, want)
		}
	}
}

// bump adds two to the number at that index in a record of numbers.
func bump(b []byte, index int) []byte {
	out, rest := []byte{b[0]}, b[1:]
	for i := 0; len(rest) > 0; i++ {
		v, n := binary.Uvarint(rest)
		if rest = rest[n:]; i == index {
			v += 2
		}
		out = binary.AppendUvarint(out, v)
	}
	return out
}

func TestVerifyTellsHowFarItIs(t *testing.T) {
	d := sampleBook(t)
	var told []int
	r, err := ledger.Verify(d.state, "tea", func(n int) { told = append(told, n) })
	if err != nil || !slices.Equal(told, []int{8}) || r.Entries != 8 || r.Members != 2 {
		t.Errorf("told %v, report %+v, %v", told, r, err)
	}
}

// Whatever the tables contain, a turn gets an error and Verify a problem.
func TestDamagedRecordsAreErrors(t *testing.T) {
	for _, table := range []string{"member", "ledger.accounts", "ledger.entries", "ledger.days"} {
		whole := sampleBook(t)
		key := whole.rows(t, table)[0]
		was, _ := whole.state.Get(table, key)
		for n := range was {
			d := sampleBook(t)
			if err := d.state.Put(table, key, slices.Clone(was[:n])); err != nil {
				t.Fatal(err)
			}
			if len(d.problems(t)) == 0 {
				t.Errorf("%s: Verify takes the first %d bytes for a record", table, n)
			}
			turn := d.turn(monday, "after")
			_, err := d.book.Reverse(turn, 1, "c", true)
			if !asCorrupt(err) {
				t.Errorf("%s: Reverse with the first %d bytes: %v", table, n, err)
			}
		}
	}
}

func TestBooksOfCommunitiesAreApart(t *testing.T) {
	d := sampleBook(t)
	tea := d.tea
	d.tea = &bot.Community{ID: "te", Zone: tea.Zone}
	turn := d.turn(monday, "first")
	if f := d.figures(t, turn, 1); f != (ledger.Figures{}) {
		t.Errorf("member 1 of another community has %+v", f)
	}
	if e := d.pay(t, turn, 1, 3); e.ID != 1 {
		t.Errorf("its first entry is %d", e.ID)
	}
	if p := d.problems(t); len(p) > 0 {
		t.Error(p)
	}
	turn.Community = tea
	if rows, err := d.book.Top(turn, ledger.AllTime, 0, 9); err != nil || len(rows) != 2 || rows[0].Points != 30 {
		t.Errorf("the first one's board: %v, %v", rows, err)
	}
}
