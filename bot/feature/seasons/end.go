package seasons

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

const (
	grace  = time.Hour        // after a season's end, before it is frozen
	away   = 15 * time.Minute // after that time passed unnoticed
	unseen = time.Minute      // a tick that is so late passed unnoticed
)

// The names of timers, before a season's number.
const (
	timerNext = "next/" // the season ends, and the next one begins
	timerEnd  = "end/"
	timerStep = "step/"
	timerWarn = "warn/"
)

func timer(t *bot.Turn, name string, n uint64, due time.Time) error {
	return t.SetTimer(name+strconv.FormatUint(n, 10), due, nil)
}

// arm begins the first season, or one that follows a time without, and sets the
// timers of those that run, and that which deletes old places.
func (f *Feature) arm(t *bot.Turn) error {
	n, s, err := latest(t)
	if err != nil {
		return err
	}
	if n > 0 {
		if err := t.SetTimer(timerTrim, t.Now(), nil); err != nil {
			return err
		}
	}
	if settings(t.Community).Every == "" {
		return nil
	}
	today := t.Community.Day(t.Now())
	if n == 0 || s.Stage != running && s.End <= today {
		return f.begin(t, n+1, s.End, today)
	}
	if before, found, err := seasonRows.Get(t.State(), store.K2(t.Community.ID, n-1)); err != nil || found && before.Stage == running {
		if err == nil {
			err = f.setEnd(t, n-1, &before)
		}
		if err != nil {
			return err
		}
	}
	if s.Stage != running {
		return nil
	}
	return f.set(t, n, &s)
}

// begin begins the season that a day is in, or the next one if that one began
// before the last had ended.
func (f *Feature) begin(t *bot.Turn, n uint64, last, day bot.Day) error {
	s := season{Every: settings(t.Community).Every, Stage: running}
	if s.Start, s.End = span(s.Every, day); s.Start < last {
		s.Start, s.End = span(s.Every, s.End)
	}
	if err := put(t, n, &s); err != nil {
		return err
	}
	return f.set(t, n, &s)
}

// set sets the timers of a running season.
func (f *Feature) set(t *bot.Turn, n uint64, s *season) error {
	end := t.Community.Begins(s.End)
	if err := timer(t, timerNext, n, end); err != nil {
		return err
	}
	if err := f.setEnd(t, n, s); err != nil {
		return err
	}
	set := settings(t.Community)
	if due := end.Add(-set.Notice); set.Reset != "" && s.Warned.IsZero() && t.Now().Sub(due) < unseen {
		return timer(t, timerWarn, n, due)
	}
	return nil
}

func (f *Feature) setEnd(t *bot.Turn, n uint64, s *season) error {
	due := t.Community.Begins(s.End).Add(grace)
	if s.Held.After(due) {
		due = s.Held
	}
	return timer(t, timerEnd, n, due)
}

// tick handles the timers. A season that ends while seasons are switched off
// has neither standings nor prizes.
func (f *Feature) tick(t *bot.Turn) error {
	if t.Event.Tick.Name == timerTrim {
		return f.trim(t)
	}
	name, number, _ := strings.Cut(t.Event.Tick.Name, "/")
	n, err := strconv.ParseUint(number, 10, 64)
	if err != nil {
		return fmt.Errorf("seasons: a timer %q: %w", t.Event.Tick.Name, err)
	}
	s, found, err := seasonRows.Get(t.State(), store.K2(t.Community.ID, n))
	if err != nil || !found {
		return err
	}
	if settings(t.Community).Every == "" {
		if name+"/" == timerNext && s.Stage == running {
			return f.enter(t, n, &s, frozen)
		}
		return nil
	}
	switch name + "/" {
	case timerNext:
		if last, _, err := latest(t); err != nil || last != n {
			return err
		}
		return f.begin(t, n+1, s.End, s.End)
	case timerEnd:
		return f.end(t, n, &s)
	case timerWarn:
		return f.warn(t, n, &s)
	}
	return f.step(t, n, &s)
}

// end begins to freeze a season. What was waiting on a platform while Steward
// was away arrives first.
func (f *Feature) end(t *bot.Turn, n uint64, s *season) error {
	if s.Stage != running {
		return nil
	}
	if s.Held.IsZero() && t.Now().Sub(t.Event.Tick.Due) > unseen {
		s.Held = t.Now().UTC().Add(away)
		if err := put(t, n, s); err != nil {
			return err
		}
		return f.setEnd(t, n, s)
	}
	return f.enter(t, n, s, sorting)
}

// enter goes on with the next stage.
func (f *Feature) enter(t *bot.Turn, n uint64, s *season, next stage) error {
	s.Stage, s.After = next, 0
	if err := put(t, n, s); err != nil {
		return err
	}
	if next == frozen {
		return t.SetTimer(timerTrim, t.Now(), nil)
	}
	return timer(t, timerStep, n, t.Now())
}

// again goes on with the same stage.
func (f *Feature) again(t *bot.Turn, n uint64, s *season) error {
	if err := put(t, n, s); err != nil {
		return err
	}
	return timer(t, timerStep, n, t.Now())
}
