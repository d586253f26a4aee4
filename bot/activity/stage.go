package activity

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
)

const (
	// backlog is how long entries from a downtime may take to arrive.
	backlog = 15 * time.Second
	// lateTick is more than a running process is ever late with a timer.
	lateTick = 5 * time.Second
	// keep is how long an activity that ended can be looked up.
	keep = 90 * 24 * time.Hour
)

// The prefixes of timers; the activity's number follows.
const (
	timerStage = "activity " // the next stage, or the next chunk of entries
	timerWake  = "wake "     // the kind's
	timerEdit  = "edit "     // the posts
	timerPost  = "post "     // in a space that moved
	timerAsk   = "ask "      // how people liked it
)

// Draft returns a new activity with a number, for the kind to fill in: from now
// on, for a time, in the places named. From is the definition that it comes
// from, if any. It is stored by Announce.
func (l *Life) Draft(t *bot.Turn, name, from string, span time.Duration, to []string) (*Activity, error) {
	rows, last, err := l.last(t)
	if err != nil {
		return nil, err
	}
	a := &Activity{
		ID: last + 1, Kind: l.kind.Name, Name: name, From: from, Asked: t.Event.User != nil, Posts: postsIn(t, to),
		Opens: t.Now(), Closes: t.Now().Add(span), Stage: Drafted, Salt: Secret(t, "salt "+number(last+1)),
	}
	return a, rows.Put(t.State(), t.Community.ID, a.ID)
}

// Secret returns 32 random bytes that can't be predicted without the instance's
// secret.
func Secret(t *bot.Turn, purpose string) []byte {
	chance, b := t.Rand(purpose), make([]byte, 32)
	for i := range b {
		b[i] = byte(chance.Uint32())
	}
	return b
}

// Announce posts a drafted activity in its places. It opens now, or at Opens if
// that is later.
func (l *Life) Announce(t *bot.Turn, a *Activity) error {
	a.Stage = Announced
	if !a.Opens.After(t.Now()) {
		a.Stage = Open
	}
	if err := l.post(t, a); err != nil {
		return err
	}
	if err := l.Save(t, a); err != nil {
		return err
	}
	return l.timer(t, a)
}

// timer sets the timer for the next stage.
func (l *Life) timer(t *bot.Turn, a *Activity) error {
	var due time.Time
	switch {
	case a.Walk != nil:
		due = t.Now()
	case a.Stage == Announced:
		due = a.Opens
	case a.Stage == Open:
		due = a.Closes
	case a.Stage == Evaluated, a.Stage == Cancelled:
		due = a.Ended.Add(keep)
	}
	return l.at(t, a, due)
}

func (l *Life) at(t *bot.Turn, a *Activity, due time.Time) error {
	return t.SetTimer(timerStage+number(a.ID), due, nil)
}

// Wake calls Kind.Due at a time, instead of the one set before; zero: never.
func (l *Life) Wake(t *bot.Turn, a *Activity, due time.Time) error {
	return t.SetTimer(timerWake+number(a.ID), due, nil)
}

func timerOf(tick *bot.Tick) (prefix string, id uint64, ok bool) {
	for _, prefix = range []string{timerStage, timerWake, timerEdit, timerPost, timerAsk} {
		if n, found := strings.CutPrefix(tick.Name, prefix); found {
			id, err := strconv.ParseUint(n, 10, 64)
			return prefix, id, err == nil
		}
	}
	return "", 0, false
}

// Is reports whether a tick is of an activity.
func Is(tick *bot.Tick) bool {
	_, _, ok := timerOf(tick)
	return ok
}

// Tick is the listener for KindTick of a kind without Plans.
func (l *Life) Tick(t *bot.Turn) error {
	prefix, id, ok := timerOf(t.Event.Tick)
	if !ok {
		return fmt.Errorf("activity: no timer is called %q", t.Event.Tick.Name)
	}
	a, err := l.Load(t, id)
	if err != nil || a == nil {
		return err
	}
	switch {
	case prefix == timerEdit:
		return l.refresh(t, a)
	case prefix == timerPost:
		return l.postAgain(t, a)
	case prefix == timerAsk:
		return l.asking(t, a)
	case l.missed(t) && (prefix == timerWake || a.Stage == Open):
		// What people did while Steward was not running comes first.
		return t.SetTimer(t.Event.Tick.Name, t.Now().Add(backlog), nil)
	case prefix == timerWake:
		return l.kind.Due(t, a)
	case a.Walk != nil:
		return l.step(t, a)
	case a.Stage == Announced:
		return l.open(t, a)
	case a.Stage == Open && l.recorder():
		return l.Finish(t, a.ID, a.Paid)
	case a.Stage == Open:
		return l.Close(t, a)
	case a.Stage == Evaluated, a.Stage == Cancelled:
		return l.walk(t, a, jobErase)
	}
	return nil
}

func (l *Life) open(t *bot.Turn, a *Activity) error {
	a.Stage = Open
	if err := l.Edit(t, a); err != nil {
		return err
	}
	if err := l.Save(t, a); err != nil {
		return err
	}
	return l.timer(t, a)
}

// missed reports whether the tick was due while Steward was not running.
func (l *Life) missed(t *bot.Turn) bool {
	due := t.Event.Tick.Due
	return due.Before(l.woke) && t.Now().Sub(due) > lateTick
}

// Close ends the time for entries and checks those there are; then Kind.Frozen
// is called, in this turn if there are few.
func (l *Life) Close(t *bot.Turn, a *Activity) error {
	a.Stage = Closed
	if err := l.Edit(t, a); err != nil {
		return err
	}
	return l.walk(t, a, jobFreeze)
}

// Settle says that the result is known. Reserved prices are paid. A kind whose
// posts show the result calls Edit then.
func (l *Life) Settle(t *bot.Turn, a *Activity) error {
	a.Stage = Settled
	if err := l.ending(t, a); err != nil {
		return err
	}
	if a.Price > 0 {
		return l.walk(t, a, jobPay)
	}
	return l.Save(t, a)
}

// Keeps reports whether the activity and its entries can still be looked up at a
// time, as long as they can now.
func (a *Activity) Keeps(at time.Time) bool {
	return a.Ended.IsZero() || at.Before(a.Ended.Add(keep))
}

// Evaluate says that nothing more follows. The activity and its entries can
// still be looked up for 90 days.
func (l *Life) Evaluate(t *bot.Turn, a *Activity) error {
	return l.end(t, a, Evaluated)
}

// Cancel ends an activity without a result. Reserved prices are refunded. It
// must not be settled yet.
func (l *Life) Cancel(t *bot.Turn, a *Activity) error {
	a.Walk = nil
	if err := l.end(t, a, Cancelled); err != nil {
		return err
	}
	if err := l.Edit(t, a); err != nil || a.Price == 0 {
		return err
	}
	return l.walk(t, a, jobRefund)
}

// Scrub drops the data in the entries of a cancelled activity without a price.
func (l *Life) Scrub(t *bot.Turn, a *Activity) error { return l.walk(t, a, jobScrub) }

func (l *Life) end(t *bot.Turn, a *Activity, s Stage) error {
	a.Stage, a.Ended = s, t.Now()
	if err := l.Save(t, a); err != nil {
		return err
	}
	if err := l.Wake(t, a, time.Time{}); err != nil {
		return err
	}
	return l.timer(t, a)
}
