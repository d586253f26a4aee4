package insight_test

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/config"
	"github.com/stewardbot/steward/bot/insight"
	"github.com/stewardbot/steward/bot/inspect"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/bot/segment"
	"github.com/stewardbot/steward/bot/stats"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

var sizeMembers = flag.Int("size.members", 20_000, "members of the community in BenchmarkFigures")

// sizeLimit is how long a figure over 90 days may take in a community of a million.
const sizeLimit = 100 * time.Millisecond

// asked are the ways in which figures are asked for; those that a figure can't be asked are left out.
var asked = []struct {
	name string
	with func(q *insight.Query, now bot.Day)
}{
	{"all", func(*insight.Query, bot.Day) {}},
	{"place", func(q *insight.Query, _ bot.Day) { q.Place = "telegram:-100/b" }},
	{"segment", func(q *insight.Query, _ bot.Day) { q.Segment = segment.Active }},
	{"where", func(q *insight.Query, _ bot.Day) { q.Where = "points > 30 && member_for > duration(\"60d\")" }},
	{"as-of", func(q *insight.Query, now bot.Day) { q.AsOf = (now - 30).String() }},
	{"segment-as-of", func(q *insight.Query, now bot.Day) { q.Segment, q.AsOf = segment.Active, (now - 7).String() }},
}

// eachLimit is how long one member may take of whom a figure reads the facts or the days.
const eachLimit = 10 * time.Microsecond

// BenchmarkFigures works out each figure over the last 90 of 150 days. On each day 2.5 % of all members
// are active in one way or several, 0.1 % join and 0.05 % leave; 6 % of those active enter the draw of
// the week; there are 20,000 cases.
//
//	go test ./bot/insight -run '^$' -bench Figures -benchtime 5x -size.members 1000000
func BenchmarkFigures(b *testing.B) {
	s, err := store.Open(filepath.Join(b.TempDir(), "insight.db"), store.Options{NoSync: true})
	must(b, err)
	defer s.Close()
	com, now := configured(b), time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	now = crowd(b, s, com, now, 150)
	sort(b, s, com, now.AddDate(0, 0, -7))
	sort(b, s, com, now)
	today := com.Day(now)
	compute := func(q insight.Query) error {
		return s.View(func(r store.Reader) error {
			from := inspect.Source{Reader: r, Now: now, Metrics: wire.Metrics(), Active: wire.Active(), Configured: []*bot.Community{com}, Select: wire.Select, Sorter: wire.Sorter()}
			_, err := insight.Compute(from.Figures(com.ID), q)
			return err
		})
	}
	for _, name := range insight.Names() {
		for _, by := range []string{"day", "week"} {
			for _, how := range asked {
				q := insight.Query{Name: name, By: by, From: (today - 89).String()}
				how.with(&q, today)
				err := compute(q)
				if _, refused := errors.AsType[*phrase.Phrase](err); refused {
					continue
				}
				must(b, err)
				b.Run(name+"/"+by+"/"+how.name, func(b *testing.B) {
					for b.Loop() {
						must(b, compute(q))
					}
					limit := sizeLimit
					if how.name == "where" || q.Segment != "" && (name == "messages" || name == "engagement") {
						limit = max(limit, time.Duration(*sizeMembers)*eachLimit)
					}
					if each := b.Elapsed() / time.Duration(b.N); each > limit {
						b.Errorf("%s, more than %s", each, limit)
					}
				})
			}
		}
	}
}

// configured returns a community with the default settings.
func configured(b *testing.B) *bot.Community {
	path := filepath.Join(b.TempDir(), "steward.yaml")
	must(b, os.WriteFile(path, []byte("platforms: {telegram: {token: \"1:x\"}}\ncommunities: [{id: tea, name: Tea, timezone: UTC, spaces: [\"telegram:-100\"]}]\n"), 0o600))
	file, faults := config.Load(path, wire.Sections(), config.Options{})
	must(b, faults.Err())
	return wire.EngineConfig(file).Communities[0]
}

// sort writes the segments of a week.
func sort(b *testing.B, s store.Store, com *bot.Community, at time.Time) {
	sorter := wire.Sorter()
	for more := true; more; {
		must(b, s.Update(func(tx store.Tx) (err error) {
			t := bot.NewTurn(&booking{state: tx, now: at}, at)
			t.Community, t.Event = com, &bot.Event{}
			more, err = sorter.Write(t, 20_000)
			return err
		}))
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
		{"messages", 2000}, {"reactions_given", 1000}, {"reactions_received", 800}, {"check_ins", 1000}, {"quiz_answers", 300}, {"votes", 200}, {"draw_entries", 150},
		{"voice_minutes", 100}, {"commands", 800}, {"points_earned", 2000}, {"points_spent", 60}, {"purchases", 50}, {"leaves", 50},
	}
	points, weekly := ledger.New(), newDraws(com, dir)
	for range days {
		at = at.AddDate(0, 0, 1)
		join(joining)
		must(b, s.Update(func(tx store.Tx) error {
			return errors.Join(move(tx, points, com, at), judge(tx, com, at), weekly.day(tx, at))
		}))
		for left := *sizeMembers / 40; left > 0; {
			n := min(left, 2_000)
			must(b, s.Update(func(tx store.Tx) error {
				for range n {
					var list []bot.Count
					who := bot.MemberID(1 + r.IntN(known))
					for _, c := range chances {
						if r.IntN(2_500) >= c.of {
							continue
						}
						list = append(list, bot.Count{Metric: all[c.name], Member: who, N: 1 + r.Int64N(20)})
						if c.name == "draw_entries" {
							if err := weekly.enter(tx, at, who); err != nil {
								return err
							}
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

// judge opens the cases of a day.
func judge(tx store.Tx, com *bot.Community, at time.Time) error {
	for i := range 20_000 / 150 {
		x := sanction.Case{Kind: bot.ActWarn, At: at, Member: bot.MemberID(i + 1), User: bot.UserID(fmt.Sprintf("telegram:%d", i)), Rule: "adverts", Warning: true,
			Evidence: &sanction.Evidence{Text: "buy now, very cheap, https://example.com, only today"}}
		switch i % 4 {
		case 0:
			x.By = "telegram:7"
		case 1:
			x.Kind, x.Decided, x.DecidedBy = bot.ActReport, at.Add(time.Hour), "telegram:8"
		case 2:
			x.Undone, x.UndoneBy = at.Add(time.Hour), "telegram:9"
		}
		if err := sanction.New().Open(tx, com.ID, &x); err != nil {
			return err
		}
	}
	return nil
}

// booking is a turn's host over a transaction.
type booking struct {
	bot.Host
	state bot.State
	now   time.Time
}

func (h *booking) State() bot.State { return h.state }
func (h *booking) Now() time.Time   { return h.now }
func (h *booking) MemberByID(id bot.MemberID) (*bot.Member, error) {
	return member.New().ByID(h.state, "tea", id)
}
func (*booking) OnRollback(func())                        {}
func (*booking) Count(bot.Count)                          {}
func (*booking) Do(bot.Effect) bot.Ref                    { return 1 }
func (*booking) Find(bot.Finding)                         {}
func (*booking) Latest(p bot.Place) bot.Place             { return p }
func (*booking) SetTimer(string, time.Time, []byte) error { return nil }
func (*booking) Rand(string) *rand.Rand                   { return rand.New(rand.NewPCG(1, 2)) }

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}
