package activity

import (
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/store"
)

// firstRecorded is the first number of activities that are only recorded. The
// numbers below it are those that members see.
const firstRecorded = 1 << 32

// recordedRows: -> the latest number of an activity that is only recorded.
var recordedRows = store.Rows("activities_recorded", store.StringKey{}, store.Uint64Key{})

// recorder reports whether the Life only records activities: a feature runs them
// itself, and the Life knows who took part, asks how they liked it and forgets
// both in time.
func (l *Life) recorder() bool { return l.kind.Show == nil }

// Recorded reports whether the activity was only recorded, as quizzes and
// scheduled posts are.
func (a *Activity) Recorded() bool { return a.ID >= firstRecorded }

// Number is the activity's number among those of its sort.
func (a *Activity) Number() uint64 {
	if a.Recorded() {
		return a.ID - firstRecorded
	}
	return a.ID
}

// last returns the table with the latest number of the Life's sort, and that number.
func (l *Life) last(t *bot.Turn) (rows *store.Table[string, uint64], last uint64, err error) {
	rows, first := lastRows, uint64(0)
	if l.recorder() {
		rows, first = recordedRows, firstRecorded
	}
	last, _, err = rows.Get(t.State(), t.Community.ID)
	return rows, max(last, first), err
}

// Record begins a drafted activity without a post of its own. It ends at Closes if
// that is later than Opens, and otherwise with Finish.
func (l *Life) Record(t *bot.Turn, a *Activity) error {
	a.Stage = Open
	if err := l.Save(t, a); err != nil || !a.ends() {
		return err
	}
	return l.timer(t, a)
}

// ends reports whether the time of the end is known.
func (a *Activity) ends() bool { return a.Closes.After(a.Opens) }

// Took notes that a member takes part in a recorded activity, once. Nothing happens
// if it is over.
func (l *Life) Took(t *bot.Turn, id uint64, m bot.MemberID) error {
	a, err := l.Load(t, id)
	if err != nil || a == nil || a.Stage != Open || a.ends() && !a.inTime(t.At()) {
		return err
	}
	e, err := l.Entry(t, a, m)
	if err != nil || e != nil {
		return err
	}
	return l.put(t, a, &Entry{Tag: a.Tag(m), Member: m, At: t.At(), Weight: 1})
}

// Finish ends a recorded activity, which has paid so many points.
func (l *Life) Finish(t *bot.Turn, id uint64, paid int64) error {
	a, err := l.Load(t, id)
	if err != nil || a == nil || a.Stage != Open {
		return err
	}
	a.Paid = paid
	if !a.ends() {
		a.Closes = t.Now()
	}
	if err := l.ending(t, a); err != nil {
		return err
	}
	return l.end(t, a, Evaluated)
}

// Over returns when the activity took no more entries.
func (a *Activity) Over() time.Time {
	if !a.Ended.IsZero() && a.Ended.Before(a.Closes) {
		return a.Ended
	}
	return a.Closes
}

// mergeRecorded gives one member's part in a recorded activity to another.
func (l *Life) mergeRecorded(t *bot.Turn, a *Activity, from, into bot.MemberID) error {
	gone, err := l.entry(t, a, a.Tag(from))
	if err != nil || gone == nil {
		return err
	}
	if err := entryRows.Delete(t.State(), l.entryKey(t, a, gone)); err != nil {
		return err
	}
	kept, err := l.entry(t, a, a.Tag(into))
	switch {
	case err != nil:
		return err
	case kept == nil:
		gone.Tag, gone.Member = a.Tag(into), into
		return l.put(t, a, gone)
	case kept.Mark == 0 || gone.At.Before(kept.At):
		if kept.Mark == 0 {
			kept.Mark = gone.Mark
		}
		if gone.At.Before(kept.At) {
			kept.At = gone.At
		}
		return l.put(t, a, kept)
	}
	return nil
}
