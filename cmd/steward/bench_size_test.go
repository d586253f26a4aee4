package main_test

import (
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/stats"
	_ "github.com/stewardbot/steward/cmd/steward/wire" // registers the backends
	"github.com/stewardbot/steward/store"
)

// BenchmarkStatsSize simulates a large community, one day per iteration, and reports the size of the
// file without the member records, and extrapolated to a million members. Each day 2.5 % of all
// members are active: 2 % do each of five things, 0.5 % ten, 0.05 % twenty-five.
//
//	go test ./cmd/steward -run '^$' -bench StatsSize -benchtime 730x -size.members 100000
func BenchmarkStatsSize(b *testing.B) {
	path := filepath.Join(b.TempDir(), "stats.db")
	s, err := store.Open(path, store.Options{NoSync: true})
	must(b, err)
	com, dir := &bot.Community{ID: "tea", Zone: time.UTC}, everybody{member.New()}
	book, at := stats.New(dir), time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	r := rand.New(rand.NewPCG(1, 2))
	for b.Loop() {
		left := *sizeMembers / 40
		for left > 0 {
			n := min(left, 2_000)
			must(b, s.Update(func(tx store.Tx) error {
				for range n {
					if err := book.Add(tx, com, at, "telegram:-100/"+bot.Place('a'+rune(r.IntN(8))), deeds(r)); err != nil {
						return err
					}
				}
				return nil
			}))
			left -= n
		}
		at = at.AddDate(0, 0, 1)
		for more := true; more; {
			must(b, s.Update(func(tx store.Tx) (err error) { more, err = book.Drop(tx, []*bot.Community{com}, at); return err }))
		}
	}
	must(b, s.Close())
	info, err := os.Stat(path)
	must(b, err)
	b.ReportMetric(float64(info.Size())/1e6, "MB")
	million := float64(info.Size()) / float64(*sizeMembers)
	b.ReportMetric(million, "MB/million")
	if million > 2<<30/1e6 {
		b.Errorf("%.0f MB for a million members: more than 2 GiB", million)
	}
}

var sizeMembers = flag.Int("size.members", 20_000, "members of the community in BenchmarkStatsSize")

// deeds returns what a random member did on a day.
func deeds(r *rand.Rand) (list []bot.Count) {
	who := bot.MemberID(1 + r.IntN(*sizeMembers))
	for n := range 40 {
		of := 50 // of 2,500 active members
		switch {
		case n < 5:
			of = 2_000
		case n < 15:
			of = 500
		}
		if r.IntN(2_500) < of {
			list = append(list, bot.Count{Metric: bot.Metric{Number: uint16(n + 1)}, Member: who, N: 1 + r.Int64N(20)})
		}
	}
	return list
}

func must(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// everybody is a directory in which every number belongs to a member.
type everybody struct{ *member.Directory }

func (everybody) Recorded([]byte) bool { return true }
