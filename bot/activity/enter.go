package activity

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/ledger"
	"github.com/stewardbot/steward/store"
)

// Result is what came of an attempt to enter.
type Result int

// The results.
const (
	Entered Result = iota // the entry is stored
	Changed               // the member had entered; the data are replaced
	Again                 // the member had entered, with the same data
	Early                 // not open yet
	Over                  // closed, or cancelled
	Barred                // may not take part: Why says why
	Poor                  // too few points for the price
	Waits                 // the entry is stored, and waits for staff
)

// Pressed returns the activity whose number is in a button's data, which may be
// forged; nil if there is none, or if the button is not in one of its places.
func (l *Life) Pressed(t *bot.Turn, data string) (*Activity, error) {
	id, err := strconv.ParseUint(data, 10, 63)
	if err != nil {
		return nil, nil
	}
	a, err := l.Load(t, id)
	if err != nil || a == nil || !a.In(t, t.Event.Place) {
		return nil, err
	}
	return a, nil
}

// In reports whether the activity is posted in a place, whose space may have a
// new id since.
func (a *Activity) In(t *bot.Turn, p bot.Place) bool {
	return slices.ContainsFunc(a.Posts, func(x Post) bool { return t.Latest(x.Place) == t.Latest(p) })
}

// Enter enters the turn's member, or replaces the data of their entry. It
// counts by the platform's time, so entries that arrive late count if they were
// made in time. Why is the reason for Barred, in the turn's language.
func (l *Life) Enter(t *bot.Turn, a *Activity, data json.RawMessage) (r Result, why string, err error) {
	switch {
	case a.Stage == Announced:
		return Early, "", nil
	case a.Stage != Open || !a.inTime(t.At()):
		return Over, "", nil
	}
	e, err := l.Entry(t, a, t.Member.ID)
	switch {
	case err != nil:
		return 0, "", err
	case e != nil && (e.Out != "" || string(e.Data) == string(data)):
		return Again, "", nil
	case e != nil:
		e.Data = data
		return Changed, "", l.put(t, a, e)
	}
	if l.kind.Meets != nil {
		if why, err := l.kind.Meets(t, a, t.Member.ID); why != "" || err != nil {
			return Barred, why, err
		}
	}
	e = &Entry{Tag: a.Tag(t.Member.ID), Member: t.Member.ID, At: t.At(), Weight: 1, Data: data}
	if a.Price > 0 {
		_, err := l.book.Reserve(t, l.order(a, e), e.Member, a.Price, t.Event.ID)
		if errors.Is(err, ledger.ErrInsufficient) {
			return Poor, "", nil
		}
		if err != nil {
			return 0, "", err
		}
		e.Reserve = true
	}
	if a.Review {
		e.Out = OutWaits
		l.ask(t, a, e)
		return Waits, "", l.put(t, a, e)
	}
	if err := l.put(t, a, e); err != nil {
		return 0, "", err
	}
	return Entered, "", l.counted(t, a, 1)
}

// Leave deletes the entry of the turn's member, and refunds its price; false if
// there is none, or the activity takes no more entries.
func (l *Life) Leave(t *bot.Turn, a *Activity) (bool, error) {
	if a.Stage != Open || !a.inTime(t.At()) {
		return false, nil
	}
	e, err := l.Entry(t, a, t.Member.ID)
	if err != nil || e == nil || e.Out != "" {
		return false, err
	}
	if err := l.refund(t, a, e); err != nil {
		return false, err
	}
	if err := entryRows.Delete(t.State(), l.entryKey(t, a, e)); err != nil {
		return false, err
	}
	return true, l.counted(t, a, -1)
}

// counted changes the number of entries, and edits the posts soon.
func (l *Life) counted(t *bot.Turn, a *Activity, n int) error {
	c, _, err := countRows.Get(t.State(), l.key(t, a))
	if err != nil {
		return err
	}
	c.Entries += n
	if !c.Edit {
		c.Edit = true
		if err := t.SetTimer(timerEdit+number(a.ID), t.Now().Add(pace), nil); err != nil {
			return err
		}
	}
	return countRows.Put(t.State(), l.key(t, a), c)
}

func (l *Life) entryKey(t *bot.Turn, a *Activity, e *Entry) entryKey {
	return store.K3(t.Community.ID, a.ID, e.Tag)
}
