package ledger_test

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

func (d *desk) head(t *testing.T) ledger.Head {
	t.Helper()
	var list []ledger.Head
	err := ledger.Heads(d.state, func(h ledger.Head) error { list = append(list, h); return nil })
	if err != nil || len(list) != 1 {
		t.Fatalf("heads %+v, %v", list, err)
	}
	return list[0]
}

// breaks returns the chain problems that Verify reports.
func (d *desk) breaks(t *testing.T) (list []string) {
	t.Helper()
	for _, p := range d.problems(t) {
		if strings.Contains(p, "does not follow") {
			list = append(list, p)
		}
	}
	return list
}

// TestChainFindsWhatFiguresDoNot: tampering that keeps all sums right still breaks the chain at
// that entry.
func TestChainFindsWhatFiguresDoNot(t *testing.T) {
	type entries map[uint64][]byte
	cases := map[string]struct {
		do   func(rows entries)
		want string
	}{
		"another cause":   {func(rows entries) { rows[2] = bytes.Replace(rows[2], []byte("first"), []byte("worst"), 1) }, "Entry 2 does not follow"},
		"another second":  {func(rows entries) { rows[3][5]++ }, "Entry 3 does not follow"},
		"two exchanged":   {func(rows entries) { rows[7], rows[8] = rows[8], rows[7] }, "Entry 7 does not follow"},
		"one removed":     {func(rows entries) { delete(rows, 4) }, "Entry 5 does not follow"},
		"one put in":      {func(rows entries) { rows[6] = slices.Clone(rows[5]) }, "Entry 6 does not follow"},
		"another hash":    {func(rows entries) { rows[4][len(rows[4])-1]++ }, "Entry 4 does not follow"},
		"without a chain": {func(rows entries) { rows[3] = unchained(rows[3]) }, "Entry 3 does not follow"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			d := sampleBook(t)
			rows, keys := entries{}, d.rows(t, "ledger.entries")
			for i, k := range keys {
				v, _ := d.state.Get("ledger.entries", k)
				rows[uint64(i)+1] = slices.Clone(v)
			}
			c.do(rows)
			for i, k := range keys {
				if v, ok := rows[uint64(i)+1]; ok {
					_ = d.state.Put("ledger.entries", k, v)
				} else {
					_ = d.state.Delete("ledger.entries", k)
				}
			}
			if got := d.breaks(t); len(got) == 0 || !strings.HasPrefix(got[0], c.want) {
				t.Errorf("got %q, want %q first", got, c.want)
			}
		})
	}
}

// TestEveryBitOfAnEntry flips each bit of each entry's key and value. Verify finds every flip,
// except in the erasable part of a cause: whose private chat it was.
func TestEveryBitOfAnEntry(t *testing.T) {
	d := sampleBook(t)
	must(t)(d.book.Join(d.turn(monday+2, "join"), 2, 1, "join"))
	d.pay(t, d.turn(monday+3, "telegram:dm/4242/m7"), 1, 3)
	const private = "dm/4242/m7"
	flips := func(b []byte, try func(flipped []byte)) {
		for i := range 8 * len(b) {
			flipped := bytes.Clone(b)
			flipped[i/8] ^= 1 << (i % 8)
			try(flipped)
		}
	}
	found := func(what string, i int, was, now []byte) {
		if len(d.problems(t)) == 0 {
			t.Errorf("entry %d: %s %x reads %x, and nothing is wrong", i+1, what, was, now)
		}
	}
	for i, key := range d.rows(t, "ledger.entries") {
		v, _ := d.state.Get("ledger.entries", key)
		value := bytes.Clone(v)
		flips(value, func(flipped []byte) {
			if at := bytes.Index(value, []byte(private)); at >= 0 && !bytes.Equal(flipped[at+len("dm/"):at+len(private)], value[at+len("dm/"):at+len(private)]) {
				return
			}
			_ = d.state.Put("ledger.entries", key, flipped)
			found("value", i, value, flipped)
		})
		_ = d.state.Delete("ledger.entries", key)
		flips(key, func(flipped []byte) {
			before, _ := d.state.Get("ledger.entries", flipped)
			before = bytes.Clone(before)
			_ = d.state.Put("ledger.entries", flipped, value)
			found("key", i, key, flipped)
			if before == nil {
				_ = d.state.Delete("ledger.entries", flipped)
			} else {
				_ = d.state.Put("ledger.entries", flipped, before)
			}
		})
		_ = d.state.Put("ledger.entries", key, value)
	}
	if p := d.problems(t); len(p) > 0 {
		t.Errorf("all put back: %q", p)
	}
}

// TestHeadStandsForAll: books that differ in anything have different heads, and a rolled-back
// change leaves the head unchanged.
func TestHeadStandsForAll(t *testing.T) {
	book := func(cause string, sum int64) *desk {
		d := newDesk()
		d.pay(t, d.turn(monday, cause), 1, sum)
		d.pay(t, d.turn(monday, "last"), 1, 5)
		return d
	}
	a := book("first", 3)
	head := a.head(t)
	if head.Community != "tea" || head.Entries != 2 || head != book("first", 3).head(t) {
		t.Errorf("the head is %+v, of the same again %+v", head, book("first", 3).head(t))
	}
	for name, other := range map[string]*desk{"another cause": book("second", 3), "another sum": book("first", 4)} {
		if other.head(t).Hash == head.Hash {
			t.Errorf("%s, and the same head", name)
		}
	}
	mark := a.state.Mark()
	a.pay(t, a.turn(monday, "more"), 2, 1)
	a.state.Rollback(mark)
	if got := a.head(t); got != head {
		t.Errorf("taken back: %+v, want %+v", got, head)
	}
	a.pay(t, a.turn(monday, "more"), 2, 1)
	if p := a.problems(t); len(p) > 0 {
		t.Errorf("after going on: %q", p)
	}
}

// TestChainOutlastsPrivateChats: if a cause is in a private chat, the account in it can be erased
// without breaking the chain.
func TestChainOutlastsPrivateChats(t *testing.T) {
	d := newDesk()
	d.pay(t, d.turn(monday, "telegram:dm/4242/m7"), 1, 3)
	d.pay(t, d.turn(monday, "last"), 1, 5)
	key := d.rows(t, "ledger.entries")[0]
	was, _ := d.state.Get("ledger.entries", key)
	row := bytes.Replace(was, []byte("\x13telegram:dm/4242/m7"), []byte("\x0ctelegram:dm/"), 1)
	if bytes.Equal(row, was) {
		t.Fatalf("no cause in %q", was)
	}
	_ = d.state.Put("ledger.entries", key, row)
	if p := d.problems(t); len(p) > 0 {
		t.Errorf("with the account erased: %q", p)
	}
}

// unchained returns an entry as versions without a chain encoded it.
func unchained(row []byte) []byte {
	row = row[:len(row)-len(ledger.Hash{})]
	if row[1] == 0 {
		return append([]byte{1}, row[2:]...)
	}
	return append([]byte{2}, row[1:]...)
}

// TestChainEntries: migrating an older store gives it the same chain, however often the migration
// is interrupted.
func TestChainEntries(t *testing.T) {
	d := newDesk()
	for i := range 12_000 {
		d.pay(t, d.turn(monday, fmt.Sprint("e", i)), bot.MemberID(i%50+1), 2)
	}
	must(t)(d.book.Join(d.turn(monday, "join"), 7, 3, "join"))
	d.tea = &bot.Community{ID: "zen", Zone: d.tea.Zone}
	for i := range 300 {
		d.pay(t, d.turn(monday, fmt.Sprint("z", i)), 1, 2)
	}
	want := dump(t, d.state)
	for stop := range 4 {
		s := memory.New()
		if err := store.Apply(s, d.state); err != nil {
			t.Fatal(err)
		}
		err := s.Update(func(tx store.Tx) error {
			err := tx.Scan("ledger.entries", nil, nil, false, 0, func(k, v []byte) (bool, error) {
				return true, tx.Put("ledger.entries", k, unchained(slices.Clone(v)))
			})
			return errors.Join(err, tx.Put(store.MetaTable, []byte(store.SchemaKey), []byte("0")))
		})
		if err != nil {
			t.Fatal(err)
		}
		steps, chunks := []store.Migration{ledger.ChainEntries()}, 0
		whole := steps[0].Chunk
		steps[0].Chunk = func(tx store.Tx, after []byte) ([]byte, error) {
			next, err := whole(tx, after)
			if chunks++; chunks == stop {
				err = errors.New("interrupted")
			}
			return next, err
		}
		if err := store.Migrate(s, steps, nil); (err != nil) != (stop > 0) {
			t.Fatalf("interrupted at chunk %d: %v", stop, err)
		}
		if err := store.Migrate(s, steps, nil); err != nil {
			t.Fatal(err)
		}
		err = s.View(func(r store.Reader) error {
			if got := dump(t, r); !reflect.DeepEqual(got, want) {
				t.Errorf("interrupted at chunk %d of %d: other entries than were booked", stop, chunks)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func dump(t *testing.T, r store.Reader) map[string]string {
	t.Helper()
	rows := map[string]string{}
	err := r.Scan("ledger.entries", nil, nil, false, 0, func(k, v []byte) (bool, error) {
		rows[string(k)] = string(v)
		return true, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestHeadForEver: a recorded head stays valid in every later version.
func TestHeadForEver(t *testing.T) {
	d := sampleBook(t)
	must(t)(d.book.Join(d.turn(monday+2, "telegram:dm/42/m1"), 2, 1, "telegram:dm/42/m1"))
	const want = "7bdc684f9f4c067a9ddc1de9bdb85f186aee962cefc24867ea0e2b17af4e402b"
	if got := d.head(t); got.Entries != 9 || got.Hash.String() != want {
		t.Errorf("the head is %d, %s; want 9, %s", got.Entries, got.Hash, want)
	}
}

// TestChainPassesOverDamage: if the newest entry is unreadable, booking continues and Verify
// reports only that entry.
func TestChainPassesOverDamage(t *testing.T) {
	d := newDesk()
	d.pay(t, d.turn(monday, "first"), 1, 3)
	d.pay(t, d.turn(monday, "second"), 2, 5)
	key := d.rows(t, "ledger.entries")[1]
	if err := d.state.Put("ledger.entries", key, []byte{9}); err != nil {
		t.Fatal(err)
	}
	d.book = ledger.New() // after a restart
	if e := d.pay(t, d.turn(monday, "third"), 1, 1); e.ID != 3 {
		t.Errorf("the next entry is %d", e.ID)
	}
	if got := d.breaks(t); len(got) > 0 || len(d.problems(t)) == 0 {
		t.Errorf("breaks %q among %q", got, d.problems(t))
	}
}
