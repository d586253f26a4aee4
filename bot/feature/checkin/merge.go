package checkin

import (
	"slices"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// Merge implements bot.Routes: the days of both count, each once; the days that
// cost nothing add up.
func (*Feature) Merge(t *bot.Turn, from, into bot.MemberID) error {
	gone, err := load(t.State(), t.Community.ID, from)
	if err != nil || gone.at.IsZero() && gone.free == 0 {
		return err
	}
	kept, err := load(t.State(), t.Community.ID, into)
	if err != nil {
		return err
	}
	free := gone.free + kept.free
	switch {
	case gone.at.IsZero():
		gone = kept
	case !kept.at.IsZero():
		gone = unite(gone, kept)
	}
	gone.free = free
	if err := rows.Put(t.State(), store.K2(t.Community.ID, into), gone); err != nil {
		return err
	}
	return rows.Delete(t.State(), store.K2(t.Community.ID, from))
}

// Part implements bot.Routes: the account keeps the latest check-in, but not
// the run, so that its days earn a bonus only once. The day also keeps how far
// its run was paid, in case a later link makes it part of a run again.
func (*Feature) Part(t *bot.Turn, from, left bot.MemberID) error {
	rec, err := load(t.State(), t.Community.ID, from)
	if err != nil || rec.at.IsZero() {
		return err
	}
	alone := record{now: run{end: rec.now.end, paid: rec.now.paid}, at: rec.at, month: rec.month, bought: rec.bought}
	return rows.Put(t.State(), store.K2(t.Community.ID, left), alone)
}

// unite returns the record of a person with the days of both, as far as the
// records tell: each holds the two latest runs. A run that they form together
// counts as paid as far as the best-paid part.
func unite(a, b record) record {
	u := record{at: latest(a.at, b.at), best: max(a.best, b.best)}
	runs := append(a.runs(), b.runs()...)
	slices.SortFunc(runs, func(x, y run) int { return int(y.end - x.end) })
	u.now, runs = joinLatest(runs)
	u.start = u.now.first()
	if len(runs) > 0 {
		u.before, _ = joinLatest(runs)
	}
	u.best = max(u.best, u.now.length, u.before.length)
	u.month = max(a.month, b.month)
	u.bought = a.boughtIn(u.month) + b.boughtIn(u.month)
	return u
}

// runs returns the runs in the record, including the day that an unlinked
// account took along.
func (r *record) runs() []run {
	switch {
	case r.now.length == 0:
		return []run{{end: r.now.end, length: 1, paid: r.now.paid}}
	case r.before.length == 0:
		return []run{r.now}
	}
	return []run{r.now, r.before}
}

// first returns the day that the run began on.
func (r run) first() bot.Day { return r.end - bot.Day(r.length) + 1 }

// joinLatest merges the run that ends last with all that overlap or adjoin it,
// and returns the others, sorted by end, latest first.
func joinLatest(runs []run) (latest run, rest []run) {
	latest = runs[0]
	for _, r := range runs[1:] {
		if r.end < latest.first()-1 {
			rest = append(rest, r)
			continue
		}
		latest.length = int64(latest.end-min(latest.first(), r.first())) + 1
		latest.paid = max(latest.paid, r.paid)
	}
	return latest, rest
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
