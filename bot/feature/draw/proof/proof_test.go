package proof

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// record returns a record of n entries with 1 to 3 tickets each.
func record(chance *rand.Rand, n, winners int) string {
	h := Head{
		Rules: Rules{Community: "tea", Draw: 3, Name: "Mug", Places: []string{"telegram:-100/5"}, Opens: "2026-03-06T20:00:00+08:00", Closes: "2026-03-07T20:00:00+08:00",
			Prizes: []Prize{{"Mug", winners}, {"Spoon", 1}}},
		Seed: fmt.Sprintf("%016x%016x%016x%016x", chance.Uint64(), chance.Uint64(), chance.Uint64(), chance.Uint64()), Place: "telegram:-100/5", Post: "1234",
	}
	var list []Entry
	for range n {
		list = append(list, Entry{fmt.Sprintf("%016x", chance.Uint64()), 1 + chance.Uint64N(3)})
	}
	slices.SortFunc(list, func(a, b Entry) int { return strings.Compare(a.Code, b.Code) })
	var lines strings.Builder
	for _, e := range list {
		h.Tickets += e.Tickets
		lines.WriteString(e.Line())
	}
	h.Entries, h.List = n, digest(lines.String())
	var drawn []Drawn
	for i, code := range h.Lot().Order(list, winners+2) {
		d := Drawn{Prize: 0, State: Won, Code: code}
		switch i {
		case 0:
			d.State = Unclaimed
		case winners + 1:
			d.Prize = 1
		}
		drawn = append(drawn, d)
	}
	return Record(h, drawn) + lines.String()
}

// TestVerifyAccepts checks that a true record has no faults.
func TestVerifyAccepts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		chance := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		text := record(chance, rapid.IntRange(0, 40).Draw(t, "entries"), rapid.IntRange(1, 5).Draw(t, "winners"))
		if _, faults := Verify(strings.NewReader(text)); faults != nil {
			t.Fatalf("a true record: %v\n%s", faults, text)
		}
	})
}

// TestVerifyRejects flips each bit of a record, and takes each byte away.
func TestVerifyRejects(t *testing.T) {
	text := []byte(record(rand.New(rand.NewPCG(1, 2)), 6, 2))
	accepted := func(b []byte) bool { _, faults := Verify(bytes.NewReader(b)); return faults == nil }
	for i := range text {
		old := text[i]
		for bit := range 8 {
			text[i] = old ^ 1<<bit
			if accepted(text) {
				t.Errorf("accepted with byte %d changed from %q to %q:\n%s", i, old, text[i], text)
			}
		}
		text[i] = old
		if accepted(slices.Delete(slices.Clone(text), i, i+1)) {
			t.Errorf("accepted without byte %d, %q", i, old)
		}
	}
	if !accepted(text) {
		t.Error("the record itself was refused")
	}
}

// TestOrder checks that an order has every entry once, whatever its length.
func TestOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 60).Draw(t, "entries")
		list := make([]Entry, n)
		for i := range list {
			list[i] = Entry{fmt.Sprintf("%016x", i), uint64(rapid.IntRange(1, 9).Draw(t, "tickets"))}
		}
		lot := Lot(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "lot"))
		all := lot.Order(list, n+1)
		slices.Sort(all)
		if len(all) != n || len(slices.Compact(all)) != n {
			t.Fatalf("%d entries have %d places: %v", n, len(all), all)
		}
	})
}

// TestOrderByTickets works out an order from the tickets as Lot.Ticket counts them.
func TestOrderByTickets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := make([]Entry, rapid.IntRange(1, 60).Draw(t, "entries"))
		var tickets []string // a code for each
		for i := range list {
			list[i] = Entry{fmt.Sprintf("%016x", i), uint64(rapid.IntRange(1, 9).Draw(t, "tickets"))}
			tickets = append(tickets, slices.Repeat([]string{list[i].Code}, int(list[i].Tickets))...)
		}
		lot := Lot(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "lot"))
		for i, code := range lot.Order(list, len(list)) {
			if want := tickets[lot.Ticket(uint64(i+1), uint64(len(tickets)))]; code != want {
				t.Fatalf("place %d belongs to %s, want %s", i+1, code, want)
			}
			tickets = slices.DeleteFunc(tickets, func(c string) bool { return c == code })
		}
	})
}

// TestUniform draws with many seeds: each of five entries has each place about
// equally often, and one with three tickets the first about three times as
// often. The bounds are six standard deviations; the seeds are fixed.
func TestUniform(t *testing.T) {
	const draws = 10_000
	list := []Entry{{"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}, {"e", 1}}
	var at [5]map[string]int
	for i := range at {
		at[i] = map[string]int{}
	}
	first := map[string]int{}
	chance := rand.New(rand.NewPCG(7, 7))
	for range draws {
		var lot Lot
		for i := range lot {
			lot[i] = byte(chance.Uint32())
		}
		for i, code := range lot.Order(list, 5) {
			at[i][code]++
		}
		first[lot.Order([]Entry{{"a", 1}, {"b", 3}, {"c", 1}}, 1)[0]]++
	}
	about := func(what string, got int, share float64) {
		want := draws * share
		if d := float64(got) - want; d*d > 36*want*(1-share) {
			t.Errorf("%s: %d of %d, want about %.0f", what, got, draws, want)
		}
	}
	for i := range at {
		for _, e := range list {
			about(fmt.Sprintf("place %d of %s", i+1, e.Code), at[i][e.Code], 1./5)
		}
	}
	about("one ticket of five", first["a"], 1./5)
	about("three tickets of five", first["b"], 3./5)
	about("the last ticket of five", first["c"], 1./5)
}

// FuzzVerify checks that no text makes it fail otherwise than with faults.
func FuzzVerify(f *testing.F) {
	f.Add([]byte(record(rand.New(rand.NewPCG(1, 2)), 6, 2)))
	f.Add([]byte("steward draw 1\n\n"))
	f.Fuzz(func(t *testing.T, text []byte) { Verify(bytes.NewReader(text)) })
}

// TestByHand checks what docs/draws.md says about checking a record with head, sed and sha256sum.
func TestByHand(t *testing.T) {
	text := record(rand.New(rand.NewPCG(3, 4)), 9, 2)
	v, faults := Verify(strings.NewReader(text))
	if faults != nil {
		t.Fatal(faults)
	}
	lines := strings.SplitAfter(text, "\n")
	_, list, _ := strings.Cut(text, "\n\n")
	for _, c := range []struct{ what, got, want string }{
		{"the commitment", digest(strings.Join(lines[:3], "")), v.Commitment},
		{"the list", digest(list), v.List},
		{"the digest", digest(strings.Join(lines[:7], "")), v.Digest},
	} {
		if c.got != c.want {
			t.Errorf("%s is %s, the record says %s", c.what, c.got, c.want)
		}
	}
}
