package sanction

import (
	"slices"

	"github.com/stewardbot/steward/bot"
)

// Forget erases a member from the cases. Closed cases only keep what was done
// and when. Cases that stand keep their evidence, and so do those with pending
// sanctions and undecided reports.
func (f *File) Forget(t *bot.Turn, who *bot.Forgotten) error {
	return f.Of(t.State(), t.Community.ID, who.Member, func(c *Case) (bool, error) {
		if !c.closed() {
			return true, nil
		}
		c.erase(who.Accounts)
		return true, f.Save(t.State(), t.Community.ID, c)
	})
}

// closed reports whether nothing of a case is in force or pending.
func (c *Case) closed() bool {
	return c.Settled() && (!c.Open() || c.Kind == bot.ActReport && !c.Decided.IsZero())
}

// Keep writes a case as Save does; the case of a forgotten person is erased
// when it closes.
func (f *File) Keep(t *bot.Turn, c *Case) error {
	if c.closed() && c.Member != 0 {
		m, err := t.MemberByID(c.Member)
		if err != nil {
			return err
		}
		if m == nil {
			c.erase(nil)
		}
	}
	return f.Save(t.State(), t.Community.ID, c)
}

func (c *Case) erase(accounts []bot.UserID) {
	c.User, c.Name, c.Reason, c.Evidence = "", "", "", nil
	if a := c.Appeal; a != nil { // there is nobody left to tell
		a.User, a.Place, a.Text, a.Told = "", "", "", true
	}
	for _, by := range []*bot.UserID{&c.By, &c.UndoneBy, &c.DecidedBy} {
		if slices.Contains(accounts, *by) {
			*by = ""
		}
	}
	for i := range c.Sanctions {
		s := &c.Sanctions[i]
		s.User, s.Mark, s.Ours = "", "", nil
	}
}
