package bottest_test

import (
	"cmp"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/bottest"
	"github.com/stewardbot/steward/bot/insight"
)

const court = `-- config --
id: tea
timezone: Asia/Shanghai
places: {modlog: ["test:lobby/log"]}
moderators: ["test:mo", "test:kim"]
points: {message: {amount: 0}}
rules: [{name: adverts, when: {links: {}}, then: [delete, warn]}]
ladder: [{warnings: 100, within: 720h, then: mute 2h}]
-- places --
log: {id: "test:lobby/log"}
-- script --
`

// deed is what somebody did on staff's side, and when; the time is zero if nobody has yet.
type deed struct {
	by string
	at time.Time
}

// tried is a case, as Steward told of it.
type tried struct {
	kind    string // rule, warn, award or report
	opened  deed
	decided deed // a report
	undone  deed
	appeal  deed // its end
	upheld  bool
}

// judge is the test's own record of what staff and rules did.
type judge struct {
	counted
	cases map[string]*tried // by number
	posts map[string]string // the message with the buttons of a report or an appeal -> case
}

var caseNumber = regexp.MustCompile(`\((?:case|record) (\d+)\)`)

// opens notes the case that Steward tells of, if any.
func (w *judge) opens(kind, by, acts string) (number string) {
	for _, m := range caseNumber.FindAllStringSubmatch(acts, -1) {
		if w.cases[m[1]] == nil { // Steward may also mention an earlier one
			w.cases[m[1]] = &tried{kind: kind, opened: deed{by, w.Now()}}
			return m[1]
		}
	}
	return ""
}

// press presses a button of staff on the latest message that has it, and returns the case
// that it decides, if any.
func (w *judge) press(staff, label string) *tried {
	at := w.With(label)
	if at == "" {
		return nil
	}
	if acts := w.do("%s presses %q on %s", staff, label, at); !strings.Contains(acts, "< edits") {
		return nil // of a case that was undone there is nothing to decide
	}
	return w.cases[w.posts[at]]
}

func (w *judge) step(i int) {
	who, staff := fmt.Sprintf("p%d", rapid.IntRange(1, 4).Draw(w.t, "who")), rapid.SampledFrom([]string{"mo", "kim"}).Draw(w.t, "staff")
	w.do("[+%ds] %s: good tea number %d", 61+3600*rapid.SampledFrom([]int{0, 0, 1, 7, 40}).Draw(w.t, "hours"), who, i)
	switch rapid.SampledFrom([]string{"advert", "advert", "warn", "award", "report", "report", "dismiss", "dismiss", "undo", "appeal", "appeal", "uphold", "lift", "restart"}).Draw(w.t, "what") {
	case "advert":
		w.opens("rule", "", w.do("%s: buy at https://shop.test/%d", who, i))
	case "warn":
		w.opens("warn", staff, w.do("%s replies to %s: /warn", staff, who))
	case "award":
		w.opens("award", staff, w.do("%s replies to %s: /award 5", staff, who))
	case "report":
		if n := w.opens("report", "", w.do("ann replies to %s: /report", who)); n != "" {
			w.posts[w.With("Dismiss")] = n
		}
	case "dismiss":
		if x := w.press(staff, "Dismiss"); x != nil {
			x.decided = deed{staff, w.Now()}
		}
	case "undo":
		n := fmt.Sprint(rapid.IntRange(1, max(len(w.cases), 1)).Draw(w.t, "case"))
		if x := w.cases[n]; strings.Contains(w.do("%s: /undo %s", staff, n), "undid this") && x.undone.at.IsZero() {
			x.undone = deed{staff, w.Now()}
		}
	case "appeal":
		if m := regexp.MustCompile(`appeal in case (\d+) has`).FindStringSubmatch(w.do("%s privately: /appeal because %d", who, i)); m != nil {
			w.posts[w.With("Uphold")] = m[1]
		}
	case "uphold":
		if x := w.press(staff, "Uphold"); x != nil {
			x.appeal, x.upheld = deed{staff, w.Now()}, true
		}
	case "lift":
		if x := w.press(staff, "Lift"); x != nil {
			x.appeal, x.undone = deed{staff, w.Now()}, deed{staff, w.Now()}
		}
	case "restart":
		w.do("restart")
	}
}

// on reports whether something was done on some days.
func (w *judge) on(d deed, from, to bot.Day) bool {
	return !d.at.IsZero() && w.com.Day(d.at) >= from && w.com.Day(d.at) <= to
}

// row recounts a row of the figure about moderation, as of a day.
func (w *judge) row(from, to, asOf bot.Day) []any {
	var byRules, byHand, overturned, upheld, reports, decided int64
	var waits []float64
	for _, x := range w.cases {
		if !w.on(x.opened, from, min(to, asOf)) {
			continue
		}
		switch x.kind {
		case "report":
			reports++
			if w.on(x.decided, 0, asOf) {
				decided++
				waits = append(waits, x.decided.at.Sub(x.opened.at).Seconds())
			}
			continue
		case "award":
			continue
		case "rule":
			byRules++
		default:
			byHand++
		}
		switch {
		case w.on(x.undone, 0, asOf):
			overturned++
		case w.on(x.appeal, 0, asOf) && x.upheld:
			upheld++
		}
	}
	slices.Sort(waits)
	var median any
	if n := len(waits); n > 0 {
		median = (waits[(n-1)/2] + waits[n/2]) / 2
	}
	var least, most any
	if n := upheld + overturned; n > 0 {
		least, most = interval(float64(upheld), float64(n))
	}
	return []any{byRules, byHand, overturned, upheld, least, most, reports, decided, median}
}

// interval returns Wilson's 95 % interval of a share, rounded: the solutions of (share − p)² n = z² p (1 − p).
func interval(did, of float64) (low, high float64) {
	const z2 = 1.959964 * 1.959964
	a, b, c := of+z2, -(2*did + z2), did*did/of
	root := math.Sqrt(max(b*b-4*a*c, 0))
	round := func(x float64) float64 { return math.Round(min(max(x, 0), 1)*10_000) / 10_000 }
	return round((-b - root) / 2 / a), round((-b + root) / 2 / a)
}

// work recounts what each moderator did on some days, most first.
func (w *judge) work(from, to bot.Day) (rows [][]any) {
	all := map[string]*[4]int64{}
	add := func(d deed, column int) {
		if d.by == "" || !w.on(d, from, to) {
			return
		}
		if all[d.by] == nil {
			all[d.by] = &[4]int64{}
		}
		all[d.by][column]++
	}
	for _, x := range w.cases {
		if x.kind != "report" {
			add(x.opened, 0)
		}
		add(x.decided, 1)
		add(x.appeal, 2)
		add(x.undone, 3)
	}
	for by, n := range all {
		rows = append(rows, []any{"test:" + by, by, n[0], n[1], n[2], n[3]})
	}
	sum := func(row []any) (n int64) {
		for _, x := range row[2:] {
			n += x.(int64)
		}
		return n
	}
	slices.SortFunc(rows, func(a, b []any) int {
		return cmp.Or(cmp.Compare(sum(b), sum(a)), cmp.Compare(a[0].(string), b[0].(string)))
	})
	return rows
}

// TestInsightCases: the figures about moderation and moderators equal a recount of what Steward told, as of any day.
func TestInsightCases(t *testing.T) {
	bottest.InBubbles(t, func(t *rapid.T) {
		inTea(t, court, func(c counted) { (&judge{c, map[string]*tried{}, map[string]string{}}).run() })
	})
}

// run lets staff and rules do something, and compares the figures.
func (w *judge) run() {
	t := w.t
	w.do("p1: the first word") // nothing is known of the days before it
	first := w.com.Day(w.Now())
	for i := range rapid.IntRange(1, 30).Draw(t, "steps") {
		w.step(i)
	}
	today := w.com.Day(w.Now())
	asOf := today - bot.Day(rapid.IntRange(0, int(today-first)).Draw(t, "days ago"))
	q := insight.Query{From: (first + bot.Day(rapid.IntRange(0, int(asOf-first)).Draw(t, "from"))).String(), AsOf: asOf.String()}
	w.figures(func(from insight.Source) error {
		for _, by := range []string{"day", "week", "month"} {
			q.Name, q.By = "moderation", by
			f, err := insight.Compute(from, q)
			if err != nil {
				return err
			}
			for _, row := range f.Rows {
				begins, next := starts(by, day(t, row[0]))
				if want := append([]any{row[0]}, w.row(begins, next-1, asOf)...); !reflect.DeepEqual(row, want) {
					t.Fatalf("moderation by %s as of %s: %v, want %v", by, asOf, row, want)
				}
			}
		}
		q.Name, q.By = "moderators", ""
		f, err := insight.Compute(from, q)
		if err != nil {
			return err
		}
		if want := w.work(day(t, q.From), asOf); len(f.Rows)+len(want) > 0 && !reflect.DeepEqual(f.Rows, want) {
			t.Fatalf("moderators as of %s: %v, want %v", asOf, f.Rows, want)
		}
		return nil
	})
}
