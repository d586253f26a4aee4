package insight_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/insight"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/phrase"
	"github.com/stewardbot/steward/bot/purchase"
	"github.com/stewardbot/steward/bot/sanction"
	"github.com/stewardbot/steward/bot/stats"
	"github.com/stewardbot/steward/bot/term"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

// asOfDay is the day on which the worlds of TestAsOf are looked at, and keptFrom the first of the journal, both counted from
// the first day, a Monday.
const asOfDay, keptFrom = 20, 10

// busy returns a community in which something of everything happened on each day until one, and its journal.
func busy(t *testing.T, until int) (s store.Store, heard []insight.Heard) {
	s = memory.New()
	com, dir := &bot.Community{ID: "tea", Zone: time.UTC}, member.New()
	counts, book, cases := stats.New(dir), ledger.New(), sanction.New()
	for day := range until + 1 {
		at := monday.AddDate(0, 0, day)
		must(t, s.Update(func(tx store.Tx) error {
			turn := bot.NewTurn(&booking{state: tx, now: at}, at)
			turn.Community, turn.Event = com, &bot.Event{ID: fmt.Sprint(day)}
			for n := range 40 {
				if n > day+10 {
					break
				}
				m, err := dir.Resolve(tx, "tea", bot.User{ID: bot.UserID(fmt.Sprintf("telegram:%d", n))}, at)
				must(t, err)
				var list []bot.Count
				for i, x := range wire.Metrics() {
					if joins := x.Name == "joins"; joins && n == day+10 || !joins && (n+day+i)%(2+i%5) == 0 {
						list = append(list, bot.Count{Metric: x, Member: m.ID, N: int64(1 + i)})
					}
				}
				must(t, counts.Add(tx, com, at, "telegram:-1/5", list))
				if day >= keptFrom {
					heard = append(heard, said(m.ID, at.Add(time.Duration(n)*time.Minute), fmt.Sprintf("hello, word%c everybody", 'a'+rune(day-n%2)), ""))
				}
			}
			_, err := book.Move(turn, ledger.Move{From: ledger.Mint("message"), To: ledger.Of(1), Amount: int64(10 + day)})
			must(t, err)
			_, err = book.Move(turn, ledger.Move{From: ledger.Of(1), To: ledger.Shop("mug"), Amount: 3})
			must(t, err)
			must(t, purchase.Keep(turn, purchase.Purchase{At: at, ID: fmt.Sprint(day), Member: 1, Hundreds: int64(100 * day)}))
			// A week later staff decides about what was reported, and undoes or upholds what was done.
			for i := range uint64(3) {
				x := &sanction.Case{Kind: bot.ActWarn, At: at, Member: 1, User: "telegram:1", Rule: "adverts", Warning: true}
				if i == 0 {
					x.Kind = bot.ActReport
				}
				must(t, cases.Open(tx, "tea", x))
				if day < 7 {
					continue
				}
				x, err := cases.Get(tx, "tea", uint64(3*(day-7))+i+1)
				must(t, err)
				switch i {
				case 0:
					x.Decided, x.DecidedBy = at, "telegram:8"
				case 1:
					x.Undone, x.UndoneBy = at, "telegram:9"
				default:
					x.Appeal = &sanction.Appeal{At: at, Decided: at, DecidedBy: "telegram:9"}
				}
				must(t, cases.Save(tx, "tea", x))
			}
			if day%7 == 6 {
				must(t, term.Put(tx, "tea", com.Day(at)-6, term.Week{Since: com.Day(at) - 6, People: 40, Terms: []term.Used{{Term: fmt.Sprintf("word%d", day), Members: 30}, {Term: "tea", Members: 20}}}))
			}
			return nil
		}))
		if day < keptFrom {
			continue
		}
		if day%3 == 0 {
			heard = append(heard, insight.Heard{Event: &bot.Event{Kind: bot.KindOutcome, At: at, Place: "telegram:-1", Outcome: &bot.Outcome{
				Feature: "schedule", Status: bot.Done, Receipt: bot.Receipt{Messages: []string{fmt.Sprint(day)}, At: at},
			}}})
		}
		heard = append(heard, insight.Heard{Member: 2, Event: &bot.Event{Kind: bot.KindReaction, At: at.Add(time.Hour), Place: "telegram:-1", Reaction: &bot.Reaction{Message: fmt.Sprint(day - day%3), Added: []string{"👍"}}}})
	}
	return s, heard
}

// TestAsOf: as of a day, each figure is what it would be if nothing had happened since, or is refused with the reason.
func TestAsOf(t *testing.T) {
	day := func(n int) string { return (bot.DayOf(monday) + bot.Day(n)).String() }
	compute := func(s store.Store, heard []insight.Heard, now int, q insight.Query) (f *insight.Figure, err error) {
		goals := insight.Goals{{Metric: "weekly_active", Target: 30, By: day(100)}, {Metric: "members", Target: 30, By: day(100)}}
		must(t, s.View(func(r store.Reader) error {
			f, err = insight.Compute(insight.Source{
				Reader: r, Now: monday.AddDate(0, 0, now), Metrics: wire.Metrics(), Active: wire.Active(),
				Community: &bot.Community{ID: "tea", Zone: time.UTC, Sections: map[string]any{insight.GoalsSection: &goals}},
				LevelAt:   func(n int) (int64, bool) { return int64(n) * 5, true },
				Select: func(string, string, *stats.Set) (stats.Set, error) {
					t.Fatal("members were selected by the facts of today")
					return stats.Set{}, nil
				},
				InWeek: func(_ string, week bot.Day) (stats.Set, bool, error) {
					return stats.NewSet(2, 4, 6, 8), week == bot.DayOf(monday)+asOfDay-6, nil
				},
				Journal: func(fn func(*insight.Heard)) error {
					for i := range heard {
						fn(&heard[i])
					}
					return nil
				},
			}, q)
			return nil
		}))
		return f, err
	}
	then, heardThen := busy(t, asOfDay)
	now, heardNow := busy(t, asOfDay+20)
	today := "is known for today only"
	for name, want := range map[string]string{
		"members": "", "active": "", "messages": "", "engagement": "", "returning": "", "retention": "", "check_ins": "", "participation": "", "funnel": "",
		"points": "", "sources": "", "revenue": "", "moderation": "", "moderators": "", "posts": "", "terms": "", "goals": "", "hours": "", "places": "",
		"activities": today, "evaluation": today, "marks": today, "campaigns": today,
	} {
		for _, by := range []string{"", "day", "week", "month"} {
			q := insight.Query{Name: name, By: by, AsOf: day(asOfDay), From: day(0)}
			if name == "terms" {
				q.From = day(asOfDay - 6)
			}
			f, err := compute(now, heardNow, asOfDay+20, q)
			if reason := refusal(t, err); reason != "" || want != "" {
				if strings.Contains(reason, "has no --by") && by != "" {
					continue
				}
				if want == "" || !strings.Contains(reason, want) {
					t.Errorf("%s by %q: %q, want %q", name, by, reason, want)
				}
				continue
			}
			past, err := compute(then, heardThen, asOfDay+1, q)
			must(t, err)
			if f.Notes, past.Notes = nil, nil; !reflect.DeepEqual(f, past) || len(f.Rows) == 0 {
				t.Errorf("%s by %q: %v, want %v", name, by, f, past)
			}
		}
	}
	for _, c := range []struct {
		q    insight.Query
		want string
	}{
		{insight.Query{Name: "posts", AsOf: day(keptFrom - 1)}, "are recorded: they go back to"},
		{insight.Query{Name: "terms", AsOf: day(keptFrom - 1)}, "are recorded: they go back to"},
		{insight.Query{Name: "terms", By: "week", AsOf: day(5), From: day(-7)}, "no week of that time was counted"},
		{insight.Query{Name: "active", AsOf: day(asOfDay), Where: "points > 3"}, "by the facts of today"},
		{insight.Query{Name: "active", AsOf: day(asOfDay - 7), Segment: "core"}, "were not recorded"},
		{insight.Query{Name: "active", AsOf: day(asOfDay), Segment: "core"}, ""},
		{insight.Query{Name: "active", AsOf: day(asOfDay + 21)}, "has not come yet"},
	} {
		_, err := compute(now, heardNow, asOfDay+20, c.q)
		if reason := refusal(t, err); !strings.Contains(reason, c.want) || c.want == "" && reason != "" {
			t.Errorf("%+v: %v, want %q", c.q, err, c.want)
		}
	}
	if got := len(insight.Names()); got != 23 {
		t.Errorf("%d figures, 23 are in the table", got)
	}
}

// refusal returns why a query was refused, "" if it wasn't.
func refusal(t *testing.T, err error) string {
	if refused, ok := errors.AsType[*phrase.Phrase](err); ok {
		return refused.Error()
	}
	must(t, err)
	return ""
}
