package sanction_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// TestFileKeepsWhatWasOpened compares the file with a list of cases, across links.
func TestFileKeepsWhatWasOpened(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, s := sanction.New(), memory.New()
		var list []sanction.Case
		step := func(fn func(tx store.Tx) error) {
			if err := s.Update(fn); err != nil {
				t.Fatal(err)
			}
		}
		gone := map[bot.MemberID]bool{}
		t.Repeat(map[string]func(*rapid.T){
			"open": func(t *rapid.T) {
				c := sanction.Case{
					Kind: bot.ActWarn, At: noon.Add(time.Duration(rapid.IntRange(0, 100).Draw(t, "minute")) * time.Minute),
					Member: bot.MemberID(rapid.IntRange(1, 4).Draw(t, "member")), By: "test:mo", Warning: rapid.Bool().Draw(t, "warning"),
					Sanctions: []sanction.Sanction{{Act: bot.ActMute, Ref: bot.Ref(len(list) + 100), State: sanction.Pending}},
				}
				if gone[c.Member] {
					t.Skip("an alias acts no more")
				}
				step(func(tx store.Tx) error { return f.Open(tx, "tea", &c) })
				list = append(list, c)
			},
			"undo": func(t *rapid.T) {
				if len(list) == 0 {
					t.Skip("nothing yet")
				}
				c := &list[rapid.IntRange(0, len(list)-1).Draw(t, "which")]
				c.Undone = noon
				step(func(tx store.Tx) error { return f.Save(tx, "tea", c) })
			},
			"join": func(t *rapid.T) {
				from, into := bot.MemberID(rapid.IntRange(2, 4).Draw(t, "from")), bot.MemberID(1)
				gone[from] = true
				step(func(tx store.Tx) error { return f.Join(tx, "tea", from, into) })
				for i := range list {
					if list[i].Member == from {
						list[i].Member = into
					}
				}
			},
			"": func(t *rapid.T) { step(func(tx store.Tx) error { return holds(t, f, tx, list) }) },
		})
	})
}

func holds(t *rapid.T, f *sanction.File, tx store.Tx, list []sanction.Case) error {
	for m := bot.MemberID(1); m <= 4; m++ {
		var want, got []uint64
		var warnings []time.Time
		for _, c := range slices.Backward(list) {
			if c.Member != m {
				continue
			}
			want = append(want, c.ID)
			if c.Warning && c.Undone.IsZero() {
				warnings = append(warnings, c.At)
			}
		}
		err := f.Of(tx, "tea", m, func(c *sanction.Case) (bool, error) { got = append(got, c.ID); return true, nil })
		if err != nil || !slices.Equal(got, want) {
			t.Fatalf("member %d has the cases %v, want %v (%v)", m, got, want, err)
		}
		for range 2 { // the second time as stored before warnings were listed
			if at, err := f.Warnings(tx, "tea", m); !slices.EqualFunc(at, warnings, time.Time.Equal) || err != nil {
				t.Fatalf("member %d was warned at %v, want %v (%v)", m, at, warnings, err)
			}
			unlist(t, tx)
		}
	}
	if len(list) > 0 {
		c, err := f.Latest(tx, "tea", "test:mo")
		if err != nil || c.ID != uint64(len(list)) {
			t.Fatalf("the latest is %v (%v)", c, err)
		}
	}
	return nil
}

func TestAnEffectIsFoundOnce(t *testing.T) {
	f, s := sanction.New(), memory.New()
	err := s.Update(func(tx store.Tx) error {
		c := &sanction.Case{Kind: bot.ActBan, Sanctions: []sanction.Sanction{
			{Act: bot.ActBan, Ref: 7, State: sanction.Pending}, {Act: bot.ActBan, Ref: 8, State: sanction.Pending},
		}}
		if err := f.Open(tx, "tea", c); err != nil {
			return err
		}
		if got, i, err := f.ByRef(tx, "tea", 8); err != nil || got == nil || got.ID != 1 || i != 1 {
			t.Errorf("effect 8: %v, %d, %v", got, i, err)
		}
		for _, ref := range []bot.Ref{8, 9} {
			if got, _, err := f.ByRef(tx, "tea", ref); err != nil || got != nil {
				t.Errorf("effect %d: %v, %v", ref, got, err)
			}
		}
		if got, _, err := f.ByRef(tx, "cafe", 7); err != nil || got != nil {
			t.Errorf("effect 7 elsewhere: %v, %v", got, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// unlist removes what versions without warning lists did not store, and migrates the store.
func unlist(t *rapid.T, tx store.Tx) {
	err := tx.Scan("case_members", nil, nil, false, 0, func(k, _ []byte) (bool, error) { return true, tx.Put("case_members", k, nil) })
	if err != nil {
		t.Fatal(err)
	}
	if next, err := sanction.ListWarnings().Chunk(tx, nil); next != nil || err != nil {
		t.Fatalf("next %x, %v", next, err)
	}
}

// noCases is a state that refuses to read cases.
type noCases struct {
	store.Tx
	t testing.TB
}

// Get implements bot.State.
func (s noCases) Get(table string, key []byte) ([]byte, error) {
	if table == "cases" {
		s.t.Error("a case is read to count warnings")
	}
	return s.Tx.Get(table, key)
}

// record stores that many cases of a member, each a warning.
func record(tb testing.TB, n int) store.Tx {
	tx := store.NewOverlay(nil)
	for i := range n {
		c := &sanction.Case{Kind: bot.ActWarn, Member: 1, By: "test:mo", Warning: true, At: noon.Add(time.Duration(i) * time.Hour), Reason: "spam"}
		if err := sanction.New().Open(tx, "tea", c); err != nil {
			tb.Fatal(err)
		}
	}
	base := store.NewOverlay(nil)
	if err := tx.ApplyTo(base); err != nil {
		tb.Fatal(err)
	}
	return base
}

func TestWarningsReadNoCase(t *testing.T) {
	at, err := sanction.New().Warnings(noCases{record(t, 5), t}, "tea", 1)
	if len(at) != 5 || err != nil {
		t.Errorf("%d warnings, %v", len(at), err)
	}
}

// BenchmarkWarnings counts a member's warnings three times, as for each new one, with five and
// with five hundred warnings. The limit is 500 µs for the latter.
func BenchmarkWarnings(b *testing.B) {
	f, took := sanction.New(), map[int]time.Duration{}
	for _, n := range []int{5, 500} {
		tx := record(b, n)
		began := time.Now()
		for range 100 {
			if at, err := f.Warnings(tx, "tea", 1); len(at) != n || err != nil {
				b.Fatal(len(at), err)
			}
		}
		took[n] = time.Since(began) / 100
	}
	for b.Loop() { // measured above
	}
	b.ReportMetric(0, "ns/op")
	for n, t := range took {
		b.ReportMetric(float64(t.Nanoseconds())/1000, fmt.Sprint(n, "-µs"))
	}
	b.ReportMetric(500, "500-limit-µs")
}

// An unreadable row doesn't stop an upgrade, and the others are listed.
func TestWarningsAreListedBesideWhatCannotBeRead(t *testing.T) {
	s, f := memory.New(), sanction.New()
	c := &sanction.Case{Kind: bot.ActWarn, Member: 1, By: "test:mo", Warning: true, At: noon}
	if err := s.Update(func(tx store.Tx) error {
		if err := tx.Put(store.MetaTable, []byte(store.SchemaKey), []byte("0")); err != nil {
			return err
		}
		if err := tx.Put("cases", []byte("\x00odd"), []byte("no case")); err != nil {
			return err
		}
		if err := f.Open(tx, "tea", c); err != nil {
			return err
		}
		return tx.Put("cases", store.AppendUint64(store.AppendString(nil, "tea"), 99), []byte("{"))
	}); err != nil {
		t.Fatal(err)
	}
	if err := store.Migrate(s, []store.Migration{sanction.ListWarnings()}, nil); err != nil {
		t.Fatal(err)
	}
	if err := s.Update(func(tx store.Tx) error {
		if warned, err := f.Warnings(tx, "tea", 1); err != nil || len(warned) != 1 {
			t.Errorf("listed: %v, %v; want one", warned, err)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}
