package ledger_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/store"
)

// events alternate, since the book recognizes a new turn by its event.
var events = [2]string{"telegram:-1001234567890/m123456", "telegram:-1001234567890/m123457"}

// plainHost is a state that only stores, so that the benchmark measures the book.
type plainHost struct {
	bot.Host
	tables map[string]map[string][]byte
}

func (h *plainHost) State() bot.State  { return h }
func (h *plainHost) OnRollback(func()) {}
func (h *plainHost) Count(bot.Count)   {}
func (h *plainHost) Get(table string, key []byte) ([]byte, error) {
	return h.tables[table][string(key)], nil
}
func (h *plainHost) Delete(table string, key []byte) error { return nil }

func (h *plainHost) Put(table string, key, value []byte) error {
	if h.tables[table] == nil {
		h.tables[table] = make(map[string][]byte)
	}
	h.tables[table][string(key)] = value
	return nil
}

func (h *plainHost) Scan(string, []byte, []byte, bool, int, func(k, v []byte) (bool, error)) error {
	return nil
}

// BenchmarkMove pays members out of a hundred thousand, each in a separate turn.
func BenchmarkMove(b *testing.B) {
	d := newDesk()
	h := &plainHost{tables: make(map[string]map[string][]byte)}
	entries := make(map[string][]byte, 1)
	h.tables["ledger.entries"] = entries
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		turn := bot.NewTurn(h, monday.Date())
		turn.Event, turn.Community = &bot.Event{ID: events[i%2]}, d.tea
		d.pay(b, turn, bot.MemberID(rand.IntN(100_000)+1), 1)
		clear(entries)
	}
}

const million = 1_000_000

// bigBook returns the book of a million members with different points. Its state is read-only.
func bigBook(b *testing.B) *desk {
	d := newDesk()
	for m := range bot.MemberID(million) {
		turn := d.turn(monday, events[m%2])
		d.pay(b, turn, m+1, rand.Int64N(5000)+1)
	}
	base := d.state
	base.Freeze()
	d.state = store.NewOverlay(base)
	return d
}

func BenchmarkMillion(b *testing.B) {
	d := bigBook(b)
	turn := d.turn(monday, "asks")
	d.book = ledger.New()
	b.Run("Build", func(b *testing.B) {
		before := heap()
		for b.Loop() {
			d.book = ledger.New()
			if _, of, err := d.book.Rank(turn, ledger.AllTime, 1); of != million || err != nil {
				b.Fatal(of, err)
			}
		}
		b.ReportMetric(float64(heap()-before)/(1<<20), "MiB")
	})
	b.Run("Rank", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if rank, of, err := d.book.Rank(turn, ledger.AllTime, rand.Int64N(5000)+1); rank == 0 || of != million || err != nil {
				b.Fatal(rank, of, err)
			}
		}
	})
	b.Run("Top", func(b *testing.B) {
		for b.Loop() {
			if rows, err := d.book.Top(turn, ledger.ThisWeek, rand.IntN(million-10), 10); len(rows) != 10 || err != nil {
				b.Fatal(len(rows), err)
			}
		}
	})
	b.Run("Move", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			d.pay(b, d.turn(monday, events[i%2]), bot.MemberID(rand.IntN(million)+1), 1)
		}
	})
	b.Run("Verify", func(b *testing.B) {
		for b.Loop() {
			if r, err := ledger.Verify(d.state, "tea", nil); err != nil || !r.OK() {
				b.Fatal(fmt.Sprint(r, err))
			}
		}
	})
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
