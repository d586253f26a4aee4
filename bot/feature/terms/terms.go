// Package terms writes down, after each week, by how many members words were used in it (package term).
//
// On Monday it goes through what the journal holds of the week before, a few events per tick, and keeps the
// counts for good. Who used what is only in memory meanwhile: after a restart it begins again, as long as the
// journal reaches back.
package terms

import (
	"encoding/json"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/insight"
	"github.com/stewardbot/steward/bot/term"
	"github.com/stewardbot/steward/store"
)

// Journal reads recorded events.
type Journal struct {
	// Lines calls fn for the next events of a community, n at most, from a line on. next is where the following
	// call continues; more is false if nothing is left.
	Lines func(r store.Reader, community string, from uint64, n int, fn func(*insight.Heard)) (next uint64, more bool, err error)
	// LineAt returns the first line that was recorded at a time or later, and when; ok is false if there is none.
	LineAt func(r store.Reader, at time.Time) (line uint64, recorded time.Time, ok bool, err error)
}

// Feature implements bot.Feature.
type Feature struct {
	journal Journal
	counts  map[string]*counting // by community, those of the week that is being read
}

// counting is how far a week was counted.
type counting struct {
	week    bot.Day
	since   bot.Day // the first day that is recorded
	line    uint64  // the next line
	counter *term.Counter
	sieve   *term.Sieve // once all lines were read
}

// New returns the feature.
func New(j Journal) *Feature { return &Feature{j, map[string]*counting{}} }

// Name implements bot.Feature.
func (*Feature) Name() string { return "terms" }

// Routes implements bot.Feature.
func (f *Feature) Routes() bot.Routes {
	return bot.Routes{On: map[bot.Kind]bot.Handler{bot.KindConfig: f.arm, bot.KindTick: f.tick}}
}

const (
	timer = "week"
	chunk = 40    // events per tick: a few milliseconds of work
	sifts = 4_000 // terms per tick
	pause = 100 * time.Millisecond
	late  = 2 * time.Minute // after the end of the week, for what was on its way
)

// progress is the timer's data: the line at which the next chunk begins.
type progress struct {
	Week bot.Day `json:"week"` // its Monday
	Line uint64  `json:"line"`
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

// tick reads the next lines of the week, or sifts what was found.
func (f *Feature) tick(t *bot.Turn) error {
	var p progress
	if err := json.Unmarshal(t.Event.Tick.Data, &p); err != nil {
		return err
	}
	if p.Week+7 > t.Community.Day(t.Now()) { // the zone was changed
		return f.arm(t)
	}
	c := f.counts[t.Community.ID]
	if c == nil || c.week != p.Week || c.line < p.Line || p.Line == 0 {
		var err error
		if c, err = f.begin(t, p.Week); err != nil || c == nil {
			return err
		}
		p.Line = c.line
	}
	if c.sieve != nil {
		return f.sift(t, c)
	}
	end := t.Community.Begins(c.week + 7)
	over := false
	next, more, err := f.journal.Lines(t.State(), t.Community.ID, p.Line, chunk, func(h *insight.Heard) {
		over = over || h.At.After(end.Add(late))
		if day := t.Community.Day(h.At); h.Said != "" && h.Member != 0 && day >= c.week && day < c.week+7 {
			c.counter.Add(h.Member, 0, h.Said) // once more does no harm, should the turn be rolled back
		}
	})
	if err != nil {
		return err
	}
	c.line = max(c.line, next)
	if over || !more {
		c.sieve = c.counter.Sift(0)
	}
	return f.next(t, progress{c.week, next}, t.Now().Add(pause))
}

// begin starts to count a week; nil if nothing of it is recorded, so that it has no counts.
func (f *Feature) begin(t *bot.Turn, week bot.Day) (*counting, error) {
	from, to := t.Community.Begins(week), t.Community.Begins(week+7)
	line, recorded, ok, err := f.journal.LineAt(t.State(), from)
	if err != nil {
		return nil, err
	}
	if !ok || !recorded.Before(to) {
		return nil, f.wait(t)
	}
	c := &counting{week: week, since: t.Community.Day(recorded), line: line, counter: term.NewCounter(term.Pairs)}
	f.counts[t.Community.ID] = c
	return c, nil
}

// sift finds the next terms, and keeps the week after the last.
func (f *Feature) sift(t *bot.Turn, c *counting) error {
	if c.sieve.Next(sifts) {
		return f.next(t, progress{c.week, c.line}, t.Now().Add(pause))
	}
	if err := term.Put(t.State(), t.Community.ID, c.week, term.NewWeek(c.since, c.counter, c.sieve)); err != nil {
		return err
	}
	delete(f.counts, t.Community.ID)
	return f.arm(t)
}
