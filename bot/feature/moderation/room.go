package moderation

import (
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/cases"
	"github.com/stewardbot/steward/store"
)

// lockRows keeps which case locks a place: community, place -> number.
var lockRows = store.Rows("moderation_locks", store.Shape2(store.Str[string]{}, store.Tail[bot.Place]{}), store.Uint64Key{})

// slowest is how seldom slow mode lets members speak at most.
const slowest = 6 * time.Hour

// off are the words that take away what a command gives.
var off = []string{"off", "0", "0s", "关", "关闭", "關", "關閉", "取消"}

// readPin takes whether something is to be pinned no more; the rest is the reason.
func (o *order) readPin(used, text string) string {
	word, rest, _ := strings.Cut(text, " ")
	o.Off = slices.Contains([]string{"unpin", "取消置顶", "取消置頂"}, used)
	if isOff(word) || strings.EqualFold(word, "unpin") {
		o.Off, text = true, rest
	}
	return text
}

// readSlow takes how long members are to wait, or that they need not; the rest is the
// reason, which a form has no room for.
func (o *order) readSlow(text string, form bool) string {
	words := strings.Fields(text)
	if len(words) == 0 {
		return ""
	}
	d, n := everySo(words)
	switch {
	case isOff(words[0]):
		o.Off, n = true, 1
	case n > 0:
		o.Every = d
	}
	rest := strings.Join(words[n:], " ")
	if form && rest != "" {
		o.Misread, o.Every, o.Off, rest = text, 0, false, ""
	}
	return rest
}

func isOff(word string) bool { return slices.Contains(off, strings.ToLower(word)) }

// everySo takes how long members are to wait from the front of the words, and tells
// how many of them it is: 30s, 2 minutes, or 30, which are seconds.
func everySo(words []string) (d time.Duration, n int) {
	if d, n = bot.TakeDuration(words); n == 0 && bot.UnreadDuration(words) == "" {
		d, _ = time.ParseDuration(words[0] + "s")
		n = 1
	}
	if d < time.Second || d > slowest {
		return 0, 0
	}
	return d, n
}

// place carries out what is about a place.
func (f *Feature) place(t *bot.Turn, o *order) error {
	switch {
	case o.Desk.Place.Private():
		f.tell(t, &o.Desk, t.Text("moderation.how_here", bot.Args{"Command": o.Command}))
		return nil
	case o.Command == "pin" && o.About == nil, o.Command == "slow" && o.Every == 0 && !o.Off:
		f.tell(t, &o.Desk, howTo(t, o.Command))
		return nil
	case o.Misread != "":
		f.tell(t, &o.Desk, t.Text("answer.no_time", bot.Args{"Time": bot.Isolate(o.Misread)}))
		return nil
	}
	c := &cases.Case{Kind: cases.Kind(o.Command), At: t.At().UTC(), By: o.By, Reason: o.Reason}
	s := cases.Sanction{Act: c.Kind, Space: o.Desk.Place, Every: o.Every, State: cases.Pending}
	switch c.Kind {
	case cases.Pin:
		c.Evidence = o.About
		if o.Off {
			c.Kind, s.Act = cases.Unpin, cases.Unpin
		}
	case cases.Lock:
		if o.For > 0 {
			s.Until = t.At().Add(o.For).UTC()
		}
		if again, err := f.lockAgain(t, o, s.Until); again || err != nil {
			return err
		}
	case cases.Unlock:
		locked, err := f.lockOf(t, s.Space)
		if err != nil {
			return err
		}
		if locked == nil || locked.Sanctions[0].Earlier == "" {
			f.tell(t, &o.Desk, t.Text("moderation.not_locked", nil))
			return nil
		}
		s.Earlier = locked.Sanctions[0].Earlier
	}
	return f.openPlace(t, o, c, s)
}

// openPlace opens a case about a place, and asks for what it is for.
func (f *Feature) openPlace(t *bot.Turn, o *order, c *cases.Case, s cases.Sanction) (err error) {
	if c.Answer, err = f.file.Next(t.State(), t.Community.ID); err != nil {
		return err
	}
	c.Sanctions = []cases.Sanction{s}
	f.ask(t, c, 0)
	if err := f.file.Open(t.State(), t.Community.ID, c); err != nil {
		return err
	}
	if c.Kind == cases.Lock {
		if err := lockRows.Put(t.State(), store.K2(t.Community.ID, s.Space), c.ID); err != nil {
			return err
		}
	}
	return f.announceLater(t, notice{Desk: o.Desk, First: c.ID, Last: c.ID})
}

// lockEffect locks, or opens again. What is allowed must be known before a place is
// locked, and is asked first: once it is locked nobody can tell any more.
func lockEffect(s *cases.Sanction, why string) bot.Effect {
	if s.Act == cases.Lock && s.Earlier == "" {
		return bot.Permissions{Place: s.Space}
	}
	return bot.Lock{Place: s.Space, Lift: s.Act == cases.Unlock, Earlier: s.Earlier, Reason: why}
}

// surveyed goes on with a lock once it is known what was allowed before.
func (f *Feature) surveyed(t *bot.Turn, c *cases.Case, i int, out *bot.Outcome) (bool, error) {
	s := &c.Sanctions[i]
	if s.Act != cases.Lock || s.Earlier != "" || out.Permissions == "" {
		return false, nil
	}
	if s.State != cases.Pending { // undone meanwhile
		return true, nil
	}
	s.Earlier = out.Permissions
	f.ask(t, c, i)
	return true, f.file.Save(t.State(), t.Community.ID, c)
}

// lockAgain gives a lock that is in force another end, or tells that there is one.
func (f *Feature) lockAgain(t *bot.Turn, o *order, until time.Time) (bool, error) {
	c, err := f.lockOf(t, o.Desk.Place)
	if err != nil || c == nil {
		return false, err
	}
	s := &c.Sanctions[0]
	if s.Until.Equal(until) || s.State == cases.Pending || !c.Open() {
		what, err := f.what(t, c)
		f.tell(t, &o.Desk, t.Text("moderation.locked_before", bot.Args{"What": what, "Case": c.ID}))
		return true, err
	}
	s.Until = until
	if err := t.SetTimer(endTimer(c.ID, 0), until, nil); err != nil {
		return true, err
	}
	if err := f.file.Save(t.State(), t.Community.ID, c); err != nil {
		return true, err
	}
	return true, f.announceLater(t, notice{Desk: o.Desk, First: c.ID, Last: c.ID})
}

// lockOf is the case that locks a place; nil if none does.
func (f *Feature) lockOf(t *bot.Turn, place bot.Place) (*cases.Case, error) {
	id, ok, err := lockRows.Get(t.State(), store.K2(t.Community.ID, place))
	if err != nil || !ok {
		return nil, err
	}
	return f.file.Get(t.State(), t.Community.ID, id)
}

func (f *Feature) forgetLock(t *bot.Turn, place bot.Place) error {
	return lockRows.Delete(t.State(), store.K2(t.Community.ID, place))
}

// unlocked notes that a place is open again, by c or by the lock's own end.
func (f *Feature) unlocked(t *bot.Turn, c *cases.Case, place bot.Place) error {
	locked, err := f.lockOf(t, place)
	if err != nil || locked == nil {
		return err
	}
	if err := f.forgetLock(t, place); err != nil {
		return err
	}
	if locked.ID == c.ID {
		c.Sanctions[0].State = cases.Lifted
		return nil
	}
	locked.Sanctions[0].State = cases.Lifted
	if err := t.SetTimer(endTimer(locked.ID, 0), noTime, nil); err != nil {
		return err
	}
	return f.file.Save(t.State(), t.Community.ID, locked)
}

// whatHere is what a case about a place did, in a sentence.
func (f *Feature) whatHere(t *bot.Turn, c *cases.Case) (string, error) {
	if !c.Open() {
		by, err := f.moderator(t, c.UndoneBy)
		return t.Text("moderation.undone_here", bot.Args{"By": by}), err
	}
	if c.Failed() || len(c.Sanctions) == 0 {
		return t.Text("moderation.failed_here", nil), nil
	}
	s := c.Sanctions[len(c.Sanctions)-1]
	args := bot.Args{"Until": when(t, s.Until), "Span": span(t, s.Every)}
	switch {
	case s.Act == cases.Lock && s.Until.IsZero():
		return t.Text("moderation.locked", args), nil
	case s.Act == cases.Lock:
		return t.Text("moderation.locked_until", args), nil
	case s.Act == cases.Unlock:
		return t.Text("moderation.unlocked", args), nil
	case s.Act == cases.Slow && s.Every == 0:
		return t.Text("moderation.fast", args), nil
	case s.Act == cases.Slow:
		return t.Text("moderation.slowed", args), nil
	case s.Act == cases.Pin:
		return t.Text("moderation.pinned", args), nil
	case s.Act == cases.Unpin:
		return t.Text("moderation.unpinned", args), nil
	}
	return t.Text("moderation.failed_here", nil), nil
}
