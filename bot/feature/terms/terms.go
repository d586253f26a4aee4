// Package terms writes down, after each week, by how many members words were used in it (package term).
//
// On Monday it goes through what the journal holds of the week before, a few events per tick, and keeps the
// counts for good. Communities whose weeks end at the same time are counted in one pass: one of them leads it, the
// others look every ten minutes whether it is over. Who used what is only in memory meanwhile: after a
// restart a pass begins again, as long as the journal reaches back.
package terms

import (
	"encoding/json"
	"maps"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/insight"
	"github.com/stewardbot/steward/bot/term"
	"github.com/stewardbot/steward/store"
)

// Journal reads recorded events.
type Journal struct {
	// Lines calls fn for the next events of the wanted communities, n at most, from a line on. next is where the
	// following call continues; more is false if nothing is left.
	Lines func(r store.Reader, from uint64, n int, wanted func(community string) bool, fn func(community string, h *insight.Heard)) (next uint64, more bool, err error)
	// LineAt returns the first line that was recorded at a time or later, and when; ok is false if there is none.
	LineAt func(r store.Reader, at time.Time) (line uint64, recorded time.Time, ok bool, err error)
}

// Feature implements bot.Feature.
type Feature struct {
	journal Journal
	passes  map[int64]*pass // by the second in which their week begins
}

// New returns the feature.
func New(j Journal) *Feature { return &Feature{j, map[int64]*pass{}} }

// Name implements bot.Feature.
func (*Feature) Name() string { return "terms" }

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{On: map[bot.Kind]bot.Handler{bot.KindConfig: f.arm, bot.KindTick: f.tick}}
}

const (
	timer = "week"
	sifts = 4_000 // terms per tick
	pause = 100 * time.Millisecond
)

// progress is the timer's data.
type progress struct {
	Week bot.Day `json:"week"` // its Monday
}

// arm sets the timer: at once if the last week is not kept yet, or else at the end of this one.
func (f *Feature) arm(t *bot.Turn) error {
	week := t.Community.Day(t.Now()).Week()
	last, err := term.Last(t.State(), t.Community.ID)
	if err != nil {
		return err
	}
	if last < week-7 {
		return f.next(t, progress{Week: week - 7}, t.Now())
	}
	return f.wait(t)
}

// wait sets the timer to the end of this week.
func (f *Feature) wait(t *bot.Turn) error {
	week := t.Community.Day(t.Now()).Week()
	return f.next(t, progress{Week: week}, t.Community.Begins(week+7))
}

func (f *Feature) next(t *bot.Turn, p progress, at time.Time) error {
	data, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return t.SetTimer(timer, at, data)
}

// tick joins the pass over a week, advances it, or sifts what it found.
func (f *Feature) tick(t *bot.Turn) error {
	var p progress
	if err := json.Unmarshal(t.Event.Tick.Data, &p); err != nil {
		return err
	}
	if p.Week+7 > t.Community.Day(t.Now()) { // the zone was changed
		return f.arm(t)
	}
	from := t.Community.Begins(p.Week)
	running, now := f.passes[from.Unix()], t.Now()
	if running == nil {
		var err error
		if running, err = f.begin(t, from, t.Community.Begins(p.Week+7)); err != nil || running == nil {
			return err
		}
	}
	c := running.counters[t.Community.ID]
	switch {
	case c == nil && running.joins(now):
		running.counters[t.Community.ID] = &counting{counter: term.NewCounter(term.Pairs)}
		return f.next(t, p, running.opens)
	case c == nil:
		return f.next(t, p, now.Add(look)) // the next pass
	case running.over:
		return f.sift(t, p, running, c)
	case !running.leads(t.Community.ID, now):
		return f.next(t, p, now.Add(look))
	}
	if err := running.advance(t, f.journal); err != nil {
		return err
	}
	return f.next(t, p, now.Add(pause))
}

// begin starts a pass over a week; nil if nothing of it is recorded, so that it has no counts.
func (f *Feature) begin(t *bot.Turn, from, to time.Time) (*pass, error) {
	line, recorded, ok, err := f.journal.LineAt(t.State(), from)
	if err != nil {
		return nil, err
	}
	if !ok || !recorded.Before(to) {
		return nil, f.wait(t)
	}
	maps.DeleteFunc(f.passes, func(other int64, _ *pass) bool { // of communities that are no more
		return from.Unix()-other > int64(6*24*time.Hour/time.Second)
	})
	p := &pass{from: from, to: to, recorded: recorded, line: line, opens: t.Now().Add(gather), counters: map[string]*counting{}}
	f.passes[from.Unix()] = p
	return p, nil
}

// sift finds the next terms of a community, and keeps its week after the last.
func (f *Feature) sift(t *bot.Turn, p progress, from *pass, c *counting) error {
	if c.sieve == nil {
		c.sieve = c.counter.Sift(0)
	}
	if c.sieve.Next(sifts) {
		return f.next(t, p, t.Now().Add(pause))
	}
	since := t.Community.Day(from.recorded)
	if err := term.Put(t.State(), t.Community.ID, p.Week, term.NewWeek(since, c.counter, c.sieve)); err != nil {
		return err
	}
	if delete(from.counters, t.Community.ID); len(from.counters) == 0 {
		delete(f.passes, from.from.Unix())
	}
	return f.arm(t)
}
