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

// BenchmarkMove pays members of a hundred thousand, a thousand moves a batch.
func BenchmarkMove(b *testing.B) {
	d := newDesk()
	event := 0
	b.ReportAllocs()
	for b.Loop() {
		event++
		turn := d.turn(monday, "telegram:-1001234567890/m123456")
		d.pay(b, turn, bot.MemberID(rand.IntN(100_000)+1), 1)
	}
}

const million = 1_000_000

// bigBook is the book of a million members who have earned different sums. Its
// state is read only.
func bigBook(b *testing.B) *desk {
	d := newDesk()
	for m := range bot.MemberID(million) {
		turn := d.turn(monday, "e")
		d.pay(b, turn, m+1, rand.Int64N(5000)+1)
	}
	base := d.state
	base.Freeze()
	d.state = store.NewOverlay(base)
	return d
}

func BenchmarkMillion(b *testing.B) {
	d := bigBook(b)
	b.Run("Rebuild", func(b *testing.B) {
		for b.Loop() {
			if err := d.book.Rebuild(d.state, "tea"); err != nil {
				b.Fatal(err)
			}
		}
		book := ledger.New()
		before := heap()
		if err := book.Rebuild(d.state, "tea"); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(heap()-before)/(1<<20), "MiB")
		runtime.KeepAlive(book)
	})
	b.Run("Rank", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if rank, of := d.book.Rank("tea", ledger.AllTime, monday, rand.Int64N(5000)+1); rank == 0 || of != million {
				b.Fatal(rank, of)
			}
		}
	})
	b.Run("Top", func(b *testing.B) {
		for b.Loop() {
			if rows := d.book.Top("tea", ledger.ThisWeek, monday, rand.IntN(million-10), 10); len(rows) != 10 {
				b.Fatal(len(rows))
			}
		}
	})
	b.Run("Move", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			d.pay(b, d.turn(monday, "e"), bot.MemberID(rand.IntN(million)+1), 1)
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
