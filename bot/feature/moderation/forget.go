package moderation

import (
	"slices"

	"github.com/stewardbot/steward/bot"
	"github.com/stewardbot/steward/bot/sanction"
)

// Forget implements bot.Routes: of cases that are closed nothing is left but
// what was done and when. Those that stand keep their evidence, and so do those
// whose sanctions are under way and reports that nobody has decided on.
func (f *Feature) Forget(t *bot.Turn, who *bot.Forgotten) error {
	if err := f.forgetReports(t, who.Member); err != nil {
		return err
	}
	return f.file.Of(t.State(), t.Community.ID, who.Member, func(c *sanction.Case) (bool, error) {
		if !closed(c) {
			return true, nil
		}
		erase(c, who.Accounts)
		return true, f.file.Save(t.State(), t.Community.ID, c)
	})
}

// closed tells whether nothing of a case stands or is under way.
func closed(c *sanction.Case) bool {
	return c.Settled() && (!c.Open() || c.Kind == bot.ActReport && !c.Decided.IsZero())
}

// save writes a case; one of somebody who was forgotten is erased when it closes.
func (f *Feature) save(t *bot.Turn, c *sanction.Case) error {
	if closed(c) && c.Member != 0 {
		m, err := t.MemberByID(c.Member)
		if err != nil {
			return err
		}
		if m == nil {
			erase(c, nil)
		}
	}
	return f.file.Save(t.State(), t.Community.ID, c)
}

func erase(c *sanction.Case, accounts []bot.UserID) {
	c.User, c.Reason, c.Evidence = "", "", nil
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

// Disclose implements bot.Routes.
func (f *Feature) Disclose(t *bot.Turn, m bot.MemberID) (lines []string, err error) {
	err = f.file.Of(t.State(), t.Community.ID, m, func(c *sanction.Case) (bool, error) {
		key := "moderation.data_stands"
		if !c.Open() {
			key = "moderation.data_undone"
		}
		line := t.Text(key, bot.Args{
			"Case": c.ID, "What": string(c.Kind), "When": c.At.In(t.Community.Zone).Format("2006-01-02 15:04"),
		})
		for _, more := range []string{c.Rule, c.Reason} {
			if more != "" {
				line += " " + bot.Isolate(more)
			}
		}
		if c.Evidence != nil && c.Evidence.Text != "" {
			line += " “" + bot.Isolate(c.Evidence.Text) + "”"
		}
		lines = append(lines, line)
		return true, nil
	})
	return lines, err
}
