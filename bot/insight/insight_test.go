package insight_test

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/insight"
	"github.com/stewardbot/steward/bot/member"
	"github.com/stewardbot/steward/bot/stats"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
	"github.com/stewardbot/steward/store/memory"
)

// deed is something that a member did on a day, counted from the first.
type deed struct {
	member, day int
	what        string
	n           int64
}

// town is a community in which some deeds were done.
type town struct {
	deeds []deed
	first bot.Day
	now   time.Time
	s     store.Store
}

func newTown(tb testing.TB, deeds []deed, days int) *town {
	start := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC) // a Monday
	w := &town{deeds, bot.DayOf(start), start.AddDate(0, 0, days-1), memory.New()}
	com, dir := &bot.Community{ID: "tea", Zone: time.UTC}, member.New()
	book := stats.New(dir)
	must(tb, w.s.Update(func(tx store.Tx) error {
		for _, d := range deeds {
			at := start.AddDate(0, 0, d.day)
			m, err := dir.Resolve(tx, "tea", bot.User{ID: bot.UserID(fmt.Sprintf("telegram:%d", d.member))}, at)
			if err == nil {
				err = book.Add(tx, com, at, "telegram:-1", []bot.Count{{Metric: metric(d.what), Member: m.ID, N: d.n}})
			}
			if err != nil {
				return err
			}
		}
		return nil
	}))
	return w
}

func metric(name string) bot.Metric {
	return wire.Metrics()[slices.IndexFunc(wire.Metrics(), func(m bot.Metric) bool { return m.Name == name })]
}

func (w *town) compute(tb testing.TB, q insight.Query, goals ...insight.Goal) (f *insight.Figure) {
	list := insight.Goals(goals)
	must(tb, w.s.View(func(r store.Reader) (err error) {
		f, err = insight.Compute(insight.Source{
			Reader: r, Now: w.now, Metrics: wire.Metrics(), Active: wire.Active(),
			Community: &bot.Community{ID: "tea", Zone: time.UTC, Sections: map[string]any{insight.GoalsSection: &list}},
			LevelAt:   func(n int) (int64, bool) { return int64(n) * 50, true },
		}, q)
		return err
	}))
	return f
}

// did reports whether a member did something on days counted from the first.
func (w *town) did(member, from, to int, what ...string) bool {
	return slices.ContainsFunc(w.deeds, func(d deed) bool {
		return d.member == member && d.day >= from && d.day <= to && slices.Contains(what, d.what)
	})
}

var activeBy = []string{"messages", "reactions_given", "check_ins"}

// cohort returns the members whose first join is on a day.
func (w *town) cohort(day int) (list []int) {
	for m := range 100 {
		if w.did(m, day, day, "joins") && !w.did(m, 0, day-1, "joins") {
			list = append(list, m)
		}
	}
	return list
}

// TestNewcomers: retention and the funnel equal what their definitions say, for any deeds, and as of any day.
func TestNewcomers(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		days := rapid.IntRange(1, 160).Draw(r, "days")
		deeds := rapid.SliceOfN(rapid.Custom(func(r *rapid.T) deed {
			return deed{
				rapid.IntRange(0, 9).Draw(r, "member") * rapid.SampledFrom([]int{1, 1, 4}).Draw(r, "spread"), rapid.IntRange(0, days-1).Draw(r, "day"),
				rapid.SampledFrom([]string{"joins", "joins", "messages", "reactions_given", "check_ins", "commands", "points_earned", "purchases"}).Draw(r, "what"),
				rapid.Int64Range(1, 70).Draw(r, "n"),
			}
		}), 1, 120).Draw(r, "deeds")
		if rapid.Bool().Draw(r, "many") { // enough for shares
			for m := 50; m < 90; m++ {
				deeds = append(deeds, deed{m, 0, "joins", 1})
				if m%3 == 1 { // just before and after the second week
					deeds = append(deeds, deed{m, 0, "messages", 1}, deed{m, min(6, days-1), "check_ins", 1}, deed{m, min(14, days-1), "check_ins", 1})
				}
				if m%3 == 0 {
					deeds = append(deeds, deed{m, min(m%20, days-1), "messages", 1}, deed{m, min(8, days-1), "check_ins", 1})
				}
			}
		}
		slices.SortStableFunc(deeds, func(a, b deed) int { return a.day - b.day })
		w := newTown(t, deeds, days)
		today := days - 1
		q := insight.Query{From: (w.first + bot.Day(rapid.IntRange(0, today).Draw(r, "from"))).String()}
		over := today - 1
		if back := rapid.IntRange(0, today).Draw(r, "as of"); back > 0 {
			q.AsOf = (w.first + bot.Day(today-back)).String()
			if q.AsOf < q.From {
				q.From = q.AsOf
			}
			over, today = today-back, today-back
		}
		w.compareRetention(t, q, over, today)
		w.compareFunnel(t, q, over, today)
	})
}

func (w *town) compareRetention(t *testing.T, q insight.Query, over, today int) {
	t.Helper()
	q.Name = "retention"
	f := w.compute(t, q)
	from, err := time.Parse(time.DateOnly, q.From)
	must(t, err)
	monday := int(bot.DayOf(from).Week() - w.first)
	type cell struct{ eligible, active, joined int64 }
	cells, pooled := map[string]cell{}, map[int64]cell{}
	all := int64(0)
	for ; monday <= today; monday += 7 {
		joined := int64(0)
		for day := monday; day < monday+7 && day <= today; day++ {
			joined += int64(len(w.cohort(day)))
		}
		all += joined
		for week := range int64(12) {
			var c cell
			for day := monday; day < monday+7; day++ {
				first := day + 7*int(week)
				if first+6 > over {
					continue
				}
				for _, m := range w.cohort(day) {
					c.eligible++
					if w.did(m, first, first+6, activeBy...) {
						c.active++
					}
				}
			}
			if c.joined = joined; c.eligible > 0 {
				cells[fmt.Sprint((w.first+bot.Day(monday)).String(), week)] = c
				p := pooled[week]
				pooled[week] = cell{p.eligible + c.eligible, p.active + c.active, 0}
			}
		}
	}
	if len(f.Rows) != len(cells)+len(pooled) {
		t.Fatalf("%d rows, want %d and %d: %v", len(f.Rows), len(pooled), len(cells), f.Rows)
	}
	for _, row := range f.Rows {
		week := row[2].(int64)
		c := pooled[week]
		if c.joined = all; row[0] != nil {
			c = cells[fmt.Sprint(row[0], week)]
		}
		want := []any{row[0], c.joined, week, c.eligible, c.active, share(c.active, c.eligible)}
		if !reflect.DeepEqual(row, want) {
			t.Fatalf("retention: %v, want %v", row, want)
		}
	}
}

func (w *town) compareFunnel(t *testing.T, q insight.Query, over, today int) {
	t.Helper()
	q.Name = "funnel"
	f := w.compute(t, q)
	from, err := time.Parse(time.DateOnly, q.From)
	must(t, err)
	var counts [5]int64
	for day := int(bot.DayOf(from) - w.first); day <= today && day+29 <= over; day++ {
		for _, m := range w.cohort(day) {
			points := int64(0)
			for _, d := range w.deeds {
				if d.member == m && d.what == "points_earned" && d.day >= day && d.day < day+30 {
					points += d.n
				}
			}
			for i, step := range []bool{
				true, w.did(m, day, day+29, "messages"), w.did(m, day+7, day+13, activeBy...), points >= 100, w.did(m, day, day+29, "purchases"),
			} {
				if !step {
					break
				}
				counts[i]++
			}
		}
	}
	before := counts[0]
	for i, row := range f.Rows {
		want := []any{[]string{"joined", "first_word", "day_7", "level_2", "purchase"}[i], counts[i], share(counts[i], counts[0]), share(counts[i], before)}
		if before = counts[i]; !reflect.DeepEqual(row, want) {
			t.Fatalf("funnel: %v, want %v", row, want)
		}
	}
}

func share(n, all int64) any {
	if all < insight.FewMembers {
		return nil
	}
	return math.Round(float64(n)/float64(all)*10_000) / 10_000
}

// TestGoals: a goal is green if it is reached or will be at the pace of the last four weeks.
func TestGoals(t *testing.T) {
	var deeds []deed
	for day := range 60 {
		for m := range 10 + day/7*2 { // two more each week
			deeds = append(deeds, deed{m, day, "messages", 1})
		}
	}
	w := newTown(t, deeds, 60)
	day := func(n int) string { return (w.first + bot.Day(n)).String() }
	f := w.compute(t, insight.Query{Name: "goals"},
		insight.Goal{Metric: "weekly_active", Target: 20, By: day(200)},
		insight.Goal{Metric: "weekly_active", Target: 40, By: day(58 + 70), Owner: "ann"},
		insight.Goal{Metric: "weekly_active", Target: 60, By: day(58 + 70)},
		insight.Goal{Metric: "members", Target: 12, By: day(7)},
		insight.Goal{Metric: "members", Target: 13, By: day(7)},
		insight.Goal{Metric: "active_rate", Target: 50, By: day(200)},
	)
	want := [][]any{
		{"weekly_active", nil, day(200), int64(20), 26.0, 2.0, nil, "green"},
		{"weekly_active", "ann", day(128), int64(40), 26.0, 2.0, 1.4, "green"},
		{"weekly_active", nil, day(128), int64(60), 26.0, 2.0, 3.4, "red"},
		{"members", nil, day(7), int64(12), 12.0, nil, nil, "green"},
		{"members", nil, day(7), int64(13), 12.0, nil, nil, "red"},
		{"active_rate", nil, day(200), int64(50), nil, nil, nil, nil}, // of 26 people
	}
	if !reflect.DeepEqual(f.Rows, want) || f.Value != int64(3) {
		t.Errorf("%v of\n%v, want\n%v", f.Value, f.Rows, want)
	}
}

// TestParticipation: who answers, votes and checks in is compared with who is active in any way.
func TestParticipation(t *testing.T) {
	var deeds []deed
	for m := range 40 {
		deeds = append(deeds, deed{m, 0, []string{"messages", "quiz_answers", "votes", "commands"}[m%4], 1})
	}
	deeds = append(deeds, deed{1, 1, "quiz_answers", 1}, deed{1, 1, "votes", 1}, deed{2, 1, "check_ins", 1})
	w := newTown(t, deeds, 3)
	day := func(n int) string { return (w.first + bot.Day(n)).String() }
	f := w.compute(t, insight.Query{Name: "participation", By: "day", From: day(0), To: day(1)})
	none := any(nil)
	want := [][]any{
		{day(0), int64(30), int64(10), 0.3333, int64(10), 0.3333, int64(0), 0.0}, // who only gave a command is not active
		{day(1), int64(2), int64(1), none, int64(1), none, int64(0), none},
	}
	if !reflect.DeepEqual(f.Rows, want) || f.Value != int64(10) {
		t.Errorf("%v of %v, want %v", f.Value, f.Rows, want)
	}
	f = w.compute(t, insight.Query{Name: "check_ins", By: "day", From: day(1), To: day(1)})
	if want := [][]any{{day(1), int64(1), int64(2), none}}; !reflect.DeepEqual(f.Rows, want) {
		t.Errorf("%v, want %v", f.Rows, want)
	}
}

// TestFigureJSON: a figure is the same after it was encoded and decoded.
func TestFigureJSON(t *testing.T) {
	w := newTown(t, []deed{{1, 0, "joins", 1}, {1, 3, "messages", 1 << 60}, {2, 3, "messages", 2}}, 40)
	for _, name := range insight.Names() {
		f := w.compute(t, insight.Query{Name: name})
		b, err := json.Marshal(f)
		must(t, err)
		var again insight.Figure
		must(t, json.Unmarshal(b, &again))
		if !reflect.DeepEqual(*f, again) {
			t.Errorf("%s: %v became %v", name, *f, again)
		}
	}
}

// TestGoalsFaults: every value of a goal is checked.
func TestGoalsFaults(t *testing.T) {
	var got []string
	g := insight.Goals{
		{Metric: "weekly_active", Target: 5, By: "2026-12-31"}, {Metric: "weekly_active", Target: 6, By: "2026-12-31"}, {Metric: "x", Target: 1, By: "soon"},
		{Metric: "retention", Target: 101, By: "2026-12-31", Owner: "a\nb"},
	}
	g.Validate(func(path, code string, _ ...any) { got = append(got, path+" "+code) })
	want := []string{"[1].metric setting.twice", "[2].metric goals.metric", "[2].by goals.by", "[3].target goals.percent", "[3].owner goals.owner"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
