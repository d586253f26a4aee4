package timing

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/phrase"
)

// Move is one firing of a job that an operator put at another time.
type Move struct {
	From time.Time `json:"from"` // by the plan
	To   time.Time `json:"to"`
}

// maxMoves is how many firings of a job can be moved at once.
const maxMoves = 50

// After returns the job's first firing after a time, with what was moved.
func (e Entry) After(j Job, at time.Time) Firing {
	f := j.Next(at)
	for !f.At.IsZero() && slices.ContainsFunc(e.Moves, func(m Move) bool { return m.From.Equal(f.At) }) {
		f = j.Next(f.At)
	}
	for _, m := range e.Moves {
		if m.To.After(at) && (f.At.IsZero() || m.To.Before(f.At)) {
			f = Firing{At: m.To.In(j.zone)}
		}
	}
	return f
}

// Is reports whether the job fires at a time, and from when that firing was
// moved; zero: it was not.
func (e Entry) Is(j Job, at time.Time) (from time.Time, fires bool) {
	for _, m := range e.Moves {
		if m.To.Equal(at) {
			return m.From, true
		}
	}
	return time.Time{}, e.After(j, at.Add(-1)).At.Equal(at)
}

// Move puts the firing that is due at from at another time, and sets the job's
// timer. A firing that was moved before can be moved again, or back. A
// *phrase.Phrase says why it is refused.
func (d Diary) Move(t *bot.Turn, j Job, from, to time.Time) error {
	e, err := d.Entry(t, j.Name)
	if err != nil {
		return err
	}
	planned, fires := e.Is(j, from)
	switch {
	case !fires || !from.After(t.Now()):
		return phrase.New("timing.not_due", t.Community.Clock(from))
	case !to.After(t.Now()):
		return phrase.New("schedule.typed", t.Community.Clock(to), phrase.New("timing.over"))
	case to.Equal(from):
		return phrase.New("timing.same", t.Community.Clock(to))
	}
	e.Moves = slices.DeleteFunc(e.Moves, func(m Move) bool { return m.To.Equal(from) })
	if planned.IsZero() {
		planned = from
	}
	if !planned.Equal(to) { // else it is back where the plan has it
		if _, twice := e.Is(j, to); twice {
			return phrase.New("timing.taken", t.Community.Clock(to))
		}
		e.Moves = append(e.Moves, Move{planned, to})
	}
	if len(e.Moves) > maxMoves {
		return phrase.New("timing.moves", maxMoves)
	}
	if e.Skip.Equal(from) {
		e.Skip = time.Time{}
	}
	if err := d.Keep(t, j.Name, e); err != nil {
		return err
	}
	return t.SetTimer(d.Timer+j.Name, e.Next(j).At, nil)
}

// dropMoves forgets the moves of a job whose schedule changed, and says so in
// modlog.
func dropMoves(t *bot.Turn, job string, e *Entry) {
	for _, m := range e.Moves {
		if m.To.After(t.Now()) {
			tell(t, "schedule.unmoved", bot.Args{"Name": bot.Isolate(job), "Time": t.Community.Clock(m.To)}, nil)
		}
	}
	e.Moves = nil
}

// tell says something in modlog.
func tell(t *bot.Turn, key string, args bot.Args, buttons func(*bot.Turn) [][]bot.Button) {
	for _, p := range t.Community.Places[bot.Modlog] {
		at := t.ToPlace(p)
		s := bot.Say{Place: p, Text: at.Text(key, args), Lane: bot.Moderation}
		if buttons != nil {
			s.Buttons = buttons(at)
		}
		t.Do(s)
	}
}

// Shifted returns the schedule with the firing at from put to another time, and
// all others as much earlier or later. Both are times of the wall clock, in UTC.
// A *phrase.Phrase says why that can't be.
func (w When) Shifted(from, to time.Time) (When, error) {
	key, err := w.only()
	if err != nil {
		return w, err
	}
	clock, sameDay := to.Format("15:04"), dayOf(from).Equal(dayOf(to))
	other := phrase.New("timing.shift_day")
	switch key {
	case "at":
		w.At = Once(to, time.UTC).At
		return w, nil
	case "daily":
		if !sameDay {
			return w, other
		}
		w.Daily = clock
	case "weekly":
		days, _ := lastWord(narrow(w.Weekly))
		if !sameDay {
			if apart := dayOf(to).Sub(dayOf(from)).Abs(); apart >= 7*24*time.Hour || !w.onceIn(7*24*time.Hour) {
				return w, other
			}
			days = strings.ToUpper(to.Weekday().String()[:3])
		}
		w.Weekly = days + " " + clock
	case "monthly":
		day, _ := lastWord(narrow(w.Monthly))
		if !sameDay {
			if n, err := strconv.Atoi(day); err != nil || n != from.Day() || from.Month() != to.Month() || from.Year() != to.Year() {
				return w, other
			}
			day = strconv.Itoa(to.Day())
		}
		w.Monthly = day + " " + clock
	default:
		return w, phrase.New("timing.shift_key", key)
	}
	if to.Second() != 0 {
		return w, phrase.New("timing.clock")
	}
	return w, nil
}

// onceIn reports whether it fires once in so long.
func (w When) onceIn(span time.Duration) bool {
	p, _, err := When{Weekly: w.Weekly}.Plan(time.UTC, nil)
	if err != nil {
		return false
	}
	first := p.Next(reference(time.UTC)).At
	return p.Next(first).At.Sub(first) == span
}

// WhenOf returns the schedule that the fields of an entry hold.
func WhenOf(fields []bot.EntryField) (w When) {
	for _, f := range fields {
		switch f.Key {
		case "cron":
			w.Cron = f.Value
		case "daily":
			w.Daily = f.Value
		case "weekly":
			w.Weekly = f.Value
		case "monthly":
			w.Monthly = f.Value
		case "at":
			w.At = f.Value
		case "every":
			if f.Value != "" {
				w.Every = time.Hour // only that it is there matters: it can't be shifted
			}
		}
	}
	return w
}

// Field returns the value of a key that Shifted may change; false for others.
func (w When) Field(key string) (value string, ok bool) {
	switch key {
	case "daily":
		return w.Daily, true
	case "weekly":
		return w.Weekly, true
	case "monthly":
		return w.Monthly, true
	case "at":
		return w.At, true
	}
	return "", false
}
