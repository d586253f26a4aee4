package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

type (
	cupKey = store.Key2[string, uint64]
	cells  = *store.Table[cupKey, string]
)

var (
	byCup    = store.Shape2(store.Str[string]{}, store.Num[uint64]{})
	cupName  = store.Column("cup/name", 1, byCup, store.Text{})
	cupTea   = store.Column("cup/tea", 7, byCup, store.Text{})
	cupDay   = store.Column("cup/day", 8, byCup, store.Uvarint[uint64]{})
	cupNotes = store.Column("cup/notes", 200, byCup, store.Text{})
	cups     = store.Pack("cup", []store.Declared{cupName, profiles, cupTea, cupDay}) // notes belongs to another program
)

// TestColumnsAreTables applies the same operations, including savepoints, to columns of one
// packed table and to separate tables, and compares them.
func TestColumnsAreTables(t *testing.T) {
	columns := []cells{cupName, cupTea, cupNotes}
	rapid.Check(t, func(t *rapid.T) {
		packed, plain := store.NewOverlay(nil), store.NewOverlay(nil)
		both := func(i int, do func(tx store.Tx, c cells) (string, error)) {
			t.Helper()
			want, err := do(plain, store.Rows(columns[i].Name, byCup, columns[i].Value))
			must(t, err)
			if got, err := do(packed, columns[i]); err != nil || got != want {
				t.Fatalf("%s shows %s, %v, want %s", columns[i].Name, got, err, want)
			}
		}
		which := rapid.IntRange(0, len(columns)-1)
		keys := rapid.Custom(func(t *rapid.T) cupKey {
			return store.K2(rapid.SampledFrom([]string{"tea", "teb"}).Draw(t, "community"), rapid.Uint64Range(1, 4).Draw(t, "number"))
		})
		values := rapid.OneOf(rapid.StringN(0, 3, -1), rapid.Map(rapid.IntRange(120, 400), func(n int) string { return strings.Repeat("v", n) }))
		var marks [][2]int
		t.Repeat(map[string]func(*rapid.T){
			"put": func(t *rapid.T) {
				k, v := keys.Draw(t, "key"), values.Draw(t, "value")
				both(which.Draw(t, "column"), func(tx store.Tx, c cells) (string, error) { return "", c.Put(tx, k, v) })
			},
			"delete": func(t *rapid.T) {
				k := keys.Draw(t, "key")
				both(which.Draw(t, "column"), func(tx store.Tx, c cells) (string, error) { return "", c.Delete(tx, k) })
			},
			"clear": func(t *rapid.T) {
				both(which.Draw(t, "column"), func(tx store.Tx, c cells) (string, error) { return "", c.Clear(tx, byCup.Under("tea")) })
			},
			"get": func(t *rapid.T) {
				k := keys.Draw(t, "key")
				both(which.Draw(t, "column"), func(tx store.Tx, c cells) (string, error) {
					v, ok, err := c.Get(tx, k)
					return fmt.Sprint(v, ok), err
				})
			},
			"scan": func(t *rapid.T) {
				from, to := keys.Draw(t, "from"), keys.Draw(t, "to")
				reverse, limit := rapid.Bool().Draw(t, "reverse"), rapid.IntRange(0, 3).Draw(t, "limit")
				drop := rapid.Bool().Draw(t, "drop")
				both(which.Draw(t, "column"), func(tx store.Tx, c cells) (saw string, err error) {
					err = c.Scan(tx, &from, &to, reverse, limit, func(k cupKey, v string) (bool, error) {
						saw += fmt.Sprint(k, v, ";")
						if drop {
							return true, c.Delete(tx, k)
						}
						return true, nil
					})
					return saw, err
				})
			},
			"mark": func(*rapid.T) { marks = append(marks, [2]int{packed.Mark(), plain.Mark()}) },
			"rollback": func(t *rapid.T) {
				if n := len(marks); n > 0 {
					packed.Rollback(marks[n-1][0])
					plain.Rollback(marks[n-1][1])
					marks = marks[:n-1]
				}
			},
			"": func(t *rapid.T) {
				rows := map[cupKey]bool{}
				for i := range columns {
					both(i, func(tx store.Tx, c cells) (saw string, err error) {
						err = c.ScanPrefix(tx, nil, false, 0, func(k cupKey, v string) (bool, error) {
							saw, rows[k] = saw+fmt.Sprint(k, v, ";"), true
							return true, nil
						})
						return saw, err
					})
				}
				stored := contents(t, packed, "cup")
				if len(stored) != len(rows) {
					t.Fatalf("%d rows are stored, of which %d have a column", len(stored), len(rows))
				}
				for k, row := range stored {
					if _, v, err := cups.Rewrite([]byte(k), []byte(row)); err != nil || string(v) != row {
						t.Fatalf("the row %x is written as %x, %v", row, v, err)
					}
				}
			},
		})
	})
}

// TestDamagedRows: every reader of an invalid row names the table, key and column.
func TestDamagedRows(t *testing.T) {
	key := byCup.Append(nil, store.K2("tea", uint64(1)))
	for row, want := range map[string]string{
		"":                          "the row has no columns",
		"\x01":                      "the row has no columns",
		"\x02\x07\x01x":             "version 2 of the row is not known",
		"\x01\x07":                  "column 7 is cut short",
		"\x01\x07\x02x":             "column 7 is cut short",
		"\x01\x07\x81\x00x":         "column 7 is cut short, or its length is wrong",
		"\x01\x07\xff\xffx":         "column 7 is cut short, or its length is wrong",
		"\x01\x00\x01x\x07\x01x":    "column 0 stands behind column 0",
		"\x01\x02\x00\x02\x00":      "column 2 stands behind column 2",
		"\x01\x03\x00\x02\x01x":     "column 2 stands behind column 3",
		"\x01\x03\x81\xc0" + "more": "column 3 is cut short, or its length is wrong",
	} {
		t.Run(fmt.Sprintf("%x", row), func(t *testing.T) {
			o := store.NewOverlay(nil)
			must(t, o.Put("cup", key, []byte(row)))
			_, _, getErr := cupTea.Get(o, store.K2("tea", uint64(1)))
			_, _, rewriteErr := cups.Rewrite(key, []byte(row))
			for what, err := range map[string]error{
				"get": getErr, "rewrite": rewriteErr,
				"put":    cupTea.Put(o, store.K2("tea", uint64(1)), "x"),
				"delete": cupTea.Delete(o, store.K2("tea", uint64(1))),
				"clear":  cupTea.Clear(o, nil),
				"scan":   cupTea.ScanPrefix(o, nil, false, 0, func(cupKey, string) (bool, error) { return true, nil }),
			} {
				c, ok := errors.AsType[*store.CorruptError](err)
				if !ok || !bytes.Equal(c.Key, key) || !strings.HasPrefix(c.Table, "cup") || !strings.Contains(err.Error(), want) {
					t.Errorf("%s: %v, want %q", what, err, want)
				}
			}
		})
	}
	o := store.NewOverlay(nil)
	must(t, o.Put("cup", key, []byte("\x01\x01\x01x\x08\x01\x80")))
	if v, ok, err := cupName.Get(o, store.K2("tea", uint64(1))); v != "x" || !ok || err != nil {
		t.Errorf("beside a value that can't be read: %q, %v, %v", v, ok, err)
	}
	if _, _, err := cupDay.Get(o, store.K2("tea", uint64(1))); err == nil || !strings.Contains(err.Error(), "table cup/day under key 746561000000000000000001") {
		t.Errorf("a value that can't be read: %v", err)
	}
}

func TestCellsAreBounded(t *testing.T) {
	o, k := store.NewOverlay(nil), store.K2("tea", uint64(1))
	for _, n := range []int{0, 1, 127, 128, 129, store.MaxCell} {
		want := strings.Repeat("x", n)
		must(t, cupNotes.Put(o, k, "behind"))
		must(t, cupTea.Put(o, k, want))
		if v, ok, err := cupTea.Get(o, k); v != want || !ok || err != nil {
			t.Errorf("%d bytes came back as %d, %v, %v", n, len(v), ok, err)
		}
		if v, _, err := cupNotes.Get(o, k); v != "behind" || err != nil {
			t.Errorf("behind %d bytes: %q, %v", n, v, err)
		}
	}
	err := cupTea.Put(o, k, strings.Repeat("x", store.MaxCell+1))
	if !errors.Is(err, store.ErrCell) || !strings.Contains(err.Error(), "cup/tea under key 746561000000000000000001: too large for a column: 8193 bytes, at most 8192") {
		t.Errorf("a byte too many: %v", err)
	}
	if v, _, err := cupTea.Get(o, k); len(v) != store.MaxCell || err != nil {
		t.Errorf("what was there before is %d bytes, %v", len(v), err)
	}
}

func TestColumnsAreDeclaredOnce(t *testing.T) {
	for what, declare := range map[string]func(){
		"without a table":  func() { store.Column("tea", 1, byCup, store.Text{}) },
		"without a name":   func() { store.Column("cup/", 1, byCup, store.Text{}) },
		"without a number": func() { store.Column("cup/tea", 0, byCup, store.Text{}) },
		"a number twice": func() {
			store.Pack("cup", []store.Declared{cupTea, store.Column("cup/milk", 7, byCup, store.Text{})})
		},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: taken", what)
				}
			}()
			declare()
		}()
	}
}

// FuzzPackedRow feeds arbitrary bytes to the row decoder: it returns an error with the position,
// or a row that encodes back. Adding a column and removing it again changes nothing else.
func FuzzPackedRow(f *testing.F) {
	for _, row := range []string{"", "\x01", "\x01\x07\x01x", "\x01\x01\x03ann\x07\x05assam\xc8\x00", "\x01\x07\x80\x01" + strings.Repeat("x", 128)} {
		f.Add([]byte(row))
	}
	raw := store.Pack("cup", nil)
	f.Fuzz(func(t *testing.T, row []byte) {
		key := byCup.Append(nil, store.K2("tea", uint64(1)))
		_, v, err := raw.Rewrite(key, row)
		if c, ok := errors.AsType[*store.CorruptError](err); err != nil && (!ok || c.Table != "cup") || err == nil && !bytes.Equal(v, row) {
			t.Fatalf("%x is written as %x, %v", row, v, err)
		}
		_, before, err := cupTea.FromRow(key, row)
		if err != nil {
			return
		}
		put, err := cupTea.AppendRow(nil, row, "assam")
		if err != nil {
			t.Fatal(err)
		}
		if v, ok, err := cupTea.FromRow(key, put); v != "assam" || !ok || err != nil {
			t.Fatalf("put into %x: %q, %v, %v", row, v, ok, err)
		}
		if before {
			return
		}
		o := store.NewOverlay(nil)
		must(t, o.Put("cup", key, put))
		must(t, cupTea.Delete(o, store.K2("tea", uint64(1))))
		if v, err := o.Get("cup", key); !bytes.Equal(v, row) || err != nil {
			t.Fatalf("%x is %x when a column came and went, %v", row, v, err)
		}
	})
}

// TestPackRows packs the rows of former versions, interrupted after each chunk; rows that no
// column can hold stay where they are.
func TestPackRows(t *testing.T) {
	const members = 6000
	key := func(n int) []byte { return byCup.Append(nil, store.K2("tea", uint64(n))) }
	old := func(n int, name string) []byte { return append(append(key(n), name...), byte(len(name))) }
	stay := map[string]string{
		string(old(1, "milk")): "of a feature that is not there", "\x05": "no key", "\x03tea\x03": "no key either",
		string(old(2, "tea")): strings.Repeat("x", store.MaxCell+1),
	}
	s, fail := memory.New(), errors.New("interrupted")
	must(t, s.Update(func(tx store.Tx) error {
		for n := range members {
			must(t, tx.Put("cup/", old(n, "name"), fmt.Append(nil, "name", n)))
			if n%2 == 1 {
				must(t, tx.Put("cup/", old(n, "tea"), fmt.Append(nil, "tea", n)))
			}
			must(t, tx.Put("cup/", old(n, "day"), []byte{byte(n % 100)}))
		}
		for k, v := range stay {
			must(t, tx.Put("cup/", []byte(k), []byte(v)))
		}
		return tx.Put(store.MetaTable, []byte(store.SchemaKey), []byte("0"))
	}))
	unread := 0
	must(t, s.View(func(r store.Reader) error {
		for k, v := range contents(t, r, "cup/") {
			if back, same, err := cups.Unpacked().Rewrite([]byte(k), []byte(v)); err != nil {
				unread++
			} else if string(back) != k || string(same) != v {
				t.Errorf("%x, %x is written as %x, %x", k, v, back, same)
			}
		}
		return nil
	}))
	if unread != len(stay) {
		t.Errorf("%d rows can't be read, want %d", unread, len(stay))
	}
	step, chunks := cups.PackRows(), 0
	for done := false; !done; {
		begun := false
		err := store.Migrate(s, []store.Migration{{Name: step.Name, Chunk: func(tx store.Tx, after []byte) ([]byte, error) {
			if begun {
				return nil, fail // each run ends after its first chunk
			}
			begun = true
			chunks++
			return step.Chunk(tx, after)
		}}}, nil)
		if done = err == nil; !done && !errors.Is(err, fail) {
			t.Fatal(err)
		}
	}
	if chunks < 3 {
		t.Errorf("%d chunks", chunks)
	}
	must(t, s.View(func(r store.Reader) error {
		if got := contents(t, r, "cup/"); len(got) != len(stay) {
			t.Errorf("%d rows are left, want %d", len(got), len(stay))
		}
		if rows := contents(t, r, "cup"); len(rows) != members {
			t.Errorf("%d rows, want %d", len(rows), members)
		}
		n := 0
		return cupName.ScanPrefix(r, nil, false, 0, func(k cupKey, name string) (bool, error) {
			tea, hasTea, err := cupTea.Get(r, k)
			day, _, dayErr := cupDay.Get(r, k)
			want := fmt.Sprint("tea", n)
			if k.B != uint64(n) || name != fmt.Sprint("name", n) || hasTea != (n%2 == 1) || hasTea && tea != want || day != uint64(n%100) {
				t.Errorf("%d: %q, %q, %d", k.B, name, tea, day)
			}
			n++
			return true, errors.Join(err, dayErr)
		})
	}))
}
