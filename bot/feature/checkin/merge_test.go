package checkin

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stewardbot/steward/bot"
)

// visitor is one account with the days that its record still covers.
type visitor struct {
	rec record
}

func drawVisitor(t *rapid.T, c *bot.Community) (v visitor) {
	day := bot.Day(20_000)
	fewest := 1
	if rapid.IntRange(0, 5).Draw(t, "unlinked") == 0 {
		v.rec, fewest = record{now: run{end: day, paid: 5}, at: day.Date()}, 0
	}
	for range rapid.IntRange(fewest, 12).Draw(t, "visits") {
		day += bot.Day(rapid.SampledFrom([]int{1, 1, 1, 2, 3}).Draw(t, "days"))
		v.rec.visit(c, day.Date().Add(9*time.Hour))
		v.rec.now.paid = v.rec.now.length
		if g, err := v.rec.gap(c, day); err == nil && rapid.IntRange(0, 3).Draw(t, "mend") == 0 {
			v.rec.mend(g)
		}
	}
	return v
}

func (v visitor) tell(known days) {
	for _, r := range v.rec.runs() {
		for day := r.first(); day <= r.end; day++ {
			known[day] = true
		}
	}
}

// Linking merges two accounts' check-in days into one streak. It equals the streak of the
// combined days, as far as the records go, and no day can be checked in again.
func TestUnitedRunsAgainstTheDaysThemselves(t *testing.T) {
	c := &bot.Community{Zone: time.UTC}
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawVisitor(t, c), drawVisitor(t, c)
		known := days{}
		a.tell(known)
		b.tell(known)
		u := unite(a.rec, b.rec)
		if other := unite(b.rec, a.rec); u != other {
			t.Fatalf("%+v one way round, %+v the other", u, other)
		}
		if back, err := decode(u.append(nil)); err != nil || back.now != u.now || back.before != u.before || back.start != u.start {
			t.Fatalf("%+v was read back as %+v", u, back)
		}
		if u.now.length != known.run() || u.best < known.longest() || !known[u.now.end] || known[u.now.end+1] {
			t.Fatalf("%+v, the days give a run of %d, the longest %d", u, known.run(), known.longest())
		}
		for _, part := range append(a.rec.runs(), b.rec.runs()...) {
			if part.end >= u.start && u.now.paid < part.paid {
				t.Fatalf("%+v, though its part %+v was paid for more", u, part)
			}
		}
		if u.now.paid > max(a.rec.now.paid, a.rec.before.paid, b.rec.now.paid, b.rec.before.paid) {
			t.Fatalf("%+v was paid for more than any part", u)
		}
		for day := range known {
			if again := u; again.visit(c, day.Date().Add(23*time.Hour)) {
				t.Fatalf("%s was checked in twice", day)
			}
		}
		if g, err := u.gap(c, u.now.end); err == nil && (known[g.first] || !known[g.first-1]) {
			t.Fatalf("the gap %+v of %+v is none", g, u)
		}
	})
}
