package moderation

import (
	"fmt"
	"strconv"
	"time"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/cases"
	"github.com/stewardbot/steward/store"
)

// noticeRows keeps whom to tell when cases are settled: community, number of the
// first case -> notice.
var noticeRows = store.Rows("moderation_notices", store.Shape2(store.Str[string]{}, store.Num[uint64]{}), store.JSON[notice]())

// notice is what is to be announced once a few cases are settled.
type notice struct {
	Desk  desk   `json:"desk"`
	First uint64 `json:"first"`
	Last  uint64 `json:"last"`
}

// announceLater keeps a notice until its cases are settled, which may be now.
func (f *Feature) announceLater(t *bot.Turn, n notice) error {
	if err := noticeRows.Put(t.State(), store.K2(t.Community.ID, n.First), n); err != nil {
		return err
	}
	_, err := f.announce(t, n.First)
	return err
}

// announce tells of the cases of a notice, in the moderators' log and where the
// command was given, when all are settled. There may be no such notice.
func (f *Feature) announce(t *bot.Turn, first uint64) (found bool, err error) {
	n, found, err := noticeRows.Get(t.State(), store.K2(t.Community.ID, first))
	if err != nil || !found {
		return found, err
	}
	var list []*cases.Case
	for id := n.First; id <= n.Last; id++ {
		c, err := f.file.Get(t.State(), t.Community.ID, id)
		if err != nil {
			return true, err
		}
		if c == nil || !c.Settled() {
			return true, nil
		}
		list = append(list, c)
	}
	if err := noticeRows.Delete(t.State(), store.K2(t.Community.ID, first)); err != nil {
		return true, err
	}
	for _, c := range list {
		if err := f.publish(t, c); err != nil {
			return true, err
		}
		if err := f.tellAppeal(t, c); err != nil {
			return true, err
		}
	}
	return true, f.sayCases(t, &n.Desk, list)
}

// outcome notes what became of a sanction, or goes on with an order that waited
// for the platform to tell of somebody.
func (f *Feature) outcome(t *bot.Turn) error {
	out := t.Event.Outcome
	if out.Found != nil || out.Status != bot.Done {
		o, err := f.waited(t, lookupKey(out.Ref))
		if err != nil {
			return err
		}
		if o != nil {
			return f.found(t, o, out)
		}
	}
	c, i, err := f.file.ByRef(t.State(), t.Community.ID, out.Ref)
	if err != nil || c == nil {
		return err
	}
	if again, err := f.surveyed(t, c, i, out); again || err != nil {
		return err
	}
	if err := f.note(t, c, i, out); err != nil {
		return err
	}
	if err := f.save(t, c); err != nil || !c.Settled() {
		return err
	}
	if found, err := f.announce(t, c.Answer); found || err != nil {
		return err
	}
	return f.publish(t, c)
}

// note writes what became of a sanction into its case, and sees to it that what
// is for a time ends, and that what was lifted no longer counts as in force.
func (f *Feature) note(t *bot.Turn, c *cases.Case, i int, out *bot.Outcome) error {
	s := &c.Sanctions[i]
	if out.Status != bot.Done {
		if s.Act == cases.Lock {
			if err := f.forgetLock(t, s.Space); err != nil {
				return err
			}
		}
		s.State, s.Reason = cases.Refused, out.Reason
		t.Find(bot.Finding{Code: "refused_act", Member: c.Member, Args: bot.Args{"Case": c.ID, "Reason": out.Reason}})
		return nil
	}
	s.State = cases.Done
	switch {
	case ends(s) && c.Open():
		return t.SetTimer(endTimer(c.ID, i), s.Until, nil)
	case s.Act == cases.Unlock:
		return f.unlocked(t, c, s.Space)
	case s.Act == cases.Unpin:
		markLifted(c, cases.Pin, s)
	case s.Act == cases.Unmute:
		return f.lifted(t, c, s, cases.Mute)
	case s.Act == cases.Unban:
		return f.lifted(t, c, s, cases.Ban)
	}
	return nil
}

// lifted marks the earlier sanctions that an unmute or unban ended: those of this
// case and of the member's others.
func (f *Feature) lifted(t *bot.Turn, c *cases.Case, by *cases.Sanction, act cases.Kind) error {
	markLifted(c, act, by)
	return f.file.Of(t.State(), t.Community.ID, c.Member, func(other *cases.Case) (bool, error) {
		if other.ID == c.ID || !markLifted(other, act, by) {
			return true, nil
		}
		return true, f.file.Save(t.State(), t.Community.ID, other)
	})
}

// markLifted marks the acts of a case that another one ended.
func markLifted(c *cases.Case, act cases.Kind, by *cases.Sanction) (changed bool) {
	for i := range c.Sanctions {
		s := &c.Sanctions[i]
		if s.Act == act && s.Space == by.Space && s.User == by.User && s.State == cases.Done {
			s.State, changed = cases.Lifted, true
		}
	}
	return changed
}

// ends tells whether Steward itself ends the act when its time has come: a mute
// ends on the platform.
func ends(s *cases.Sanction) bool {
	return (s.Act == cases.Ban || s.Act == cases.Lock) && !s.Until.IsZero()
}

// endTimer is named for bans, which were the first to end so.
func endTimer(id uint64, i int) string { return fmt.Sprintf("ban/%d/%d", id, i) }

// tick ends a ban or a lock whose time has come, unless another ban holds longer.
func (f *Feature) tick(t *bot.Turn) error {
	var id uint64
	var i int
	if key, ok := forgetTimer(t.Event.Tick.Name); ok {
		_, err := f.waited(t, key)
		return err
	}
	if _, err := fmt.Sscanf(t.Event.Tick.Name, "ban/%d/%d", &id, &i); err != nil {
		return fmt.Errorf("moderation: a timer %s: %w", strconv.Quote(t.Event.Tick.Name), err)
	}
	c, err := f.file.Get(t.State(), t.Community.ID, id)
	if err != nil || c == nil || i >= len(c.Sanctions) || c.Sanctions[i].State != cases.Done {
		return err
	}
	s := c.Sanctions[i]
	longer, err := f.heldLonger(t, c.Member, s)
	if err != nil {
		return err
	}
	if longer {
		c.Sanctions[i].State = cases.Lifted
		return f.file.Save(t.State(), t.Community.ID, c)
	}
	c.Sanctions = append(c.Sanctions, ending(s))
	f.ask(t, c, len(c.Sanctions)-1)
	return f.file.Save(t.State(), t.Community.ID, c)
}

// heldLonger tells whether another ban of the same account goes on.
func (f *Feature) heldLonger(t *bot.Turn, m bot.MemberID, s cases.Sanction) (longer bool, err error) {
	if s.Act != cases.Ban {
		return false, nil
	}
	err = f.file.Of(t.State(), t.Community.ID, m, func(c *cases.Case) (bool, error) {
		for _, x := range c.Sanctions {
			longer = longer || x.Act == cases.Ban && x.Space == s.Space && x.User == s.User && x.InForce(latest(t.Now(), s.Until))
		}
		return !longer, nil
	})
	return longer, err
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
