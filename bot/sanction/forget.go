package sanction

import (
	"slices"

	"github.com/stewardbot/steward/bot"
)

// Forget erases a member from the cases: of those that are closed nothing is left but
// what was done and when. Those that stand keep their evidence, and so do those whose
// sanctions are under way and reports that nobody has decided on.
func (f *File) Forget(t *bot.Turn, who *bot.Forgotten) error {
	return f.Of(t.State(), t.Community.ID, who.Member, func(c *Case) (bool, error) {
		if !c.closed() {
			return true, nil
		}
		c.erase(who.Accounts)
		return true, f.Save(t.State(), t.Community.ID, c)
	})
}

// closed tells whether nothing of a case stands or is under way.
func (c *Case) closed() bool {
	return c.Settled() && (!c.Open() || c.Kind == bot.ActReport && !c.Decided.IsZero())
}

// Keep writes a case as Save does; one of somebody who was forgotten is erased when it
// closes.
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
	if a := c.Appeal; a != nil { // there is nobody to be told any more
		a.User, a.Place, a.Text, a.Told = "", "", "", true
	}
	for _, by := range []*bot.UserID{&c.By, &c.UndoneBy, &c.DecidedBy} {
		if slices.Contains(accounts, *by) {
			*by = ""
		}
	}
	for i := range c.Sanctions {
		c.Sanctions[i].User = ""
	}
}
