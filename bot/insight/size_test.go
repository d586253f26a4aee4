package insight_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/insight"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/stats"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

var sizeMembers = flag.Int("size.members", 20_000, "members of the community in BenchmarkFigures")

// sizeLimit is how long a figure over 90 days may take in a community of a million.
const sizeLimit = 100 * time.Millisecond

// BenchmarkFigures works out each figure over the last 90 of 150 days. On each day 2.5 % of all members
// are active in one way or several, 0.1 % join and 0.05 % leave.
//
//	go test ./bot/insight -run '^$' -bench Figures -benchtime 5x -size.members 1000000
func BenchmarkFigures(b *testing.B) {
	s, err := store.Open(filepath.Join(b.TempDir(), "insight.db"), store.Options{NoSync: true})
	must(b, err)
	defer s.Close()
	com, now := &bot.Community{ID: "tea", Zone: time.UTC}, time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	now = crowd(b, s, com, now, 150)
	for _, name := range insight.Names() {
		for _, by := range []string{"day", "week"} {
			q := insight.Query{Name: name, By: by, From: com.Day(now.AddDate(0, 0, -89)).String()}
			err := s.View(func(r store.Reader) error {
				_, err := insight.Compute(insight.Source{Reader: r, Community: com, Now: now, Metrics: wire.Metrics(), Active: wire.Active()}, q)
				return err
			})
			if err != nil { // not by such periods
				continue
			}
			b.Run(name+"/"+by, func(b *testing.B) {
				for b.Loop() {
					must(b, s.View(func(r store.Reader) error {
						_, err := insight.Compute(insight.Source{Reader: r, Community: com, Now: now, Metrics: wire.Metrics(), Active: wire.Active()}, q)
						return err
					}))
				}
				if each := b.Elapsed() / time.Duration(b.N); each > sizeLimit {
					b.Errorf("%s, more than %s", each, sizeLimit)
				}
			})
		}
	}
}

// crowd fills a community, and returns the time after so many days.
func crowd(b *testing.B, s store.Store, com *bot.Community, at time.Time, days int) time.Time {
	dir := member.New()
	book, r := stats.New(dir), rand.New(rand.NewPCG(1, 2))
	all := map[string]bot.Metric{}
	for _, m := range wire.Metrics() {
		all[m.Name] = m
	}
	first, joining := *sizeMembers-*sizeMembers/1000*days, *sizeMembers/1000
	known := 0
	join := func(n int) {
		for n > 0 {
			chunk := min(n, 2_000)
			must(b, s.Update(func(tx store.Tx) error {
				for range chunk {
					known++
					m, err := dir.Joined(tx, com.ID, bot.User{ID: bot.UserID(fmt.Sprintf("telegram:%d", known)), Name: "Guest"}, at)
					if err != nil {
						return err
					}
					if known > first {
						err = book.Add(tx, com, at, "telegram:-100/1", []bot.Count{{Metric: all["joins"], Member: m.ID, N: 1}})
					}
					if err != nil {
						return err
					}
				}
				return nil
			}))
			n -= chunk
		}
	}
	join(first)
	chances := []struct {
		name string
		of   int // 2,500
	}{
		{"messages", 2000}, {"reactions_given", 1000}, {"reactions_received", 800}, {"check_ins", 1000}, {"quiz_answers", 300}, {"votes", 200},
		{"voice_minutes", 100}, {"commands", 800}, {"points_earned", 2000}, {"points_spent", 60}, {"purchases", 50}, {"leaves", 50},
	}
	points := ledger.New()
	for range days {
		at = at.AddDate(0, 0, 1)
		join(joining)
		must(b, s.Update(func(tx store.Tx) error { return move(tx, points, com, at) }))
		for left := *sizeMembers / 40; left > 0; {
			n := min(left, 2_000)
			must(b, s.Update(func(tx store.Tx) error {
				for range n {
					var list []bot.Count
					who := bot.MemberID(1 + r.IntN(known))
					for _, c := range chances {
						if r.IntN(2_500) < c.of {
							list = append(list, bot.Count{Metric: all[c.name], Member: who, N: 1 + r.Int64N(20)})
						}
					}
					if err := book.Add(tx, com, at, "telegram:-100/"+bot.Place('a'+rune(r.IntN(8))), list); err != nil {
						return err
					}
				}
				return nil
			}))
			left -= n
		}
	}
	return at
}

// move books a few movements from and to each of some accounts: their number does not matter to figures.
func move(tx store.Tx, book *ledger.Book, com *bot.Community, at time.Time) error {
	t := bot.NewTurn(&booking{state: tx}, at)
	t.Community, t.Event = com, &bot.Event{ID: "e"}
	for _, mint := range []string{"message", "reaction", "check_in", "voice", "quiz", "reward", "award"} {
		for m := range bot.MemberID(10) {
			if _, err := book.Move(t, ledger.Move{From: ledger.Mint(mint), To: ledger.Of(m + 1), Amount: 2}); err != nil {
				return err
			}
		}
	}
	for i := range 20 {
		if _, err := book.Move(t, ledger.Move{From: ledger.Of(1), To: ledger.Shop(fmt.Sprint("item", i)), Amount: 1, Force: true}); err != nil {
			return err
		}
	}
	return nil
}

type booking struct {
	bot.Host
	state bot.State
}

func (h *booking) State() bot.State { return h.state }
func (*booking) OnRollback(func())  {}
func (*booking) Count(bot.Count)    {}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}
