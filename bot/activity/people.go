package activity

import (
	"github.com/stewardbot/steward/bot"
)

// alive calls fn for the kind's activities that have not ended.
func (l *Life) alive(t *bot.Turn, fn func(a *Activity) error) error {
	return l.Each(t, func(a *Activity) (bool, error) {
		if a.Stage == Evaluated || a.Stage == Cancelled {
			return true, nil
		}
		return true, fn(a)
	})
}

// Merge implements bot.Routes: of two entries, that of the member who remains
// counts. While the activity is being closed, one that was checked before counts
// instead of one that was not. Both count only if both were checked before.
func (l *Life) Merge(t *bot.Turn, from, into bot.MemberID) error {
	return l.Each(t, func(a *Activity) (bool, error) {
		if l.recorder() {
			return true, l.mergeRecorded(t, a, from, into)
		}
		return true, l.merge(t, a, from, into)
	})
}

func (l *Life) merge(t *bot.Turn, a *Activity, from, into bot.MemberID) error {
	gone, err := l.Entry(t, a, from)
	if err != nil || gone == nil {
		return err
	}
	kept, err := l.Entry(t, a, into)
	if err != nil {
		return err
	}
	gone.Member = into
	switch {
	case kept == nil || !kept.stands() && gone.Out == "": // found under its new member's tag, too
		if err := l.put(t, a, &Entry{Tag: a.Tag(into), Member: into, At: gone.At, Out: OutLinked, Of: gone.Tag}); err != nil {
			return err
		}
	case gone.Tag == kept.Tag || !gone.stands() || !kept.stands():
	case kept.Out == OutWaits && gone.Out == "":
		return l.counts(t, a, gone, kept)
	case gone.Out == OutWaits || !a.checked(gone):
		return l.counts(t, a, kept, gone)
	case !a.checked(kept):
		return l.counts(t, a, gone, kept)
	}
	return l.put(t, a, gone)
}

// checked reports whether the close has got past an entry.
func (a *Activity) checked(e *Entry) bool {
	return a.Stage != Open && (a.Walk == nil || a.Walk.Job != jobFreeze || e.Tag < a.Walk.From)
}

// counts stores two entries of one member, of which only the first counts.
func (l *Life) counts(t *bot.Turn, a *Activity, kept, spare *Entry) error {
	if err := l.put(t, a, kept); err != nil {
		return err
	}
	if a.Stage == Open && spare.Out == "" {
		if err := l.counted(t, a, -1); err != nil {
			return err
		}
	}
	spare.Of = kept.Tag
	if err := l.leaveOut(t, a, spare, OutLinked); err != nil {
		return err
	}
	return l.Save(t, a)
}

// Part implements bot.Routes: the entry stays with the member, and the account
// that left can't enter as well.
func (l *Life) Part(t *bot.Turn, from, left bot.MemberID) error {
	return l.alive(t, func(a *Activity) error {
		e, err := l.Entry(t, a, from)
		if err != nil || e == nil {
			return err
		}
		return l.put(t, a, &Entry{Tag: a.Tag(left), Member: left, At: e.At, Out: OutParted})
	})
}

// Forget implements bot.Routes. Until the activity closes the entry is left
// out, so that the person can't enter twice; afterwards it is nobody's.
func (l *Life) Forget(t *bot.Turn, who *bot.Forgotten) error {
	return l.Each(t, func(a *Activity) (bool, error) {
		e, err := l.Entry(t, a, who.Member)
		if err != nil || e == nil {
			return err == nil, err
		}
		switch {
		case l.recorder():
			return true, entryRows.Delete(t.State(), l.entryKey(t, a, e))
		case a.Stage != Open:
			e.Member, e.Mark = 0, 0
			return true, l.put(t, a, e)
		case !e.stands():
			return true, nil
		}
		if e.Out == "" {
			if err := l.counted(t, a, -1); err != nil {
				return false, err
			}
		}
		if err := l.leaveOut(t, a, e, OutForgotten); err != nil {
			return false, err
		}
		return true, l.Save(t, a)
	})
}
