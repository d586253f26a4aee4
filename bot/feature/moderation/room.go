package moderation

import (
	"slices"
	"strings"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/sanction"
)

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
		o.Every, o.Off, rest = 0, false, ""
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
	case o.Command == "slow" && o.Every == 0 && !o.Off:
		f.tell(t, &o.Desk, t.Text("moderation.how_slow", nil))
		return nil
	}
	c := &sanction.Case{Kind: bot.Act(o.Command), At: t.At().UTC(), By: o.By, Reason: o.Reason}
	s := sanction.Sanction{Act: c.Kind, Space: o.Desk.Place, Every: o.Every, State: sanction.Pending}
	switch c.Kind {
	case bot.ActPin:
		c.Evidence = o.About
		if o.Off {
			c.Kind, s.Act = bot.ActUnpin, bot.ActUnpin
		}
	case bot.ActLock:
		if o.For > 0 {
			s.Until = t.At().Add(o.For).UTC()
		}
		if again, err := f.lockAgain(t, o, s.Until); again || err != nil {
			return err
		}
	case bot.ActUnlock:
		locked, err := f.file.LockOf(t, s.Space)
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
func (f *Feature) openPlace(t *bot.Turn, o *order, c *sanction.Case, s sanction.Sanction) (err error) {
	if c.Answer, err = f.file.Next(t.State(), t.Community.ID); err != nil {
		return err
	}
	f.file.Add(t, c, s)
	if err := f.file.Open(t.State(), t.Community.ID, c); err != nil {
		return err
	}
	if c.Kind == bot.ActLock {
		if err := f.file.Lock(t, c, s.Space); err != nil {
			return err
		}
	}
	return f.announceLater(t, notice{Desk: o.Desk, First: c.ID, Last: c.ID})
}

// lockAgain gives a lock that is in force another end, or tells that there is one.
func (f *Feature) lockAgain(t *bot.Turn, o *order, until time.Time) (bool, error) {
	c, err := f.file.LockOf(t, o.Desk.Place)
	if err != nil || c == nil {
		return false, err
	}
	s := &c.Sanctions[0]
	if s.Until.Equal(until) || s.State == sanction.Pending || !c.Open() {
		what, err := f.what(t, c)
		f.tell(t, &o.Desk, t.Text("moderation.locked_before", bot.Args{"What": what, "Case": c.ID}))
		return true, err
	}
	if err := f.file.LockUntil(t, c, until); err != nil {
		return true, err
	}
	return true, f.announceLater(t, notice{Desk: o.Desk, First: c.ID, Last: c.ID})
}

// whatHere is what a case about a place did, in a sentence.
func (f *Feature) whatHere(t *bot.Turn, c *sanction.Case) (string, error) {
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
	case s.Act == bot.ActLock && s.Until.IsZero():
		return t.Text("moderation.locked", args), nil
	case s.Act == bot.ActLock:
		return t.Text("moderation.locked_until", args), nil
	case s.Act == bot.ActUnlock:
		return t.Text("moderation.unlocked", args), nil
	case s.Act == bot.ActSlow && s.Every == 0:
		return t.Text("moderation.fast", args), nil
	case s.Act == bot.ActSlow:
		return t.Text("moderation.slowed", args), nil
	case s.Act == bot.ActPin:
		return t.Text("moderation.pinned", args), nil
	case s.Act == bot.ActUnpin:
		return t.Text("moderation.unpinned", args), nil
	}
	return t.Text("moderation.failed_here", nil), nil
}
