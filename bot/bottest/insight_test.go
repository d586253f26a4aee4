package bottest_test

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/bot/engine"
	"github.com/stewardbot/steward/bot/insight"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/cmd/steward/wire"
	"github.com/stewardbot/steward/store"
)

// TestInsight: figures equal a plain recount of what the journal and the ledger hold, in any world.
func TestInsight(t *testing.T) {
	bottest.InBubbles(t, func(t *rapid.T) {
		zone := rapid.SampledFrom([]string{"Asia/Shanghai", "America/New_York", "UTC"}).Draw(t, "zone")
		stage, err := bottest.Begin("-- config --\nid: tea\ntimezone: "+zone+"\ncheck_in: {amount: 5}\npoints: {message: {amount: 2, cooldown: 0s}, reaction: {amount: 1}}\n-- script --\n", neutral())
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := stage.End(); err != nil {
				t.Error(err)
			}
		}()
		said, crowd, hours := map[string]int{}, 0, 0
		for i := range rapid.IntRange(1, 40).Draw(t, "steps") {
			pass := min(rapid.SampledFrom([]int{0, 0, 1, 7, 20}).Draw(t, "hours"), 140-hours) // within what the journal keeps
			hours += pass
			who := fmt.Sprintf("p%d", rapid.IntRange(1, 6).Draw(t, "who"))
			line := who + fmt.Sprintf(": good tea number %d", i)
			switch rapid.SampledFrom([]string{"say", "say", "react", "unreact", "check in", "join", "leave", "crowd", "private"}).Draw(t, "what") {
			case "say":
				said[who]++
			case "react", "unreact":
				to := rapid.SampledFrom(append(slices.Sorted(maps.Keys(said)), "")).Draw(t, "to")
				if to == "" {
					continue
				}
				line = who + " reacts 👍 to " + to
				if i%3 == 0 {
					line = who + " unreacts 👍 from " + to
				}
			case "check in":
				line = who + ": /checkin"
				said[who]++
			case "join":
				line = who + " joins"
			case "leave":
				line = who + " leaves"
			case "crowd":
				if crowd++; crowd > 2 {
					continue
				}
				line = "crowd 32: hello there"
			case "private":
				line = who + " privately: hello"
			}
			if _, err := stage.Do(fmt.Sprintf("[+%ds] %s", 1+3600*pass, line)); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
		}
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		com := &bot.Community{ID: "tea", Zone: loc}
		err = stage.View(func(r store.Reader) error {
			w := recount(t, r, com, stage.Now())
			w.compare(t, insight.Source{Reader: r, Community: com, Now: stage.Now(), Metrics: wire.Metrics(), Active: wire.Active()})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// recounted is what the journal and the ledger tell, by day.
type recounted struct {
	today, first      bot.Day
	messages, given   map[bot.Day]int64
	hours             map[[2]int]int64 // weekday, hour
	places            map[string]int64
	joined, left      map[bot.Day]int64
	joiners, leavers  map[bot.Day]map[bot.MemberID]bool
	active, checkedIn map[bot.Day]map[bot.MemberID]bool
	known             map[bot.MemberID]bot.Day
	entries           []ledger.Entry
}

func recount(t *rapid.T, r store.Reader, com *bot.Community, now time.Time) *recounted {
	w := &recounted{
		today: com.Day(now), first: math.MaxInt32, messages: map[bot.Day]int64{}, given: map[bot.Day]int64{}, hours: map[[2]int]int64{}, places: map[string]int64{},
		joined: map[bot.Day]int64{}, left: map[bot.Day]int64{}, joiners: map[bot.Day]map[bot.MemberID]bool{}, leavers: map[bot.Day]map[bot.MemberID]bool{},
		active: map[bot.Day]map[bot.MemberID]bool{}, checkedIn: map[bot.Day]map[bot.MemberID]bool{}, known: map[bot.MemberID]bot.Day{},
	}
	in := func(of map[bot.Day]map[bot.MemberID]bool, day bot.Day, m bot.MemberID) {
		if of[day] == nil {
			of[day] = map[bot.MemberID]bool{}
		}
		of[day][m] = true
	}
	err := engine.Events(r, 0, false, func(rec engine.Recorded) error {
		e, m := rec.Event, rec.Member
		if m == 0 {
			return nil
		}
		day := com.Day(e.At)
		if _, known := w.known[m]; !known {
			w.known[m] = day
		}
		counts := true
		switch {
		case e.Kind == bot.KindMessage && (rec.Call != ""):
			if slices.ContainsFunc(rec.Findings, func(f bot.Finding) bool { return f.Feature == "checkin" && f.Code == "paid" }) {
				in(w.active, day, m)
				in(w.checkedIn, day, m)
			}
		case e.Kind == bot.KindMessage && !e.Place.Private():
			w.messages[day]++
			w.places[string(e.Place)]++
			local := e.At.In(com.Zone)
			w.hours[[2]int{(int(local.Weekday()) + 6) % 7, local.Hour()}]++
			in(w.active, day, m)
		case e.Kind == bot.KindReaction && !e.Place.Private():
			n := int64(len(e.Reaction.Added) - len(e.Reaction.Removed))
			if w.given[day] += n; n > 0 {
				in(w.active, day, m)
			}
		case e.Kind == bot.KindJoin:
			w.joined[day]++
			in(w.joiners, day, m)
		case e.Kind == bot.KindLeave:
			w.left[day]++
			in(w.leavers, day, m)
		default:
			counts = false
		}
		if counts {
			w.first = min(w.first, day)
		}
		return nil
	})
	if err == nil {
		err = ledger.Entries(r, com.ID, 0, func(e ledger.Entry) error { w.entries = append(w.entries, e); return nil })
	}
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// during returns who is in a set on one of the days, at least.
func during(of map[bot.Day]map[bot.MemberID]bool, from, to bot.Day) map[bot.MemberID]bool {
	all := map[bot.MemberID]bool{}
	for d := from; d <= to; d++ {
		maps.Copy(all, of[d])
	}
	return all
}

func sum(of map[bot.Day]int64, from, to bot.Day) (n int64) {
	for d := from; d <= to; d++ {
		n += of[d]
	}
	return n
}

// stock returns how many members there are at the end of a day.
func (w *recounted) stock(day bot.Day) int64 {
	gone := map[bot.MemberID]bool{}
	for d := w.first; d <= day; d++ {
		for m := range w.joiners[d] {
			delete(gone, m)
		}
		maps.Copy(gone, w.leavers[d])
	}
	n := int64(0)
	for m, since := range w.known {
		if since <= day && !gone[m] {
			n++
		}
	}
	return n
}

func share(n, all int64) any {
	if all < insight.FewMembers {
		return nil
	}
	return math.Round(float64(n)/float64(all)*10_000) / 10_000
}

func per(n, all int64) any {
	if all == 0 {
		return nil
	}
	return math.Round(float64(n)/float64(all)*10_000) / 10_000
}

// points returns how points moved on some days, and what members have at the end of the last.
func (w *recounted) points(from, to bot.Day) []any {
	var issued, taken, redeemed, held int64
	for _, e := range w.entries {
		_, toMember := e.To.Member()
		_, fromMember := e.From.Member()
		if e.Day <= to && toMember {
			held += e.Amount
		}
		if e.Day <= to && fromMember {
			held -= e.Amount
		}
		if e.Day < from || e.Day > to {
			continue
		}
		switch {
		case strings.HasPrefix(string(e.From), "mint:"):
			issued += e.Amount
		case strings.HasPrefix(string(e.To), "mint:"):
			taken += e.Amount
		default:
			redeemed += e.Amount
		}
	}
	return []any{issued, taken, redeemed, int64(0), held}
}

func (w *recounted) compare(t *rapid.T, from insight.Source) {
	compute := func(q insight.Query) *insight.Figure {
		f, err := insight.Compute(from, q)
		if err != nil {
			t.Fatalf("%+v: %v", q, err)
		}
		return f
	}
	for _, by := range []string{"day", "week", "month"} {
		for name, cells := range map[string]func(from, to bot.Day) []any{
			"members": func(from, to bot.Day) []any {
				joined, left := sum(w.joined, from, to), sum(w.left, from, to)
				return []any{joined, left, joined - left, w.stock(min(to, w.today))}
			},
			"active": func(from, to bot.Day) []any {
				n, all := int64(len(during(w.active, from, to))), w.stock(min(to, w.today))
				return []any{n, all, share(n, all)}
			},
			"messages": func(from, to bot.Day) []any { return []any{sum(w.messages, from, to)} },
			"engagement": func(from, to bot.Day) []any {
				n, m, r := int64(len(during(w.active, from, to))), sum(w.messages, from, to), sum(w.given, from, to)
				return []any{n, m, r, per(m, n), per(r, n)}
			},
			"check_ins": func(from, to bot.Day) []any {
				n, all := int64(len(during(w.checkedIn, from, to))), int64(len(during(w.active, from, to)))
				return []any{n, all, share(n, all)}
			},
			"points": func(from, to bot.Day) []any { return w.points(from, to) },
		} {
			f := compute(insight.Query{Name: name, By: by, From: (w.today - 9).String()})
			for i, row := range f.Rows {
				first, next := starts(by, day(t, row[0]))
				want := append([]any{first.String()}, cells(first, next-1)...)
				if min(next-1, w.today) < w.first {
					for j := range want[1:] {
						want[j+1] = nil
					}
				}
				if !reflect.DeepEqual(row, want) {
					t.Fatalf("%s by %s: row %d is %v, want %v", name, by, i, row, want)
				}
				if partial := next > w.today || first < w.first && next > w.first; partial != slices.Contains(f.Partial, i) && row[1] != nil {
					t.Fatalf("%s by %s: row %v: partial is %v", name, by, row, !partial)
				}
			}
			if last := day(t, f.Rows[len(f.Rows)-1][0]); last > w.today || len(f.Rows) < 1 {
				t.Fatalf("%s by %s ends on %s", name, by, last)
			}
		}
	}
	whole := insight.Query{From: (w.today - 9).String()}
	whole.Name = "active"
	if got, want := compute(whole).Value, int64(len(during(w.active, w.today-9, w.today))); got != want {
		t.Fatalf("%v were active, want %d", got, want)
	}
	w.compareReturning(t, compute(insight.Query{Name: "returning", By: "day", From: (w.today - 9).String()}))
	w.compareHours(t, compute(insight.Query{Name: "hours", From: (w.today - 9).String()}))
	var places [][]any
	for _, p := range slices.SortedFunc(maps.Keys(w.places), func(a, b string) int { return cmp.Compare(w.places[b], w.places[a]) }) {
		places = append(places, []any{p, w.places[p], per(w.places[p], sum(w.messages, w.today-9, w.today))})
	}
	if f := compute(insight.Query{Name: "places"}); len(places) > 0 && !reflect.DeepEqual(f.Rows, places) {
		t.Fatalf("places: %v, want %v", f.Rows, places)
	}
	// As of a day, a figure is what it was then.
	then, now := compute(insight.Query{Name: "active", AsOf: (w.today - 1).String()}), compute(insight.Query{Name: "active", To: (w.today - 1).String()})
	if !reflect.DeepEqual(then.Rows, now.Rows) || then.Value != now.Value {
		t.Fatalf("as of yesterday: %v, want %v", then, now)
	}
}

func (w *recounted) compareReturning(t *rapid.T, f *insight.Figure) {
	for _, row := range f.Rows {
		d := day(t, row[0])
		var fresh, kept, back, lost int64
		for m := range w.active[d] {
			switch {
			case w.active[d-1][m]:
				kept++
			case w.known[m] == d:
				fresh++
			default:
				back++
			}
		}
		for m := range w.active[d-1] {
			if !w.active[d][m] {
				lost++
			}
		}
		want := []any{row[0], int64(len(w.active[d])), fresh, kept, back, lost}
		if d == w.today {
			want[5] = nil
		}
		if d <= w.first { // nobody knows who was active before
			want[3], want[4], want[5] = nil, nil, nil
		}
		if d < w.first {
			want[1], want[2] = nil, nil
		}
		if !reflect.DeepEqual(row, want) {
			t.Fatalf("returning: %v, want %v", row, want)
		}
	}
}

func (w *recounted) compareHours(t *rapid.T, f *insight.Figure) {
	for _, row := range f.Rows {
		weekday, hour := int(row[0].(int64)), int(row[1].(int64))
		days := int64(0)
		for d := max(w.first, w.today-9); d <= w.today; d++ {
			if (int(d.Date().Weekday())+6)%7+1 == weekday {
				days++
			}
		}
		n := w.hours[[2]int{weekday - 1, hour}]
		want := []any{row[0], row[1], n, per(n, days)}
		if days == 0 {
			want[2] = nil
		}
		if !reflect.DeepEqual(row, want) {
			t.Fatalf("hours: %v, want %v", row, want)
		}
	}
}

// starts returns the first day of a period and of the next.
func starts(by string, d bot.Day) (first, next bot.Day) {
	switch by {
	case "week":
		return d.Week(), d.Week() + 7
	case "month":
		return d.Month(), (d.Month() + 31).Month()
	}
	return d, d + 1
}

func day(t *rapid.T, cell any) bot.Day {
	at, err := time.Parse(time.DateOnly, cell.(string))
	if err != nil {
		t.Fatal(err)
	}
	return bot.DayOf(at)
}
